"""Which field a label asks for whose wording no one knows: by its likeness, its place in the form and its answers.

Templates ask their questions in much the same order in all countries, and an answer tells what was asked: bodies, a
date, a promise. The weights of this evidence are data (`schemas/label_context.json`), written by
`python -m scripts.fit_context` from annotated labels, each without the wordings that its country alone prints.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from math import log2
from typing import Any

from pipeline.lexicon.ideas import find_idea
from pipeline.lexicon.index import lexicon_fields
from pipeline.lexicon.similarity import lexicon_space
from pipeline.lexicon.text_folding import fold_to_words
from pipeline.schema.data import load_data
from pipeline.structure.dates import is_date
from pipeline.structure.labelling.document_labels import (
    MILESTONES_LABEL,
    DocumentLabel,
    find_label,
    find_labels,
    have_own_numbers,
)
from pipeline.structure.lines import text_of
from pipeline.structure.milestones.columns import DATES, date_field
from pipeline.structure.outline.section_kinds import is_promise
from pipeline.structure.surfaces import Piece
from pipeline.structure.text_labels import OTHER
from pipeline.structure.text_labels.model import class_indices

LEAST_CERTAIN = 0.5
"""Probability from which a label is filed: of labels without a wording of their own 95 in 100 are then right."""

LEAST_LIKE = 0.2
"""Similarity to the wordings of a class below which only place and answers tell what a label asks."""

CERTAIN_UNLIKE = 0.8
"""Probability from which such a label is filed: 94 in 100 are then right."""

SUPPORTING = frozenset({"support_institutions", "actors", "actors_government", "actors_non_government"})
"""Fields of one class whose kinds of bodies are told apart."""

LEAST_NEAR_MEMBER = 0.4
"""Similarity from which a label names the kind of bodies that it asks for: half of a wording's words are its own."""

MOST_WORDS = 255
"""Words of an answer: a longer one is as long as any."""

DATE_WORDS = 6
"""Words of an answer with a figure that may be a date."""

LIKENESS = ("near", "near_squared", "half", "leads", "lead", "meant", "before", "after", "taken")
"""What speaks for a class: likeness to its wordings, its lead over the others, the idea, the places, other labels."""

ANSWERS = ("any", "length", "promise", "capitals", "figures", "closed", "date", "bodies", "address")
"""What an answer is like, weighed for each class."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class ContextModel:
    """Weights of the evidence: `likeness` by `LIKENESS`, `answers` by class and `ANSWERS`.

    `transitions` are log odds that a class follows another: a row for each class and the beginning of a form, a column
    for each class and its end.
    """

    classes: tuple[str, ...]
    class_of: Mapping[str, int]
    likeness: Any
    answers: Any
    transitions: Any

    def probabilities(self, likeness: Any, answers: Any) -> Any:
        """Return the probability of each class, from arrays of classes by `LIKENESS` and of `ANSWERS`."""
        import numpy as np

        scores = likeness @ self.likeness + self.answers @ answers
        odds = np.exp(scores - scores.max())
        return odds / odds.sum()


@cache
def load_context_model() -> ContextModel:
    """Return the model that `schemas/label_context.json` holds."""
    import numpy as np

    data = load_data("label_context")
    classes = tuple(data["classes"])
    class_of = class_indices(classes, data["class_of"], lexicon_fields())
    weights = np.array([data["likeness"][name] for name in LIKENESS])
    answers = np.array([data["answers"][name] for name in classes])
    return ContextModel(classes, class_of, weights, answers, np.array(data["transitions"]))


def infer_fields(
    pieces: Sequence[Piece], groups: Sequence[range], labels: Mapping[str, DocumentLabel]
) -> dict[str, DocumentLabel]:
    """Return the labels of a document, those without a field filed where the evidence is clear, the clearest first.

    `groups` are the stretches of pieces that belong to one commitment each.
    """
    found = dict(labels)
    labels = {**labels, MILESTONES_LABEL.key: MILESTONES_LABEL}
    places_of = _find_places(pieces, groups, labels)
    for key in [key for key, places in places_of.items() if _name_commitments(pieces, groups, places, labels)]:
        del places_of[key]
        found[key] = replace(labels[key], field="commitment", method="context")
    for key in _find_dated(pieces, groups, places_of, labels):
        del places_of[key]
        found[key] = replace(labels[key], field=_find_member(labels[key], "timeline"), method="context")
    answered = [_find_answered(pieces, group, labels) for group in groups] if places_of else []
    open_labels = {
        key: _describe_label(pieces, groups, labels, key, places, answered) for key, places in places_of.items()
    }
    while open_labels:
        known = {**found, MILESTONES_LABEL.key: MILESTONES_LABEL}
        certainty, name, key = max((*_rate(known, key, one), key) for key, one in open_labels.items())
        if not certainty:
            break
        del open_labels[key]
        found[key] = _file_label(found[key], name)
    return found


def _name_commitments(
    pieces: Sequence[Piece], groups: Sequence[range], places: Sequence[Place], labels: Mapping[str, DocumentLabel]
) -> bool:
    """Return whether a label opens each form, and a title with a number of its own is below it: the form's own name."""
    below = [pieces[index + 1] for number, index in places if groups[number].start == index and index + 1 < len(pieces)]
    if len(below) < len(groups) or not have_own_numbers(below):
        return False
    return not any(find_label(piece, labels) or is_date(piece.text) for piece in below)


