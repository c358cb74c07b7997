"""Detect pages whose text is nonsense, so that it is never read, and report text that was left out.

Detect text that can't be what was printed, by measures that hold in every language; limits are data.

A font map that gives nonsense, a bad OCR layer, text stored backwards or twice: each shows in the classes of its
characters, in how scripts mix, in the shapes of words and in letter frequencies, before any language is known.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import pairwise
from math import sqrt
from typing import Any

from pipeline.model.issues import Issue
from pipeline.readers.pdf.page import PageContent
from pipeline.schema.data import load_data

MOST_WORDS = 20_000
"""Words whose shape is remembered: most words of a document come again."""
COUNT_BITS = 32
"""Bits of a count: no page has so many characters."""

_WRITTEN_TOGETHER = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"})
"""Scripts that are written together, and into whose text Latin words are set without blanks."""
_OF_ALL_SCRIPTS = frozenset(
    {"MODIFIER", "SUPERSCRIPT", "FEMININE", "MASCULINE", "MICRO", "FULLWIDTH", "HALFWIDTH", "OHM"}
)
"""First words of the names of letters that are in words of any script."""
_WITHIN_WORDS = frozenset("'’-‐‑./&@_·:,+־״׳")
"""What may be between the letters of one word, name or address."""


def find_text_fault(words: Sequence[str]) -> str | None:
    """Return the code of what is wrong with the words of a page, None where nothing is.

    `unmapped-text`, `mojibake-text`, `mixed-script-text`, `doubled-text`, `mirrored-text`, `ill-formed-text` (a bad OCR
    layer, a shifted font map) or `shuffled-text` (letters are printed for other letters).

    >>> find_text_fault("The national action plan names nine commitments".split()) is None
    True
    """
    text = "".join(words)
    is_ascii = text.isascii() and text.isprintable()
    normalized = (
        words if is_ascii else [word if word.isascii() else unicodedata.normalize("NFKC", word) for word in words]
    )
    for code, has_fault, beyond_ascii in _MEASURES:
        if not (is_ascii and beyond_ascii) and has_fault(normalized):
            return code
    return None


@cache
def script_of(letter: str) -> str:
    """Return the script of a letter by the first word of its Unicode name, empty for what has none.

    >>> script_of("я"), script_of("a")
    ('CYRILLIC', 'LATIN')
    """
    script = unicodedata.name(letter, "").partition(" ")[0] if letter.isalpha() else ""
    return "" if script in _OF_ALL_SCRIPTS else script


def compare_with_profile(letters: Mapping[str, int], profile: Mapping[str, float]) -> float:
    """Return how alike the shares of letters are to a profile, from 0 to 1 (Bhattacharyya coefficient).

    >>> compare_with_profile({"a": 2, "b": 2}, {"a": 0.5, "b": 0.5}), compare_with_profile({"x": 1}, {"a": 1.0})
    (1.0, 0.0)
    """
    total = sum(letters.values())
    return sum(sqrt(count / total * profile.get(letter, 0.0)) for letter, count in letters.items())


def _exceeds_limit(measure: str, count: float, among: int) -> bool:
    limits: Mapping[str, float] = load_data("legibility")[measure]
    return among >= limits["least"] and count >= limits["share"] * among


def _is_unmapped(words: Sequence[str]) -> bool:
    """Return whether characters have no meaning: control, unassigned, replaced; private ones within longer words."""
    bad = 0
    for word in words:
        if word.isprintable() and "\ufffd" not in word:  # hardly a word is looked at letter by letter
            continue
        for letter in word:
            kind = unicodedata.category(letter) if not letter.isascii() else "Cc" if letter < " " else "L"
            bad += kind in {"Cc", "Cn", "Cs"} or letter == "\ufffd" or (kind == "Co" and len(word) > 2)
    return _exceeds_limit("unmapped", bad, sum(map(len, words)))


def _is_mojibake(words: Sequence[str]) -> bool:
    """Return whether UTF-8 was read as a one-byte code, or a one-byte code of another alphabet as Latin."""
    plain = "".join(word for word in words if word.isascii())
    others = [word for word in words if not word.isascii()]
    beyond, wrong, latin, accented = _sum_packed(map(_count_beyond_ascii, others), 4)
    latin += sum(map(str.isalpha, plain)) if accented else 0
    return _exceeds_limit("mojibake", wrong, beyond) or (accented > 0 and _exceeds_limit("accented", accented, latin))


def _pack(*counts: int) -> int:
    """Return the counts of a word as one number, so that one sum adds up all of those of a page."""
    return sum(count << COUNT_BITS * place for place, count in enumerate(counts))


def _sum_packed(words: Iterable[int], width: int) -> tuple[int, ...]:
    total = sum(words)
    return tuple(total >> COUNT_BITS * place & (1 << COUNT_BITS) - 1 for place in range(width))


@lru_cache(maxsize=MOST_WORDS)
def _count_beyond_ascii(word: str) -> int:
    """Pack a word's characters beyond ASCII, those of them that are misread, its Latin and its accented letters."""
    letters = [letter for letter in word if script_of(letter) == "LATIN"]
    accented = sum("\xc0" <= letter <= "\xff" for letter in letters)
    return _pack(sum(letter > "\x7f" for letter in word), _count_misread(word), len(letters), accented)


