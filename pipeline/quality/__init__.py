"""Quality: keep the tables sound, say what is odd, and sum up what a run gave."""

from __future__ import annotations

from pipeline.quality.checks import findings
from pipeline.quality.finding import issue_rows
from pipeline.quality.folder import validate
from pipeline.quality.repair import Collected, Mended, mend
from pipeline.quality.summary import ParserSummary, summary

__all__ = ["ParserSummary", "checked", "summary", "validate"]


def checked(tables: Collected) -> Mended:
    """Return the tables as they may be published, with what was left out and what is odd in `issues`.

    A document of status ok from which something was left out becomes partial.
    """
    sound, left_out = mend(tables)
    lost = {finding.document_id for finding in left_out}
    sound["documents"] = [
        {**row, "status": "partial"} if row["status"] == "ok" and row["document_id"] in lost else row
        for row in sound["documents"]
    ]
    sound["issues"] += issue_rows([*left_out, *findings(sound)], sound["documents"])
    return sound