def _find_dated(
    pieces: Sequence[Piece],
    groups: Sequence[range],
    places_of: Mapping[str, Sequence[Place]],
    labels: Mapping[str, DocumentLabel],
) -> list[str]:
    """Return the label whose answers are dates alone, where it is the only one and none is known to ask for dates."""
    if any(label.field in DATES for label in labels.values()):
        return []
    answers_of = {
        key: [read_answer(pieces, groups[number], index, labels) for number, index in places]
        for key, places in places_of.items()
    }
    dated = [key for key, answers in answers_of.items() if len(answers) > 1 and all(map(is_date, answers))]
    return dated if len(dated) == 1 else []


def _file_label(label: DocumentLabel, name: str) -> DocumentLabel:
    """Return a label filed under a class, where its meaning does not name a field of that class already."""
    model = load_context_model()
    if _class_of(model, label) == model.class_of[name]:
        return label
    if name == OTHER and label.field is not None and find_idea(label.name) == label.field:
        return label  # its words name what it asks for
    # A label that asks for nothing known keeps its printed name.
    return replace(label, field=None if name == OTHER else _find_member(label, name), method="context")


def _find_member(label: DocumentLabel, name: str) -> str:
    """Return the field of a class that a label is nearest to: bodies by their kind, the first or the last day."""
    if name == "timeline":
        asked = {field for word in fold_to_words(label.name).split() if (field := date_field(word))}
        return asked.pop() if len(asked) == 1 else name
    if name != "support_institutions":
        return name
    near = (one for one in lexicon_space().nearest(label.name) if one.field in SUPPORTING)
    best = next(near, None)
    return best.field if best is not None and best.similarity >= LEAST_NEAR_MEMBER else name


Place = tuple[int, int]
"""The number of a group, and the index of a piece in it."""


def _find_places(
    pieces: Sequence[Piece], groups: Sequence[range], labels: Mapping[str, DocumentLabel]
) -> dict[str, list[Place]]:
    """Return where the labels are that the lexicon does not know: those of the groups by repetition or meaning."""
    places: dict[str, list[Place]] = {}
    for number, group in enumerate(groups):
        for index in group:
            label = find_label(pieces[index], labels)
            if label is not None and (label.method == "meaning" or (label.method == "repetition" and not label.field)):
                places.setdefault(label.key, []).append((number, index))
    return places


@dataclass(frozen=True, slots=True)
class _OpenLabel:
    """A label to be filed: what it is like and its mean answer, and the keys of the labels around it in each place."""

    near: Any
    wording: Any
    answers: Any
    held: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


def _describe_label(
    pieces: Sequence[Piece],
    groups: Sequence[range],
    labels: Mapping[str, DocumentLabel],
    key: str,
    places: Sequence[Place],
    answered: Sequence[Sequence[tuple[int, str]]],
) -> _OpenLabel:
    """Return the evidence of a label that no other label's field changes; `answered` are the labels of each group."""
    import numpy as np

    model = load_context_model()
    near = lexicon_space().similarities([labels[key].name], model.class_of, len(model.classes))[0]
    answers = [describe_answer(read_answer(pieces, groups[number], index, labels)) for number, index in places]
    around = []
    for number, index in places:
        keys = answered[number]
        around.append((tuple(k for at, k in keys if at < index), tuple(k for at, k in keys if at > index)))
    wording = describe_wording(labels[key].name, near, model.class_of)
    return _OpenLabel(near, wording, np.mean(answers, axis=0), tuple(around))


