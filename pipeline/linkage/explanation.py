"""Why two commitments are not linked: what keeps them from being compared, or how the model judges them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pipeline.linkage import identity, pair_features, succession
from pipeline.linkage.clusters import PlanCommitment
from pipeline.linkage.match_weight import Model, load_model
from pipeline.linkage.records import Mention, Registry
from pipeline.linkage.succession import compare_pairs

_LEFT_OUT = (
    "A pair like this is linked or shown to people: a decision in overrides.csv refuses it, or the tables were made by "
    "another version."
)


@dataclass(frozen=True, slots=True)
class LinkExplanation:
    """What keeps two commitments apart, and how the model judges them where they can be compared.

    `values` are the features, `score` the probability, both empty where no model applies.
    """

    kind: str
    reason: str
    values: Mapping[str, float] = field(default_factory=dict)
    score: float | None = None


def explain_succession(one: str, other: str, commitments: Sequence[PlanCommitment]) -> LinkExplanation:
    """Judge whether one of two commitments continues the other; each is a key of a commitment."""
    place = {reform.key: position for position, reform in enumerate(commitments)}
    for name in (one, other):
        if name not in place:
            return LinkExplanation("succession", f"No source tells which year's plan {name} stands in.")
    i, j = sorted((place[one], place[other]), key=lambda position: (commitments[position].when, position))
    if barred := _find_bar(commitments[i], commitments[j]):
        return LinkExplanation("succession", barred)
    # As a run does, which links each country by itself.
    commitments, (i, j) = _select_country(commitments, (i, j))
    first, second = load_model("succession", "first"), load_model("succession", "second")
    found = compare_pairs(commitments, first, second, [(i, j)])
    (position,) = np.flatnonzero((found.pairs == (i, j)).all(axis=1)).tolist()
    values = {name: float(array[position]) for name, array in found.features.items()}
    score = float(found.score[position])
    blocked = _explain_blocking(commitments, i, j)
    return LinkExplanation(
        "succession", " ".join(filter(None, [blocked, _explain_weakness(score, second)])), values, round(score, 4)
    )


def _select_country(
    commitments: Sequence[PlanCommitment], pair: tuple[int, int]
) -> tuple[list[PlanCommitment], tuple[int, int]]:
    """Return the commitments of the country of a pair, and the positions of the pair among them."""
    places = [k for k, one in enumerate(commitments) if one.country == commitments[pair[0]].country]
    return [commitments[k] for k in places], (places.index(pair[0]), places.index(pair[1]))


def _find_bar(earlier: PlanCommitment, later: PlanCommitment) -> str | None:
    if earlier.country != later.country:
        return "They are of different countries; only commitments of one country are compared."
    same = earlier.plan_number is not None and earlier.plan_number == later.plan_number
    if same or earlier.when == later.when:
        plan = earlier.plan_id or f"plan {earlier.plan_number}"
        return f"Both stand in one plan ({plan}); a continuation joins two plans."
    return None


def _explain_blocking(commitments: Sequence[PlanCommitment], i: int, j: int) -> str | None:
    """Return why a pair is no candidate, None for a candidate."""
    bags = pair_features.collect_terms(commitments).text
    if (succession.find_candidate_pairs(commitments, bags) == (i, j)).all(axis=1).any():
        return None
    if not succession.share_terms(commitments, bags, i, j):
        return "They were not compared: they share none of the country's rarer words."
    count = succession.MAX_CANDIDATES
    return f"They were not compared: each has {count} others that share more of the country's rarer words."


def _explain_weakness(score: float, fitted: Model) -> str:
    if score >= fitted.review:
        return _LEFT_OUT
    return f"The probability {score:.4f} is below {fitted.review:g}, from which pairs are shown to people."


def explain_identity(key: str, commitment_id: str, mentions: Sequence[Mention], registry: Registry) -> LinkExplanation:
    """Judge whether a document's commitment is an ID; `told` have the IDs that documents or people state."""
    one = next(one for one in mentions if one.key == key)
    if one.commitment_id:
        return LinkExplanation(
            "identity", f"{one.commitment_id} is stated for this row, by its document or by a person."
        )
    for group in identity.build_groups([other for other in mentions if other.document_id == one.document_id], registry):
        keys, ids = [t.key for t in group.mentions], [entries.commitment_id for entries in group.entries]
        if key in keys and commitment_id in ids:
            return _explain_pair(group, keys.index(key), ids.index(commitment_id))
    plan = one.plan_id or (f"plan {one.plan_number}" if one.plan_number else "a plan that it does not tell")
    return LinkExplanation(
        "identity", f"The row stands in {plan}, and the registry has no {commitment_id} in that plan."
    )


def _explain_pair(group: identity.MatchGroup, i: int, j: int) -> LinkExplanation:
    fitted = load_model("identity")
    values = {name: float(array[i, j]) for name, array in group.features.items()}
    score = round(float(fitted.probability(group.features)[i, j]), 4)
    taken = {match.key: match for match in identity.match_group(group, fitted)}.get(group.mentions[i].key)
    if taken and taken.commitment_id != group.entries[j].commitment_id:
        reason = f"{taken.commitment_id} is likelier for this row (probability {taken.score:.4f})."
    elif (
        any(match.commitment_id == group.entries[j].commitment_id for match in identity.match_group(group, fitted))
        and not taken
    ):
        reason = "Another row of the document fits this ID better."
    else:
        reason = _explain_weakness(score, fitted)
    return LinkExplanation("identity", reason, values, score)
