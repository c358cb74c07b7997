"""Which commitments a commitment continues and which continue it, along accepted links between plans.

A commitment is identified by its ID, or by its commitment_key if it has none.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.analysis.rows import Row, Rows, Tables

Neighbors = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Succession:
    """A link from an earlier commitment to a later one that continues it, with its row."""

    earlier: str
    later: str
    link: Row


@dataclass(frozen=True, slots=True)
class Lineage:
    """A commitment with its predecessors and successors; `beside` are the others of its thread, through splits and
    merges.

    `steps` are the accepted links among all of these, `unsure` the links in doubt to one of them.
    """

    start: str
    before: frozenset[str]
    after: frozenset[str]
    beside: frozenset[str]
    steps: tuple[Succession, ...]
    unsure: tuple[Succession, ...]

    @property
    def direct(self) -> frozenset[str]:
        """The commitment, its predecessors and its successors."""
        return frozenset({self.start}) | self.before | self.after


def commitment_names(commitments: Rows) -> dict[str, str]:
    """Return the name of each commitment_key: its ID if known, else the key."""
    return {row["commitment_key"]: row.get("commitment_id") or row["commitment_key"] for row in commitments}


def list_successions(links: Rows, names_by_key: Mapping[str, str]) -> tuple[Succession, ...]:
    """Return the links between plans with commitments by name.

    >>> rows = [{"kind": "succession", "from_key": "a:c1", "to_key": "QN0011"}, {"kind": "identity"}]
    >>> [(s.earlier, s.later) for s in list_successions(rows, {"a:c1": "QN0001"})]
    [('QN0001', 'QN0011')]
    """
    return tuple(
        Succession(
            names_by_key.get(row["from_key"], row["from_key"]), names_by_key.get(row["to_key"], row["to_key"]), row
        )
        for row in links
        if row["kind"] == "succession"
    )


def trace_lineage(start: str, tables: Tables) -> Lineage:
    """Follow the accepted links between plans from one commitment in both directions."""
    return trace_links(start, list_successions(tables["links"], commitment_names(tables["commitments"])))


def trace_links(start: str, links: Iterable[Succession]) -> Lineage:
    """Follow the accepted links in `links` from one commitment in both directions."""
    links = tuple(links)
    accepted = [link for link in links if link.link.get("status") == "accepted"]
    later = _build_neighbors((link.earlier, link.later) for link in accepted)
    earlier = _build_neighbors((link.later, link.earlier) for link in accepted)
    both = _build_neighbors(pair for a in accepted for pair in ((a.earlier, a.later), (a.later, a.earlier)))
    before, after = find_reachable(start, earlier), find_reachable(start, later)
    thread = find_reachable(start, both)
    beside = thread - before - after
    group = thread | {start}
    return Lineage(
        start,
        before,
        after,
        beside,
        tuple(link for link in accepted if link.earlier in group),
        tuple(link for link in links if link.link.get("status") == "review" and group & {link.earlier, link.later}),
    )


def find_reachable(start: str, neighbours: Neighbors) -> frozenset[str]:
    """Return everything reachable from a start, without the start; loops are allowed.

    >>> sorted(find_reachable("a", {"a": frozenset("b"), "b": frozenset("ac")}))
    ['b', 'c']
    """
    reachable: set[str] = set()
    queue = deque([start])
    while queue:
        for name in neighbours.get(queue.popleft(), frozenset()):
            if name not in reachable and name != start:
                reachable.add(name)
                queue.append(name)
    return frozenset(reachable)


def _build_neighbors(pairs: Iterable[tuple[str, str]]) -> Neighbors:
    neighbors: dict[str, set[str]] = defaultdict(set)
    for start, end in pairs:
        neighbors[start].add(end)
    return {name: frozenset(others) for name, others in neighbors.items()}
