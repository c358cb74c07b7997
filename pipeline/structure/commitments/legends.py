"""A document's own legend: what its colors, marks ('✔ complete · ◔ limited') and percentages ('1-49 % limited') mean.

The hue decides on the name of a color, so that every shade of a traffic light has one.
"""

from __future__ import annotations

import colorsys
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from typing import Any

from pipeline.lexicon.vocabularies import find_code, fold_printed_word
from pipeline.model import Block, Cell, RawRecord, RawValue, Table, TextBlock
from pipeline.schema.data import load_data
from pipeline.structure.commitments.completion import is_level
from pipeline.structure.lines import lines_of, text_of

HUES: tuple[tuple[str, float, float], ...] = (
    ("red", 0, 18),
    ("amber", 18, 68),
    ("green", 68, 170),
    ("blue", 170, 260),
    ("purple", 260, 330),
    ("red", 330, 360),
)
"""Name, first and last hue in degrees."""

LEAST_SATURATION = 0.16
"""Below it a fill is a shade of grey or a tint for looks (`DEEAF6`), not a mark; spreadsheets' light green has 0.17."""

LONGEST_LEGEND = 600
"""Characters of a paragraph or row that may be a legend: a longer one tells of something else, too."""

_BOXES = frozenset("☐☒☑□■")
"""Boxes in front of the words of a choice; a tick or a round sign may be a mark that a legend explains."""

FEWEST_MEANINGS = 2
"""Marks with different meanings that make a legend: one is a mark before a word."""

LEAST_COVERED = 90
"""Percentages out of 0 to 100 that a scale must tell of: one may leave out its ends, figures in prose most."""

LONGEST_LEVEL = 4
"""Words of a level's name."""

LONGEST_MEANING, MOST_LEGEND_ROWS = 120, 8
"""Characters of a color's meaning, and rows of a legend as a table; longer ones are content."""
STANDARD = ("green", "amber", "red")
"""Colors that need no legend."""

_BETWEEN = " \t\n:=.,;·|/()[]–—-\ufe0f"
_STEPS = re.compile(r"[;|·•\n]|[,.:]\s")
_FIGURES = re.compile(r"(?<!\d)\d{1,3}(?!\d)")


def name_color(rrggbb: str | None) -> str | None:
    """Return the colour's name (red, amber, green, blue, purple), or None for none, grey, black and white.

    >>> name_color("00B050"), name_color("FFC000"), name_color("FFFF00"), name_color("C00000")
    ('green', 'amber', 'amber', 'red')
    >>> name_color("F2F2F2"), name_color(None)
    (None, None)
    >>> name_color("C6EFCE"), name_color("FFEB9C"), name_color("FFC7CE"), name_color("E2EFD9"), name_color("FBE4D5")
    ('green', 'amber', 'red', None, None)
    """
    if rrggbb is None or len(rrggbb) != 6:
        return None
    red, green, blue = (int(rrggbb[i : i + 2], 16) / 255 for i in (0, 2, 4))
    hue, saturation, brightness = colorsys.rgb_to_hsv(red, green, blue)
    if saturation < LEAST_SATURATION or brightness < 0.2:
        return None
    return next(label for label, low, high in HUES if low <= hue * 360 <= high)


@dataclass(frozen=True, slots=True)
class Status:
    """A status cell as read: the status in words and verbatim; `problem` says why there is none, as an issue code."""

    status: RawValue | None
    raw: RawValue | None
    problem: str | None = None


@cache
def load_traffic_light_words() -> Mapping[str, Any]:
    """Return the data of traffic-light reports."""
    loaded: Mapping[str, Any] = load_data("prose/traffic_light")
    return loaded


@cache
def _load_color_words() -> Mapping[str, str]:
    return {word: colour for colour, words in load_traffic_light_words()["colours"].items() for word in words}


@cache
def _explanation_pattern() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(_load_color_words(), key=len, reverse=True))
    return re.compile(rf"(?<![\w/])({words})(?!\w)\s*[)\]]?\s*[:=–—-]\s*", re.IGNORECASE)


def find_color_word(text: str) -> str | None:
    """Return the colour that a word names.

    >>> find_color_word("Amber"), find_color_word("yellow"), find_color_word("verde"), find_color_word("done")
    ('amber', 'amber', 'green', None)
    """
    return _load_color_words().get(text.strip().strip("“”\"'().:").lower())


