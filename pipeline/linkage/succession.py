"""Succession: which commitment of a later plan continues one of an earlier plan.

What documents state comes first; then a calibrated model judges how alike two reforms are. The same theme alone is no
continuation. Several links to or from one commitment are splits and merges, and allowed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pipeline.linkage import candidates, pair_features
from pipeline.linkage.clusters import Reform
from pipeline.linkage.match_weight import Model
from pipeline.linkage.stated_links import FIRM, named, said_of, statements

_SAID = 4.0
"""What a statement that names the earlier commitment adds to the logarithmic odds; one that names its plan adds less.

Too few labelled pairs hold a statement to fit this."""
_WRITTEN = 0.95
"""Least probability of a link whose statement names the earlier commitment, however unlike the two texts are."""


@dataclass(frozen=True, slots=True)
class Step:
    """A link from an earlier reform to a later one, with what speaks for it."""

    earlier: Reform
    later: Reform
    score: float | None
    accepted: bool
    stated: bool
    evidence: str
    relation: str = "continues"
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """Pairs of reforms with their features and probability, arrays with an entry a pair."""

    pairs: Any
    features: Mapping[str, Any]
    probability: Any


def compared(reforms: Sequence[Reform], first: Model, second: Model, also: Sequence[tuple[int, int]] = ()) -> Compared:
    """Compare the candidate pairs of reforms; the second model knows besides what a third reform says of the pair.

    `also` are further pairs (earlier, later) to be compared, whether they are candidates or not.
    """
    held = pair_features.words(reforms)
    pairs = paired(reforms, held)
    if also:
        pairs = np.unique(np.concatenate([pairs, np.array(also, dtype=np.int64)]), axis=0)
    features = pair_features.features(reforms, held, pairs)
    features["company"] = pair_features.company(reforms, pairs, first.probability(features))
    return Compared(pairs, features, second.probability(features))


def paired(reforms: Sequence[Reform], held: pair_features.Words) -> Any:
    """Return the pairs that are compared, an array of positions (earlier, later): the closest and those stated."""
    firm = named(reforms, held.said)
    close = candidates.pairs(reforms, held.text)
    return np.unique(np.concatenate([close, np.array(firm, dtype=np.int64)]), axis=0) if firm else close


def scores(probability: Any, stated: Any) -> Any:
    """Return the probability of pairs with what documents state of them (`stated`, 0 to 1).

    >>> scores(np.array([0.3, 0.3, 0.3]), np.array([0.0, 0.7, 1.0])).round(2).tolist()
    [0.3, 0.88, 0.96]
    """
    odds = probability / np.clip(1.0 - probability, 1e-12, None) * np.exp(_SAID * stated)
    return np.maximum(odds / (1.0 + odds), np.where(stated >= FIRM, _WRITTEN, 0.0))


def steps(reforms: Sequence[Reform], first: Model, second: Model) -> tuple[Step, ...]:
    """Return the links between reforms that are accepted or for people to look at, by their keys."""
    if not reforms:
        return ()
    found = compared(reforms, first, second)
    score = scores(found.probability, found.features["stated"])
    chosen = np.flatnonzero(score >= second.review)
    made = [_step(reforms, found, int(k), float(score[k]), second) for k in chosen]
    return tuple(sorted(related(made), key=lambda one: (one.earlier.key, one.later.key)))


def _step(reforms: Sequence[Reform], found: Compared, position: int, score: float, model: Model) -> Step:
    earlier, later = (reforms[int(k)] for k in found.pairs[position])
    values = {name: float(array[position]) for name, array in found.features.items()}
    firm, statement = said_of(earlier, statements(later.text), later.plan_number) if values["stated"] else (0.0, None)
    accepted = score >= model.accept or firm >= FIRM
    evidence = statement.sentence if statement else model.reasons(values)
    return Step(earlier, later, round(score, 4), accepted, statement is not None, evidence)


def related(steps: Sequence[Step]) -> list[Step]:
    """Name the relation of each step by how many accepted ones leave the earlier, or reach the later, in one plan."""
    sure = [one for one in steps if one.accepted]
    into = Counter((one.later.key, one.earlier.when) for one in sure)
    out_of = Counter((one.earlier.key, one.later.when) for one in sure)
    return [_named(one, into, out_of) if one.accepted else one for one in steps]


def _named(one: Step, into: Mapping[Any, int], out_of: Mapping[Any, int]) -> Step:
    merges, splits = into[one.later.key, one.earlier.when] > 1, out_of[one.earlier.key, one.later.when] > 1
    relation = "merges" if merges else "splits" if splits else "continues"
    return replace(one, relation=relation)
