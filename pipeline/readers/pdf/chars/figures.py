"""Large figures beside a heading of several lines: they are read before its first line, not among its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.readers.pdf.chars.words import Word

LARGER = 1.45
"""Times the size of the words beside it: a figure so much larger is no part of their line."""
_FIGURE = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVX]{1,4}|[A-Z])[.):]?")


def split_figures(words: Sequence[Word]) -> tuple[list[Word], list[Word]]:
    """Part the large figures from the other words; none where no words half their size stand beside them."""
    most = max(word.size for word in words)
    if most < LARGER * min(word.size for word in words):
        return [], list(words)
    figures = [word for word in words if word.angle == 0 and _FIGURE.fullmatch(word.text)]
    found = {id(word) for word in figures if len(_beside(word, words)) > 1}
    return [word for word in words if id(word) in found], [word for word in words if id(word) not in found]


def first_line_beside(figure: Word, lines: Sequence[Sequence[Word]]) -> int | None:
    """Return the topmost of the lines that stand to the right of a figure, within its height; None for none."""
    beside = [(min(w.base for w in line), k) for k, line in enumerate(lines) if _beside(figure, line)]
    return min(beside)[1] if beside else None


def _beside(figure: Word, words: Sequence[Word]) -> set[float]:
    """Return the baselines of smaller words to the right of a figure, within its height."""
    return {
        word.base
        for word in words
        if word.size * LARGER <= figure.size
        and word.start >= figure.end - 1
        and figure.box[1] <= (word.box[1] + word.box[3]) / 2 <= figure.box[3]
    }
