"""Find phrases of a vocabulary in a text, whatever became of its case, accents, blanks and line ends.

The vocabularies of `schemas/identify`, compiled once.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, chain, pairwise
from typing import Any, NamedTuple

from pipeline.lexicon.text_folding import expand_template, fold_case
from pipeline.normalize.countries import country_sources, named_prefixes
from pipeline.schema.compiled import load_compiled
from pipeline.schema.data import file_digest, load_data

_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_LETTERS = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters of scripts that set no blanks between words, or glue particles to them."""

_GLUED = 24
"""Letters: hardly any word is longer, so a longer run of letters has lost its blanks and may be cut anywhere."""
_JOINED = 12
"""Letters: where a capital inside a word shows lost blanks, a part that is longer holds several words."""
_SHORT = 4
"""Letters: a shorter phrase is an abbreviation and must be a word of its own; longer ones are looked up by so many."""
_INITIAL = 8
"""Letters by which phrases are looked up at most: hardly two phrases of other words share so many."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as letters and digits alone, with the places where words begin and end in it.

    `begins` and `ends` map a place in `letters` to an offset in `text`; `words` are the ends of words as printed.
    """

    text: str
    letters: str
    begins: Mapping[int, int]
    ends: Mapping[int, int]
    words: Sequence[int]


class Hit(NamedTuple):
    """A phrase in a text: the group and entry that it belongs to, its span in the text and in the letters."""

    group: str
    entry: str
    start: int
    end: int
    first: int
    last: int


@lru_cache(maxsize=50_000)
def fold_word(word: str) -> str:
    """Fold a word: no case, no accents.

    >>> fold_word("Évaluation"), fold_word("Œuvre")
    ('evaluation', 'oeuvre')
    """
    return fold_case(word).replace("œ", "oe").replace("æ", "ae").replace("ı", "i")


def fold_text(text: str) -> Folded:
    """Fold a text for `Vocabulary.find`.

    >>> fold_text("ProgressReport2014").letters
    'progressreport2014'
    """
    tokens = list(_TOKEN.finditer(text))
    printed = [token[0] for token in tokens]
    starts, stops = [token.start() for token in tokens], [token.end() for token in tokens]
    words = [word.lower() if word.isascii() else fold_word(word) for word in printed]
    places = list(accumulate(map(len, words), initial=0))
    begins, ends = dict(zip(places, starts, strict=False)), dict(zip(places[1:], stops, strict=True))
    for index, word in enumerate(printed):
        if len(word) > _GLUED or word[0] >= "\u0e00" or not (word.islower() or word.istitle() or word.isupper()):
            _add_cuts(word, starts[index], places[index], begins, ends)
    # A number that touches a word is a part of it: '5th'.
    last = [place for place, stop, start in zip(places[1:], stops, [*starts[1:], -1], strict=False) if stop != start]
    return Folded(text, "".join(words), begins, ends, last)


def _add_cuts(word: str, offset: int, place: int, begins: dict[int, int], ends: dict[int, int]) -> None:
    """Add the places within a word where a blank may have been lost."""
    pieces = _split_word(word)
    longest = _GLUED if len(pieces) == 1 else _JOINED
    for start, end in pieces:
        folded = fold_word(word[start:end])
        begins[place], ends[place + len(folded)] = offset + start, offset + end
        if len(folded) > longest or _UNSPACED.match(word[start:end]):
            # A letter may fold to several: a syllable of Hangul to its parts.
            sizes = [len(fold_word(letter)) for letter in word[start : end - 1]]
            for index, size in enumerate(accumulate(sizes), 1):
                begins[place + size] = ends[place + size] = offset + start + index
        place += len(folded)


def _split_word(word: str) -> list[tuple[int, int]]:
    """Return the parts of a word between which a blank may have been lost (`ProgressReport`)."""
    if word.islower() or word.istitle() or word.isupper():
        return [(0, len(word))]
    cuts = [0, *(i for i in range(1, len(word)) if word[i - 1].islower() and word[i].isupper()), len(word)]
    return list(pairwise(cuts))


Phrase = tuple[tuple[str, bool], ...]
"""Runs of letters; after one that is marked any end of the word may follow."""


