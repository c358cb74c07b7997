"""Damage to written text: soup of HTML tags, CSV quoting, lines and encodings."""

from __future__ import annotations

import random
import re

from scripts.fuzz.chance import NUMBERS, WORDS, cut_end, damage_bytes, shuffle_pieces

_TOKENS = re.compile(r"<[^<>]{0,400}>|[^<>]{1,400}|[<>]")
_TAGS = (
    *("<table>", "</table>", "<tr>", "<td colspan=99999999>", "<td rowspan=-1>", "<th rowspan=65534>", "</td>"),
    *("<div>", "</div>", "<p>", "<ul><li>", "<ol start=-5>", "<h1>", "<h9>", "<br>", "<a href='javascript:1'>"),
    *("<style>", "td{background:#ff", "</style>", "<template>", "<svg><p>", "<math><mi>", "<!--", "-->", "<![CDATA["),
    *("&#xD800;", "&#0;", "&bogus;", "<select><option>", "<noscript>", "<body>", "</html>", "<frameset>", "\0"),
)
_CELLS = ('"', '""', ",", ";", "\t", "\n", "\r\n", "\0", '"\n"', "\x1a", *WORDS, *NUMBERS)
_ENCODINGS = ("utf-16", "utf-16-le", "utf-8-sig", "cp1251", "cp1252", "utf-7", "utf-32", "gb18030", "mac-roman")


def damage_html(data: bytes, chance: random.Random) -> bytes:
    """Return a page whose tags are mixed up."""
    return _damage_pieces(data, chance, _TOKENS, (*_TAGS, *WORDS))


def damage_csv(data: bytes, chance: random.Random) -> bytes:
    """Return a table whose quotes, delimiters and line ends are mixed up."""
    return _damage_pieces(data, chance, re.compile(r'[^",;\t\r\n|]{1,200}|[",;\t\r\n|]'), _CELLS)


def damage_text(data: bytes, chance: random.Random) -> bytes:
    """Return a text whose lines are mixed up."""
    return _damage_pieces(
        data, chance, re.compile(r"[^\n]{0,400}\n?"), (*WORDS, "\t", "\f", "\n\n", "•\t", "[1] ", "| a | b |\n")
    )


def _damage_pieces(data: bytes, chance: random.Random, pieces: re.Pattern[str], foreign: tuple[str, ...]) -> bytes:
    match chance.randrange(6):
        case 0:
            return damage_bytes(data, chance)
        case 1:
            return cut_end(data, chance)
    text = "".join(shuffle_pieces(pieces.findall(data.decode("utf-8", "replace")), foreign, chance))
    return text.encode(chance.choice(_ENCODINGS) if chance.random() < 0.1 else "utf-8", "replace")
