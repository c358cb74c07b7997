"""Which commitments a commitment goes back to and which go on with it, along the accepted links between plans.

A commitment is meant by its ID, or by its commitment_key where no ID is known.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.analysis.rows import Row, Rows, Tables

Neighbours = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Succession:
    """A link from an earlier commitment to a later one that takes it up, with its reasons."""

    earlier: str
    later: str
    link: Row


@dataclass(frozen=True, slots=True)
class Lineage:
    """A commitment with those before and after it; `beside` are the others of its thread, through splits and merges.

    `steps` are the accepted links among all of these, `unsure` those to one of them that wait for a person.
    """

    start: str
    before: frozenset[str]
    after: frozenset[str]
    beside: frozenset[str]
    steps: tuple[Succession, ...]
    unsure: tuple[Succession, ...]

    @property
    def direct(self) -> frozenset[str]:
        """Return the commitment itself, those before and those after it."""
        return frozenset({self.start}) | self.before | self.after


def names(commitments: Rows) -> dict[str, str]:
    """Return commitment_key -> the name that answers use: its ID where known, else the key itself."""
    return {row["commitment_key"]: row.get("commitment_id") or row["commitment_key"] for row in commitments}


def successions(links: Rows, named: Mapping[str, str]) -> tuple[Succession, ...]:
    """Return the links between plans, ends by name, several links of the same two commitments as they are.

    >>> rows = [{"kind": "succession", "from_key": "a:c1", "to_key": "QN0011"}, {"kind": "identity"}]
    >>> [(s.earlier, s.later) for s in successions(rows, {"a:c1": "QN0001"})]
    [('QN0001', 'QN0011')]
    """
    return tuple(
        Succession(named.get(row["from_key"], row["from_key"]), named.get(row["to_key"], row["to_key"]), row)
        for row in links
        if row["kind"] == "succession"
    )


def lineage(start: str, tables: Tables) -> Lineage:
    """Follow the accepted links between plans from one commitment, back and forth."""
    return among(start, successions(tables["links"], names(tables["commitments"])))


def among(start: str, links: Iterable[Succession]) -> Lineage:
    """Follow the accepted ones of some links from one commitment, back and forth."""
    links = tuple(links)
    accepted = [link for link in links if link.link.get("status") == "accepted"]
    later = _neighbours((link.earlier, link.later) for link in accepted)
    earlier = _neighbours((link.later, link.earlier) for link in accepted)
    both = _neighbours(pair for a in accepted for pair in ((a.earlier, a.later), (a.later, a.earlier)))
    before, after = reached(start, earlier), reached(start, later)
    thread = reached(start, both)
    beside = thread - before - after
    around = thread | {start}
    return Lineage(
        start,
        before,
        after,
        beside,
        tuple(link for link in accepted if link.earlier in around),
        tuple(link for link in links if link.link.get("status") == "review" and around & {link.earlier, link.later}),
    )


def reached(start: str, neighbours: Neighbours) -> frozenset[str]:
    """Return all that can be reached from a start, without the start; loops do no harm.

    >>> sorted(reached("a", {"a": frozenset("b"), "b": frozenset("ac")}))
    ['b', 'c']
    """
    found: set[str] = set()
    waiting = deque([start])
    while waiting:
        for name in neighbours.get(waiting.popleft(), frozenset()):
            if name not in found and name != start:
                found.add(name)
                waiting.append(name)
    return frozenset(found)


def _neighbours(pairs: Iterable[tuple[str, str]]) -> Neighbours:
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
    return {name: frozenset(others) for name, others in found.items()}
