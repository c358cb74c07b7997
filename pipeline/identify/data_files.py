"""Which country and plan a data file is of.

By its columns of countries and plans; the country else by addresses and names in cells and file name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from pipeline.identify.evidence import Signal, weigh_signals
from pipeline.identify.members import find_domain_country, find_nation, iterate_hosts
from pipeline.identify.phrases import COUNTRY, FORM, fold_text, fold_word, load_front_words
from pipeline.model import Anchor, Document, Line, RawValue
from pipeline.normalize.countries import read_country
from pipeline.normalize.periods import read_period
from pipeline.schema.data import load_data

WEIGHTS = {"column": 5.0, "file name": 2.0, "address": 2.0, "link": 0.8, "cell": 0.4}
"""What a sign is worth: a file of one country names it in a column or its name, and links to its own sites."""
LEAST = 0.8
"""A link in several cells; one country that a cell mentions is no proof."""
CLEAR = 0.6
"""Share of all weight that the country of a file has: a table of many countries has none."""
LONGEST_CODE = 3
"""Letters: shorter words are abbreviations of anything."""
LONGEST_CELL = 1_000
MOST_CHARACTERS = 20_000
"""What is read of the cells: further rows name what the first ones name."""

Sign = tuple[Signal[str], RawValue | None]
"""A sign of a country, and the cell that holds it; None for the file's name and address."""


def find_country_of_data(document: Document) -> tuple[str, RawValue | None] | None:
    """Return the country of a data file and a cell that names it; None for a table of many countries or of none."""
    listed = list(_iterate_column_signs(document))
    signs = listed or [*_iterate_name_signs(document), *_iterate_cell_signs(document)]
    weighed = weigh_signals(signal for signal, _ in signs)
    total = sum(one.weight for one in weighed)
    if not weighed or weighed[0].weight < max(LEAST, total if listed else CLEAR * total):
        return None
    code = weighed[0].value
    return code, next((value for signal, value in signs if signal.value == code and value), None)


def _iterate_column_signs(document: Document) -> Iterator[Sign]:
    """Yield the countries of a column of countries, each once."""
    for value in _iterate_cells_of(document, "country"):
        if known := read_country(value.text):
            yield Signal(find_nation(known[0]), "column", WEIGHTS["column"]), value


def find_plan_of_data(document: Document) -> tuple[tuple[int, int], RawValue] | None:
    """Return the years of the one plan that a data file's columns of plans name, with the first cell that does."""
    cells = list(_iterate_cells_of(document, "plan", "cycle"))
    periods = {read_period(cell.text) for cell in cells}
    period = periods.pop() if len(periods) == 1 else None
    return (period, cells[0]) if period else None


def _iterate_cells_of(document: Document, *fields: str) -> Iterator[RawValue]:
    """Yield the distinct cells of the columns whose name is a label of one of the fields on a front."""
    labels = {fold_word(label) for field in fields for label in load_data("identify/labels")[field]}
    names = [name for name in (document.records or ({},))[0] if fold_word(name.partition("/")[0].strip()) in labels]
    seen: set[str] = set()
    for number, record in enumerate(document.records, 1):
        for column in names:
            text = record.get(column, "")
            if text.strip() and text not in seen:
                seen.add(text)
                yield _cell_value(text, number, column, 0)


def _iterate_name_signs(document: Document) -> Iterator[Sign]:
    for code in _find_named(PurePosixPath(document.source.path).stem.replace("_", " ")):
        yield Signal(code, "file name", WEIGHTS["file name"]), None
    host = urlsplit(document.source.url or "").hostname or ""
    if home := find_domain_country(host.rpartition(".")[2]):
        yield Signal(home, "address", WEIGHTS["address"]), None


def _iterate_cell_signs(document: Document) -> Iterator[Sign]:
    seen: set[str] = set()
    letters = 0
    for number, record in enumerate(document.records, 1):
        for column, text in record.items():
            if text in seen or letters > MOST_CHARACTERS:
                continue
            seen.add(text)
            letters += len(text)
            for code, start, end in iterate_hosts(text):
                yield Signal(code, "link", WEIGHTS["link"]), _cell_value(text[start:end], number, column, start)
            for code in _find_named(text[:LONGEST_CELL]):
                yield Signal(code, "cell", WEIGHTS["cell"]), None


def _find_named(text: str) -> list[str]:
    """Return the countries that a text names."""
    hits = load_front_words().find(fold_text(text))
    return [
        find_nation(hit.entry) for hit in hits if hit.group in (COUNTRY, FORM) and hit.end - hit.start > LONGEST_CODE
    ]


def _cell_value(text: str, number: int, column: str, start: int) -> RawValue:
    line = Line(text.strip(), Anchor(path=f"record[{number}]/{column}", start=start, end=start + len(text)))
    return RawValue(line.text, "column", (line,))
