"""Identity: which ID of the registry a document's commitment is, within its country and plan.

A stated ID is taken. The others are compared with the IDs of their plan by titles in all variants, text, lead
institution, concepts, number and order, and matched one to one within document and plan. A number proves nothing by
itself (plans are renumbered, sections restart): it counts if titles and texts of the same document bear it out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.linkage.match_weight import Model
from pipeline.linkage.records import Mention, Registry, RegistryEntry
from pipeline.linkage.similarity import GroupSimilarity, SimilarityIndex

CLEAR = 0.45
"""Likeness from which titles and texts by themselves make one commitment likely."""
AHEAD = 0.08
"""Least lead in likeness over the next candidate, else two are twins and none is taken."""
TOO_SHORT = 60
"""Characters of text that tell nothing of a commitment without title."""
TIED = 1.0
"""Least lead over the next candidate in logarithmic odds."""


@dataclass(frozen=True, slots=True)
class Match:
    """The best ID for one commitment with its probability, whether it is accepted, and why."""

    key: str
    commitment_id: str
    score: float
    accepted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class MatchGroup:
    """The commitments of one document and plan without ID, the IDs that they may have, and their features (n x m)."""

    mentions: tuple[Mention, ...]
    entries: tuple[RegistryEntry, ...]
    features: Mapping[str, Any]


def build_groups(mentions: Sequence[Mention], registry: Registry) -> Iterator[MatchGroup]:
    """Yield the groups of commitments that are matched together, with the features of all their pairs."""
    gathered: dict[tuple[str, tuple[int, ...]], list[int]] = defaultdict(list)
    for position, one in enumerate(mentions):
        if not one.commitment_id and (candidates := registry.plan(one)):
            gathered[one.document_id, candidates].append(position)
    if not gathered:
        return
    rows = sorted({row for members in gathered.values() for row in members})
    columns = sorted({column for _, candidates in gathered for column in candidates})
    index = SimilarityIndex([mentions[row] for row in rows], [registry.entries[column] for column in columns])
    row_of, column_of = {row: i for i, row in enumerate(rows)}, {column: j for j, column in enumerate(columns)}
    for (_, candidates), members in sorted(gathered.items()):
        similarity = index.compare_group([row_of[row] for row in members], [column_of[column] for column in candidates])
        group = tuple(mentions[row] for row in members)
        entries = tuple(registry.entries[column] for column in candidates)
        yield MatchGroup(group, entries, compute_features(group, entries, similarity))


def compute_features(
    mentions: Sequence[Mention], entries: Sequence[RegistryEntry], similarity: GroupSimilarity
) -> dict[str, Any]:
    """Return the features of every pair of a group, each an array of mentions x entries."""
    same = np.array([[one.number is not None and one.number in other.numbers for other in entries] for one in mentions])
    settled = np.array([[one.number is not None and bool(other.numbers) for other in entries] for one in mentions])
    similarity = similarity.without(_belongs_to_cluster_mate(mentions, same))
    likeness = np.maximum.reduce([similarity.title * 0.9, similarity.words, similarity.text * 0.95])
    trust = _number_trust(mentions, likeness, same)
    number = np.where(settled, np.where(same, trust, -0.5 * trust), 0.0)
    supported = likeness + 0.3 * np.maximum(number, 0.0) + 0.1 * similarity.lead
    # Nothing but a number: what the other commitments of the document say of its numbers must do, likeness can't.
    bare = np.array([[not one.titles and len(one.text) < TOO_SHORT] for one in mentions])
    alone = np.where(bare, np.maximum(number, 0.0), 0.0)
    ahead = _lead_over_others(supported)
    return {
        "title": similarity.title,
        "words": similarity.words,
        "text": similarity.text,
        "lead": similarity.lead,
        "concepts": similarity.concepts,
        "number": number,
        "number_alone": alone,
        "order": _order_agreement(mentions, entries),
        "ahead": np.where(alone > 0, np.maximum(ahead, 0.0), ahead),
    }


def _number_trust(mentions: Sequence[Mention], likeness: Any, same: Any) -> float:
    """Return how far the document's numbers are those of the registry, 0 to 1, as its distinct commitments show.

    A commitment speaks for the numbers where the ID that its number leads to is the most alike, and against them where
    another clearly is. A title that several share (a cluster) proves nothing.
    """
    titles = Counter(one.titles for one in mentions)
    numbers = Counter(one.number for one in mentions)
    agree = contradict = 0
    for row, one in enumerate(mentions):
        if one.number is None or titles[one.titles] > 1 or numbers[one.number] > 1 or not same[row].any():
            continue
        led, others = likeness[row][same[row]].max(), likeness[row][~same[row]].max(initial=0.0)
        agree += bool(led >= 0.25 and led > others + AHEAD)
        contradict += bool(others >= CLEAR and others > led + AHEAD)
    restarts = max((count for number, count in numbers.items() if number is not None), default=0) > 1
    # The prior of one in one and a half keeps a short list doubtful: one agreeing title may be chance.
    return 0.3 * restarts * agree / (agree + contradict + 1.5) if restarts else (agree + 1) / (agree + contradict + 1.5)


def _belongs_to_cluster_mate(mentions: Sequence[Mention], same: Any) -> Any:
    """Return which IDs are another's of a cluster: of commitments under one title each has the ID of its own number."""
    mates: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for row, one in enumerate(mentions):
        if one.number is not None and one.titles:
            mates[one.titles].append(row)
    taken = np.zeros(same.shape, dtype=bool)
    for rows in mates.values():
        if len(rows) > 1:
            taken[rows] = same[rows].any(axis=0) & ~same[rows]
    return taken