Contents = tuple[dict[str, list[tuple[Phrase, str, str]]], dict[str, tuple[int, ...]], set[str]]
"""The phrases of a vocabulary by their first letters, the lengths of those, and openings of short stems."""


class Vocabulary:
    """Phrases by group and entry, looked up by their first letters."""

    def __init__(self, contents: Contents | None = None) -> None:
        self.by_initial, self._sizes, self._short_stems = contents or ({}, {}, set())
        self._seen: set[tuple[Phrase, str, str]] = set()
        self._find_openings = lru_cache(maxsize=20_000)(self._list_openings)

    @property
    def contents(self) -> Contents:
        """The phrases as plain data, from which the vocabulary is made again."""
        return self.by_initial, self._sizes, self._short_stems

    def add(self, group: str, entry: str, wordings: Iterable[str]) -> None:
        """Add wordings in the notation of `schemas/identify`: [optional], <one|other>, {slot} and `stem*`."""
        slots = load_data("identify/kinds")["slots"]
        for wording in wordings:
            for plain in expand_template(wording, slots) if set(wording) & set("[<") else (wording,):
                self._add(_compile_phrase(plain), group, entry)

    def _add(self, phrase: Phrase, group: str, entry: str) -> None:
        if not phrase or (phrase, group, entry) in self._seen:
            return
        self._seen.add((phrase, group, entry))
        initial = phrase[0][0][:_INITIAL]
        self.by_initial.setdefault(initial, []).append((phrase, group, entry))
        opening = initial[:_SHORT]
        if len(opening) < _SHORT and phrase[0][1]:
            self._short_stems.add(opening)
        self._sizes[opening] = tuple(sorted({*self._sizes.get(opening, ()), len(initial)}))

    def find(self, folded: Folded) -> list[Hit]:
        """Return every phrase in a text, in order, of one group the longest at each place."""
        found: list[Hit] = []
        letters, ends, known, sizes = folded.letters, folded.ends, self.by_initial, self._sizes
        for first, start in sorted(folded.begins.items()):
            longest: dict[str, Hit] = {}
            for opening, is_word in self._find_openings(letters[first : first + _SHORT]):
                if is_word and first + len(opening) not in ends:
                    continue
                for size in sizes[opening]:
                    for phrase, group, entry in known.get(letters[first : first + size], ()):
                        last = match_phrase(phrase, folded, first)
                        if last is not None and (group not in longest or last > longest[group].last):
                            longest[group] = Hit(group, entry, start, ends[last], first, last)
            found += longest.values()
        return found

    def _list_openings(self, letters: str) -> tuple[tuple[str, bool], ...]:
        """Return the openings of phrases that some letters open with, each with whether a word must end behind it."""
        shorter = [letters[:size] for size in range(1, len(letters))]
        cut = [(short, short not in self._short_stems) for short in shorter if short in self._sizes]
        return ((letters, False), *cut) if letters in self._sizes else tuple(cut)


def _compile_phrase(wording: str) -> Phrase:
    """Return a phrase with neighboring words joined; the next one is separate only after a stem."""
    runs: list[tuple[str, bool]] = []
    for part in fold_word(wording).split("*"):
        if letters := "".join(_LETTERS.findall(part)):
            runs.append((letters, True))
    if runs and not wording.endswith("*"):
        runs[-1] = (runs[-1][0], False)
    return tuple(runs)


def match_phrase(phrase: Phrase, folded: Folded, first: int) -> int | None:
    """Return where a phrase that begins at a place ends; None where it is not there."""
    place = first
    for letters, stem in phrase:
        if not folded.letters.startswith(letters, place):
            return None
        place += len(letters)
        if stem:
            at = bisect_left(folded.words, place)
            if at == len(folded.words):
                return None
            place = folded.words[at]
    if place not in folded.ends:
        return None
    if place - first < _SHORT and not _is_word(folded, first, place):
        return None
    return place


def _is_word(folded: Folded, first: int, last: int) -> bool:
    """Return whether a short phrase is no part of a longer word."""
    start, end = folded.begins[first], folded.ends[last]
    before, behind = folded.text[start - 1 : start], folded.text[end : end + 1]
    return not any(char.isalpha() and not _UNSPACED.match(char) for char in (before, behind))