def _find_answered(pieces: Sequence[Piece], group: range, labels: Mapping[str, DocumentLabel]) -> list[tuple[int, str]]:
    """Return the keys of a group's labels with an answer, each with its place.

    The title of a part of the form ('Description of the commitment') asks for nothing: no answer is below it.
    """
    held = enumerate(find_labels(pieces[group.start : group.stop], labels), group.start)
    return [
        (at, label.key)
        for at, label in held
        if label is not None and (pieces[at].is_milestone_table or read_answer(pieces, group, at, labels))
    ]


def _rate(labels: Mapping[str, DocumentLabel], key: str, one: _OpenLabel) -> tuple[float, str]:
    """Return how certain the best class of a label is, 0 where it is not clear, and the class."""
    import numpy as np

    model = load_context_model()
    orders = []
    taken = []
    for above, below in one.held:
        before, after = (labels[keys[at]] if keys else None for keys, at in ((above, -1), (below, 0)))
        others = {_class_of(model, labels[other]) for other in (*above, *below) if other != key}
        taken.append(others)
        orders.append(describe_order(model, _class_of(model, before), _class_of(model, after), others))
    shares = model.probabilities(np.hstack([one.wording, np.mean(orders, axis=0)]), one.answers)
    best = int(shares.argmax())
    # Against what the words of a label name, its place and answers must be as clear as alone.
    meant = one.wording[:, LIKENESS.index("meant")]
    is_likely = one.near[best] >= LEAST_LIKE and (meant[best] or not meant.any())
    is_told = shares[best] >= (LEAST_CERTAIN if is_likely else CERTAIN_UNLIKE)
    # What every form asks in other words already is asked again only in words that are like no other class more.
    is_told &= one.near[best] == one.near.max() or not all(best in others for others in taken)
    return float(shares[best]) if is_told else 0.0, model.classes[best]


def _class_of(model: ContextModel, label: DocumentLabel | None) -> int | None:
    """Return the class of a neighbor: one behind the last for the end of the form, None for an unknown one."""
    if label is None:
        return len(model.classes)
    return model.class_of.get(label.field) if label.field is not None else None


def read_answer(pieces: Sequence[Piece], group: range, index: int, labels: Mapping[str, DocumentLabel]) -> str:
    """Return the text of a label's answer: printed with it, or below it up to the next label."""
    texts = [text_of(pieces[index].answer)]
    for at in range(index + 1, group.stop):
        if find_label(pieces[at], labels) is not None:
            break
        texts.append(text_of(pieces[at].as_blocks()))
    return "\n".join(filter(None, texts))


def describe_wording(text: str, near: Any, class_of: Mapping[str, int]) -> Any:
    """Return the evidence of a label's words, classes by the first of `LIKENESS`; `near` is its likeness by class."""
    import numpy as np

    second, best = np.sort(near)[-2:]
    lead = near - np.where(near == best, second, best)
    meant = np.zeros(len(near))
    idea = find_idea(text)
    if idea is not None and idea in class_of:
        meant[class_of[idea]] = 1.0
    return np.stack([near, near**2, (near > 0.5) * near, np.maximum(lead, 0), lead, meant], 1)


def describe_order(model: ContextModel, before: int | None, after: int | None, others: Set[int | None]) -> Any:
    """Return the evidence of a label's place, classes by the last of `LIKENESS`; None is a neighbor of no class."""
    import numpy as np

    size = len(model.classes)
    none = np.zeros(size)
    taken = np.isin(np.arange(size), [one for one in others if one is not None]).astype(float)
    follows = none if before is None else model.transitions[before, :size]
    precedes = none if after is None else model.transitions[:size, after]
    return np.stack([follows, precedes, taken], 1)


def describe_answer(text: str) -> tuple[float, ...]:
    """Return what an answer is like: `ANSWERS`, each from 0 to 1.

    >>> dict(zip(ANSWERS, describe_answer("Ministry of Finance")))["bodies"]
    1.0
    """
    words = _WORD.findall(text)
    lettered = [word for word in words if word[0].isalpha()]
    return (
        1.0,
        log2(1 + min(len(words), MOST_WORDS)) / 8,
        float(is_promise(text)),
        sum(word[0].isupper() for word in lettered) / max(1, len(lettered)),
        sum(word[0].isdigit() for word in words) / max(1, len(words)),
        float(text.rstrip().endswith((".", "。", "!"))),
        float(len(words) <= DATE_WORDS and any(map(str.isdigit, text))),
        float(not _body_words().isdisjoint(fold_to_words(text).split())),
        float("@" in text),
    )


@cache
def _body_words() -> frozenset[str]:
    data = load_data("institutions")
    return frozenset(fold_to_words(word) for name in ("openers", "heads", "bodies") for word in data[name])