def _order_agreement(mentions: Sequence[Mention], entries: Sequence[RegistryEntry]) -> Any:
    """Return 1 where two are at the same place of their lists, falling to 0 at opposite ends."""
    rows = np.linspace(0, 1, len(mentions)) if len(mentions) > 1 else np.full(1, 0.5)
    columns = np.linspace(0, 1, len(entries)) if len(entries) > 1 else np.full(1, 0.5)
    return 1.0 - np.abs(rows[:, None] - columns[None, :])


def _lead_over_others(likeness: Any) -> Any:
    """Return how far each pair is ahead of the best other pair in its row and its column (negative: behind)."""
    return np.clip(np.minimum(likeness - _best_other(likeness), likeness - _best_other(likeness.T).T), -0.5, 0.5)


def _best_other(scores: Any) -> Any:
    if scores.shape[1] < 2:
        return np.zeros_like(scores)
    top = np.sort(scores, axis=1)[:, -2:]
    return np.where(scores == top[:, 1:], top[:, :1], top[:, 1:])


def match_group(
    group: MatchGroup, model: Model, refused: frozenset[tuple[str, str]] = frozenset()
) -> tuple[Match, ...]:
    """Match the commitments of a group to IDs, one to one; ties and weak cases are not accepted."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching  # scipy.optimize loads for half a second

    probability = model.probability(group.features)
    if refused:
        barred = [[(one.key, other.commitment_id) in refused for other in group.entries] for one in group.mentions]
        probability = np.where(np.array(barred), 0.0, probability)
    # Costs are positive: a zero of a sparse matrix would be a pair that can't be.
    rows, columns = min_weight_full_bipartite_matching(csr_matrix(2.0 - probability))
    return tuple(
        _judge_pair(group, probability, int(i), int(j), model)
        for i, j in zip(rows, columns, strict=True)
        if probability[i, j] >= model.review
    )


def _log_odds(probability: float) -> float:
    return float(np.log(probability / max(1.0 - probability, 1e-12)))


def _judge_pair(group: MatchGroup, probability: Any, i: int, j: int, model: Model) -> Match:
    score = float(probability[i, j])
    rivals = float(np.delete(probability[i], j).max(initial=0.0))
    # A rival with nearly the same odds makes both a guess, however good they are.
    tied = rivals > 0 and _log_odds(score) - _log_odds(rivals) < TIED
    values = {name: float(array[i, j]) for name, array in group.features.items()}
    reason = model.reasons(values) + ("; another ID is nearly as likely" if tied else "")
    accepted = score >= model.accept and not tied
    return Match(group.mentions[i].key, group.entries[j].commitment_id, round(score, 4), accepted, reason)
