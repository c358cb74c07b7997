"""The weights of evidence: how much each feature says that a span is a label, and of which class.

They are data (`schemas/label_model.json`), fitted to annotated texts by `python -m scripts.fit_labels`, each country's
texts without the wordings that it alone prints, so that likeness and place count and not the wordings of the few.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.lexicon.index import lexicon_fields
from pipeline.schema.data import load_data
from pipeline.structure.text_labels.evidence import (
    CLASS_FEATURES,
    Evidence,
    class_features,
    feature_names,
    sign_names,
)

OTHER = "other"
"""The class of labels that ask for nothing that a column holds."""


@dataclass(frozen=True, slots=True)
class LabelModel:
    """Weights by feature, and how likely a class of labels follows another (log odds against its own frequency).

    `classes` ends with `OTHER`; `transitions` has a row for each class and one for the beginning of a text, a column
    for each class and one for its end.
    """

    classes: tuple[str, ...]
    class_of: Mapping[str, int]
    label: Any
    other: Any
    field: Any
    signs: Any
    other_bias: float
    transitions: Any

    def scores(self, evidence: Evidence) -> Any:
        """Return the log odds that a candidate is a label of each class against none: candidates by classes."""
        scores = class_features(evidence) @ self.field + (evidence.standing @ self.label)[:, None]
        scores += evidence.signs @ self.signs
        scores[:, -1] += evidence.standing @ self.other + self.other_bias
        return scores


def class_indices(
    classes: tuple[str, ...], class_of_field: Mapping[str, str], fields: frozenset[str]
) -> dict[str, int]:
    """Return the class of each field: its own, the one that `class_of_field` names, else `OTHER`."""
    named = {field: class_of_field.get(field, field) for field in fields | set(classes)}
    return {field: classes.index(name if name in classes else OTHER) for field, name in named.items()}


@cache
def load_model() -> LabelModel:
    """Return the model that `schemas/label_model.json` holds."""
    import numpy as np

    data = load_data("label_model")
    classes = tuple(data["classes"])
    weights = data["weights"]
    names = feature_names()
    fields = lexicon_fields()
    return LabelModel(
        classes,
        class_indices(classes, data["class_of"], fields),
        np.array([weights["label"].get(name, 0.0) for name in names]),
        np.array([weights["other"].get(name, 0.0) for name in names]),
        np.array([weights["class"].get(name, 0.0) for name in CLASS_FEATURES]),
        np.array([[weights["signs"].get(f"{sign}*{name}", 0.0) for name in classes] for sign in sign_names()]),
        weights["other_bias"],
        np.array(data["transitions"]),
    )
