"""The lexicon without what it learned from one country: templates of wordings that no other country prints."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from pipeline.lexicon import classify, index, match_label, matching, similarity, wording_trie
from pipeline.lexicon.scope import languages
from pipeline.lexicon.text_folding import expand_template, fold_to_letters, split_enumerator
from pipeline.schema import compiled
from pipeline.structure import labels as running
from scripts.evaluate.gold import PrintedLabel

Template = tuple[str, str, str]
"""Language, field and template as the lexicon's file has it."""


def find_template_users(labels: Sequence[PrintedLabel]) -> dict[Template, set[str]]:
    """Return for each template of the lexicon the countries whose labels it matches, by letters or content words."""
    by_key = _index_templates()
    used: dict[Template, set[str]] = {}
    for label in labels:
        forms = {fold_to_letters(label.text), fold_to_letters(split_enumerator(label.text)[1])}
        match = match_label(label.text)
        if match and match.method == "exact":
            forms.add(fold_to_letters(match.wording))
        for template in {t for form in forms for t in by_key.get(form, ())}:
            used.setdefault(template, set()).add(label.country)
    return used


def _index_templates() -> dict[str, set[Template]]:
    templates: dict[str, set[Template]] = {}
    for language in languages():
        data = index.language_data(language)
        for label in data["labels"]:
            for template in label["wordings"]:
                for wording in expand_template(template, data.get("slots", {})):
                    templates.setdefault(fold_to_letters(wording), set()).add((language, label["field"], template))
    return templates


@contextmanager
def hold_out_country(country: str, used: Mapping[Template, Collection[str]]) -> Iterator[None]:
    """Take the templates that only one country's labels need out of the lexicon for as long as the block runs."""
    full = {language: index.language_data(language) for language in languages()}
    reduced = {language: _remove_templates(data, language, country, used) for language, data in full.items()}
    clear_lexicon_caches()
    with (
        patch.object(index, "language_data", reduced.__getitem__),
        patch.object(wording_trie, "language_data", reduced.__getitem__),
        patch.object(compiled, "_write_file", lambda *_: None),
    ):
        yield
    clear_lexicon_caches()


def _remove_templates(
    data: dict[str, Any], language: str, country: str, users: Mapping[Template, Collection[str]]
) -> dict[str, Any]:
    labels = [
        {**label, "wordings": [w for w in label["wordings"] if users.get((language, label["field"], w)) != {country}]}
        for label in data["labels"]
    ]
    return {**data, "labels": labels}


def clear_lexicon_caches() -> None:
    """Drop what the lexicon's modules remember, so that they are built again from its data."""
    for module in (index, matching, similarity, classify, wording_trie, running):
        for name in vars(module):
            attribute = getattr(module, name)
            if hasattr(attribute, "cache_clear") and attribute.__module__ == module.__name__:
                attribute.cache_clear()
