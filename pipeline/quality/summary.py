"""Summary of a run by parser, printed at its end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pipeline import schema
from pipeline.quality.checks import Tables

Results = Counter[tuple[str, ...]]
"""Number of rows by (parser, table), of issues by (parser, severity), of values by (parser, table, field)."""

NO_PARSER = "(no parser)"
"""Name of the line for documents without parser and issues without document."""
_COUNTED_TABLES = ("commitments", "milestones")


@dataclass(frozen=True, slots=True)
class ParserSummary:
    """One parser's results: `fields_filled` is the share of template values given, 0 to 1; None without records.

    Only fields that the parser filled in at least one record count, because each template has its own.
    """

    parser: str
    documents: int
    commitments: int
    milestones: int
    fields_filled: float | None
    errors: int
    warnings: int
    infos: int


def count_results(tables: Tables) -> Results:
    """Return the counts of tables by parser; the sum of the counts of several tables is that of all together."""
    parsers = {row["document_id"]: str(row.get("report_format") or NO_PARSER) for row in tables["documents"]}
    counts: Results = Counter((parser, "documents") for parser in parsers.values())
    counts.update((parsers.get(row["document_id"], NO_PARSER), str(row["severity"])) for row in tables["issues"])
    for name in _COUNTED_TABLES:
        fields = _template_fields(name)
        for row in tables[name]:
            parser = parsers.get(row["document_id"], NO_PARSER)
            counts[parser, name] += 1
            counts.update((parser, name, field) for field in fields if row.get(field) is not None)
    return counts


def summarize_parsers(counts: Results) -> tuple[ParserSummary, ...]:
    """Return a summary for each parser that read a document, by name; documents without parser come last."""
    return tuple(
        ParserSummary(
            parser=name,
            documents=counts[name, "documents"],
            commitments=counts[name, "commitments"],
            milestones=counts[name, "milestones"],
            fields_filled=_filled_share(name, counts),
            errors=counts[name, "error"],
            warnings=counts[name, "warning"],
            infos=counts[name, "info"],
        )
        for name in sorted({key[0] for key in counts}, key=lambda name: (name == NO_PARSER, name))
    )


def _filled_share(parser: str, counts: Results) -> float | None:
    filled = total = 0
    for name in _COUNTED_TABLES:
        values = [count for field in _template_fields(name) if (count := counts[parser, name, field])]
        filled += sum(values)
        total += len(values) * counts[parser, name]
    return filled / total if total else None


def _template_fields(table: str) -> list[str]:
    return [field.name for field in schema.find_table(table).fields if field.template]
