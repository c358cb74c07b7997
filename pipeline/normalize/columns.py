"""Readings: how a raw value becomes the values of columns. `schemas/normalizers.json` says which field has which."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from pipeline.lexicon.vocabularies import NOT_ASSESSED, find_code, has_no_value, respell_policy_area
from pipeline.model import RawValue, identifiers
from pipeline.model.issues import Issue, Severity
from pipeline.normalize import dates, institutions
from pipeline.normalize.dates import Order, is_spreadsheet_date
from pipeline.normalize.institution_lists import split_institutions
from pipeline.normalize.places import first_page
from pipeline.normalize.relevance import read_values, values_listed
from pipeline.normalize.text import clean_text, one_line
from pipeline.schema.codes import list_codes
from pipeline.schema.data import load_data

URL = re.compile(r"https?://[^\s<>\"“”]+")
_SEPARATED = re.compile(r"[\n,;|•]")
_TITLES_APART = re.compile(r"\|\||\n")
_NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+){0,4}")


@dataclass(frozen=True, slots=True)
class ColumnValues:
    """What a reading gives: values by column and what is odd about them."""

    values: Mapping[str, object] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnInput:
    """A raw value on its way to a column: the record's place, the reading's vocabulary, the document's date order."""

    column: str
    value: RawValue
    place: str
    vocabulary: str = ""
    order: Order | None = None
    known_institutions: frozenset[str] = frozenset()


Reading = Callable[[ColumnInput], ColumnValues]
NOTHING = ColumnValues()
_TICK = "✓"
_DATE_RUN = re.compile(r"\d[\d/.:-]*(?:[\s,]+(?:(?:y|and|et|e|&|и|to|a|–|-)\s+)?\d[\d/.:-]*)*")
"""Figures of dates with the words between them: '06/16 y 06/17'."""


def read_cell(cell: ColumnInput) -> ColumnValues:
    """Apply a reading by its name in front of the colon of `cell.vocabulary`; raises KeyError for an unknown one.

    >>> read_cell(ColumnInput("title", RawValue("Open \\n data", "label"), "c1", vocabulary="line")).values
    {'title': 'Open data'}
    """
    name, _, vocabulary = cell.vocabulary.partition(":")
    return READINGS[name](replace(cell, vocabulary=vocabulary))


def make_issue(cell: ColumnInput, code_: str, message: str, severity: Severity = "warning") -> Issue:
    """Make the issue of a value that can't be read, with its page and place."""
    return Issue("normalise", severity, code_, message, first_page(cell.value), cell.place)


def unknown_code_issue(cell: ColumnInput) -> Issue:
    """Make the issue of a word that a vocabulary does not list."""
    text = one_line(cell.value.text)[:120]
    message = (
        f"'{text}' is no known value of {cell.column}; it is left empty. If it is one, add it to "
        f"schemas/codes/{cell.vocabulary}.json."
    )
    return make_issue(cell, "unknown-code", message)


def _read_text(cell: ColumnInput) -> ColumnValues:
    text = clean_text(cell.value.text)
    return ColumnValues({cell.column: text}) if text else NOTHING


def _read_line(cell: ColumnInput) -> ColumnValues:
    text = clean_text(cell.value.text)
    return ColumnValues({cell.column: one_line(text)}) if text else NOTHING


def _read_verbatim(cell: ColumnInput) -> ColumnValues:
    text = one_line(cell.value.text)
    return ColumnValues({cell.column: text}) if text else NOTHING


def _read_number(cell: ColumnInput) -> ColumnValues:
    text = clean_text(cell.value.text)
    if text is None:
        return NOTHING
    if is_spreadsheet_date(text):
        message = f"The number '{text[:40]}' is a date by now: a spreadsheet changed it. Look it up and correct it."
        return ColumnValues(issues=(make_issue(cell, "number-turned-date", message),))
    return ColumnValues({cell.column: identifiers.bare_number(text) or one_line(text)})


def _read_part(cell: ColumnInput) -> ColumnValues:
    text = re.sub(r"[\s.()]", "", cell.value.text).lower()
    return ColumnValues({cell.column: text}) if text else NOTHING


def _read_numbers(cell: ColumnInput) -> ColumnValues:
    return _make_list(cell, _NUMBERS.findall(cell.value.text))


def _read_id(cell: ColumnInput) -> ColumnValues:
    printed = cell.value.text.strip().upper()
    # A dataset's column of IDs says that they are some: also those of members that joined after this release.
    is_own = cell.value.method == "column" and identifiers.has_id_form(printed)
    found = [printed] if is_own else identifiers.find_ids(printed)
    if len(found) == 1:
        return ColumnValues({cell.column: found[0]})
    if clean_text(cell.value.text) is None:
        return NOTHING
    message = f"'{one_line(cell.value.text)[:120]}' is not one commitment ID of a known member; it is left empty."
    return ColumnValues(issues=(make_issue(cell, "commitment-id-unread", message),))


