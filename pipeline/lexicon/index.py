"""The wordings of the lexicon, expanded and indexed by their letters and by their content words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from pipeline.lexicon.text_folding import (
    SynonymRules,
    compile_synonyms,
    expand_template,
    fold_to_content_words,
    fold_to_letters,
    fold_to_words,
)
from pipeline.schema.compiled import load_compiled
from pipeline.schema.data import list_data, load_data


class Entry(NamedTuple):
    """One expanded wording of the lexicon."""

    field: str
    wording: str
    language: str


@dataclass(frozen=True, slots=True)
class ConceptIndex:
    """The wordings of one language by content words; a text with a word outside `vocabulary` matches none."""

    language: str
    entries: Mapping[str, tuple[str, ...]]
    vocabulary: frozenset[str]

    def find(self, text: str) -> Entry | None:
        """Return the entry with the content words of a text, None if there is none or a word is unknown."""
        if not self.knows(text):
            return None
        found = self.entries.get(fold_to_content_words(text, _synonym_rules(self.language)))
        return Entry._make(found) if found else None

    def knows(self, text: str) -> bool:
        """Return whether all words of a text occur in labels of this language."""
        return self.vocabulary.issuperset(fold_to_words(text).split())


def languages() -> tuple[str, ...]:
    """Return the languages of the lexicon, English first.

    >>> languages()[0], "es" in languages()
    ('en', True)
    """
    return tuple(sorted(list_data("lexicon"), key=lambda name: (name != "en", name)))


def select_languages(wanted: Collection[str] | None) -> tuple[str, ...]:
    """Return the lexicon's languages that are wanted, all for None.

    >>> select_languages(["es", "xx"])
    ('es',)
    """
    return tuple(language for language in languages() if wanted is None or language in wanted)


def language_data(language: str) -> dict[str, Any]:
    """Return one language's file: labels, slots, synonyms, prompts."""
    loaded: dict[str, Any] = load_data(f"lexicon/{language}")
    return loaded


def iterate_entries(language: str) -> Iterator[Entry]:
    """Yield every wording of one language, its templates expanded.

    >>> any(entry.wording == "What is the commitment" for entry in iterate_entries("en"))
    True
    """
    for label in language_data(language)["labels"]:
        for template in label["wordings"]:
            for wording in expand_template(template, language_data(language).get("slots", {})):
                yield Entry(label["field"], wording, language)


Letters = Mapping[str, tuple[tuple[str, ...], ...]]
"""Keys of wordings -> what makes their entries, which are made when they are asked for: there are 30,000."""


@cache
def _index() -> tuple[Letters, dict[str, tuple[dict[str, tuple[str, ...]], frozenset[str]]]]:
    """Return the wordings of all languages by letters and by content words, compiled once for all processes."""
    return load_compiled("index", lexicon_data(), _build_index)


def lexicon_data() -> list[dict[str, Any]]:
    """Return the files of all languages: what everything compiled from the lexicon depends on."""
    return [language_data(language) for language in languages()]


def _build_index() -> tuple[Letters, dict[str, tuple[dict[str, tuple[str, ...]], frozenset[str]]]]:
    return _index_letters(), {language: _index_concepts(language) for language in languages()}


def wording_keys() -> Collection[str]:
    """Return the keys of all wordings, in the order of the files."""
    return _index()[0].keys()


def find_by_letters(folded: str) -> tuple[Entry, ...]:
    """Return the entries of a key, one a field and language, in the order of the files."""
    return tuple(map(Entry._make, _index()[0].get(folded, ())))


@cache
def concept_index(language: str) -> ConceptIndex:
    """Return the wordings of one language by content words: those of two or more words that ask for one field only."""
    return ConceptIndex(language, *_index()[1][language])


@cache
def _sorted_keys() -> tuple[str, ...]:
    return tuple(sorted(wording_keys()))


def is_wording_prefix(folded: str) -> bool:
    """Return whether the key of any wording starts with these letters.

    >>> is_wording_prefix("leadimpl"), is_wording_prefix("xyz")
    (True, False)
    """
    keys = _sorted_keys()
    at = bisect_left(keys, folded)
    return at < len(keys) and keys[at].startswith(folded)


def _index_letters() -> Letters:
    index: dict[str, dict[tuple[str, str], tuple[str, ...]]] = {}
    for language in languages():
        for entry in iterate_entries(language):
            index.setdefault(fold_to_letters(entry.wording), {}).setdefault((entry.field, language), tuple(entry))
    return {folded: tuple(found.values()) for folded, found in index.items() if folded}


@cache
def _synonym_rules(language: str) -> SynonymRules:
    return compile_synonyms(language_data(language).get("synonyms", ()))


def _index_concepts(language: str) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    synonyms = language_data(language).get("synonyms", ())
    index: dict[str, list[Entry]] = {}
    known = {word for group in synonyms for listed in group for word in fold_to_words(listed).split()}
    for entry in iterate_entries(language):
        index.setdefault(fold_to_content_words(entry.wording, _synonym_rules(language)), []).append(entry)
        known.update(fold_to_words(entry.wording).split())
    clear = {content: found for content, found in index.items() if len({entry.field for entry in found}) == 1}
    return {content: tuple(found[0]) for content, found in clear.items() if " " in content}, frozenset(known)
