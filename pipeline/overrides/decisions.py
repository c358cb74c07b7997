"""Decisions on links: `overrides.csv` at the root of the raw folder.

One line per decision, in the order in which they were made; the last one on a pair counts. The file is meant for
people: it opens in a spreadsheet and says who decided, when, why, and on which two texts.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.files.csv_dialect import escape_formula, unescape_formula
from pipeline.model.identifiers import is_id
from pipeline.model.issues import Issue

OVERRIDES = "overrides.csv"

KINDS = ("identity", "succession")
VALUE_KIND = "value"
"""Kind of the lines that correct values; `corrections` reads them."""
DECISIONS = ("accept", "reject")
COLUMNS = ("kind", "from_key", "to_key", "decision", "who", "when", "why", "from_text", "to_text")
"""Columns of the file; the two texts that the person saw may be missing."""
REQUIRED_COLUMNS = COLUMNS[:7]

Pair = tuple[str, str, str]
"""Kind, from_key, to_key: as in the table links."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision on one link.

    `from_key` and `to_key` are those of the table links: a commitment_key or a commitment_id. `from_text` and `to_text`
    are the texts that the person saw, empty if not recorded. `when` is an ISO date.
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
        """The link that the decision is about."""
        return self.kind, self.from_key, self.to_key


def read_decisions(raw: Path) -> tuple[tuple[Decision, ...], tuple[Issue, ...]]:
    """Read the decisions of a raw folder in order. A bad line gives an issue; nothing raises."""
    path = raw / OVERRIDES
    if not path.is_file():
        return (), ()
    try:
        return parse_decisions(path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        message = f"{OVERRIDES} can't be read ({error}). Save it as CSV in UTF-8. The run continued without decisions."
        return (), (Issue("link", "error", "overrides-unreadable", message),)


def parse_decisions(text: str) -> tuple[tuple[Decision, ...], tuple[Issue, ...]]:
    r"""Parse the text of the file; raise `csv.Error` if it is not CSV.

    >>> text = "kind,from_key,to_key,decision,who,when,why\nidentity,a:c1,QN0001,maybe,me,2024-01-31,x\n"
    >>> parse_decisions(text)[1][0].code
    'overrides-bad-line'
    """
    decisions: list[Decision] = []
    issues: list[Issue] = []
    missing = [name for name in REQUIRED_COLUMNS if name not in read_header(text)]
    if missing:
        message = f"{OVERRIDES} lacks the columns {', '.join(missing)}; no decision was used."
        return (), (Issue("link", "error", "overrides-bad-columns", message),)
    for number, row in iterate_rows(text):
        if row.get("kind") == VALUE_KIND:
            continue
        values = {name: row.get(name, "") for name in COLUMNS}
        problem = _find_problem(values)
        if problem:
            message = f"{OVERRIDES}, line {number}: {problem}. The line was not used."
            issues.append(Issue("link", "warning", "overrides-bad-line", message))
        elif any(values.values()):
            decisions.append(Decision(**values))
    return tuple(decisions), tuple(issues)


def _open_reader(text: str) -> csv.DictReader[str]:
    # In many countries spreadsheets save CSV with semicolons.
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    return csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)


def read_header(text: str) -> tuple[str, ...]:
    """Return the columns of the file; raise `csv.Error` if it is not CSV."""
    return tuple(_open_reader(text).fieldnames or ())


def iterate_rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line number and the cells of each row; raise `csv.Error` if it is not CSV."""
    rows = _open_reader(text)
    for row in rows:
        cells = {name: unescape_formula((cell or "").strip()) for name, cell in row.items() if isinstance(name, str)}
        yield rows.line_num, cells


def _find_problem(values: Mapping[str, str]) -> str | None:
    if not any(values.values()):
        return None
    if values["kind"] not in KINDS:
        return f"kind '{values['kind'][:40]}' is none of {', '.join(KINDS)}"
    if values["decision"] not in DECISIONS:
        return f"decision '{values['decision'][:40]}' is none of {', '.join(DECISIONS)}"
    empty = [name for name in REQUIRED_COLUMNS if not values[name]]
    if empty:
        return f"{', '.join(empty)} is empty: a decision needs a person, a date and a reason"
    if values["kind"] == "identity" and not is_id(values["to_key"]):
        return f"to_key '{values['to_key'][:40]}' is no commitment ID of a known member"
    return None if is_calendar_date(values["when"]) else f"when '{values['when'][:40]}' is no date such as 2024-01-31"


def is_calendar_date(text: str) -> bool:
    """Return whether a text is a date as people write them into a list: YYYY-MM-DD.

    >>> is_calendar_date("2024-01-31"), is_calendar_date("20240131"), is_calendar_date("31 January 2024")
    (True, False, False)
    """
    try:
        return bool(date.fromisoformat(text)) and len(text) == 10
    except ValueError:
        return False


def latest_decisions(decisions: Iterable[Decision]) -> dict[Pair, Decision]:
    """Return the last decision on each pair.

    >>> one = Decision("identity", "a:c1", "QN0001", "accept", "me", "2024-01-31", "same text")
    >>> two = Decision("identity", "a:c1", "QN0001", "reject", "me", "2024-02-01", "other milestones")
    >>> latest_decisions([one, two])[one.pair].decision
    'reject'
    """
    return {decision.pair: decision for decision in decisions}


def append_decision(raw: Path, decision: Decision) -> Path:
    """Append one decision to the file, with a header if it is new; return the path.

    Raises `ValueError` if the decision is incomplete and OSError if the file can't be written.
    """
    values = {name: getattr(decision, name) for name in COLUMNS}
    problem = _find_problem(values)
    if problem:
        raise ValueError(f"This decision can't be saved: {problem}.")
    path = raw / OVERRIDES
    content = path.read_bytes() if path.is_file() else b""
    columns, delimiter = _header_and_delimiter(content)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, delimiter=delimiter, lineterminator="\n", extrasaction="ignore")
    if not content.strip():
        content = b""
        writer.writeheader()
    elif not content.endswith(b"\n"):
        text.write("\n")
    writer.writerow({name: escape_formula(value) for name, value in values.items()})
    with path.open("ab" if content else "wb") as stream:
        stream.write(text.getvalue().encode())
        stream.flush()
        os.fsync(stream.fileno())
    return path


def _header_and_delimiter(content: bytes) -> tuple[list[str], str]:
    """Return the columns of the file in their order, including the user's own, and the delimiter."""
    if not content.strip():
        return list(COLUMNS), ","
    first = content.decode("utf-8-sig", "replace").partition("\n")[0].rstrip("\r")
    delimiter = ";" if ";" in first else ","
    columns = next(csv.reader([first], delimiter=delimiter))
    missing = [name for name in REQUIRED_COLUMNS if name not in columns]
    if missing:
        raise ValueError(f"{OVERRIDES} lacks the columns {', '.join(missing)}; add them, or move the file elsewhere.")
    return columns, delimiter
