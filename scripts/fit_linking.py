"""Fit the models of linking on labelled pairs, measured by cross-validation over countries.

    python -m scripts.fit_linking RAW GOLD.tsv [--write]

RAW is a folder of documents and registry files; GOLD.tsv has from_id, to_id and grade (certain, probable or
hard_negative). The weights of `schemas/linkage/succession.json` are fitted with all pairs; the figures that are printed
come from models that saw no pair of the country that they judge. --write puts the weights into the file, and into
`schemas/linkage/background.json` how common terms are in all commitments.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from pipeline.catalog import catalog_folder
from pipeline.extraction import extract_document
from pipeline.linkage import pair_features, resolve_identities
from pipeline.linkage.clusters import PlanCommitment, cluster_mentions, ordered_commitments
from pipeline.linkage.match_weight import Model
from pipeline.linkage.succession import score_pairs, select_pairs
from pipeline.linkage.terms import Terms
from pipeline.model.identifiers import find_prefix

_FOLDER = Path(__file__).parents[1] / "schemas" / "linkage"
TARGET, BACKGROUND = _FOLDER / "succession.json", _FOLDER / "background.json"
COMMITMENTS, COUNTRIES = 5, 3
"""Fewest commitments, and countries, that hold a term of the background: what fewer hold is rare anyway, or a name.

All terms give the same links; with at least 8 commitments one of 57 is missed.
"""
PENALTY = 0.6
"""Weight of the squared, standardised weights: few labelled pairs must not be learnt by heart.

