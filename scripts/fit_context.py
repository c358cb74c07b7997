"""Fit the weights by which labels of unknown wording are filed (`schemas/label_context.json`) to annotated labels.

Two sources: the annotated template texts of the corpus, each country's without the wordings that only its labels show;
and the labels of the corpus's documents that the lexicon knows, each as if it did not. Run
`python -m scripts.fit_context`; `--folds 8` prints what held-out countries and documents give.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
from scipy.optimize import minimize

from pipeline.catalog import describe_file
from pipeline.lexicon.index import lexicon_fields
from pipeline.lexicon.similarity import lexicon_space
from pipeline.model.issues import ReadError
from pipeline.readers import read_file
from pipeline.structure.labelling.context import (
    ANSWERS,
    LEAST_CERTAIN,
    LIKENESS,
    ContextModel,
    describe_answer,
    describe_order,
    describe_wording,
    read_answer,
)
from pipeline.structure.labelling.document_labels import SURE, find_label
from pipeline.structure.labelling.forms import LabelledForms
from pipeline.structure.structure_reading import read_structure
from pipeline.structure.text_labels import OTHER
from pipeline.structure.text_labels.model import class_indices
from scripts.evaluate.gold import SHARED, load_template_texts
from scripts.evaluate.labels import KINDS, hold_out_country
from scripts.evaluate.segments import group_texts_by_country, load_template_users
from scripts.fit_labels import compute_log_odds

MODEL = Path(__file__).parents[1] / "schemas" / "label_context.json"

CLASSES = (
    "problem_statement", "main_objective", "brief_description", "description", "expected_results", "relevance",
    "ambition", "additional_information", "milestones", "contacts", "support_institutions", "lead_institution",
    "timeline", "completion", "results", "next_steps", "budget", "indicators", OTHER,
)  # fmt: skip
CLASS_OF = {**KINDS, "ogp_values": "relevance", "status": "completion"}

FOLDERS = ("plans", "layouts", "usa", "colombia", "mongolia")
"""Folders of the corpus whose documents have labels."""

KNOWN = 0.95
"""Similarity of a label to a wording that is its own: such wordings are left out, as if no one had seen the label."""

PENALTY = 2.0
"""Weight of the squared weights."""


@dataclass(frozen=True, slots=True)
class Example:
    """An annotated label: where it is from, its evidence, its class, the classes before, after and elsewhere."""

    source: str
    wording: Any
    answer: tuple[float, ...]
    target: int
    before: int
    after: int
    others: frozenset[int]


def collect_examples() -> list[Example]:
    """Return the annotated labels of texts and documents."""
    with ProcessPoolExecutor() as pool:
        texts = pool.map(_collect_from_texts, sorted(group_texts_by_country()))
        return [example for found in texts for example in found] + list(_collect_from_documents())


def _collect_from_texts(country: str) -> list[Example]:
    found: list[Example] = []
    with hold_out_country(country, load_template_users()):
        class_of = class_indices(CLASSES, CLASS_OF, lexicon_fields())
        for name, gold in group_texts_by_country()[country].items():
            raw = load_template_texts()[name][1].replace("\r\n", "\n").replace("\r", "\n")
            parts = [part for part in gold["sections"] if part["label"]]
            classes = [CLASSES.index(part["field"] if part["field"] in CLASSES else OTHER) for part in parts]
            for at, part in enumerate(parts):
                wording = " ".join(raw[slice(*part["label"])].split()).strip(" :")
                near = lexicon_space().similarities([wording], class_of, len(CLASSES))[0]
                answer = raw[slice(*part["value"])] if part["value"] else ""
                found.append(_make_example(country, wording, near, class_of, answer, classes, at))
    return found


def _make_example(
    source: str, wording: str, near: Any, class_of: dict[str, int], answer: str, classes: Sequence[int], at: int
) -> Example:
    ends = (len(CLASSES), *classes, len(CLASSES))
    others = frozenset((*classes[:at], *classes[at + 1 :]))
    evidence = describe_wording(wording, near, class_of)
    return Example(source, evidence, describe_answer(answer), classes[at], ends[at], ends[at + 2], others)


def _collect_from_documents() -> Iterator[Example]:
    class_of = class_indices(CLASSES, CLASS_OF, lexicon_fields())
    for folder in FOLDERS:
        for file in sorted(path for path in (SHARED / "corpus" / folder).rglob("*") if path.is_file()):
            try:
                document = read_file(file, describe_file(file))
            except ReadError:
                continue
            forms = read_structure(document, prose=False).forms
            if forms is not None:
                yield from _collect_from_forms(file.name, forms, class_of)


def _collect_from_forms(source: str, forms: LabelledForms, class_of: dict[str, int]) -> Iterator[Example]:
    """Yield the labels of the first commitments of a document that the lexicon knows, each wording once."""
    seen: set[str] = set()
    for group in forms.grouping.groups:
        held = [(index, label) for index in group if (label := find_label(forms.pieces[index], forms.labels))]
        known = [(index, label) for index, label in held if label.method in SURE and label.field]
        classes = [class_of[label.field or ""] for _, label in known]
        for at, (index, label) in enumerate(known):
            # Numbers, titles and themes have words that the lexicon knows; other fields of its are no `OTHER`.
            if label.key not in seen and CLASSES[classes[at]] != OTHER:
                seen.add(label.key)
                answer = read_answer(forms.pieces, group, index, forms.labels)
                near = _compare_with_others(label.name, class_of)
                yield _make_example(source, label.name, near, class_of, answer, classes, at)


def _compare_with_others(wording: str, class_of: dict[str, int]) -> Any:
    """Return a label's likeness by class to the wordings that are not its own."""
    near = np.zeros(len(CLASSES))
    for space in lexicon_space().spaces:
        similarities = space.compare(wording)
        groups = [class_of[space.entries[row].field] for row in space.order]
        np.maximum.at(near, groups, np.where(similarities >= KNOWN, 0.0, similarities))
    return near