def _make_list(cell: ColumnInput, items: Iterable[str]) -> ColumnValues:
    """Return the items of a list, each once; nothing for an empty one."""
    distinct = list(dict.fromkeys(items))
    return ColumnValues({cell.column: distinct}) if distinct else NOTHING


def _read_list(cell: ColumnInput) -> ColumnValues:
    return _make_list(cell, _split_items(_SEPARATED, cell))


def _split_items(separator: re.Pattern[str], cell: ColumnInput) -> list[str]:
    return [one_line(item) for item in separator.split(cell.value.text) if clean_text(item)]


def _read_areas(cell: ColumnInput) -> ColumnValues:
    """Read a list of policy areas as printed, in OGP's spelling of the name."""
    return _make_list(cell, map(respell_policy_area, _split_items(_SEPARATED, cell)))


def _read_area(cell: ColumnInput) -> ColumnValues:
    """Read the area of a registry's row as its source prints it: sources name areas differently over the years."""
    text = clean_text(cell.value.text)
    return ColumnValues({cell.column: one_line(text)}) if text else NOTHING


def _read_titles(cell: ColumnInput) -> ColumnValues:
    """Read titles, which hold commas: a double bar or a line end parts them."""
    return _make_list(cell, _split_items(_TITLES_APART, cell))


def _read_institutions(cell: ColumnInput) -> ColumnValues:
    return _make_list(cell, map(institutions.clean_name, split_institutions(cell.value.text, cell.known_institutions)))


def _read_values(cell: ColumnInput) -> ColumnValues:
    """Read OGP values, listed or named in prose; yes and no do not say which."""
    listed = values_listed(cell.value.text)
    named = [value for value in listed or read_values(cell.value.text).values if value in list_codes("ogp_value")]
    return ColumnValues({cell.column: named}) if named else NOTHING


def _read_code(cell: ColumnInput) -> ColumnValues:
    if clean_text(cell.value.text) is None:
        return NOTHING
    found = find_code(cell.vocabulary, cell.value.text)
    return ColumnValues({cell.column: found}) if found else ColumnValues(issues=(unknown_code_issue(cell),))


def _read_level(cell: ColumnInput) -> ColumnValues:
    """Read a completion level or a status with its verbatim text; that no one has assessed it gives none."""
    if not cell.value.text.strip():
        return NOTHING
    verbatim = raw_text(cell.value)
    raw: dict[str, object] = {f"{cell.column}_raw": verbatim} if verbatim else {}
    found = find_code(cell.vocabulary, cell.value.text)
    if found in NOT_ASSESSED or has_no_value(cell.vocabulary, cell.value.text) or clean_text(cell.value.text) is None:
        return ColumnValues(raw if clean_text(cell.value.text) else {})
    return ColumnValues({cell.column: found, **raw}) if found else ColumnValues(raw, (unknown_code_issue(cell),))


def raw_text(value: RawValue) -> str:
    """Return a value verbatim: a mark as it was printed, not the heading of its column.

    >>> raw_text(RawValue("Limited", "label"))
    'Limited'
    """
    text = " ".join(line.text for line in value.lines) if value.method == "mark" else value.text
    return one_line(_name_glyphs(text))


def _name_glyphs(text: str) -> str:
    """Return a text with the glyphs of symbol fonts as the signs that they show: a tick as a tick."""
    if not any(_is_private(char) for char in text):
        return text
    ticks = frozenset(load_data("marks")["ticks"])
    return "".join((_TICK if char in ticks else " ") if _is_private(char) else char for char in text)


def _is_private(char: str) -> bool:
    """Return True for a code point of private use, which means nothing outside its font."""
    return "\ue000" <= char <= "\uf8ff"


def _read_date(cell: ColumnInput) -> ColumnValues:
    """Read a date of a column with no bound: its first day, and its precision where a day is not printed."""
    read = _read_span(cell)
    if isinstance(read, ColumnValues):
        return read
    if read.start is None:
        return NOTHING
    return ColumnValues({cell.column: read.start.first, f"{cell.column}_precision": read.start.precision})


def _read_bound(cell: ColumnInput, column: str, is_end: bool) -> ColumnValues:
    read = _read_span(cell)
    text = clean_text(cell.value.text)
    raw: dict[str, object] = {f"{column}_raw": _printed_date(cell.value)} if text else {}
    if isinstance(read, ColumnValues):
        return ColumnValues(raw, read.issues)
    moment = read.end if is_end else read.start
    if moment is None:
        return ColumnValues(raw)
    return ColumnValues(
        {column: moment.last if is_end else moment.first, f"{column}_precision": moment.precision, **raw}
    )


