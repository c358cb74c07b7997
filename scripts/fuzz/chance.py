"""Small pieces of damage that all formats share: the same for the same random numbers."""

from __future__ import annotations

import random
from collections.abc import Sequence

NUMBERS = ("0", "-1", "1", "2", "65536", "99999999999", "-2147483649", "1e308", "0.0000001", "NaN", "")
"""Numbers that break what counts, measures or indexes by them."""

WORDS = (
    "\u202e\u2067txt.fdp",
    "=HYPERLINK(1)",
    "x" * 5000,
    "1. " * 400,
    "\ufeff\u200b\u00ad",
    "e\u0301" * 300,
    "\U0001f600\ufffd",
    "</script><script>",
    "31.02.2015 - 99/99/9999",
    "☒ ☐ ✓ x",
    "a,b;c\td|e",
)
"""Texts that break what reads words, dates, marks or markup."""


def damage_bytes(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with bits turned, pieces cut, doubled, exchanged or overwritten.

    >>> damage_bytes(b"%PDF-1.4 report", random.Random(3)) == damage_bytes(b"%PDF-1.4 report", random.Random(3))
    True
    """
    result = bytearray(data)
    for _ in range(chance.choice((1, 2, 5, 20))):
        if not result:
            break
        at = chance.randrange(len(result))
        end = min(len(result), at + chance.choice((1, 4, 64, 2000)))
        match chance.randrange(6):
            case 0:
                result[at] ^= 1 << chance.randrange(8)
            case 1:
                del result[at:end]
            case 2:
                result[at:at] = result[at:end]
            case 3:
                result[at:end] = chance.randbytes(end - at)
            case 4:
                other = chance.randrange(len(result))
                result[at:end] = result[other : other + end - at]
            case _:
                result[at:end] = chance.choice((b"0", b"-1", b"99999999999", b"<", b"\0", b"\xff\xfe", b"[" * 3000))
    return bytes(result)


def cut_end(data: bytes, chance: random.Random) -> bytes:
    """Return the beginning of a file whose end was lost."""
    return data[: chance.randrange(len(data) + 1)]


def shuffle_pieces(pieces: Sequence[str], foreign: Sequence[str], chance: random.Random) -> list[str]:
    """Return pieces of a text with some lost, doubled, moved, or foreign ones put between them.

    >>> shuffle_pieces(["a", "b"], ["!"], random.Random(1)) == shuffle_pieces(["a", "b"], ["!"], random.Random(1))
    True
    """
    result = list(pieces)
    for _ in range(chance.choice((1, 3, 10, 40))):
        at = chance.randrange(len(result) + 1)
        end = at + chance.choice((1, 2, 10))
        match chance.randrange(5):
            case 0:
                del result[at:end]
            case 1:
                result[at:at] = result[at:end] * chance.choice((1, 2, 30))
            case 2:
                moved, result[at:end] = result[at:end], []
                target = chance.randrange(len(result) + 1)
                result[target:target] = moved
            case 3:
                result[at:at] = [chance.choice(foreign)] * chance.choice((1, 1, 2, 500))
            case _:
                result[at:end] = [chance.choice(foreign)]
    return result
