"""Threads: the commitments through which one commitment runs, plan after plan; connected parts over accepted steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.linkage.clusters import PlanCommitment
from pipeline.linkage.groups import DisjointSets
from pipeline.linkage.succession import SuccessionLink

LARGE = 3
"""Commitments from which a part of a thread counts as large: one weak step between two of them is worth a look."""
WEAK = 0.9
"""Probability below which a step is weak."""

Bridge = tuple[SuccessionLink, int, int]
"""A weak step that alone joins two large parts of a thread, with the parts' sizes."""


@dataclass(frozen=True, slots=True)
class Thread:
    """One commitment through the plans: its commitments in the order of their plans."""

    thread_id: str
    members: tuple[PlanCommitment, ...]


def build_threads(links: Sequence[SuccessionLink]) -> tuple[Thread, ...]:
    """Return the threads over accepted steps, by ID. A thread is named for its first commitment, so that it keeps its
    name while later plans add to it.
    """
    parts = _find_components(links)
    rows = [Thread(f"T-{members[0].key}", members) for members in parts]
    return tuple(sorted(rows, key=lambda one: one.thread_id))


def _find_components(links: Sequence[SuccessionLink]) -> list[tuple[PlanCommitment, ...]]:
    sets = DisjointSets[str]()
    members: dict[str, PlanCommitment] = {}
    for one in links:
        if one.accepted:
            members |= {one.earlier.key: one.earlier, one.later.key: one.later}
            sets.join([one.earlier.key, one.later.key])
    parts: dict[str, list[PlanCommitment]] = {}
    for key in sorted(members):
        parts.setdefault(sets.find(key), []).append(members[key])
    return [tuple(sorted(part, key=lambda one: (one.when, one.key))) for part in parts.values()]


def leave_bridges_to_people(links: Sequence[SuccessionLink]) -> tuple[tuple[SuccessionLink, ...], tuple[Bridge, ...]]:
    """Return the links, of which those that are bridges are no longer accepted, and the bridges.

    A wrong step in the midst of a thread mixes two reforms; without it each is right, if not complete.
    """
    bridges = tuple(find_bridges(links))
    left = {id(one) for one, _, _ in bridges}
    return tuple(replace(one, accepted=False) if id(one) in left else one for one in links), bridges


def find_bridges(links: Sequence[SuccessionLink]) -> Iterator[Bridge]:
    """Yield each weak step that alone joins two large parts of a thread. What documents or people state is not weak."""
    sure = [one for one in links if one.accepted]
    ties: dict[str, list[str]] = {}
    for one in sure:
        ties.setdefault(one.earlier.key, []).append(one.later.key)
        ties.setdefault(one.later.key, []).append(one.earlier.key)
    below = {frozenset(pair): (size, whole) for pair, size, whole in _find_cut_edges(ties)}
    for one in sure:
        size, whole = below.get(frozenset((one.earlier.key, one.later.key)), (0, 0))
        is_weak = one.score is not None and one.score < WEAK and not one.stated and not one.by_hand
        if is_weak and min(size, whole - size) >= LARGE:
            yield one, size, whole - size


def _find_cut_edges(ties: Mapping[str, Sequence[str]]) -> Iterator[tuple[tuple[str, str], int, int]]:
    """Yield the edges whose loss parts a component, with the commitments on one side and in all (after Tarjan)."""
    entered: dict[str, int] = {}
    low: dict[str, int] = {}
    size: dict[str, int] = {}
    for start in sorted(ties):
        if start in entered:
            continue
        cuts: list[tuple[tuple[str, str], int]] = []
        stack = [(start, "", iter(sorted(ties[start])))]
        entered[start] = low[start] = len(entered)
        size[start] = 1
        while stack:
            node, parent, rest = stack[-1]
            follower = next(rest, None)
            if follower is None:
                stack.pop()
                if parent:
                    low[parent] = min(low[parent], low[node])
                    size[parent] += size[node]
                    if low[node] > entered[parent]:
                        cuts.append(((parent, node), size[node]))
            elif follower not in entered:
                entered[follower] = low[follower] = len(entered)
                size[follower] = 1
                stack.append((follower, node, iter(sorted(ties[follower]))))
            elif follower != parent:
                low[node] = min(low[node], entered[follower])
        yield from ((cut, part, size[start]) for cut, part in cuts)
