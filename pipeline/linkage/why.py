"""Why two commitments are not linked: what keeps them from being compared, or how the model judges them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pipeline.linkage import candidates, identity, pair_features
from pipeline.linkage.clusters import Reform
from pipeline.linkage.match_weight import Model, model
from pipeline.linkage.records import Told
from pipeline.linkage.registry import Registry
from pipeline.linkage.succession import compared, scores

_LEFT_OUT = (
    "A pair like this is linked or shown to people: a decision in overrides.csv refuses it, or the tables were made by "
    "another version."
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What keeps two commitments apart, and how the model judges them where they can be compared.

    `values` are the features, `score` the probability, both empty where no model applies.
    """

    kind: str
    reason: str
    values: Mapping[str, float] = field(default_factory=dict)
    score: float | None = None


def succession(one: str, other: str, reforms: Sequence[Reform]) -> Judged:
    """Judge whether one of two commitments continues the other; each is a key of a reform."""
    place = {reform.key: position for position, reform in enumerate(reforms)}
    for name in (one, other):
        if name not in place:
            return Judged("succession", f"No source tells which year's plan {name} stands in.")
    i, j = sorted((place[one], place[other]), key=lambda position: (reforms[position].when, position))
    if barred := _barred(reforms[i], reforms[j]):
        return Judged("succession", barred)
    first, second = model("succession", "first"), model("succession", "second")
    found = compared(reforms, first, second, [(i, j)])
    (position,) = np.flatnonzero((found.pairs == (i, j)).all(axis=1)).tolist()
    values = {name: float(array[position]) for name, array in found.features.items()}
    score = float(scores(found.probability, found.features["stated"])[position])
    blocked = _blocked(reforms, i, j)
    return Judged("succession", " ".join(filter(None, [blocked, _weak(score, second)])), values, round(score, 4))


def _barred(earlier: Reform, later: Reform) -> str | None:
    if earlier.country != later.country:
        return "They are of different countries; only commitments of one country are compared."
    same = earlier.plan_number is not None and earlier.plan_number == later.plan_number
    if same or earlier.when == later.when:
        plan = earlier.plan_id or f"plan {earlier.plan_number}"
        return f"Both stand in one plan ({plan}); a continuation joins two plans."
    return None


def _blocked(reforms: Sequence[Reform], i: int, j: int) -> str | None:
    """Return why a pair is no candidate, None for a candidate."""
    bags = pair_features.words(reforms).text
    if (candidates.pairs(reforms, bags) == (i, j)).all(axis=1).any():
        return None
    if not candidates.shared(reforms, bags, i, j):
        return "They were not compared: they share none of the country's rarer words."
    return f"They were not compared: each has {candidates.KEPT} others that share more of the country's rarer words."


def _weak(score: float, judge: Model) -> str:
    if score >= judge.review:
        return _LEFT_OUT
    return f"The probability {score:.4f} is below {judge.review:g}, from which pairs are shown to people."


def identity_of(key: str, commitment_id: str, told: Sequence[Told], registry: Registry) -> Judged:
    """Judge whether a document's commitment is an ID; `told` have the IDs that documents or people state."""
    one = next(one for one in told if one.key == key)
    if one.commitment_id:
        return Judged("identity", f"{one.commitment_id} is stated for this row, by its document or by a person.")
    for group in identity.groups([other for other in told if other.document_id == one.document_id], registry):
        keys, ids = [t.key for t in group.told], [known.commitment_id for known in group.known]
        if key in keys and commitment_id in ids:
            return _judged(group, keys.index(key), ids.index(commitment_id))
    plan = one.plan_id or (f"plan {one.plan_number}" if one.plan_number else "a plan that it does not tell")
    return Judged("identity", f"The row stands in {plan}, and the registry has no {commitment_id} in that plan.")


def _judged(group: identity.Group, i: int, j: int) -> Judged:
    judge = model("identity")
    values = {name: float(array[i, j]) for name, array in group.features.items()}
    score = round(float(judge.probability(group.features)[i, j]), 4)
    taken = {match.key: match for match in identity.match(group, judge)}.get(group.told[i].key)
    if taken and taken.commitment_id != group.known[j].commitment_id:
        reason = f"{taken.commitment_id} is likelier for this row (probability {taken.score:.4f})."
    elif (
        any(match.commitment_id == group.known[j].commitment_id for match in identity.match(group, judge)) and not taken
    ):
        reason = "Another row of the document fits this ID better."
    else:
        reason = _weak(score, judge)
    return Judged("identity", reason, values, score)
