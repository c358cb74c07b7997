"""Recognize check boxes, ticks and colored dots by their glyphs, or by the names of pictures and icons.

Read colors as web pages and office files write them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from pipeline.model import Block, Cell, Table
from pipeline.schema.data import load_data

_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-f])", re.IGNORECASE)
_FUNCTION = re.compile(
    r"rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*(?:[,/]\s*([\d.]{1,6}%?)\s*)?\)", re.IGNORECASE
)
_LONGEST_VALUE = 200
"""Characters of a value that are looked at."""

_COLOR_WORD = re.compile(r"[a-z]{3,20}", re.IGNORECASE)


def parse_color(value: str) -> str | None:
    """Return the color in a CSS value or attribute as RRGGBB; None for none and transparent.

    >>> [parse_color(value) for value in ("#92d050", "rgb(255, 192, 0) none repeat", "green", "transparent")]
    ['92D050', 'FFC000', '008000', None]
    """
    value = value[:_LONGEST_VALUE].replace("!important", "").strip()
    function = _FUNCTION.search(value)
    if function:
        *parts, alpha = function.groups()
        if alpha is not None and float(alpha.rstrip("%") or 0) == 0:
            return None
        return "".join(f"{min(int(part), 255):02X}" for part in parts)
    hexadecimal = _HEX.search(value) if "#" in value else _HEX.fullmatch(value)
    if hexadecimal:
        digits = hexadecimal.group(1).upper()
        return digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    return _find_named_color(value)


def _find_named_color(value: str) -> str | None:
    from PIL import ImageColor

    for word in _COLOR_WORD.findall(value):
        named = ImageColor.colormap.get(word.lower())
        if named:
            red, green, blue = ImageColor.getrgb(named if isinstance(named, str) else word)[:3]
            return f"{red:02X}{green:02X}{blue:02X}"
    return None


LEAST_HUE = 48
"""The parts of a color that is no grey differ by at least this: the tints of letters and shadows differ by less."""


@lru_cache(maxsize=10_000)
@lru_cache(maxsize=10_000)
def has_hue(rrggbb: str) -> bool:
    """Return whether a color is neither black nor grey nor white.

    >>> has_hue("00B050"), has_hue("7F7F80"), has_hue("auto")
    (True, False, False)
    """
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", rrggbb):
        return False
    parts = [int(rrggbb[k : k + 2], 16) for k in (0, 2, 4)]
    return max(parts) - min(parts) >= LEAST_HUE


CHECKED_BOXES = frozenset("☑☒🗹🗷⊠⮽\uf0fe\uf0fd\uf053\uf054\uf078")
"""Ticked boxes: Unicode's and those of Wingdings and Wingdings 2 in the private-use area."""

EMPTY_BOXES = frozenset("☐□◻▢❏❑❒⬜\uf0a8\uf06f\uf071\uf072\uf0a3\uf02a")


def read_check_box(blocks: Iterable[Block]) -> bool | None:
    """Return the state of the one check box that a cell consists of; None where it holds other text or no box.

    >>> from pipeline.model import Anchor, Line, TextBlock
    >>> read_check_box([TextBlock("paragraph", (Line("☒", Anchor()),))])
    True
    """
    text = ""
    for block in blocks:
        if isinstance(block, Table) or block.marker:
            return None
        text += "".join(line.text for line in block.lines)
    if len(text) != 1:
        return None
    return True if text in CHECKED_BOXES else False if text in EMPTY_BOXES else None


DOTS = frozenset("●⬤•◉◍■◼▪◆⚫⏺🔘\uf06c\uf06e\uf0b7\uf0a7")
"""Glyphs that show nothing but their color where they are alone in a cell."""

_LIGHTS = {
    **dict.fromkeys("🟢🟩💚✅", "00B050"),
    **dict.fromkeys("🟡🟠🟨🟧💛🧡", "FFC000"),
    **dict.fromkeys("🔴🟥❤⛔", "FF0000"),
    **dict.fromkeys("🔵🟦💙", "0070C0"),
}
"""Emoji that have a color of their own."""


def find_dot_color(blocks: Sequence[Block], tints: Sequence[str | None]) -> str | None:
    """Return the color of the dot that a cell consists of; None where it holds other text or a dot in black or grey.

    `tints` are the colors of its letters, or of shapes in a cell without text.

    >>> from pipeline.model import Anchor, Line, TextBlock
    >>> dot = [TextBlock("paragraph", (Line("●", Anchor()),))]
    >>> find_dot_color(dot, ["00B050"]), find_dot_color(dot, ["000000"]), find_dot_color([], ["FF0000"])
    ('00B050', None, 'FF0000')
    """
    if any(isinstance(block, Table) or block.marker for block in blocks):
        return None
    text = "".join(line.text for block in blocks if not isinstance(block, Table) for line in block.lines)
    text = text.replace("\ufe0f", "").replace(" ", "")
    if text and set(text) <= _LIGHTS.keys() and len(set(text)) == 1:
        return _LIGHTS[text[0]]
    if text and (len(set(text)) > 1 or text[0] not in DOTS):
        return None
    hues = [tint for tint in tints if tint and has_hue(tint)]
    return hues[-1] if len(set(hues)) == 1 else None


