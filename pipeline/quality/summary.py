"""Summary of a run by parser, printed at its end.

What a run says of each document: its kind, member, plan and what was read, or why nothing was.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline import schema
from pipeline.model.issues import SEVERITIES
from pipeline.quality.checks import Tables
from pipeline.schema.codes import format_code

MOST_LISTED = 40
"""Documents that are listed one by one: a longer list hides the closing table of a run."""
_REASONS = ("records-not-found", "no-records-expected", "no-parser", "ambiguous-format", "unknown-format", "no-records")
"""Codes of issues that say why no record of a document was read, the most informative first."""


def describe_document(document: Mapping[str, object], commitments: int = 0, milestones: int = 0) -> str:
    """Return in one line what a document is and what was read of it.

    >>> describe_document({"report_type": "irm_design_report", "country": "Norlandia", "plan_start_year": 2018}, 6)
    'IRM design report, Norlandia, plan 2018: 6 commitments'
    >>> describe_document({"report_type": "unknown"}), describe_document({"status": "failed"})
    ('no document of the partnership: nothing read', 'not known: it could not be read')
    """
    kind = str(document.get("report_type") or "unknown")
    if kind == "unknown" and not document.get("report_format"):
        failed = document.get("status") == "failed"
        return "not known: it could not be read" if failed else "no document of the partnership: nothing read"
    member = document.get("local_member") or document.get("country")
    parts = (format_code(kind), member, _plan_of(document), "draft" if document.get("is_draft") else None)
    read = ", ".join(
        f"{count} {name}{'' if count == 1 else 's'}"
        for count, name in ((commitments, "commitment"), (milestones, "milestone"))
        if count
    )
    return f"{', '.join(str(part) for part in parts if part)}: {read or 'no commitment read'}"


def _plan_of(document: Mapping[str, object]) -> str | None:
    start, end = document.get("plan_start_year"), document.get("plan_end_year")
    return f"plan {start}-{end}" if start and end else f"plan {start}" if start else None


def list_documents(tables: Tables) -> tuple[str, ...]:
    """Return a line for each document that was read in a small run; none for a larger one."""
    documents = tables["documents"]
    if len(documents) > MOST_LISTED:
        return ()
    counts = {name: Counter(row["document_id"] for row in tables[name]) for name in ("commitments", "milestones")}
    return tuple(
        f"{row['source_path']}: {describe_document(row, *(counts[name][row['document_id']] for name in counts))}"
        for row in sorted(documents, key=lambda row: str(row["source_path"]))
        if row.get("report_format")
    )


@dataclass(frozen=True, slots=True)
class UnreadDocument:
    """A document that failed, was read in part or not at all: what it is, and why with the next command."""

    status: str
    path: str
    kind: str
    reason: str


UNREAD_STATUSES = ("failed", "partial", "unidentified")
"""Statuses of documents of which something is missing, the most important first."""


def name_command(text: str, path: str, place: str) -> str:
    """Return a message with its command as it can be typed: on the file where it is, not where the run names it.

    >>> name_command("Run `ogp suggest a b.pdf`.", "a b.pdf", "raw/a b.pdf")
    "Run `ogp suggest 'raw/a b.pdf'`."
    """
    return text.replace(f"`ogp suggest {path}`", f"`ogp suggest {shlex.quote(place)}`")


def list_unread_documents(tables: Tables, refused: Sequence[str] = ()) -> tuple[UnreadDocument, ...]:
    """Return the documents that failed, were read in part or not read, each with the weightiest of its issues.

    `refused` are paths that no row of documents has.
    """
    reasons: dict[object, tuple[int, int, str]] = {}
    for row in tables["issues"]:
        code = str(row["code"])
        place = _REASONS.index(code) if code in _REASONS else len(_REASONS)
        rank = (SEVERITIES.index(row["severity"]), place, str(row["message"]))
        for name in (row["document_id"], row["source_path"]):
            reasons[name] = min(reasons.get(name, rank), rank)

    def why(name: object) -> str:
        return reasons[name][2] if name in reasons else ""

    found = [UnreadDocument("failed", path, "not known", why(path)) for path in refused]
    for row in tables["documents"]:
        if row["status"] in UNREAD_STATUSES:
            kind = describe_document(row).partition(":")[0]
            found.append(UnreadDocument(str(row["status"]), str(row["source_path"]), kind, why(row["document_id"])))
    return tuple(sorted(found, key=lambda one: (UNREAD_STATUSES.index(one.status), one.path)))


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