def _printed_date(value: RawValue) -> str:
    """Return a date as printed, where a parser gives it in another form than its line has."""
    text = one_line(value.text)
    printed = one_line(" ".join(line.text for line in value.lines))
    if not printed or text in printed:
        return text
    run = _DATE_RUN.search(printed)
    return run[0].rstrip(".,:;- ") if run and any(char.isdigit() for char in text) else text


def _read_timeline(cell: ColumnInput) -> ColumnValues:
    """Read the start and end printed in one.

    A single date ends the time whether it names a day or a period, unless words make it the first day: 'since 2023'.
    """
    start, end = _read_bound(cell, "start_date", False), _read_bound(cell, "end_date", True)
    read = dates.read_dates(cell.value.text, cell.order)
    if read.start is None or read.start != read.end:
        return ColumnValues({**start.values, **end.values}, start.issues)
    is_first = dates.names_first_day(cell.value.text)
    taken, other = (start, end) if is_first else (end, start)
    raw = {name: text for name, text in other.values.items() if name.endswith("_raw")}
    message = (
        f"'{one_line(cell.value.text)}' gives one date for start and end; it is the {'start' if is_first else 'end'}."
    )
    return ColumnValues({**raw, **taken.values}, (make_issue(cell, "timeline-one-date", message, "info"),))


def _read_span(cell: ColumnInput) -> dates.DateSpan | ColumnValues:
    if clean_text(cell.value.text) is None:
        return dates.DateSpan()
    read = dates.read_dates(cell.value.text, cell.order)
    if read.trouble is None:
        return read
    message = f"'{one_line(cell.value.text)[:120]}': {_TROUBLE[read.trouble]} The date is left empty."
    severity: Severity = "info" if read.trouble == "date-in-prose" else "warning"
    return ColumnValues(issues=(make_issue(cell, read.trouble, message, severity),))


_TROUBLE = {
    "date-ambiguous": "day and month can't be told apart.",
    "date-impossible": "there is no such day, or the end lies before the start.",
    "date-in-prose": "the date stands among other words.",
}


def _read_boolean(cell: ColumnInput) -> ColumnValues:
    found = find_code("yes_no", cell.value.text)
    if found in {"yes", "no"}:
        return ColumnValues({cell.column: found == "yes"})
    return NOTHING if clean_text(cell.value.text) is None or found else ColumnValues(issues=(unknown_code_issue(cell),))


def _read_year(cell: ColumnInput) -> ColumnValues:
    found = re.search(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", cell.value.text)
    return ColumnValues({cell.column: int(found[0])}) if found else NOTHING


def _read_url(cell: ColumnInput) -> ColumnValues:
    found = first_url(cell.value.text)
    return ColumnValues({cell.column: found}) if found else NOTHING


def first_url(text: str) -> str | None:
    """Return the first web address of a text, without the punctuation of the sentence around it.

    >>> first_url("See (https://example.org/a_(b)), accessed today."), first_url("none")
    ('https://example.org/a_(b)', None)
    """
    found = URL.search(text)
    if found is None:
        return None
    url = found[0].rstrip(".,;:'’»")
    while url.endswith((")", "]")) and url.count("(") + url.count("[") < url.count(")") + url.count("]"):
        url = url[:-1].rstrip(".,;:'’»")
    return url


def first_number(text: str) -> int | None:
    """Return the first whole number of a text; one of more than nine figures counts nothing.

    >>> first_number("Plan 4 of 5"), first_number("none"), first_number("9" * 30)
    (4, None, None)
    """
    figures = "".join(char if char.isdecimal() else " " for char in text).split()
    return int(figures[0]) if figures and len(figures[0]) < 10 else None


def _skip(_: ColumnInput) -> ColumnValues:
    return NOTHING


READINGS: Mapping[str, Reading] = {
    "text": _read_text,
    "line": _read_line,
    "verbatim": _read_verbatim,
    "number": _read_number,
    "numbers": _read_numbers,
    "part": _read_part,
    "id": _read_id,
    "list": _read_list,
    "areas": _read_areas,
    "area": _read_area,
    "titles": _read_titles,
    "institutions": _read_institutions,
    "values": _read_values,
    "code": _read_code,
    "level": _read_level,
    "date": _read_date,
    "start": lambda cell: _read_bound(cell, cell.column, False),
    "end": lambda cell: _read_bound(cell, cell.column, True),
    "timeline": _read_timeline,
    "boolean": _read_boolean,
    "year": _read_year,
    "url": _read_url,
    "elsewhere": _skip,
}
