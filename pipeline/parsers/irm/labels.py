"""The labels of IRM reports: what a heading, the words in front of an answer or the head of a grid ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from pipeline.lexicon.index import find_by_letters
from pipeline.lexicon.text_folding import fold_to_letters
from pipeline.lexicon.vocabularies import LONGEST_WORDING, MEMORY, fold_wording, list_meanings, printed_forms
from pipeline.parsers.irm.words import FILE, load_words, match_level
from pipeline.structure.label_places import fields_with_role

SHORTEST_PREFIX = 14
"""Folded letters of the shortest label that tells a longer one ('commitmenttext')."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a label asks for.

    `rating` asks for an indicator (`name`), `field` for a column of the commitment, `phase` for the completion at a
    phase (`name`), `value` for the rating of one of OGP's values (`name`); `none` is a known label without a column.
    """

    kind: Literal["rating", "field", "phase", "value", "none"]
    name: str
    phase: str | None = None

    @property
    def indicator(self) -> str | None:
        """The indicator that is asked for, None where the label asks for none."""
        return self.name if self.kind == "rating" else None


@cache
def _index() -> Mapping[str, Label]:
    """Return the meaning of every known label by its key; an indicator's own label wins over a field's."""
    index: dict[str, Label] = {}
    for code_of_value, forms in printed_forms("ogp_value").items():
        index |= {fold_wording(form): Label("value", code_of_value) for form in forms if len(form) > 5}
    index |= {key: Label("phase", phase, phase) for key, phase in list_meanings(FILE, "phases").items()}
    for key, row in list_meanings(FILE, "fields").items():
        index[key] = Label("none" if row["field"] == "other" else "field", row["field"])
    for key, row in list_meanings(FILE, "indicators").items():
        name = row["indicator"]
        index[key] = Label("rating", name, row.get("phase")) if name else Label("none", "")
    return index


def find_label(text: str) -> Label | None:
    """Return what a text asks for as a label; None where it is none.

    >>> find_label("Did It Open Government?").name, find_label("Completion (end of term)").phase
    ('did_it_open_government', 'end_of_term')
    >>> find_label("Responsible institution(s):").name, find_label("A law on data")
    ('lead_institution', None)
    """
    return _index().get(fold_wording(text)) if 0 < len(text) <= LONGEST_WORDING else None


@lru_cache(maxsize=MEMORY)
def find_template_label(text: str) -> Label | None:
    """Return the field that a text asks for as a label of OGP's templates, which reports print as well.

    >>> find_template_label("Other actors involved").name, find_template_label("A law on data")
    ('actors', None)
    """
    entries = find_by_letters(fold_to_letters(text)) if len(text) <= LONGEST_WORDING else ()
    fields = {entry.field for entry in entries}
    return Label("field", *fields) if len(fields) == 1 and fields <= fields_with_role("told_by_reports") else None


@lru_cache(maxsize=MEMORY)
def find_text_label(text: str) -> Label | None:
    """Return the label over a commitment's text where it says more than the known one: '... as the plan has it'.

    >>> find_text_label("Texto do compromisso conforme consta no plano de ação").name, find_text_label("Text of it")
    ('description', None)
    """
    key = fold_wording(text) if len(text) <= LONGEST_WORDING else ""
    known = _index()
    prefixes = (key[:length] for length in range(len(key) - 1, SHORTEST_PREFIX - 1, -1))
    label = next((known[prefix] for prefix in prefixes if prefix in known), None)
    return label if label is not None and label.name == "description" else None


@lru_cache(maxsize=MEMORY)
def guess_indicator(text: str) -> Label | None:
    """Return the first indicator whose stems a label in unknown words has; only levels behind or below it prove it.

    >>> guess_indicator("Tem uma perspetiva de governo aberto?").name, guess_indicator("Open data")
    ('relevance', None)
    """
    found = _match_stems("stems", text)
    # 'Specific enough to be verifiable' is a level of what it names.
    return Label("rating", found) if found and match_level(found, text) is None else None


@lru_cache(maxsize=MEMORY)
def guess_field(text: str) -> Label | None:
    """Return the field whose stems a heading in unknown words has; None for a sentence.

    >>> guess_field("Mirando hacia el futuro").name, guess_field("We look to the future.")
    ('next_steps', None)
    """
    found = None if text.rstrip().endswith((".", ";", ",")) else _match_stems("field_stems", text)
    return Label("rating" if found == "carried_forward" else "field", found) if found else None


def _match_stems(group: str, text: str) -> str | None:
    """Return the first indicator or field of a group of the data of which a text has all stems of one set."""
    plain = text.strip().casefold() if len(text) <= LONGEST_WORDING else ""
    sets = _stem_sets(group) if plain else ()
    return next((name for stems, name in sets if all(stem.search(plain) for stem in stems)), None)


@cache
def _stem_sets(group: str) -> Sequence[tuple[Sequence[re.Pattern[str]], str]]:
    """Return the sets of stems of a group; a stem opens a word, a sign stands anywhere."""
    rows = load_words()[group]
    sets = [(stems, row.get("indicator") or row["field"]) for row in rows for stems in row["stems"]]
    return [([_stem_pattern(stem) for stem in stems], name) for stems, name in sets]


@cache
def _stem_pattern(stem: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(stem)}" if stem[0].isalpha() else re.escape(stem))


def find_rating_label(text: str) -> Label | None:
    """Return the indicator that a text asks for as a heading of a grid; None where it is none.

    >>> find_rating_label("Did It Open Government?").name, find_rating_label("Commitment Text")
    ('did_it_open_government', None)
    """
    known = find_label(text)
    return known if known and known.kind in ("rating", "none") else None


@lru_cache(maxsize=MEMORY)
def find_label_with_phases(text: str) -> tuple[Label, tuple[str, ...]] | None:
    """Return what a text asks for as a label, and the phases that stand behind the label's own words.

    >>> find_label_with_phases("Completion Midterm End of Term")[1]
    ('midterm', 'end_of_term')
    """
    if known := find_rating_label(text):
        return known, ()
    rest = fold_wording(text) if len(text) <= LONGEST_WORDING else ""
    phases: list[str] = []
    known_phases = list_meanings(FILE, "phases").items()
    while found := next(((word, phase) for word, phase in known_phases if rest.endswith(word) and rest != word), None):
        rest = rest[: -len(found[0])]
        phases.insert(0, found[1])
    known = _index().get(rest) if phases else None
    return (known, tuple(phases)) if known and known.kind == "rating" else None
