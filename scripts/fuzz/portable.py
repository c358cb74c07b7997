"""Damage to a PDF: numbers and references of its objects, its streams' operators, its table of objects."""

from __future__ import annotations

import random
import re
import zlib

from scripts.fuzz.chance import cut_end, damage_bytes

_REFERENCE = re.compile(rb"\b(\d{1,6}) 0 R\b")
_NUMBER = re.compile(rb"(?<=[\s\[/])-?\d{1,9}(?:\.\d{1,6})?(?=[\s\]/>])")
_STREAM = re.compile(rb"stream\r?\n(.{1,400000}?)\r?\nendstream", re.DOTALL)
_NAME = re.compile(rb"/[A-Za-z]{2,20}")
_OPERATOR = re.compile(rb"\s")
_VALUES = (b"0", b"-1", b"1e9", b"99999999999", b"-2147483649", b"0.0000001", b"32767.9", b"null", b"[", b"()", b"<<>>")
_OPERATORS = (b"q", b"Q", b"BT", b"ET", b"Tj", b"cm", b"re", b"f", b"0 0 0 0 0 0 Tm", b"1e30 0 0 1e30 0 0 cm", b"Do")


def damage_pdf(data: bytes, chance: random.Random) -> bytes:
    """Return a damaged PDF."""
    match chance.randrange(7):
        case 0:
            return damage_bytes(data, chance)
        case 1:
            return cut_end(data, chance)
        case 2:
            return _replace_matches(data, _REFERENCE, chance, lambda: b"%d 0 R" % chance.randrange(60))
        case 3:
            return _replace_matches(data, _NUMBER, chance, lambda: chance.choice(_VALUES))
        case 4:
            names = _NAME.findall(data) or [b"/X"]
            return _replace_matches(data, _NAME, chance, lambda: chance.choice(names))
        case 5:
            return _replace_matches(data, re.compile(rb"startxref|\d{10} \d{5} n|trailer|endobj"), chance, lambda: b"")
        case _:
            return _bend_streams(data, chance)


def _replace_matches(data: bytes, pattern: re.Pattern[bytes], chance: random.Random, make_other: object) -> bytes:
    matches = list(pattern.finditer(data))
    if not matches or not callable(make_other):
        return damage_bytes(data, chance)
    for match in sorted(chance.sample(matches, min(len(matches), chance.choice((1, 3, 20)))), key=lambda m: -m.start()):
        data = data[: match.start()] + make_other() + data[match.end() :]
    return data


def _bend_streams(data: bytes, chance: random.Random) -> bytes:
    """Bend what streams hold: operators of a page, a font's map of characters, a packed list of objects."""
    streams = list(_STREAM.finditer(data))
    for match in sorted(chance.sample(streams, min(len(streams), 3)), key=lambda m: -m.start()):
        try:
            plain = zlib.decompress(match.group(1))
        except zlib.error:
            continue
        packed = zlib.compress(
            _shuffle_operators(plain, chance) if chance.random() < 0.7 else damage_bytes(plain, chance)
        )
        data = data[: match.start(1)] + packed + data[match.end(1) :]
    return data


def _shuffle_operators(plain: bytes, chance: random.Random) -> bytes:
    pieces = _OPERATOR.split(plain)
    for _ in range(chance.choice((1, 5, 30))):
        at = chance.randrange(len(pieces) + 1)
        pieces[at : at + chance.choice((0, 1, 2))] = [chance.choice((*_VALUES, *_OPERATORS))] * chance.choice(
            (1, 1, 300)
        )
    return b" ".join(pieces)
