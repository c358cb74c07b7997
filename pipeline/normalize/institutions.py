"""Institutions: a printed list cut into names, each name cleaned, and its kind found from its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from pipeline.normalize.text import is_empty, one_line
from pipeline.schema.data import reference

_CUT = re.compile(r"[;,\n()\[\]•▪●■➢\uf0b7\uf0a7\uf0d8]")
_BULLET = re.compile(r"^(?:[•▪●◦■➢*·\uf0b7\uf0a7\uf0d8]|[-–—](?=\s)|[0-9]{1,2}[.)](?=\s)|[a-z]\)(?=\s))\s*")
_WORDS = re.compile(r"[^\W_]+")


def split_institutions(text: str) -> list[str]:
    r"""Cut a list of institutions at commas, semicolons and paragraph ends, each as printed, in order.

    Parentheses stay whole, and so do names that hold a list of subjects.

    >>> split_institutions("Ministry of Finance, National Audit Office (NAO, Office); Open Society Forum\n• UNDP")
    ['Ministry of Finance', 'National Audit Office (NAO, Office)', 'Open Society Forum', 'UNDP']
    >>> split_institutions("Ministry of Labour, Health and Social Affairs, Cabinet Office")
    ['Ministry of Labour, Health and Social Affairs', 'Cabinet Office']
    >>> split_institutions("Roads, bridges and ports authority, NGOs")
    ['Roads, bridges and ports authority', 'NGOs']
    >>> split_institutions("-")
    []
    """
    pieces = [(one_line(piece), end) for piece, end in _cut_pieces(text)]
    joined = _join_subjects([(piece, end) for piece, end in pieces if piece])
    return [name for name in joined if not is_empty(name, "institutions") and any(map(str.isalpha, name))]


def clean_name(raw: str) -> str:
    """Return an institution's name without bullet, closing stop or a dangling 'and'.

    >>> clean_name("• and the Ministry of Justice."), clean_name("Civil society etc.")
    ('the Ministry of Justice', 'Civil society etc.')
    """
    bare = _BULLET.sub("", one_line(raw))
    first, _, rest = bare.partition(" ")
    bare = rest if first.casefold() in reference("institutions")["and"] and rest else bare
    closed = bare.removesuffix(".") if not re.search(r"(?:\b[A-Za-z]|etc|Inc|Ltd|Co|S\.A)\.$", bare) else bare
    return closed.strip(" :,;") or bare


@lru_cache(maxsize=20_000)
def classify_kind(raw: str) -> str:
    """Return government, civil_society, private or multilateral by the name's words, else unknown.

    The word that the name opens with counts most.

    >>> [classify_kind(name) for name in ("Ministry of Finance", "Open Society NGO", "UNDP", "Acme Ltd", "Riverside")]
    ['government', 'civil_society', 'multilateral', 'private', 'unknown']
    """
    folded = " " + " ".join(_WORDS.findall(raw.casefold())) + " "
    opener = folded.removeprefix(" the").split(maxsplit=1)[:1]
    if set(opener) & set(reference("institutions")["openers"]):
        return "government"
    return next((name for name, pattern in _kind_patterns() if pattern.search(folded)), "unknown")


@cache
def _kind_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, compile_words(words)) for name, words in reference("institutions")["kinds"])


def compile_words(words: Sequence[str]) -> re.Pattern[str]:
    """Compile words, in which * stands for any ending, to a pattern for a text padded with blanks.

    >>> bool(compile_words(["compan*"]).search(" two companies ")), bool(compile_words(["un"]).search(" union "))
    (True, False)
    """
    parts = (re.escape(word).replace(r"\*", r"\w*") for word in words)
    return re.compile("(?<= )(?:" + "|".join(parts) + ")(?= )")


def _cut_pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield the pieces between separators outside parentheses, without bullets, each with what ended it."""
    depth, start = 0, 0
    for cut in _CUT.finditer(text):
        sign = cut[0]
        if sign in "([":
            depth += 1
        elif sign in ")]":
            depth = max(0, depth - 1)
        elif depth == 0 or sign == "\n":
            yield _BULLET.sub("", text[start : cut.start()].strip()), sign
            start, depth = cut.end(), 0
    yield _BULLET.sub("", text[start:].strip()), ""


def _join_subjects(pieces: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield the pieces, a public body's list of subjects put back together."""
    index = 0
    while index < len(pieces):
        last = _find_subjects_end(pieces, index)
        yield ", ".join(piece for piece, _ in pieces[index : last + 1])
        index = last + 1


def _find_subjects_end(pieces: Sequence[tuple[str, str]], index: int) -> int:
    """Return the index of the last piece of the name that begins at `index`.

    'Ministry of Labour' goes on with 'Health' and ends with 'and' in a piece such as 'Health and Social Affairs',
    provided that none of these pieces names a body itself.
    """
    if _is_continued(pieces, index):
        return index + 1
    words = pieces[index][0].casefold().split()
    if len(words) < 3 or words[0] not in _head_words() or words[1] not in reference("institutions")["links"]:
        return index
    for at in range(index + 1, min(index + 5, len(pieces))):
        piece = pieces[at][0]
        if pieces[at - 1][1] != "," or classify_kind(piece) != "unknown" or piece.isupper() or "(" in pieces[at - 1][0]:
            break
        if set(piece.casefold().split()[:-1]) & set(reference("institutions")["and"]):
            return at
    return index


def _is_continued(pieces: Sequence[tuple[str, str]], index: int) -> bool:
    """Tell whether a piece that names no body goes on in lower case to one: 'Post, and telecommunication authority'."""
    if index + 1 >= len(pieces) or pieces[index][1] != "," or classify_kind(pieces[index][0]) != "unknown":
        return False
    rest = pieces[index + 1][0].casefold().split()
    begins_low = pieces[index + 1][0][:1].islower()
    has_and = bool(set(rest[:-1]) & set(reference("institutions")["and"]))
    return begins_low and has_and and rest[-1] in reference("institutions")["bodies"]


@cache
def _head_words() -> frozenset[str]:
    return frozenset(reference("institutions")["heads"])
