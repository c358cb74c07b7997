"""Fit the weights that label running text (`schemas/label_model.json`) to the annotated texts of the corpus.

The evidence of each country's texts is collected without the wordings that only its labels show, as for a country that
no one has seen. Run `python -m scripts.fit_labels`; `--folds 6` only reports what held-out countries give.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import click
import numpy as np
from scipy.optimize import minimize

from pipeline.lexicon.index import lexicon_fields
from pipeline.lexicon.scope import narrow_languages
from pipeline.model import Anchor, Line
from pipeline.schema.data import load_data
from pipeline.structure.lines import make_stream
from pipeline.structure.text_labels import OTHER, Candidate, Evidence, collect_evidence, find_candidates
from pipeline.structure.text_labels import model as text_labels
from pipeline.structure.text_labels.evidence import CLASS_FEATURES, class_features, feature_names, sign_names
from pipeline.structure.text_labels.model import class_indices
from scripts.evaluate.gold import load_template_texts
from scripts.evaluate.labels import KINDS, hold_out_country
from scripts.evaluate.segments import (
    FORMS,
    Overlaps,
    compute_overlaps,
    group_texts_by_country,
    load_template_users,
    print_text,
    segment_held_out,
)

MODEL = Path(__file__).parents[1] / "schemas" / "label_model.json"

CLASSES = (
    "problem_statement", "main_objective", "brief_description", "description", "expected_results", "relevance",
    "ambition", "additional_information", "milestones", "contacts", "support_institutions", "lead_institution",
    "timeline", "completion", OTHER,
)  # fmt: skip
CLASS_OF = {**KINDS, "ogp_values": "relevance", "results": "completion", "status": "completion"}
"""The class of fields that ask one question of the templates."""

PENALTY = 4.0
"""Weight of the squared weights: of 0.3, 1, 3, 6, 15 those of 3 and 6 label held-out countries best."""

SIGN_PENALTY = 50.0
"""The same of the weights of ideas by class, which are many for few labels."""

PRIOR = 8.0
"""Labels that the order of a class is mixed with in proportion to their frequency, so that rare orders don't rule."""

NONE, IGNORED = -2, -1


@dataclass(frozen=True, slots=True)
class Example:
    """A text: its country, the evidence of its candidates, their classes (`NONE`, `IGNORED`), its order of classes."""

    country: str
    evidence: Evidence
    target: Any
    order: tuple[int, ...]


def iterate_examples() -> list[Example]:
    """Return the annotated texts with evidence from which their own country's wordings are held out."""
    with ProcessPoolExecutor() as pool:
        return [
            example for found in pool.map(_iterate_text_examples, sorted(group_texts_by_country())) for example in found
        ]


def _iterate_text_examples(country: str) -> list[Example]:
    class_of = class_indices(CLASSES, CLASS_OF, lexicon_fields())
    examples: list[Example] = []
    with hold_out_country(country, load_template_users()):
        for number, (name, gold) in enumerate(group_texts_by_country()[country].items()):
            for form in ("as pasted", FORMS[number % len(FORMS)]):
                text = print_text(load_template_texts()[name][1], gold["sections"], form)
                with narrow_languages([gold["language"]]):
                    examples += _make_example(country, text, gold["sections"], class_of)
    return examples


def _make_example(
    country: str, raw: str, gold: Sequence[Mapping[str, Any]], class_of: Mapping[str, int]
) -> Iterator[Example]:
    """Yield the example of one text, none where it has no candidates."""
    text = make_stream([Line(" ".join(line.split()), Anchor()) for line in raw.split("\n") if line.split()]).text
    labels = sorted(_shift_span(raw, text, gold))
    candidates = find_candidates(text)
    if candidates:
        target = np.array([_find_target(candidate, labels) for candidate in candidates], dtype=int)
        evidence = collect_evidence(text, candidates, class_of, len(CLASSES))
        yield Example(country, evidence, target, tuple(field for _, _, field in labels))


def _shift_span(raw: str, text: str, gold: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, int, int]]:
    """Yield the annotated labels as spans of the text with its blanks folded, each with its class."""
    rank = np.cumsum([0, *(not char.isspace() for char in raw)])
    place = [index for index, char in enumerate(text) if not char.isspace()]
    for part in gold:
        if part["label"]:
            start, end = part["label"]
            name = part["field"] if part["field"] in CLASSES else OTHER
            yield place[rank[start]], place[rank[end] - 1] + 1, CLASSES.index(name)


def _find_target(candidate: Candidate, labels: Sequence[tuple[int, int, int]]) -> int:
    """Return the class of a candidate; one that overlaps a label but has other ends is ignored."""
    milestones = CLASSES.index("milestones")
    for start, end, label in labels:
        if candidate.at >= end or candidate.end <= start:
            continue
        opens = abs(candidate.at - start) <= 4 or abs(candidate.start - start) <= 1
        # The columns of a milestone table are joined to its label afterwards.
        closes = abs(candidate.end - end) <= 3 or (label == milestones and candidate.end < end)
        return label if opens and closes else IGNORED
    return NONE


