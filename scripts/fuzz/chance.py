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


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with bits turned, pieces cut, doubled, exchanged or overwritten.

    >>> damaged(b"%PDF-1.4 report", random.Random(3)) == damaged(b"%PDF-1.4 report", random.Random(3))
    True
    """
    out = bytearray(data)
    for _ in range(chance.choice((1, 2, 5, 20))):
        if not out:
            break
        at = chance.randrange(len(out))
        end = min(len(out), at + chance.choice((1, 4, 64, 2000)))
        match chance.randrange(6):
            case 0:
                out[at] ^= 1 << chance.randrange(8)
            case 1:
                del out[at:end]
            case 2:
                out[at:at] = out[at:end]
            case 3:
                out[at:end] = chance.randbytes(end - at)
            case 4:
                other = chance.randrange(len(out))
                out[at:end] = out[other : other + end - at]
            case _:
                out[at:end] = chance.choice((b"0", b"-1", b"99999999999", b"<", b"\0", b"\xff\xfe", b"[" * 3000))
    return bytes(out)


def cut(data: bytes, chance: random.Random) -> bytes:
    """Return the beginning of a file whose end was lost."""
    return data[: chance.randrange(len(data) + 1)]


def shaken(pieces: Sequence[str], foreign: Sequence[str], chance: random.Random) -> list[str]:
    """Return pieces of a text with some lost, doubled, moved, or foreign ones put between them.

    >>> shaken(["a", "b"], ["!"], random.Random(1)) == shaken(["a", "b"], ["!"], random.Random(1))
    True
    """
    out = list(pieces)
    for _ in range(chance.choice((1, 3, 10, 40))):
        at = chance.randrange(len(out) + 1)
        end = at + chance.choice((1, 2, 10))
        match chance.randrange(5):
            case 0:
                del out[at:end]
            case 1:
                out[at:at] = out[at:end] * chance.choice((1, 2, 30))
            case 2:
                moved, out[at:end] = out[at:end], []
                place = chance.randrange(len(out) + 1)
                out[place:place] = moved
            case 3:
                out[at:at] = [chance.choice(foreign)] * chance.choice((1, 1, 2, 500))
            case _:
                out[at:end] = [chance.choice(foreign)]
    return out
