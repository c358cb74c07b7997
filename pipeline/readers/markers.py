"""Print the numbers of lists and notes in the way that a document counts them."""

from __future__ import annotations

from typing import Literal

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
