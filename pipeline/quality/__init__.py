"""Quality: keep tables valid, report problems, and summarize what each parser gave."""

from __future__ import annotations

from pipeline.quality.checks import build_issue_rows, find_problems
from pipeline.quality.folder import validate_folder
from pipeline.quality.repair import RepairedTables, TableRows, repair_tables
from pipeline.quality.summary import (
    MOST_LISTED,
    ParserSummary,
    Results,
    count_results,
    list_documents,
    list_unread_documents,
    summarize_parsers,
)

__all__ = [
    "MOST_LISTED",
    "ParserSummary",
    "Results",
    "check_tables",
    "count_results",
    "list_documents",
    "list_unread_documents",
    "summarize_parsers",
    "validate_folder",
]


def check_tables(tables: TableRows) -> RepairedTables:
    """Return the tables in publishable form, with removed values and other problems in `issues`.

    A document with status ok from which something was removed becomes partial.
    """
    valid, repairs = repair_tables(tables)
    affected_documents = {finding.document_id for finding in repairs}
    valid["documents"] = [
        {**row, "status": "partial"} if row["status"] == "ok" and row["document_id"] in affected_documents else row
        for row in valid["documents"]
    ]
    valid["issues"] += build_issue_rows([*repairs, *find_problems(valid)], valid["documents"])
    return valid
