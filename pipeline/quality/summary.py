"""Summary of a run by parser, printed at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline import schema
from pipeline.quality.finding import Rows, Tables

NO_PARSER = "(no parser)"
"""Name of the line for documents without parser and issues without document."""


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


def summarize_parsers(tables: Tables) -> tuple[ParserSummary, ...]:
    """Return a summary for each parser that read a document, by name; documents without parser come last."""
    parsers = {row["document_id"]: str(row.get("report_format") or NO_PARSER) for row in tables["documents"]}
    counts = Counter(parsers.values())
    issues = Counter((parsers.get(row["document_id"], NO_PARSER), row["severity"]) for row in tables["issues"])
    names = {*counts, *(parser for parser, _ in issues)}
    commitments = _group_by_parser(tables["commitments"], parsers)
    milestones = _group_by_parser(tables["milestones"], parsers)
    return tuple(
        ParserSummary(
            parser=name,
            documents=counts[name],
            commitments=len(commitments.get(name, ())),
            milestones=len(milestones.get(name, ())),
            fields_filled=_filled_share(
                {"commitments": commitments.get(name, ()), "milestones": milestones.get(name, ())}
            ),
            errors=issues[name, "error"],
            warnings=issues[name, "warning"],
            infos=issues[name, "info"],
        )
        for name in sorted(names, key=lambda name: (name == NO_PARSER, name))
    )


def _group_by_parser(rows: Rows, parsers: Mapping[object, str]) -> dict[str, list[Mapping[str, object]]]:
    groups: dict[str, list[Mapping[str, object]]] = {}
    for row in rows:
        groups.setdefault(parsers.get(row["document_id"], NO_PARSER), []).append(row)
    return groups


def _filled_share(tables: Mapping[str, Sequence[Mapping[str, object]]]) -> float | None:
    filled = total = 0
    for name, rows in tables.items():
        for count in _filled_counts(name, rows):
            filled += count
            total += len(rows)
    return filled / total if total else None


def _filled_counts(name: str, rows: Rows) -> Iterable[int]:
    """Return the number of values for each template field that has any."""
    fields = [field.name for field in schema.find_table(name).fields if field.template]
    counts = (sum(row.get(field) is not None for row in rows) for field in fields)
    return [count for count in counts if count]