def read_color_meanings(text: str) -> dict[str, str]:
    """Return what a line of legend says of each colour.

    >>> read_color_meanings("Green – Completed or substantial progress Amber – Limited progress")
    {'green': 'Completed or substantial progress', 'amber': 'Limited progress'}
    """
    found = list(_explanation_pattern().finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)] * bool(found)
    pairs = (
        (_load_color_words()[m[1].lower()], text[m.end() : end].strip(" ;,.|/(–-"))
        for m, end in zip(found, ends, strict=True)
    )
    return {colour: meaning for colour, meaning in pairs if 0 < len(meaning) <= LONGEST_MEANING}


def read_color_legend(blocks: Iterable[Block]) -> dict[str, str]:
    """Return the report's legend, colour -> meaning, from lines like 'Amber – Limited progress' and small tables."""
    found: dict[str, str] = {}
    for block in blocks:
        pairs = _iterate_table_meanings(block) if isinstance(block, Table) else _iterate_line_meanings(block)
        for colour, meaning in pairs:
            found.setdefault(colour, meaning)
    return found


def _iterate_line_meanings(block: TextBlock) -> Iterator[tuple[str, str]]:
    text = text_of(block)
    if len(text) > LONGEST_LEGEND:
        return
    for line in text.split("\n"):
        said = read_color_meanings(line)
        # One colour in running prose is no legend: it must open the line.
        if len(said) > 1 or (said and _explanation_pattern().match(line)):
            yield from said.items()


def _iterate_table_meanings(table: Table) -> Iterator[tuple[str, str]]:
    if len(table.rows) > MOST_LEGEND_ROWS:
        return
    # Where cells of color alone are next to words, the fill of other rows is decoration.
    dotted = [row for row in table.rows if any(name_color(cell.fill) and not text_of(cell) for cell in row.cells)]
    for row in dotted if len(dotted) >= FEWEST_MEANINGS else table.rows:
        for index, cell in enumerate(row.cells):
            text = text_of(cell)
            yield from read_color_meanings(text).items()
            colour = name_color(cell.fill) or (find_color_word(text) if text else None)
            told = text if text and not find_color_word(text) else _first_text(row.cells[index + 1 :])
            if colour and told and not read_color_meanings(text) and len(told) <= LONGEST_MEANING:
                yield colour, told


def _first_text(cells: Iterable[Cell]) -> str:
    return next((text for cell in cells if (text := text_of(cell))), "")


def read_status(cell: Cell, known: Mapping[str, str]) -> Status:
    """Read a status cell: its colour by the legend, or its words; a contradiction or unexplained colour gives none."""
    text = text_of(cell)
    colour = name_color(cell.fill)
    if not text and not colour:
        return Status(None, None, "status-missing")
    if not text and colour:
        return _status_of_color(cell, colour, known)
    named = _find_named_status(text, known)
    words = RawValue(known.get(named, text) if named else text, "column", lines_of(cell), cell.anchors)
    raw = RawValue(text, "column", lines_of(cell), cell.anchors)
    if colour in STANDARD and named in STANDARD and named != colour:
        return Status(None, raw, "status-contradicts-colour")
    return Status(words, raw)


def is_colored(cell: Cell) -> bool:
    """Return whether a status cell shows a color: its fill, or the color's word."""
    return name_color(cell.fill) is not None or find_color_word(text_of(cell)) is not None


def _status_of_color(cell: Cell, colour: str, known: Mapping[str, str]) -> Status:
    raw = RawValue(cell.fill or "", "colour", (), cell.anchors)
    if colour not in (known or STANDARD):
        return Status(None, raw, "colour-not-in-legend")
    return Status(RawValue(known.get(colour, colour), "colour", (), cell.anchors), raw)


def _find_named_status(text: str, known: Mapping[str, str]) -> str | None:
    """Return the colour that the words of a cell name, by the colour's word, its meaning or its usual level."""
    if colour := find_color_word(text):
        return colour
    folded = fold_printed_word(text)
    by_meaning = {fold_printed_word(meaning): colour for colour, meaning in known.items()}
    by_level = {
        fold_printed_word(level): colour
        for colour, levels in load_traffic_light_words()["levels"].items()
        for level in levels
    }
    return by_meaning.get(folded) or by_level.get(folded)


def find_status_color(status: Status, known: Mapping[str, str]) -> str | None:
    """Return the colour of a status as read; None where it has none or its words name no colour."""
    if status.status is None:
        return None
    if status.status.method == "colour" and status.raw:
        return name_color(status.raw.text)
    return _find_named_status(status.status.text, known)