def compute_order(known: Sequence[Example]) -> Any:
    """Return the log odds that a class follows another, against how often it is at all."""
    size = len(CLASSES)
    counts, all_labels = np.zeros((size + 1, size + 1)), np.full(size + 1, 0.5)
    for example in known:
        counts[example.before, example.target] += 1
        all_labels[example.target] += 1
        if example.after == size:
            counts[example.target, size] += 1
            all_labels[size] += 1
    return compute_log_odds(counts, all_labels)


def build_model(known: Sequence[Example]) -> ContextModel:
    """Return the model that makes the annotated classes likeliest (softmax)."""
    size, width = len(CLASSES), len(LIKENESS)
    model = ContextModel(
        CLASSES,
        class_indices(CLASSES, CLASS_OF, lexicon_fields()),
        np.zeros(width),
        np.zeros((size, len(ANSWERS))),
        compute_order(known),
    )
    evidence = np.stack([_likeness(model, example) for example in known])
    answers = np.array([example.answer for example in known])
    target = np.array([example.target for example in known])
    rows = np.arange(len(known))

    def loss(weights: Any) -> tuple[float, Any]:
        by_class = weights[width:].reshape(size, -1)
        scores = evidence @ weights[:width] + answers @ by_class.T
        scores -= scores.max(1, keepdims=True)
        shares = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
        value = -np.log(shares[rows, target] + 1e-12).sum() + PENALTY / 2 * weights @ weights
        shares[rows, target] -= 1
        slope = [np.einsum("nk,nkf->f", shares, evidence), (shares.T @ answers).ravel()]
        return float(value), np.concatenate(slope) + PENALTY * weights

    start = np.zeros(width + size * len(ANSWERS))
    found = np.round(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 400}).x, 3)
    return ContextModel(
        model.classes, model.class_of, found[:width], found[width:].reshape(size, -1), model.transitions
    )


def _likeness(model: ContextModel, example: Example) -> Any:
    order = describe_order(model, example.before, example.after, example.others)
    return np.hstack([example.wording, order])


def score_held_out(known: Sequence[Example], folds: int) -> str:
    """Return how many labels are filed, and how many of them rightly, by models that saw nothing of their source."""
    sources = sorted({example.source for example in known})
    right = given = asked = 0
    for number in range(folds):
        held = set(sources[number::folds])
        model = build_model([example for example in known if example.source not in held])
        for example in (example for example in known if example.source in held):
            shares = model.probabilities(_likeness(model, example), np.array(example.answer))
            name = CLASSES[int(shares.argmax())]
            asked += CLASSES[example.target] != OTHER
            if shares.max() >= LEAST_CERTAIN and name != OTHER:
                given += 1
                right += CLASSES[example.target] == name
    return f"{asked} labels, {given} filed, {right} rightly: precision {right / given:.3f}, recall {right / asked:.3f}"


@click.command()
@click.option("--folds", type=int, default=0, help="Only print how labels of held-out sources are filed.")
def main(folds: int) -> None:
    """Fit the model and write it."""
    known = collect_examples()
    if folds:
        click.echo(score_held_out(known, folds))
        return
    model = build_model(known)
    data = {
        "description": "Weights by which a label of unknown wording is filed: `likeness` by kind of evidence, "
        "`answers` by class, `transitions` as in label_model.json; written by scripts.fit_context.",
        "classes": list(CLASSES),
        "class_of": CLASS_OF,
        "likeness": dict(zip(LIKENESS, map(float, model.likeness), strict=True)),
        "answers": {name: list(map(float, row)) for name, row in zip(CLASSES, model.answers, strict=True)},
        "transitions": [list(map(float, row)) for row in model.transitions],
    }
    MODEL.write_text(json.dumps(data, ensure_ascii=False) + "\n", encoding="utf-8")
    click.echo(f"{MODEL} written")


if __name__ == "__main__":
    main()