KIND, PLAN, PHASE, COUNTRY, FORM, LOCAL, ORDINAL = "kind", "plan", "phase", "country", "form", "local", "ordinal"
"""Groups of phrases besides the groups of words.json; `form` is a form of a country's name or its inhabitants'."""
LINKER, CONJUNCTION, OBLIQUE, COMPOUND, JUXTAPOSED = "linker", "conjunction", "oblique", "compound", "juxtaposed"
"""Words that join a noun to the one before it or begin one of its own, those with which only the second line of a title
begins, forms of a plan's name that depend on another noun, and its names in languages in which that noun follows or
precedes it (`schemas/identify/syntax.json`)."""
INSTITUTION = "institution"
"""Words that a public body's name begins or ends with."""
LABEL = "label."
"""Prefix of the groups of labels: `label.plan`."""
TITLE_WORDS = frozenset(
    {KIND, PLAN, PHASE, COUNTRY, FORM, LOCAL, ORDINAL, "ogp", "irm", "body", "report", "state", "filler"}
    | {"local_body", "months", "draft", "public_comment"}
)
"""Groups of the words of which titles of plans and reports consist."""


@cache
def load_kinds() -> Mapping[str, Mapping[str, Any]]:
    """Return the kinds of documents by name."""
    return {kind["kind"]: kind for kind in load_data("identify/kinds")["kinds"]}


@cache
def load_front_words() -> Vocabulary:
    """Return all phrases that are looked for on the front of a document."""
    files = (
        "identify/kinds",
        "identify/words",
        "identify/syntax",
        "identify/labels",
        "identify/members",
        "institutions",
        "ordinals",
    )
    return Vocabulary(load_compiled("front-words", [file_digest(*files), *country_sources()], _build_front_words))


def _build_front_words() -> Contents:
    made = Vocabulary()
    for name, kind in load_kinds().items():
        for wordings in kind["names"].values():
            made.add(KIND, name, wordings)
    _add_plans(made)
    for name, wordings in load_data("identify/kinds")["phases"].items():
        made.add(PHASE, name, wordings)
    for group, wordings in load_data("identify/words").items():
        if group != "description":
            made.add(group, group, wordings)
    bodies = load_data("institutions")
    for name in ("openers", "closers", "heads", "bodies"):
        made.add(INSTITUTION, INSTITUTION, bodies[name])
    for number, wordings in _load_ordinals().items():
        made.add(ORDINAL, str(number), wordings)
    for field, wordings in load_data("identify/labels").items():
        if field != "description":
            made.add(LABEL + field, field, wordings)
    _add_members(made)
    return made.contents


def _add_plans(made: Vocabulary) -> None:
    syntax = load_data("identify/syntax")
    for language, wordings in load_data("identify/kinds")["plan"].items():
        made.add(PLAN, PLAN, wordings)
        made.add(COMPOUND, COMPOUND, wordings if language in syntax["compounds"] else ())
        made.add(JUXTAPOSED, JUXTAPOSED, wordings if language in syntax["juxtaposed"] else ())
    for wordings in syntax["oblique"].values():
        made.add(OBLIQUE, OBLIQUE, wordings)
    made.add(LINKER, LINKER, (*chain.from_iterable(syntax["linkers"].values()), *syntax["determiners"]))
    made.add(CONJUNCTION, CONJUNCTION, filter(str.isalpha, load_data("institutions")["and"]))


def _add_members(made: Vocabulary) -> None:
    members = load_data("identify/members")
    for name, prefix in named_prefixes().items():
        made.add(COUNTRY, prefix, [name])
    for prefix, wordings in members["forms"].items():
        made.add(FORM, prefix, wordings)
    for name in members["local"]:
        made.add(LOCAL, name, [name, *members["local_forms"].get(name, ())])


def _load_ordinals() -> dict[int, list[str]]:
    listed: dict[int, list[str]] = {}
    for words in load_data("ordinals")["ordinals"].values():
        for number, word in enumerate(words, 1):
            listed.setdefault(number, []).append(word)
    return listed
