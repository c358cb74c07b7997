"""Calibrated probabilities: a logistic model whose weights are data, fitted by `scripts/fit_linking.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from pipeline.schema.data import load_data


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of features, a constant, and the probabilities from which a link is accepted or shown to people."""

    constant: float
    weights: Mapping[str, float]
    accept: float
    review: float

    def probability(self, features: Mapping[str, Any]) -> Any:
        """Return the probability of each pair; `features` holds an array for every weight.

        >>> Model(0.0, {"title": 2.0}, 0.5, 0.2).probability({"title": np.array([0.0, 5.0])}).round(2).tolist()
        [0.5, 1.0]
        """
        scores = self.constant + sum(weight * features[name] for name, weight in self.weights.items())
        return 1.0 / (1.0 + np.exp(-np.clip(scores, -30, 30)))

    def reasons(self, features: Mapping[str, float]) -> str:
        """Return what speaks for and against a link, the weightiest first: feature, value, its part of the score.

        >>> Model(0.0, {"title": 2.0, "gap": -1.0}, 0.5, 0.2).reasons({"title": 0.5, "gap": 2.0})
        'gap 2.00 (-2.0); title 0.50 (+1.0)'
        """
        parts = [(name, features[name], weight * features[name]) for name, weight in self.weights.items()]
        shown = sorted((part for part in parts if abs(part[2]) >= 0.05), key=lambda part: (-abs(part[2]), part[0]))
        return "; ".join(f"{name.replace('_', ' ')} {value:.2f} ({part:+.1f})" for name, value, part in shown)


@cache
def load_model(name: str, stage: str | None = None) -> Model:
    """Return the model in `schemas/linkage/<name>.json`, or one of its stages."""
    data = load_data(f"linkage/{name}")
    fitted = data[stage] if stage else data
    return Model(fitted["constant"], fitted["weights"], data["accept"], data["review"])
