"""The wordings of the lexicon, expanded and indexed by their letters and by their content words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from pipeline.lexicon.text_folding import Rules, concept, expand, key, rules, words
from pipeline.schema.compiled import load_compiled
from pipeline.schema.data import names, reference


class Entry(NamedTuple):
    """One expanded wording of the lexicon."""

    field: str
    wording: str
    language: str


@dataclass(frozen=True, slots=True)
class Concepts:
    """The wordings of one language by content words; a text with a word outside `vocabulary` matches none."""

    language: str
    entries: dict[str, Entry]
    vocabulary: frozenset[str]

    def find(self, text: str) -> Entry | None:
        """Return the entry with the content words of a text, None if there is none or a word is unknown."""
        return self.entries.get(concept(text, _synonym_rules(self.language))) if self.knows(text) else None

    def knows(self, text: str) -> bool:
        """Return whether all words of a text occur in labels of this language."""
        return self.vocabulary.issuperset(words(text).split())


def languages() -> tuple[str, ...]:
    """Return the languages of the lexicon, English first.

    >>> languages()[0], "es" in languages()
    ('en', True)
    """
    return tuple(sorted(names("lexicon"), key=lambda name: (name != "en", name)))


def among(wanted: Collection[str] | None) -> tuple[str, ...]:
    """Return the lexicon's languages that are wanted, all for None.

    >>> among(["es", "xx"])
    ('es',)
    """
    return tuple(language for language in languages() if wanted is None or language in wanted)


def data(language: str) -> dict[str, Any]:
    """Return one language's file: labels, slots, synonyms, prompts."""
    loaded: dict[str, Any] = reference(f"lexicon/{language}")
    return loaded


def entries(language: str) -> Iterator[Entry]:
    """Yield every wording of one language, its templates expanded.

    >>> any(entry.wording == "What is the commitment" for entry in entries("en"))
    True
    """
    for label in data(language)["labels"]:
        for template in label["wordings"]:
            for wording in expand(template, data(language).get("slots", {})):
                yield Entry(label["field"], wording, language)


@dataclass(frozen=True, slots=True)
class Index:
    """The wordings of all languages by letters and by content words."""

    letters: dict[str, tuple[Entry, ...]]
    concepts: dict[str, Concepts]


@cache
def _index() -> Index:
    """Return the index of the lexicon, compiled once for all processes."""
    return load_compiled("index", lexicon_data(), _build_index)


def lexicon_data() -> list[dict[str, Any]]:
    """Return the files of all languages: what everything compiled from the lexicon depends on."""
    return [data(language) for language in languages()]


def _build_index() -> Index:
    return Index(_index_letters(), {language: _index_concepts(language) for language in languages()})


def by_letters() -> dict[str, tuple[Entry, ...]]:
    """Map keys to their entries, one a field and language, in the order of the files."""
    return _index().letters


def concepts(language: str) -> Concepts:
    """Return the wordings of one language by content words: those of two or more words that ask for one field only."""
    return _index().concepts[language]


@cache
def _sorted_keys() -> tuple[str, ...]:
    return tuple(sorted(by_letters()))


def opens_a_wording(folded: str) -> bool:
    """Return whether the key of any wording starts with these letters.

    >>> opens_a_wording("leadimpl"), opens_a_wording("xyz")
    (True, False)
    """
    keys = _sorted_keys()
    at = bisect_left(keys, folded)
    return at < len(keys) and keys[at].startswith(folded)


def _index_letters() -> dict[str, tuple[Entry, ...]]:
    index: dict[str, dict[tuple[str, str], Entry]] = {}
    for language in languages():
        for entry in entries(language):
            index.setdefault(key(entry.wording), {}).setdefault((entry.field, language), entry)
    return {folded: tuple(found.values()) for folded, found in index.items() if folded}


@cache
def _synonym_rules(language: str) -> Rules:
    return rules(data(language).get("synonyms", ()))


def _index_concepts(language: str) -> Concepts:
    synonyms = data(language).get("synonyms", ())
    index: dict[str, list[Entry]] = {}
    known = {word for group in synonyms for listed in group for word in words(listed).split()}
    for entry in entries(language):
        index.setdefault(concept(entry.wording, _synonym_rules(language)), []).append(entry)
        known.update(words(entry.wording).split())
    clear = {content: found for content, found in index.items() if len({entry.field for entry in found}) == 1}
    several = {content: found[0] for content, found in clear.items() if " " in content}
    return Concepts(language, several, frozenset(known))