By cross-validation over countries recall at precision 0.95 falls from 0.82 to 0.72 where the penalty is 2.5.
"""
PRECISION, RECALL = 0.95, 0.95
"""What links are accepted for, and what the list for people should hold."""
NOT_FITTED = {"third_plan", "stated", "ahead_in_plan"}
"""Features of the second stage only, and those by which statements are judged."""


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """The pairs of the gold with their place among all pairs (-1: no candidate), label and country."""

    reforms: tuple[PlanCommitment, ...]
    pairs: Any
    features: dict[str, Any]
    places: Any
    labels: Any
    countries: Any


def load_pairs(raw: Path, gold: Path) -> LabelledPair:
    """Read the documents, compare all pairs and look up the labelled ones."""
    extractions = [extract_document(raw, source).extraction for source in catalog_folder(raw).documents]
    told, registry, _ = resolve_identities(extractions)
    found = ordered_commitments(cluster_mentions(told, registry.entries, registry.numbers))
    held = pair_features.collect_terms(found)
    pairs = select_pairs(found, held)
    features = pair_features.compute_features(found, held, pairs)
    place = {(found[i].key, found[j].key): k for k, (i, j) in enumerate(pairs.tolist())}
    with gold.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    ends = [(row["from_id"], row["to_id"]) for row in rows]
    places = [place.get((a, b), place.get((b, a), -1)) for a, b in ends]
    labels = [float(row["grade"] != "hard_negative") for row in rows]
    countries = [find_prefix(a) for a, _ in ends]
    return LabelledPair(found, pairs, features, np.array(places), np.array(labels), np.array(countries))


def fit_weights(features: Mapping[str, Any], names: Sequence[str], places: Any, labels: Any) -> Model:
    """Fit a logistic model with a penalty on the weights of standardised features."""
    table = np.stack([features[name][places] for name in names], axis=1)
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    scaled = (table - mean) / spread

    def loss(weights: Any) -> tuple[float, Any]:
        guess = 1 / (1 + np.exp(-(scaled @ weights[1:] + weights[0])))
        fit = -(labels * np.log(guess + 1e-12) + (1 - labels) * np.log(1 - guess + 1e-12)).sum()
        slope = np.r_[(guess - labels).sum(), scaled.T @ (guess - labels) + PENALTY * weights[1:]]
        return fit + PENALTY / 2 * (weights[1:] ** 2).sum(), slope

    best = minimize(loss, np.zeros(len(names) + 1), jac=True).x
    weights = best[1:] / spread
    return Model(float(best[0] - (weights * mean).sum()), dict(zip(names, map(float, weights), strict=True)), 0.5, 0.5)


def score_both(data: LabelledPair, chosen: Any) -> tuple[Model, Model, Any]:
    """Fit both stages on the chosen labelled pairs; return them and the score of every pair."""
    names = sorted(data.features.keys() - NOT_FITTED)
    first = fit_weights(data.features, names, data.places[chosen], data.labels[chosen])
    company = pair_features.third_plan_support(data.reforms, data.pairs, first.probability(data.features))
    features = {**data.features, "third_plan": company}
    second = fit_weights(features, [*names, "third_plan"], data.places[chosen], data.labels[chosen])
    score = score_pairs(data.reforms, data.pairs, second.probability(features), data.features["stated"])
    return first, second, score


def cross_validate(data: LabelledPair) -> Any:
    """Return the probability of each labelled pair by models that saw none of its country."""
    there = data.places >= 0
    result = np.zeros(len(data.labels))
    for country in sorted(set(data.countries.tolist())):
        held_out = data.countries == country
        probability = score_both(data, there & ~held_out)[2]
        result[held_out] = np.where(there[held_out], probability[data.places[held_out]], 0.0)
    return result


def compute_curve(probability: Any, labels: Any) -> tuple[Any, Any, Any]:
    """Return thresholds, falling, with precision and recall at each."""
    order = np.argsort(-probability, kind="stable")
    right = np.cumsum(labels[order])
    return probability[order], right / np.arange(1, len(order) + 1), right / labels.sum()


def compute_calibration_error(probability: Any, labels: Any, bins: int = 10) -> float:
    """Return the expected calibration error over equal bins of probability."""
    bin_of = np.minimum((probability * bins).astype(int), bins - 1)
    gaps = [(bin_of == k, k) for k in range(bins) if (bin_of == k).any()]
    return float(sum(m.mean() * abs(probability[m].mean() - labels[m].mean()) for m, _ in gaps))


def find_thresholds(probability: Any, labels: Any) -> tuple[float, float]:
    """Return the thresholds of accepted links and of links for people, from cross-validated probabilities."""
    at, precision, recall = compute_curve(probability, labels)
    accept = float(at[np.flatnonzero(precision >= PRECISION).max(initial=0)])
    review = float(at[np.flatnonzero(recall >= RECALL).min(initial=len(at) - 1)])
    # Rounded down: a pair that is as likely as the threshold is in.
    return floor(accept * 1000) / 1000, floor(min(review, accept) * 1000) / 1000


def validate_nested(data: LabelledPair, probability: Any) -> Any:
    """Return 2 for pairs accepted, 1 for those left to people, 0: by thresholds that saw none of their country."""
    taken = np.zeros(len(data.labels))
    for country in sorted(set(data.countries.tolist())):
        held_out = data.countries == country
        accept, review = find_thresholds(probability[~held_out], data.labels[~held_out])
        taken[held_out] = (probability[held_out] >= accept).astype(float) + (probability[held_out] >= review)
    return taken


def print_report(data: LabelledPair, probability: Any, accept: float, review: float) -> None:
    """Print precision and recall at both thresholds, those of nested thresholds, and the calibration error."""
    taken = validate_nested(data, probability)
    for name, chosen in (
        (f"accepted (>= {accept})", probability >= accept),
        (f"with review (>= {review})", probability >= review),
        ("accepted, thresholds without the country", taken >= 2),
        ("with review, thresholds without the country", taken >= 1),
    ):
        right, pairs = float(data.labels[chosen].sum()), int(chosen.sum())
        found = f"precision {right / max(pairs, 1):.3f} recall {right / data.labels.sum():.3f}"
        print(f"{name}: {found} ({pairs} of {len(data.labels)} pairs)")
    print(f"expected calibration error {compute_calibration_error(probability, data.labels):.3f}")


def count_background(commitments: Sequence[PlanCommitment]) -> dict[str, object]:
    """Return in how many commitments of several countries each common term is, by kind of text."""
    bags = pair_features.collect_terms(commitments)
    kinds = {
        "titles": bags.titles,
        "text": bags.text,
        "lead": bags.lead,
        "concepts": bags.text_concepts,
        "areas": [pair_features.count_areas(one) for one in commitments],
    }
    return {"commitments": len(commitments), "counts": {k: _count_terms(v, commitments) for k, v in kinds.items()}}


def _count_terms(bags: Sequence[Terms], commitments: Sequence[PlanCommitment]) -> dict[str, int]:
    countries: dict[str, list[str]] = {}
    for one, bag in zip(commitments, bags, strict=True):
        for term in bag:
            countries.setdefault(term, []).append(one.country)
    return {
        term: len(found)
        for term, found in sorted(countries.items())
        if len(found) >= COMMITMENTS and len(set(found)) >= COUNTRIES
    }


def build_data(model: Model) -> dict[str, object]:
    """Return a model's weights as plain data."""
    weights = {name: round(weight, 3) for name, weight in model.weights.items()}
    return {"constant": round(model.constant, 3), "weights": weights}


def main(arguments: Sequence[str]) -> None:
    """Fit, measure, and write where asked."""
    raw, gold = Path(arguments[0]), Path(arguments[1])
    data = load_pairs(raw, gold)
    probability = cross_validate(data)
    accept, review = find_thresholds(probability, data.labels)
    print_report(data, probability, accept, review)
    first, second, _ = score_both(data, data.places >= 0)
    if "--write" in arguments:
        description = "Weights of the model of pipeline/linkage/succession.py, by scripts/fit_linking.py."
        content = {
            "description": description,
            "accept": accept,
            "review": review,
            "first": build_data(first),
            "second": build_data(second),
        }
        write_data(TARGET, content)
        write_background(data.reforms)


def write_background(commitments: Sequence[PlanCommitment]) -> None:
    """Write how common terms are."""
    description = "How many commitments hold a term that those of several countries share, by scripts/fit_linking.py."
    write_data(BACKGROUND, {"description": description, **count_background(commitments)})


def write_data(path: Path, content: dict[str, object]) -> None:
    """Write a schema file."""
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
