"""What people decided about links: `overrides.csv` at the root of the raw folder.

One line a decision, in the order in which they were made; the last one on the same pair counts. The file is for people:
it opens in a spreadsheet and says who decided, when and why, and by which two texts.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.files.csv_cells import plain, safe
from pipeline.model.issues import Issue

OVERRIDES = "overrides.csv"

KINDS = ("identity", "succession")
VALUE = "value"
"""Kind of the lines that correct values: `corrections` reads them."""
DECISIONS = ("accept", "reject")
COLUMNS = ("kind", "from_key", "to_key", "decision", "who", "when", "why", "from_text", "to_text")
"""Columns of the file; the two texts, what the person saw, may be missing."""
REQUIRED = COLUMNS[:7]

Pair = tuple[str, str, str]
"""Kind, from_key, to_key: as in the table links."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision on one link.

    `from_key` and `to_key` are those of the table links: a commitment_key or a commitment_id. `from_text` and `to_text`
    are the texts that were decided upon, empty where they were not kept; `when` is an ISO date.
    """

    kind: str
    from_key: str
    to_key: str
    decision: str
    who: str
    when: str
    why: str
    from_text: str = ""
    to_text: str = ""

    @property
    def pair(self) -> Pair:
        """Return what the decision is about."""
        return self.kind, self.from_key, self.to_key


def read_decisions(raw: Path) -> tuple[tuple[Decision, ...], tuple[Issue, ...]]:
    """Read the decisions of a raw folder, in order; an absent file gives none, a bad line an issue, never an error."""
    path = raw / OVERRIDES
    if not path.is_file():
        return (), ()
    try:
        return parsed(path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        message = f"{OVERRIDES} can't be read ({error}). Save it as CSV in UTF-8; the run went on without decisions."
        return (), (Issue("link", "error", "overrides-unreadable", message),)


def parsed(text: str) -> tuple[tuple[Decision, ...], tuple[Issue, ...]]:
    r"""Parse the text of the file; raise `csv.Error` where it is no CSV.

    >>> parsed("kind,from_key,to_key,decision,who,when,why\nidentity,a:c1,QN0001,maybe,me,2024-01-31,x\n")[1][0].code
    'overrides-bad-line'
    """
    decisions: list[Decision] = []
    issues: list[Issue] = []
    missing = [name for name in REQUIRED if name not in header(text)]
    if missing:
        message = f"{OVERRIDES} lacks the columns {', '.join(missing)}; no decision was used."
        return (), (Issue("link", "error", "overrides-bad-columns", message),)
    for number, row in rows_of(text):
        if row.get("kind") == VALUE:
            continue
        values = {name: row.get(name, "") for name in COLUMNS}
        fault = _fault(values)
        if fault:
            message = f"{OVERRIDES}, line {number}: {fault}. The line was not used."
            issues.append(Issue("link", "warning", "overrides-bad-line", message))
        elif any(values.values()):
            decisions.append(Decision(**values))
    return tuple(decisions), tuple(issues)


def _reader(text: str) -> csv.DictReader[str]:
    # A spreadsheet in many countries saves with semicolons.
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    return csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)


def header(text: str) -> tuple[str, ...]:
    """Return the columns that the text of the file has; raise `csv.Error` where it is no CSV."""
    return tuple(_reader(text).fieldnames or ())


def rows_of(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the number of the line at which each row ends and its cells; raise `csv.Error` where it is no CSV."""
    rows = _reader(text)
    for row in rows:
        cells = {name: plain((cell or "").strip()) for name, cell in row.items() if isinstance(name, str)}
        yield rows.line_num, cells


def _fault(values: Mapping[str, str]) -> str | None:
    if not any(values.values()):
        return None
    if values["kind"] not in KINDS:
        return f"kind '{values['kind'][:40]}' is none of {', '.join(KINDS)}"
    if values["decision"] not in DECISIONS:
        return f"decision '{values['decision'][:40]}' is none of {', '.join(DECISIONS)}"
    empty = [name for name in REQUIRED if not values[name]]
    if empty:
        return f"{', '.join(empty)} is empty: a decision needs a person, a date and a reason"
    return None if _is_date(values["when"]) else f"when '{values['when'][:40]}' is no date such as 2024-01-31"


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def latest(decisions: Iterable[Decision]) -> dict[Pair, Decision]:
    """Return the decision that counts for each pair: the last one.

    >>> one = Decision("identity", "a:c1", "QN0001", "accept", "me", "2024-01-31", "same text")
    >>> two = Decision("identity", "a:c1", "QN0001", "reject", "me", "2024-02-01", "other milestones")
    >>> latest([one, two])[one.pair].decision
    'reject'
    """
    return {decision.pair: decision for decision in decisions}


def append(raw: Path, decision: Decision) -> Path:
    """Write one decision at the end of the file, with a header where it is new; return the file.

    Raises `ValueError` with a sentence where the decision is not complete, OSError where the file can't be written.
    """
    values = {name: getattr(decision, name) for name in COLUMNS}
    fault = _fault(values)
    if fault:
        raise ValueError(f"This decision can't be kept: {fault}.")
    path = raw / OVERRIDES
    kept = path.read_bytes() if path.is_file() else b""
    columns, delimiter = _header(kept)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, delimiter=delimiter, lineterminator="\n", extrasaction="ignore")
    if not kept.strip():
        kept = b""
        writer.writeheader()
    elif not kept.endswith(b"\n"):
        text.write("\n")
    writer.writerow({name: safe(value) for name, value in values.items()})
    with path.open("ab" if kept else "wb") as stream:
        stream.write(text.getvalue().encode())
        stream.flush()
        os.fsync(stream.fileno())
    return path


def _header(kept: bytes) -> tuple[list[str], str]:
    """Return the columns of the file in their order, so that columns of the user's own stay, and its delimiter."""
    if not kept.strip():
        return list(COLUMNS), ","
    first = kept.decode("utf-8-sig", "replace").partition("\n")[0].rstrip("\r")
    delimiter = ";" if ";" in first else ","
    columns = next(csv.reader([first], delimiter=delimiter))
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise ValueError(f"{OVERRIDES} lacks the columns {', '.join(missing)}; add them, or move the file away.")
    return columns, delimiter
