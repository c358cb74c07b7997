"""Damage to files, the same for the same random numbers: written text, PDF, DOCX."""

from __future__ import annotations

import io
import random
import re
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from copy import deepcopy

from lxml import etree

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


_PARTS = ("word/document.xml", "word/document.xml", "word/document.xml", "word/styles.xml", "word/numbering.xml")
_MOST_LEVELS = 600  # elements within each other, more than parsers allow


def damage_docx(data: bytes, chance: random.Random) -> bytes:
    """Return a DOCX whose parts are damaged; one that is no archive is damaged as bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
        return damage_bytes(data, chance)
    names = sorted(parts)
    wanted = [name for name in _PARTS if name in parts] or names
    name = chance.choice(wanted if chance.random() < 0.7 else names)
    match chance.randrange(8):
        case 0:
            del parts[chance.choice(names)]
        case 1:
            parts[name] = damage_bytes(parts[name], chance)
        case 2:
            parts[name] = parts[chance.choice(names)]
        case _:
            parts[name] = _bend_tree(parts[name], chance)
    packed = _pack(parts, chance)
    return damage_bytes(packed, chance) if chance.random() < 0.1 else packed


def _pack(parts: dict[str, bytes], chance: random.Random) -> bytes:
    packed, method = io.BytesIO(), chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "w", method) as archive:
        warnings.simplefilter("ignore")  # a duplicate name is intended
        for name, part in parts.items():
            for _ in range(2 if chance.random() < 0.02 else 1):
                archive.writestr(zipfile.ZipInfo(name), part, method)  # the clock must not reach the bytes
    return packed.getvalue()


def _bend_tree(part: bytes, chance: random.Random) -> bytes:
    try:
        root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        return damage_bytes(part, chance)
    for _ in range(chance.choice((1, 2, 5, 20))):
        elements = [element for element in root.iter() if isinstance(element.tag, str)][1:]
        if not elements:
            break
        _bend_element(chance.choice(elements), chance.choice(elements), chance)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content


def _bend_element(element: etree._Element, other: etree._Element, chance: random.Random) -> None:
    parent = element.getparent()
    copy = deepcopy(other)
    match chance.randrange(9):
        case 0 if parent is not None:
            parent.remove(element)
        case 1:
            element.append(copy)
        case 2 if parent is not None:
            parent.insert(chance.randrange(len(parent) + 1), copy)
        case 3:
            element.tag = other.tag
        case 4:
            for name in element.attrib:
                element.set(name, chance.choice(NUMBERS))
        case 5:
            for name in other.attrib:
                element.set(name, chance.choice((*NUMBERS, str(other.get(name)))))
        case 6:
            element.text = chance.choice(WORDS)
        case 7:
            for child in list(element):
                element.remove(child)
        case _:
            _deepen(element, chance)


def _deepen(element: etree._Element, chance: random.Random) -> None:
    inner = element
    for _ in range(chance.choice((3, 50, _MOST_LEVELS))):
        inner = etree.SubElement(inner, element.tag)