def explain_colors(records: Sequence[RawRecord], blocks: Iterable[Block]) -> Iterator[RawRecord]:
    """Yield the records, a status that is a colour in the words of the legend where the vocabulary knows them.

    A colour that is none of a traffic light says nothing without a legend.
    """
    lights = [record for record in records if (held := record.fields.get("status")) and held.method == "colour"]
    known = read_color_legend(blocks) if lights else {}
    for record in records:
        status = record.fields.get("status")
        meaning = known.get(status.text) if status and status.method == "colour" else None
        if status and meaning and find_code("milestone_status", meaning):
            yield replace(record, fields={**record.fields, "status": replace(status, text=meaning)})
        elif status and status.method == "colour" and status.text not in STANDARD:
            yield replace(record, fields={name: held for name, held in record.fields.items() if name != "status"})
        else:
            yield record


@dataclass(frozen=True, slots=True)
class Legend:
    """The meaning of each mark, and the scale: first and last percentage of each level and its name."""

    marks: Mapping[str, str] = field(default_factory=dict)
    scale: tuple[tuple[int, int, str], ...] = ()

    def split_mark(self, text: str) -> tuple[str, int] | None:
        """Return the meaning of the mark that opens a text, and where the text behind it begins; None without one."""
        start = len(text) - len(text.lstrip())
        meaning = self.marks.get(text[start : start + 1])
        rest = text[start + 1 :]
        return (meaning, len(text) - len(rest.lstrip(_BETWEEN))) if meaning else None

    def find_level(self, text: str) -> str | None:
        """Return the level that the scale gives a percentage; None for other texts.

        >>> legend = find_scale_legend("0 % not started; 1 to 49 % limited; 50-99 % substantial; 100 % complete")
        >>> legend.find_level("60 %"), legend.find_level("100%"), legend.find_level("60 % of schools")
        ('substantial', 'complete', None)
        """
        figure = re.fullmatch(r"\s*(\d{1,3})\s?%\s*\.?", text)
        return next((name for low, high, name in self.scale if figure and low <= int(figure[1]) <= high), None)


NO_LEGEND = Legend()


def read_legend(blocks: Iterable[Block]) -> Legend:
    """Return what the first legend of marks and the first scale of percentages in a document say."""
    texts = list(_iterate_texts(blocks))
    marks = next(filter(None, map(_read_marks, texts)), {})
    scale = next(filter(None, (find_scale_legend(text).scale for text in texts if "%" in text)), ())
    return Legend(marks, scale) if marks or scale else NO_LEGEND


def _iterate_texts(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield what may be a legend: the text of a paragraph, the cells of a small table."""
    for block in blocks:
        text = text_of(block) if not isinstance(block, Table) else " | ".join(line.text for line in lines_of(block))
        if len(text) <= LONGEST_LEGEND:
            yield text


def _read_marks(text: str) -> dict[str, str]:
    """Return the marks of a text with the words behind them; nothing where a mark has no level or two.

    >>> _read_marks("● done ○ not started")
    {'●': 'done', '○': 'not started'}
    >>> _read_marks("☐ Limited ☒ Complete"), _read_marks("✔ Complete")
    ({}, {})
    """
    found: dict[str, str] = {}
    places = [index for index, char in enumerate(text) if unicodedata.category(char) == "So" and char not in _BOXES]
    for start, end in pairwise([*places, len(text)]):
        words = text[start + 1 : end].strip(_BETWEEN)
        if not find_code("milestone_status", words) or found.get(text[start], words) != words:
            return {}
        found[text[start]] = words
    return found if len({find_code("milestone_status", words) for words in found.values()}) >= FEWEST_MEANINGS else {}


def find_scale_legend(text: str) -> Legend:
    """Return the scale that a text states; one without where its ranges overlap or leave most percentages out."""
    steps: list[tuple[int, int, str]] = []
    for part in _STEPS.split(text):
        figures = [int(figure) for figure in _FIGURES.findall(part)]
        level = _find_level_name(part)
        if "%" in part and level and len(figures) in (1, 2) and max(figures) <= 100:
            steps.append((figures[0], figures[-1], level))
    covered = [share for low, high, _ in steps for share in range(low, high + 1)]
    is_scale = len(covered) == len(set(covered)) >= LEAST_COVERED
    return Legend(scale=tuple(steps)) if is_scale else NO_LEGEND


def _find_level_name(text: str) -> str | None:
    """Return the name of a level that opens or closes a text, its longest words.

    >>> [_find_level_name(text) for text in ("from 1 to 49 % limited", "Not started (0 %)", "49 % of it")]
    ['limited', 'Not started', None]
    """
    words = re.findall(r"[^\W\d_]+", text)
    parts = ((words[:size], words[-size:]) for size in range(min(LONGEST_LEVEL, len(words)), 0, -1))
    return next((" ".join(part) for pair in parts for part in reversed(pair) if is_level(" ".join(part))), None)
