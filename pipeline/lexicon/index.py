"""The wordings of the lexicon, expanded and indexed by their letters and by their content words."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from pipeline.lexicon.scope import SCOPES, cache_by_scope, languages, languages_in_scope
from pipeline.lexicon.text_folding import (
    SynonymRules,
    compile_synonyms,
    expand_template,
    fold_to_content_words,
    fold_to_letters,
    fold_to_words,
)
from pipeline.schema.compiled import load_compiled
from pipeline.schema.data import load_data


class Wording(NamedTuple):
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

    def find(self, text: str) -> Wording | None:
        """Return the entry with the content words of a text, None if there is none or a word is unknown."""
        if not self.knows(text):
            return None
        found = self.entries.get(fold_to_content_words(text, _synonym_rules(self.language)))
        return Wording._make(found) if found else None

    def knows(self, text: str) -> bool:
        """Return whether all words of a text occur in labels of this language."""
        return self.vocabulary.issuperset(fold_to_words(text).split())


def language_data(language: str) -> dict[str, Any]:
    """Return one language's file: labels, slots, synonyms, prompts."""
    loaded: dict[str, Any] = load_data(f"lexicon/{language}")
    return loaded


def iterate_entries(language: str) -> Iterator[Wording]:
    """Yield every wording of one language, its templates expanded.

    >>> any(entry.wording == "What is the commitment" for entry in iterate_entries("en"))
    True
    """
    for label in language_data(language)["labels"]:
        for template in label["wordings"]:
            for wording in expand_template(template, language_data(language).get("slots", {})):
                yield Wording(label["field"], wording, language)


@cache
def lexicon_fields() -> frozenset[str]:
    """Return the fields that labels of any language ask for."""
    return frozenset(label["field"] for language in languages() for label in language_data(language)["labels"])


Letters = Mapping[str, tuple[tuple[str, ...], ...]]
"""Keys of wordings -> what makes their entries, which are made when they are asked for: there are tens of thousands."""


@cache
def _load_language(language: str) -> tuple[Letters, tuple[dict[str, tuple[str, ...]], frozenset[str]]]:
    """Return the wordings of one language by letters and by content words, compiled once for all processes."""
    return load_compiled(
        f"index.{language}", language_data(language), lambda: (_index_letters(language), _index_concepts(language))
    )


def find_label_languages(folded: str) -> tuple[str, ...]:
    """Return the languages of all in which a key is a label.

    >>> find_label_languages("nastepnykrok"), find_label_languages("obrazlozenje")
    ((), ('hr', 'sr'))
    """
    return _label_languages().get(folded, ())


@cache
def _label_languages() -> Mapping[str, tuple[str, ...]]:
    """Return the keys of all languages' wordings with their languages: far less to load than their entries."""
    return load_compiled("label-languages", digest_lexicon(), _index_label_languages)


def _index_label_languages() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for language in languages():
        for folded in _load_language(language)[0]:
            found[folded] = (*found.get(folded, ()), language)
    return found


@cache
def digest_lexicon() -> str:
    """Return a digest of the files of all languages."""
    listed = json.dumps([language_data(language) for language in languages()], ensure_ascii=False)
    return hashlib.sha256(listed.encode()).hexdigest()


@cache_by_scope(maxsize=SCOPES)
def _letters() -> Letters:
    """Return the wordings of the languages in scope by letters."""
    merged: dict[str, tuple[tuple[str, ...], ...]] = {}
    for language in languages_in_scope():
        for folded, entries in _load_language(language)[0].items():
            merged[folded] = merged.get(folded, ()) + entries
    return merged


def wording_keys() -> Collection[str]:
    """Return the keys of all wordings in scope, in the order of the files."""
    return _letters().keys()


def find_by_letters(folded: str) -> tuple[Wording, ...]:
    """Return the entries of a key, one a field and language in scope, in the order of the files."""
    return tuple(map(Wording._make, _letters().get(folded, ())))


@cache
def concept_index(language: str) -> ConceptIndex:
    """Return the wordings of one language by content words: those of two or more words that ask for one field only."""
    return ConceptIndex(language, *_load_language(language)[1])


@cache_by_scope(maxsize=SCOPES)
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


def _index_letters(language: str) -> Letters:
    index: dict[str, dict[str, tuple[str, ...]]] = {}
    for entry in iterate_entries(language):
        index.setdefault(fold_to_letters(entry.wording), {}).setdefault(entry.field, tuple(entry))
    return {folded: tuple(found.values()) for folded, found in index.items() if folded}


@cache
def _synonym_rules(language: str) -> SynonymRules:
    return compile_synonyms(language_data(language).get("synonyms", ()))


def _index_concepts(language: str) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    synonyms = language_data(language).get("synonyms", ())
    index: dict[str, list[Wording]] = {}
    known = {word for group in synonyms for listed in group for word in fold_to_words(listed).split()}
    for entry in iterate_entries(language):
        index.setdefault(fold_to_content_words(entry.wording, _synonym_rules(language)), []).append(entry)
        known.update(fold_to_words(entry.wording).split())
    clear = {content: found for content, found in index.items() if len({entry.field for entry in found}) == 1}
    return {content: tuple(found[0]) for content, found in clear.items() if " " in content}, frozenset(known)