def _count_misread(word: str) -> int:
    """Count the characters beyond ASCII in a word that are UTF-8 read as Windows-1252 or Latin-1.

    >>> _count_misread("GobÃ©"), _count_misread("Gobé")
    (2, 0)
    """
    for code in ("cp1252", "latin-1"):
        try:
            meant = word.encode(code).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        if meant != word:
            return sum(letter > "\x7f" for letter in word)
    return 0


def _is_mixed(words: Sequence[str]) -> bool:
    """Return whether words are made of letters of several scripts."""
    long_words = [word for word in words if len(word) > 2 and not word.isascii()]
    return _exceeds_limit("mixed_scripts", sum(map(_mixes_scripts, long_words)), max(len(long_words), len(words) // 4))


@lru_cache(maxsize=MOST_WORDS)
def _mixes_scripts(word: str) -> bool:
    scripts = {script_of(letter) for letter in word} - {""}
    return len(scripts) > 1 and not scripts & _WRITTEN_TOGETHER


def _is_doubled(words: Sequence[str]) -> bool:
    """Return whether every letter is doubled: GGoovveerrnnmmeenntt."""
    long_count, doubled, *_ = _sum_shapes(tuple(words))
    return _exceeds_limit("doubled", doubled, long_count)


@lru_cache(maxsize=1)
def _sum_shapes(words: tuple[str, ...]) -> tuple[int, ...]:
    """Add up the shapes of a page's words, which several measures use."""
    return _sum_packed(map(_measure_shape, words), 6)


@lru_cache(maxsize=MOST_WORDS)
def _measure_shape(word: str) -> int:
    return _pack(*_measure_doubling(word), *_count_directions(word), *_measure_form(word))


def _measure_doubling(word: str) -> tuple[bool, bool]:
    """Return whether a word is long enough to judge, and whether each of its letters is doubled."""
    is_long = len(word) > 3 and word[0].isalpha()
    return is_long, is_long and len(word) % 2 == 0 and word[::2] == word[1::2] and len(set(word)) > 1


def _is_mirrored(words: Sequence[str]) -> bool:
    """Return whether words run backwards: what ends words opens them, capitals are last."""
    limits: Mapping[str, float] = load_data("legibility")["mirrored"]
    _, _, back, forth, *_ = _sum_shapes(tuple(words))
    return back >= limits["least"] and back >= limits["share"] * forth


@cache
def _word_ends() -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    """Return the letters that only end words, the beginnings of words, and words whose direction is certain."""
    data = load_data("legibility")
    openings, small = ([part for parts in data[name].values() for part in parts] for name in ("opening", "small"))
    return frozenset("".join(data["final"].values())), tuple(openings), frozenset(small)


def _count_directions(word: str) -> tuple[int, int]:
    """Count what speaks for a word that runs backwards, and for one that runs forwards."""
    core = word.strip(".,;:()[]«»\"'؛،؟")
    finals, openings, small = _word_ends()
    if len(core) < 3:
        return core[::-1] in small, core in small
    back = (core[::-1] in small) + (core[0] in finals) + (core[-1].isupper() and core[:-1].islower())
    forth = (core in small) + (core[-1] in finals) + (core[0].isupper() and core[1:].islower())
    if len(core) > 4 and not core.isascii():
        back += any(core.endswith(opening[::-1]) for opening in openings)
        forth += core.startswith(openings)
    return back, forth


def _is_ill_formed(words: Sequence[str]) -> bool:
    """Return whether words have the shapes of no words: signs among their letters, capitals at random.

    Scripts without capitals are left out: some of them set no blanks, so that their runs hold signs.
    """
    *_, cased, odd = _sum_shapes(tuple(words))
    return _exceeds_limit("ill_formed", odd, cased)


def _measure_form(word: str) -> tuple[bool, bool]:
    """Return whether a word is of a script with capitals, and if so whether it has a shape that hardly any word has."""
    core = _strip_punctuation(word)
    cased = bool(core) and _is_cased(core)
    return cased, cased and _is_odd(core)


def _is_cased(core: str) -> bool:
    letters = [letter for letter in core if letter.isalpha()]
    return bool(letters) and all(letter.isupper() or letter.islower() for letter in letters)


def _strip_punctuation(word: str) -> str:
    """Return a word without the punctuation around it.

    >>> _strip_punctuation("«(Open)»,")
    'Open'
    """
    start, end = 0, len(word)
    while start < end and unicodedata.category(word[start]) in {"Ps", "Pi", "Po", "Pd", "Pf"}:
        start += 1
    while end > start and unicodedata.category(word[end - 1])[0] == "P":
        end -= 1
    return word[start:end]


def _is_odd(core: str) -> bool:
    """Return whether a word has a shape that hardly any word has.

    >>> _is_odd("Government"), _is_odd("e-Government"), _is_odd("G0v^rnm{nt"), _is_odd("tHeIr"), _is_odd("*RYHUQ$")
    (False, False, True, True, True)
    """
    if "@" in core or "/" in core or "." in core or "_" in core:
        return False
    signs = [letter for letter in core if not letter.isalnum() and letter not in _WITHIN_WORDS]
    if any(unicodedata.category(letter)[0] not in "MC" for letter in signs):
        return True
    kinds = "".join("u" if c.isupper() else "l" if c.islower() else "d" if c.isdigit() else "" for c in core)
    rises = sum(pair == ("l", "u") for pair in pairwise(kinds))
    figures = sum((a == "d") != (b == "d") for a, b in pairwise(kinds))
    return rises > 1 or figures > 2 or (rises == 1 and "uu" in kinds and "ll" in kinds and len(kinds) < 12)


def _is_shuffled(words: Sequence[str]) -> bool:
    """Return whether letter frequencies are like those of no language of the script: letters are exchanged."""
    data: Mapping[str, Any] = load_data("letters")["scripts"]
    counts = Counter("".join(dict.fromkeys(map(str.casefold, words))))
    letters = {letter: count for letter, count in counts.items() if letter.isalpha()}
    scripts: Counter[str] = Counter()
    for letter, count in letters.items():
        scripts[script_of(letter)] += count
    script, count = max(scripts.items(), key=lambda item: item[1], default=("", 0))
    limits: Mapping[str, float] = load_data("legibility")["few_letters"]
    if script not in data or count < limits["least"]:
        return False
    many_letters: Mapping[str, float] = load_data("legibility")["letters"]
    own = {letter: count for letter, count in letters.items() if script_of(letter) == script}
    return (
        compare_with_profile(own, data[script]) < (many_letters if count >= many_letters["least"] else limits)["share"]
    )


_MEASURES = (
    ("unmapped-text", _is_unmapped, True),
    ("mojibake-text", _is_mojibake, True),
    ("mixed-script-text", _is_mixed, True),
    ("doubled-text", _is_doubled, False),
    ("mirrored-text", _is_mirrored, False),
    ("ill-formed-text", _is_ill_formed, False),
    ("shuffled-text", _is_shuffled, False),
)
"""Code, measure, and whether it applies only to text with characters beyond printable ASCII."""


GARBLED = "garbled"
"""Quality of a page whose text is nonsense; the next flag is the code that says why."""
FEW_CHARACTERS = 4
"""Characters left out that are not worth a word: a page number under an ornament."""

_REASONS = {
    "unmapped-text": "its characters are mapped to no letters (a broken font)",
    "mojibake-text": "its letters were decoded in a wrong code",
    "mixed-script-text": "its words mix letters of several scripts",
    "doubled-text": "every letter stands twice",
    "mirrored-text": "its words run backwards",
    "ill-formed-text": "its words have the shape of no words (a bad layer of OCR or a broken font)",
    "shuffled-text": "its letters stand for other letters (a broken font)",
}


def flag_garbled(page: PageContent) -> PageContent:
    """Flag a page whose text can't be what is printed.

    A page that `no-text` or `garbled` flags already is left as it is.
    """
    if GARBLED in page.quality or not page.words:
        return page
    code = find_text_fault([word.text for word in page.words])
    return replace(page, quality=(*page.quality, GARBLED, code)) if code else page


def is_garbled(page: PageContent) -> bool:
    """Return whether a page's text is nonsense."""
    return GARBLED in page.quality


def remove_text(page: PageContent) -> PageContent:
    """Return a page without its text, so that no value is read from it."""
    return replace(page, words=(), grids=(), cells=(), fills=())


def describe_quality(page: PageContent, by_ocr: bool) -> Iterator[Issue]:
    """Yield what is to be said of a page's text: nonsense, and whether OCR stood in for it; text left out."""
    if is_garbled(page):
        code = next((flag for flag in page.quality if flag in _REASONS), "unmapped-text")
        instead = "it was read by OCR instead" if by_ocr else "nothing was read from it"
        message = f"The text of page {page.number} is nonsense: {_REASONS[code]}; {instead}."
        yield Issue("read", "info" if by_ocr else "error", code, message, page=page.number)
    elif joined := find_joined_words(page):
        message = (
            f"Page {page.number} prints words without blanks between them ({len(joined)} times: '{joined[0][:60]}'); "
            "they are given as they are. Compare the page."
        )
        yield Issue("read", "warning", "words-without-blanks", message, page=page.number)
    yield from _describe_left_out(page)


LONGEST_WORD, LONGEST_JOINED = 40, 26
"""Letters of a word at most; the second of one with a capital within. All nine words in a million of OGP's documents
that are so long are words whose blanks are lost; compounds of German and Finnish have up to 39 letters."""
_JOINED = re.compile(
    rf"(?:[^\W\d_]|['’]){{{LONGEST_WORD}}}|(?=(?:[^\W\d_]|['’]){{{LONGEST_JOINED}}})[^\W\d_]*?[a-zà-ÿ][A-ZÀ-Þ][a-zà-ÿ]"
)


def find_joined_words(page: PageContent) -> list[str]:
    """Return the words of a page that are several: no blank of the file and no gap parts them."""
    words = (word.text for word in page.words if len(word.text) >= LONGEST_JOINED)
    return [text for text in words if _JOINED.match(text) and _is_cased(text) and find_text_fault([text]) is None]


def _describe_left_out(page: PageContent) -> Iterator[Issue]:
    if page.hidden >= FEW_CHARACTERS:
        message = (
            f"Page {page.number} holds {page.hidden} characters that nobody sees on it (in the colour of the paper, "
            "covered, or not painted); they were left out."
        )
        yield Issue("read", "warning", "hidden-text", message, page=page.number)
    if page.struck:
        message = f"Page {page.number} has {page.struck} characters that are crossed out; they were left out."
        yield Issue("read", "info", "struck-text", message, page=page.number)
    if page.unread_marks:
        message = (
            f"Page {page.number} has words that are circled ({page.unread_marks} times); what that means was not read. "
            "Compare the page."
        )
        yield Issue("read", "warning", "circled-words", message, page=page.number)
    if page.off >= FEW_CHARACTERS:
        message = (
            f"{page.off} characters of page {page.number} stand beyond its edge or are cut off by its crop box; they "
            "were left out."
        )
        yield Issue("read", "info", "off-page-text", message, page=page.number)
    if page.repeated >= FEW_CHARACTERS:
        message = (
            f"Page {page.number} prints {page.repeated} characters twice on one spot (a shadow, or for "
            "weight); each was read once."
        )
        yield Issue("read", "info", "text-printed-twice", message, page=page.number)
