"""Damage to a PDF: numbers and references of its objects, its streams' operators, its table of objects."""

from __future__ import annotations

import random
import re
import zlib

from scripts.fuzz.chance import cut, damaged

_REFERENCE = re.compile(rb"\b(\d{1,6}) 0 R\b")
_NUMBER = re.compile(rb"(?<=[\s\[/])-?\d{1,9}(?:\.\d{1,6})?(?=[\s\]/>])")
_STREAM = re.compile(rb"stream\r?\n(.{1,400000}?)\r?\nendstream", re.DOTALL)
_NAME = re.compile(rb"/[A-Za-z]{2,20}")
_OPERATOR = re.compile(rb"\s")
_VALUES = (b"0", b"-1", b"1e9", b"99999999999", b"-2147483649", b"0.0000001", b"32767.9", b"null", b"[", b"()", b"<<>>")
_OPERATORS = (b"q", b"Q", b"BT", b"ET", b"Tj", b"cm", b"re", b"f", b"0 0 0 0 0 0 Tm", b"1e30 0 0 1e30 0 0 cm", b"Do")


def bent(data: bytes, chance: random.Random) -> bytes:
    """Return a damaged PDF."""
    match chance.randrange(7):
        case 0:
            return damaged(data, chance)
        case 1:
            return cut(data, chance)
        case 2:
            return _put(data, _REFERENCE, chance, lambda: b"%d 0 R" % chance.randrange(60))
        case 3:
            return _put(data, _NUMBER, chance, lambda: chance.choice(_VALUES))
        case 4:
            names = _NAME.findall(data) or [b"/X"]
            return _put(data, _NAME, chance, lambda: chance.choice(names))
        case 5:
            return _put(data, re.compile(rb"startxref|\d{10} \d{5} n|trailer|endobj"), chance, lambda: b"")
        case _:
            return _bent_streams(data, chance)


def _put(data: bytes, pattern: re.Pattern[bytes], chance: random.Random, other: object) -> bytes:
    found = list(pattern.finditer(data))
    if not found or not callable(other):
        return damaged(data, chance)
    for match in sorted(chance.sample(found, min(len(found), chance.choice((1, 3, 20)))), key=lambda m: -m.start()):
        data = data[: match.start()] + other() + data[match.end() :]
    return data


def _bent_streams(data: bytes, chance: random.Random) -> bytes:
    """Bend what streams hold: operators of a page, a font's map of characters, a packed list of objects."""
    found = list(_STREAM.finditer(data))
    for match in sorted(chance.sample(found, min(len(found), 3)), key=lambda m: -m.start()):
        try:
            plain = zlib.decompress(match.group(1))
        except zlib.error:
            continue
        packed = zlib.compress(_shaken(plain, chance) if chance.random() < 0.7 else damaged(plain, chance))
        data = data[: match.start(1)] + packed + data[match.end(1) :]
    return data


def _shaken(plain: bytes, chance: random.Random) -> bytes:
    pieces = _OPERATOR.split(plain)
    for _ in range(chance.choice((1, 5, 30))):
        at = chance.randrange(len(pieces) + 1)
        pieces[at : at + chance.choice((0, 1, 2))] = [chance.choice((*_VALUES, *_OPERATORS))] * chance.choice(
            (1, 1, 300)
        )
    return b" ".join(pieces)