def fit_weights(known: Sequence[Example]) -> dict[str, Any]:
    """Return the weights that make the annotated labels likeliest (softmax over the classes and none)."""
    kept = [(e, e.target != IGNORED) for e in known]
    standing = np.vstack([e.evidence.standing[use] for e, use in kept])
    classes = np.concatenate([class_features(e.evidence)[use] for e, use in kept])
    signs = np.vstack([e.evidence.signs[use] for e, use in kept])
    target = np.concatenate([e.target[use] for e, use in kept])
    size, width = len(CLASSES), standing.shape[1]
    target = np.where(target == NONE, size, target)
    rows = np.arange(len(target))

    def loss(weights: Any) -> tuple[float, Any]:
        label, other, field, sign, bias = _split_weights(weights, width)
        scores = np.hstack([classes @ field + (standing @ label)[:, None] + signs @ sign, np.zeros((len(rows), 1))])
        scores[:, size - 1] += standing @ other + bias
        scores -= scores.max(1, keepdims=True)
        shares = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
        missing = -shares
        missing[rows, target] += 1
        missing = missing[:, :size]
        slope = [standing.T @ missing.sum(1), standing.T @ missing[:, -1], np.einsum("nk,nkf->f", missing, classes)]
        gradient = np.concatenate([*slope, (signs.T @ missing).ravel(), [missing[:, -1].sum()]])
        value = -np.log(shares[rows, target] + 1e-12).sum() + (penalty / 2 * weights) @ weights
        return float(value), penalty * weights - gradient

    penalty = np.full(2 * width + len(CLASS_FEATURES) + len(sign_names()) * size + 1, PENALTY)
    penalty[2 * width + len(CLASS_FEATURES) : -1] = SIGN_PENALTY
    start = np.zeros(2 * width + len(CLASS_FEATURES) + len(sign_names()) * size + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    label, other, field, sign, bias = _split_weights(found, width)
    return {
        "label": _name_weights(feature_names(), label),
        "other": _name_weights(feature_names(), other),
        "class": _name_weights(CLASS_FEATURES, field),
        "signs": _name_weights([f"{sign}*{name}" for sign in sign_names() for name in CLASSES], sign.ravel()),
        "other_bias": round(float(bias), 3),
    }


def _split_weights(weights: Any, width: int) -> tuple[Any, Any, Any, Any, Any]:
    label, other, field, signs, bias = np.split(
        weights, [width, 2 * width, 2 * width + len(CLASS_FEATURES), len(weights) - 1]
    )
    return label, other, field, signs.reshape(-1, len(CLASSES)), bias[0]


def _name_weights(names: Sequence[str], weights: Any) -> dict[str, float]:
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True) if abs(weight) >= 0.0005}


def compute_order(known: Sequence[Example]) -> list[list[float]]:
    """Return the log odds that a class follows another, against how often it is at all."""
    size = len(CLASSES)
    counts, all_labels = np.zeros((size + 1, size + 1)), np.full(size + 1, 0.5)
    for example in known:
        before = size
        for label in (*example.order, size):
            counts[before, label] += 1
            all_labels[label] += 1
            before = label
    return [list(map(float, row)) for row in compute_log_odds(counts, all_labels)]


def compute_log_odds(counts: Any, totals: Any) -> Any:
    """Return the log odds of each follower in the rows of `counts`, against its share of the `totals`."""
    share = totals / totals.sum()
    mixed = (counts + PRIOR * share) / (counts.sum(1, keepdims=True) + PRIOR)
    return np.round(np.log(mixed) - np.log(share), 3)


def build_model(known: Sequence[Example]) -> dict[str, Any]:
    """Return the model that examples give, as `schemas/label_model.json` holds it."""
    return {
        "description": "Weights of the evidence that a span of running text is a label, and of the order of labels; "
        "written by scripts.fit_labels. `class_of` names the class of fields that stand for one question; "
        "`transitions` has a row for each class and the beginning, a column for each class and the end.",
        "classes": list(CLASSES),
        "class_of": CLASS_OF,
        "weights": fit_weights(known),
        "transitions": compute_order(known),
    }


def score_held_out_weights(folds: int) -> tuple[Overlaps, tuple[int, int]]:
    """Return what texts score whose countries gave the model neither wordings nor weights."""
    found = list(iterate_examples())
    countries = sorted(group_texts_by_country())
    pairs: list[tuple[str, str]] = []
    right = counted = 0
    for number in range(folds):
        held = countries[number::folds]
        model = build_model([example for example in found if example.country not in held])
        with patch.object(text_labels, "load_data", lambda name, model=model: _with_model(name, model)):
            text_labels.load_model.cache_clear()
            for country in held:
                segmented, milestones = segment_held_out(country)
                pairs += segmented
                right, counted = right + milestones[0], counted + milestones[1]
    text_labels.load_model.cache_clear()
    return compute_overlaps(pairs), (right, counted)


def _with_model(name: str, model: dict[str, Any]) -> Any:
    return model if name == "label_model" else load_data(name)


@click.command()
@click.option("--folds", type=int, default=0, help="Only print what texts score whose countries were left out.")
def main(folds: int) -> None:
    """Fit the model and write it."""
    if folds:
        click.echo(f"weights and wordings left out: {score_held_out_weights(folds)}")
        return
    model = build_model(list(iterate_examples()))
    MODEL.write_text(json.dumps(model, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    click.echo(f"{MODEL} written")


if __name__ == "__main__":
    main()
