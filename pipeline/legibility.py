"""Whether text can be what was printed: measures that hold in every language, with their limits as data.

A font map that gives nonsense, a bad OCR layer, text stored backwards or twice: each shows in the classes of its
characters, in how scripts mix, in the shapes of words and in how often letters stand, before any language is known.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from math import sqrt
from typing import Any

from pipeline.reference import reference

MOST_WORDS = 20_000
"""Words whose shape is remembered: most words of a document come again."""

_TOGETHER = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"})
"""Scripts that are written together, and into whose text Latin words are set without blanks."""
_OF_ALL = frozenset({"MODIFIER", "SUPERSCRIPT", "FEMININE", "MASCULINE", "MICRO", "FULLWIDTH", "HALFWIDTH", "OHM"})
"""First words of the names of letters that stand in words of any script."""
_INNER = frozenset("'’-‐‑./&@_·:,+־״׳")
"""What may stand between the letters of one word, name or address."""


def complaint(words: Sequence[str]) -> str | None:
    """Return the code of what is wrong with the words of a page, None where nothing is.

    `unmapped-text`, `mojibake-text`, `mixed-script-text`, `doubled-text`, `mirrored-text`, `ill-formed-text` (a bad OCR
    layer, a shifted font map) or `shuffled-text` (letters stand for other letters).

    >>> complaint("The national action plan names nine commitments".split()) is None
    True
    """
    folded = [word if word.isascii() else unicodedata.normalize("NFKC", word) for word in words]
    for code, speaks in _MEASURES:
        if speaks(folded):
            return code
    return None


@cache
def script_of(letter: str) -> str:
    """Return the script of a letter by the first word of its Unicode name, empty for what has none.

    >>> script_of("я"), script_of("a")
    ('CYRILLIC', 'LATIN')
    """
    script = unicodedata.name(letter, "").partition(" ")[0] if letter.isalpha() else ""
    return "" if script in _OF_ALL else script


def likeness(letters: Mapping[str, int], profile: Mapping[str, float]) -> float:
    """Return how alike the shares of letters are to a profile, from 0 to 1 (Bhattacharyya coefficient).

    >>> likeness({"a": 2, "b": 2}, {"a": 0.5, "b": 0.5}), likeness({"x": 1}, {"a": 1.0})
    (1.0, 0.0)
    """
    total = sum(letters.values())
    return sum(sqrt(count / total * profile.get(letter, 0.0)) for letter, count in letters.items())


def _exceeds(measure: str, found: float, among: int) -> bool:
    limits: Mapping[str, float] = reference("legibility")[measure]
    return among >= limits["least"] and found >= limits["share"] * among


def _is_unmapped(words: Sequence[str]) -> bool:
    """Tell whether characters have no meaning: control, unassigned, replaced; private ones within longer words."""
    count = bad = 0
    for word in words:
        for letter in word:
            count += 1
            kind = unicodedata.category(letter) if not letter.isascii() else "Cc" if letter < " " else "L"
            bad += kind in {"Cc", "Cn", "Cs"} or letter == "\ufffd" or (kind == "Co" and len(word) > 2)
    return _exceeds("unmapped", bad, count)


def _is_mojibake(words: Sequence[str]) -> bool:
    """Tell whether UTF-8 was read as a one-byte code, or a one-byte code of another alphabet as Latin."""
    beyond = wrong = latin = accented = 0
    for word in words:
        if word.isascii():
            latin += sum(letter.isalpha() for letter in word)
            continue
        high = sum(letter > "\x7f" for letter in word)
        beyond += high
        wrong += _misread(word)
        letters = [letter for letter in word if script_of(letter) == "LATIN"]
        latin += len(letters)
        accented += sum("\xc0" <= letter <= "\xff" for letter in letters)
    return _exceeds("mojibake", wrong, beyond) or _exceeds("accented", accented, latin)


def _misread(word: str) -> int:
    """Count the characters beyond ASCII in a word that are UTF-8 read as Windows-1252 or Latin-1.

    >>> _misread("GobÃ©"), _misread("Gobé")
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
    """Tell whether words are made of letters of several scripts."""
    long = [word for word in words if len(word) > 2 and not word.isascii()]
    mixed = 0
    for word in long:
        scripts = {script_of(letter) for letter in word} - {""}
        mixed += len(scripts) > 1 and not scripts & _TOGETHER
    return _exceeds("mixed_scripts", mixed, max(len(long), len(words) // 4))


def _is_doubled(words: Sequence[str]) -> bool:
    """Tell whether every letter stands twice: GGoovveerrnnmmeenntt."""
    long = [word for word in words if len(word) > 3 and word[0].isalpha()]
    twice = sum(len(word) % 2 == 0 and word[::2] == word[1::2] and len(set(word)) > 1 for word in long)
    return _exceeds("doubled", twice, len(long))


def _is_mirrored(words: Sequence[str]) -> bool:
    """Tell whether words run backwards: what ends words opens them, capitals stand last."""
    data = reference("legibility")
    finals = frozenset("".join(data["final"].values()))
    openings = [opening for found in data["opening"].values() for opening in found]
    back = forth = 0
    for word in words:
        core = word.strip(".,;:()[]«»\"'؛،؟")
        if len(core) < 3:
            continue
        back += (core[0] in finals) + (core[-1].isupper() and core[:-1].islower())
        forth += (core[-1] in finals) + (core[0].isupper() and core[1:].islower())
        if len(core) > 4 and not core.isascii():
            back += any(core.endswith(opening[::-1]) for opening in openings)
            forth += any(core.startswith(opening) for opening in openings)
    return bool(back >= data["mirrored"]["least"] and back >= data["mirrored"]["share"] * forth)


def _is_ill_formed(words: Sequence[str]) -> bool:
    """Tell whether words have the shapes of no words: signs among their letters, capitals at random.

    Scripts without capitals are left out: some of them set no blanks, so that their runs hold signs.
    """
    cores = [core for word in words if (core := _core(word)) and _is_cased(core)]
    return _exceeds("ill_formed", sum(map(_is_odd, cores)), len(cores))


@lru_cache(maxsize=MOST_WORDS)
def _is_cased(core: str) -> bool:
    letters = [letter for letter in core if letter.isalpha()]
    return bool(letters) and all(letter.isupper() or letter.islower() for letter in letters)


@lru_cache(maxsize=MOST_WORDS)
def _core(word: str) -> str:
    """Return a word without the punctuation around it.

    >>> _core("«(Open)»,")
    'Open'
    """
    start, end = 0, len(word)
    while start < end and unicodedata.category(word[start]) in {"Ps", "Pi", "Po", "Pd", "Pf"}:
        start += 1
    while end > start and unicodedata.category(word[end - 1])[0] == "P":
        end -= 1
    return word[start:end]


@lru_cache(maxsize=MOST_WORDS)
def _is_odd(core: str) -> bool:
    """Tell whether a word has a shape that hardly any word has.

    >>> _is_odd("Government"), _is_odd("e-Government"), _is_odd("G0v^rnm{nt"), _is_odd("tHeIr"), _is_odd("*RYHUQ$")
    (False, False, True, True, True)
    """
    if "@" in core or "/" in core or "." in core or "_" in core:
        return False
    signs = [letter for letter in core if not letter.isalnum() and letter not in _INNER]
    if any(unicodedata.category(letter)[0] not in "MC" for letter in signs):
        return True
    kinds = "".join("u" if c.isupper() else "l" if c.islower() else "d" if c.isdigit() else "" for c in core)
    rises = sum(pair == ("l", "u") for pair in pairwise(kinds))
    figures = sum((a == "d") != (b == "d") for a, b in pairwise(kinds))
    return rises > 1 or figures > 2 or (rises == 1 and "uu" in kinds and "ll" in kinds and len(kinds) < 12)


def _is_shuffled(words: Sequence[str]) -> bool:
    """Tell whether letters stand as often as in no language of their script: one letter is printed for another."""
    data: Mapping[str, Any] = reference("letters")["scripts"]
    letters = Counter(letter for word in {word.casefold() for word in words} for letter in word if letter.isalpha())
    scripts: Counter[str] = Counter()
    for letter, count in letters.items():
        scripts[script_of(letter)] += count
    script, count = max(scripts.items(), key=lambda found: found[1], default=("", 0))
    limits: Mapping[str, float] = reference("legibility")["few_letters"]
    if script not in data or count < limits["least"]:
        return False
    many: Mapping[str, float] = reference("legibility")["letters"]
    own = {letter: count for letter, count in letters.items() if script_of(letter) == script}
    return likeness(own, data[script]) < (many if count >= many["least"] else limits)["share"]


_MEASURES = (
    ("unmapped-text", _is_unmapped),
    ("mojibake-text", _is_mojibake),
    ("mixed-script-text", _is_mixed),
    ("doubled-text", _is_doubled),
    ("mirrored-text", _is_mirrored),
    ("ill-formed-text", _is_ill_formed),
    ("shuffled-text", _is_shuffled),
)
