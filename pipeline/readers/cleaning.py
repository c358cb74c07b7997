"""Clean the text of one line, alike in every reader.

Read characters of symbol fonts as the characters that they draw: `schemas/symbols.json` lists them.

Separate a web site's own phrases (skip links, comment forms, surveys) from the text of a document.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from pipeline.model import Block, TextBlock
from pipeline.schema.data import load_data

_PRIVATE = 0xF000  # the private-use page to which symbol fonts are mapped
_DEFAULT = "wingdings"


@cache
def load_symbols(font: str) -> dict[int, str]:
    """Return what a symbol font draws: code of a byte -> character; empty for other fonts."""
    table = load_data("symbols").get(font, {})
    return {int(code, 16): character for code, character in table.items()} if isinstance(table, dict) else {}


def is_symbol_font(font: str) -> bool:
    """Return whether a font, by its name in lower case, draws signs in place of letters.

    >>> is_symbol_font("wingdings 2"), is_symbol_font("calibri")
    (True, False)
    """
    return bool(load_symbols(font))


def decode_symbol(font: str, char: str) -> str:
    r"""Return the character of a `w:sym` element: its font and its code in hexadecimal.

    A sign without a like in Unicode stays the private-use character that files carry for it.

    >>> decode_symbol("Wingdings", "F0FC"), decode_symbol("Symbol", "F0B3"), decode_symbol("Calibri", "2713")
    ('✓', '≥', '✓')
    """
    try:
        code = int(char, 16)
        character = chr(code)
    except (ValueError, OverflowError):
        return ""
    if _PRIVATE <= code <= _PRIVATE + 0xFF or code <= 0xFF:
        low = code & 0xFF
        name = font.lower()
        sign = load_symbols(name if is_symbol_font(name) else _DEFAULT).get(low)
        return sign or (chr(low) if name == "symbol" and low < 0x7F else chr(_PRIVATE + low))
    return "" if 0xD800 <= code <= 0xDFFF else character


def decode_symbol_font(text: str, font: str) -> str:
    """Return text set in a symbol font as the characters that it shows; other text as it is.

    >>> decode_symbol_font("P", "wingdings 2"), decode_symbol_font("a b", "symbol"), decode_symbol_font("P", "")
    ('✓', 'α β', 'P')
    """
    if not font:
        return text
    return "".join(c if c.isspace() else decode_symbol(font, f"{ord(c):X}") for c in text)


_PRIVATE_USE = re.compile("[\uf000-\uf0ff]")


@cache
def _private_signs() -> dict[int, str]:
    return {_PRIVATE + code: sign for code, sign in load_symbols(_DEFAULT).items()}


def decode_private_use(text: str) -> str:
    r"""Return text with private-use characters, as files carry those of Wingdings, as the signs that they draw.

    >>> decode_private_use("\uf06f Not started \uf0fe Limited"), decode_private_use("plain")
    ('□ Not started ☑ Limited', 'plain')
    """
    return text.translate(_private_signs()) if _PRIVATE_USE.search(text) else text


@cache
def load_phrases(part: str) -> frozenset[str]:
    """Return a list of `schemas/chrome.json` (phrases; tags, roles and names of what surrounds a text), case folded."""
    return frozenset(entry.casefold() for entry in load_data("chrome")[part])


def is_chrome(text: str) -> bool:
    """Return whether a whole paragraph is a web site's phrase.

    >>> is_chrome("Skip navigation"), is_chrome("Navigation of ships")
    (True, False)
    """
    return len(text) < 120 and text.casefold().strip(" .!*:»«→") in load_phrases("phrases")


def separate_chrome(blocks: Iterable[Block]) -> tuple[tuple[Block, ...], tuple[TextBlock, ...]]:
    """Return the blocks of a text, and the web site's phrases that were among them."""
    text_blocks: list[Block] = []
    chrome_blocks: list[TextBlock] = []
    for block in blocks:
        if isinstance(block, TextBlock) and len(block.lines) == 1 and is_chrome(block.lines[0].text):
            chrome_blocks.append(block)
        else:
            text_blocks.append(block)
    return tuple(text_blocks), tuple(chrome_blocks)


_DROPPED = re.compile("[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1b\x7f]")
"""Soft hyphen, characters without width and control characters that print nothing."""


