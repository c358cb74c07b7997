"""Print the numbers of lists and notes in the way that a document counts them.

Remove the raised marks of footnotes behind words, dates and numbers.

A reader writes raised figures as Unicode's superscripts (`format_raised`). `remove_note_marks` then drops the marks of
notes and leaves exponents and units (m², 10⁶).
"""

from __future__ import annotations

import re
from typing import Literal

BULLETS = frozenset("•▪◦‣➢➤❖\uf0b7\uf0a7\uf0d8\uf076")
"""Signs that open the items of lists and are no marks in tables."""
_FIGURES = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_UP = str.maketrans("0123456789", _FIGURES)
_DOWN = str.maketrans(_FIGURES, "0123456789")
_LABELS = re.compile(r"\s*(?:[\[(]\s*)?(\d{1,3}(?:\s*[,;–-]\s*\d{1,3}){0,5})\s*(?:[\])]\s*)?")
_SYMBOLS = re.compile(r"\s*[\[(]?[*†‡§¶]{1,3}[\])]?\s*")
_MARKS = re.compile(rf"[{_FIGURES}]{{1,3}}(?:[,;–-] ?[{_FIGURES}]{{1,3}}){{0,5}}")
_POWERS = frozenset("²³")
_UNITS = frozenset({"m", "km", "cm", "mm", "dm", "ft", "mi", "in", "yd", "co", "м", "км", "см", "мм", "дм"})
"""Words behind which a raised 2 or 3 belongs to the unit."""


def format_raised(text: str) -> str:
    """Return raised text: figures as superscripts, symbols of notes as nothing, other text (1st, Mme) as it is.

    >>> format_raised("1"), format_raised("[2, 3]"), format_raised("*"), format_raised("th")
    ('¹', '²,³', '', 'th')
    """
    labels = _LABELS.fullmatch(text)
    if labels:
        return re.sub(r"\s+", "", labels[1]).translate(_UP)
    return "" if _SYMBOLS.fullmatch(text) else text


def remove_note_marks(text: str) -> str:
    """Return a line of text without the raised marks of notes; one that opens the line is a note's own label.

    >>> [remove_note_marks(text) for text in ("Ministry of Roads¹", "31 December 2015²,³ at last", "¹ See above")]
    ['Ministry of Roads', '31 December 2015 at last', '1 See above']
    >>> remove_note_marks("20 km² and 10⁶ people"), remove_note_marks("R² of a model")
    ('20 km² and 10⁶ people', 'R² of a model')
    """
    if text.isascii() or not _MARKS.search(text):
        return text
    unmarked = _MARKS.sub(lambda mark: _keep_exponent(text[: mark.start()], mark[0]), text)
    return " ".join(unmarked.split())


def _keep_exponent(before: str, mark: str) -> str:
    """Return what stays of raised figures behind some text."""
    if not before.strip():
        return mark.translate(_DOWN)
    token = before.rsplit(maxsplit=1)[-1] if not before[-1].isspace() else ""
    letters = re.search(r"[^\W\d_]*$", token)
    word = letters[0] if letters else ""
    if len(word) == 1 or (word.casefold() in _UNITS and mark in _POWERS):
        return mark
    return mark if re.search(r"(?:^|[^\d.,])10$|[×^]\d*$", token) else ""


def is_note_mark(before: str, text: str) -> bool:
    """Return whether raised text behind a word is the mark of a note.

    >>> is_note_mark("Roads", "12"), is_note_mark("km", "2"), is_note_mark("21", "st")
    (True, False, False)
    """
    mark = format_raised(text)
    return mark != text and remove_note_marks(before + mark) == before


Counting = Literal[
    "decimal",
    "decimalZero",
    "lowerLetter",
    "upperLetter",
    "lowerRoman",
    "upperRoman",
    "russianLower",
    "russianUpper",
    "ordinal",
]

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
"""Letters that count Russian lists: without ё, й, ъ and ь."""


def format_number(number: int, counting: Counting) -> str:
    """Return a number as a list prints it, without punctuation.

    >>> format_number(4, "decimal"), format_number(28, "lowerLetter"), format_number(4, "upperRoman")
    ('4', 'bb', 'IV')
    """
    match counting:
        case "lowerLetter" | "upperLetter":
            text = _format_letters(number, _LATIN)
        case "russianLower" | "russianUpper":
            text = _format_letters(number, _RUSSIAN)
        case "lowerRoman" | "upperRoman":
            text = _format_roman(number)
        case "decimalZero":
            text = f"{number:02d}"
        case "ordinal":
            text = f"{number}{_ordinal_suffix(number)}"
        case _:
            text = str(number)
    return text.upper() if counting.startswith("upper") or counting == "russianUpper" else text


def _format_letters(number: int, letters: str) -> str:
    # Word doubles the letter after z (aa, bb); browsers continue with ab: both begin with aa.
    return (
        letters[(number - 1) % len(letters)] * ((number - 1) // len(letters) + 1) if 0 < number < 1000 else str(number)
    )


def _format_roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _ordinal_suffix(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
