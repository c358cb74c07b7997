"""A document's own legend: what its marks mean ('✔ complete · ◔ limited') and its percentages ('1-49 % limited')."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.lexicon.vocabularies import find_code
from pipeline.model import Block, Table
from pipeline.structure.completion import BOXES, is_level
from pipeline.structure.lines import lines_of, text_of

LONGEST_LEGEND = 600
"""Characters of a paragraph or row that may be a legend: a longer one tells of something else, too."""

FEWEST_MEANINGS = 2
"""Marks with different meanings that make a legend: one is a mark before a word."""

LEAST_COVERED = 90
"""Percentages out of 0 to 100 that a scale must tell of: one may leave out its ends, figures in prose most."""

LONGEST_LEVEL = 4
"""Words of a level's name."""

_BETWEEN = " \t\n:=.,;·|/()[]–—-\ufe0f"
_STEPS = re.compile(r"[;|·•\n]|[,.:]\s")
_FIGURES = re.compile(r"(?<!\d)\d{1,3}(?!\d)")


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
    places = [index for index, char in enumerate(text) if unicodedata.category(char) == "So" and not BOXES.match(char)]
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