_SPACED = re.compile(
    r"(?:^|(?<=[:.)–—-] )|(?<=[ \u00a0]{2}))"
    r"[^\W\d_](?: [^\W\d_]){1,60}(?:[ \u00a0]{2,6}[^\W_](?: [^\W_]){0,60}){0,20}(?!\S)"
)
"""Letters typed with a blank behind each, for emphasis; two or more blanks part the words.

They are a line of their own or a part of one: behind a mark or a wide gap ('Measure 2: O p e n   d a t a').
"""
_SPACED_YEARS = re.compile(r"(?:1 9|2 0)(?: \d){2}(?:\s*[-–—/]\s*(?:1 9|2 0)(?: \d){2})?")
"""A line of years in spaced figures."""
_WORD_GAP = re.compile(r"[ \u00a0]{2,}")
_LEAST_SPACED = 5
"""Letters of one spaced word, fewer are initials."""


def _join_spaced(spaced: re.Match[str]) -> str:
    """Return the words of spaced letters; letters in the order of the alphabet are a list."""
    words = [word.replace(" ", "") for word in _WORD_GAP.split(spaced[0])]
    longest = max(words, key=len)
    is_word = len(longest) >= _LEAST_SPACED and "".join(sorted(longest)) != longest
    return " ".join(words) if is_word else spaced[0]


_LEADER = re.compile(
    r"(?<=[^\W\d_]):?\s*(?:(?:\.\s?|…\s?){5,}+\s*(?=[^.…_]*[^\W\d_]|\d+[./-]\d)|_{3,}+\s*(?!\d{1,3}\s*$)(?=[^\W_]))"
)
"""Dots or a line that lead from a label to its answer; those of a table of contents lead to the number of a page."""
_LINE_BEHIND = re.compile(r"(?:(?<=[^\s.…])\s*(?:\.\s?|…\s?){5,}|(?<=[^\s_])\s*_{3,})\s*$")
_FEWEST_DOTS = 3


def has_leader(text: str) -> bool:
    """Return whether dots or a line lead from a label to its answer in a line of text.

    >>> has_leader("Lead agency ........ Treasury"), has_leader("Introduction ........ 3")
    (True, False)
    """
    # Hardly a line has so many dots, and the pattern would try every letter of the others.
    return sum(map(text.count, ".…_")) >= _FEWEST_DOTS and _LEADER.search(text) is not None


def replace_leaders(text: str) -> str:
    """Return a line of text with a colon for what leads from a label to its answer, without the line it is written on.

    >>> replace_leaders("Next step: ____Add maps._____"), replace_leaders("Lead ....... Treasury .......")
    ('Next step: Add maps.', 'Lead: Treasury')
    >>> replace_leaders("Introduction ........ 3"), replace_leaders("Name: ______")
    ('Introduction ........ 3', 'Name:')
    """
    if has_leader(text):
        return _LINE_BEHIND.sub("", _LEADER.sub(": ", text))
    return _LINE_BEHIND.sub("", text) if "___" in text else text


_RULE = re.compile(r"\s*([-–—=_*~.·•])(?:\s?\1){9,}\s*")


def is_rule(text: str) -> bool:
    """Return whether a line of text is drawn with signs, and no text.

    >>> is_rule("- - - - - - - - - - - - "), is_rule("----------"), is_rule("- Open data")
    (True, True, False)
    """
    return _RULE.fullmatch(text) is not None


def clean_text(text: str) -> str:
    r"""Return the text in NFC with soft hyphens and invisible characters dropped and blanks single, stripped.

    Nothing is left of a line that signs draw, and a label has a colon for the dots that lead to its answer.

    >>> clean_text("  open\u00a0 govern\u00adment\t data ")
    'open government data'
    >>> clean_text("M i n i s t r y   o f   R o a d s"), clean_text("Lead: O f f i c e"), clean_text("a b c")
    ('Ministry of Roads', 'Lead: Office', 'a b c')
    >>> clean_text("2 0 1 8  -  2 0 2 0"), clean_text("2 0 1 8 4")
    ('2018 - 2020', '2 0 1 8 4')
    """
    if _SPACED_YEARS.fullmatch(text.strip()):
        text = re.sub(r"(?<=\d) (?=\d)", "", text)
    if list(map(len, text.split())).count(1) >= _LEAST_SPACED:
        text = _SPACED.sub(_join_spaced, text.strip())
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    text = replace_leaders(" ".join(_DROPPED.sub("", text).split()))
    return "" if is_rule(text) else text
