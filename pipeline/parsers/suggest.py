"""Describe a document of unknown format: the labels that the structure engine sees, and a template of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.lexicon import FieldCandidate, classify_label
from pipeline.model import Document
from pipeline.structure.commitments.collection import LabelledItem
from pipeline.structure.lines import text_of
from pipeline.structure.structure_reading import read_structure

MAX_SAMPLE_LENGTH = 60
"""Characters of a sample answer that are printed."""

MAX_SAMPLES = 2

FEWEST_FORMS = 2
"""Forms that make a template: labels show in their repetition."""


@dataclass(frozen=True, slots=True)
class SuggestedLabel:
    """A printed label: how often it occurs, the field for its answers, the candidates, sample answers.

    `field` is None if no candidate is reliable; `how` is the way in which the engine knew the label.
    """

    label: str
    count: int
    field: str | None
    how: str
    candidates: tuple[FieldCandidate, ...]
    samples: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """Return plain data with the best two candidates."""
        ranked = [{"field": c.field, "score": c.score, "wording": c.wording} for c in self.candidates[:2]]
        return {
            "label": self.label,
            "count": self.count,
            "field": self.field,
            "how": self.how,
            "candidates": ranked,
            "samples": list(self.samples),
        }


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The repeating structure: the number of forms, and their labels in the order of the first forms."""

    forms: int
    labels: tuple[SuggestedLabel, ...]


def suggest_labels(document: Document) -> Suggestion:
    """Return the forms and labels of a document as the structure engine reads them."""
    reading = read_structure(document, prose=False)
    if reading.count < FEWEST_FORMS:
        return Suggestion(0, ())
    by_label: dict[str, list[LabelledItem]] = {}
    for commitment in reading.commitments:
        for entry in commitment.entries:
            by_label.setdefault(entry.label.key, []).append(entry)
    return Suggestion(reading.count, tuple(_build_suggestion(same) for same in by_label.values()))


def _build_suggestion(same: Sequence[LabelledItem]) -> SuggestedLabel:
    first = same[0]
    texts = dict.fromkeys(text for entry in same if (text := " ".join(text_of(entry.blocks).split())))
    samples = tuple(text if len(text) <= MAX_SAMPLE_LENGTH else text[: MAX_SAMPLE_LENGTH - 1] + "…" for text in texts)
    name = " ".join(first.name.split())
    candidates = classify_label(name).candidates
    return SuggestedLabel(name, len(same), first.label.field, first.label.method, candidates, samples[:MAX_SAMPLES])


def draft_template(name: str, title: str, suggestion: Suggestion) -> str:
    """Return a template file with the suggested labels, to be checked by a person.

    >>> found = SuggestedLabel("Lead agency", 3, "lead_institution", "exact", (), ())
    >>> '"Lead agency": "lead_institution"' in draft_template("quarterly", "Quarterly report", Suggestion(3, (found,)))
    True
    """
    template = {
        "name": name,
        "title": title,
        "version": "1",
        "publisher": "government",
        "report_type": "self_assessment",
        "assessor": "government",
        "fewest_forms": 1,
        "share": 0.5,
        "labels": {label.label: label.field for label in suggestion.labels},
    }
    return json.dumps(template, ensure_ascii=False, indent=1) + "\n"