_WORD = re.compile(r"[^\W\d_]+")
_EXTENSION = re.compile(r"\.(?:png|gif|jpe?g|svg|bmp|webp|emf|wmf)$", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LONGEST_NAME = 60
"""Characters of a name or description that is looked at; longer ones describe a photograph."""

TICKED_BOX, EMPTY_BOX = "☒", "☐"


@cache
def _mark_words(kind: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in load_data("marks")["pictured"][kind])


def read_picture_mark(description: str) -> str:
    """Return the mark that a picture shows by its description or name: ☒ or ☐, empty where it is another picture.

    >>> [read_picture_mark(name) for name in ("Checked box", "img/unchecked.gif", "fa fa-check", "Map")]
    ['☒', '☐', '☒', '']
    """
    name = _EXTENSION.sub("", description.strip().rpartition("/")[2])
    if not name or len(name) > _LONGEST_NAME:
        return ""
    words = [word.casefold() for word in _WORD.findall(_CAMEL.sub(" ", name))]
    phrase = " ".join(word for word in words if word not in _mark_words("noise"))
    if phrase in _mark_words("empty") or any(
        word in _mark_words("empty") for word in words if word.startswith(("un", "des"))
    ):
        return EMPTY_BOX
    return TICKED_BOX if phrase in _mark_words("ticked") else ""


_OPTION_BREAK = re.compile(r"(?<!\s)(?:\s*+[/|•·;]\s*+|[^\S\t]*+\t\s*+|\s{3,}+)")
LEAST_OPTIONS, LONGEST_OPTION = 3, 5
"""Choices next to each other, and words of each: two may be a title with a subtitle, longer ones are sentences."""


def mark_choice(pieces: Sequence[tuple[str, bool]]) -> str:
    """Return the text of pieces, each with whether it is set off; a box before each choice where one of them is.

    >>> mark_choice([("Yes / ", False), ("Partly", True), (" / No", False)])
    '☐ Yes / ☒ Partly / ☐ No'
    >>> mark_choice([("See the ", False), ("law", True), (" of 2012", False)])
    'See the law of 2012'
    """
    text = "".join(piece for piece, _ in pieces)
    if len({is_set_off for piece, is_set_off in pieces if piece.strip()}) < 2:
        return text
    set_off = [is_set_off for piece, is_set_off in pieces for _ in piece]
    ends = [match.span() for match in _OPTION_BREAK.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    options = [
        (a, b) for a, b in zip(starts, [*(start for start, _ in ends), len(text)], strict=True) if text[a:b].strip()
    ]
    states = [{set_off[k] for k in range(a, b) if not text[k].isspace()} for a, b in options]
    is_choice = len(options) >= LEAST_OPTIONS and all(len(text[a:b].split()) <= LONGEST_OPTION for a, b in options)
    if not is_choice or states.count({True}) != 1 or states.count({False}) != len(states) - 1:
        return text
    for (start, _), state in reversed(list(zip(options, states, strict=True))):
        text = f"{text[:start]}{TICKED_BOX if True in state else EMPTY_BOX} {text[start:]}"
    return text


def mark_cells_with_pictures(cells: Sequence[Cell], pictures: Sequence[str]) -> tuple[Cell, ...]:
    """Return the cells of a row; pictures without a description tick the cell whose picture differs from the others.

    `pictures` are the files of the pictures that cells consist of, empty for none.
    """
    if not any(pictures):
        return tuple(cells)
    empty = sum(not cell.blocks and not picture for cell, picture in zip(cells, pictures, strict=True))
    ticked_by_cell = find_odd_pictures(pictures, empty)
    return tuple(
        replace(cell, marked=ticked_by_cell[k]) if k in ticked_by_cell else cell for k, cell in enumerate(cells)
    )


def find_odd_pictures(pictures: Sequence[str], empty: int) -> dict[int, bool]:
    """Return which cells of a row are ticked if pictures have no description: the cell whose picture differs.

    `pictures` are the files of the cells' pictures (empty: none), `empty` counts the cells with nothing at all.

    >>> find_odd_pictures(["a.gif", "a.gif", "b.gif"], 0), find_odd_pictures(["", "b.gif", ""], 2)
    ({0: False, 1: False, 2: True}, {1: True})
    """
    counts = Counter(filter(None, pictures))
    single = [name for name, count in counts.items() if count == 1]
    if (
        len(single) != 1
        or len(counts) > 2
        or (len(counts) == 1 and not empty)
        or (len(counts) == 2 and sum(counts.values()) < 3)
    ):
        return {}
    return {index: name == single[0] for index, name in enumerate(pictures) if name}
