"""The vocabularies of `schemas/identify`, compiled once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pipeline.identify.phrases import Contents, Vocabulary
from pipeline.normalize.countries import country_sources, named_prefixes
from pipeline.schema.compiled import load_compiled
from pipeline.schema.data import file_digest, load_data

KIND, PLAN, PHASE, COUNTRY, FORM, LOCAL, ORDINAL = "kind", "plan", "phase", "country", "form", "local", "ordinal"
"""Groups of phrases besides the groups of words.json; `form` is a form of a country's name or its inhabitants'."""
LABEL = "label."
"""Prefix of the groups of labels: `label.plan`."""


@cache
def load_kinds() -> Mapping[str, Mapping[str, Any]]:
    """Return the kinds of documents by name."""
    return {kind["kind"]: kind for kind in load_data("identify/kinds")["kinds"]}


@cache
def load_front_words() -> Vocabulary:
    """Return all phrases that are looked for on the front of a document."""
    files = ("identify/kinds", "identify/words", "identify/labels", "identify/members", "ordinals")
    return Vocabulary(load_compiled("front-words", [file_digest(*files), *country_sources()], _build_front_words))


def _build_front_words() -> Contents:
    made = Vocabulary()
    for name, kind in load_kinds().items():
        for wordings in kind["names"].values():
            made.add(KIND, name, wordings)
    for wordings in load_data("identify/kinds")["plan"].values():
        made.add(PLAN, PLAN, wordings)
    for name, wordings in load_data("identify/kinds")["phases"].items():
        made.add(PHASE, name, wordings)
    for group, wordings in load_data("identify/words").items():
        if group != "description":
            made.add(group, group, wordings)
    for number, wordings in _load_ordinals().items():
        made.add(ORDINAL, str(number), wordings)
    for field, wordings in load_data("identify/labels").items():
        if field != "description":
            made.add(LABEL + field, field, wordings)
    _add_members(made)
    return made.contents


def _add_members(made: Vocabulary) -> None:
    members = load_data("identify/members")
    for name, prefix in named_prefixes().items():
        made.add(COUNTRY, prefix, [name])
    for prefix, wordings in members["forms"].items():
        made.add(FORM, prefix, wordings)
    for name in members["local"]:
        made.add(LOCAL, name, [name])


def _load_ordinals() -> dict[int, list[str]]:
    listed: dict[int, list[str]] = {}
    for words in load_data("ordinals")["ordinals"].values():
        for number, word in enumerate(words, 1):
            listed.setdefault(number, []).append(word)
    return listed
