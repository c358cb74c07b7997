"""Groups of documents that can be linked each by itself: usually those of one country.

Commitments are compared within a country, a plan and an ID only. So what linking finds in one group does not depend on
the documents of another, and a run links only those groups of which a document changed.

A thread is the commitments through which one runs, plan after plan: connected parts over accepted steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from pipeline.linkage.clusters import PlanCommitment
from pipeline.linkage.records import text_value
from pipeline.linkage.succession import SuccessionLink
from pipeline.model import Extraction, Row
from pipeline.model.identifiers import is_id
from pipeline.overrides.decisions import Decision

GROUPED_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "documents": ("country_code",),
    "commitments": ("country_code", "plan_id", "plan_number", "commitment_id"),
    "registry": ("country_code", "plan_id", "plan_number", "commitment_id"),
}
"""Table -> columns by which the rows of documents belong together."""

_DIVIDED = ("commitments", "registry")
"""Tables whose rows decide in which group they and the rows that belong to them are."""

_Token = tuple[str, str]
"""What rows of one group have in common: a country, plan, ID or document, and its name."""


T = TypeVar("T", str, tuple[str, str])


@dataclass(frozen=True, slots=True)
class Member:
    """A document of a group, by its position.

    A data file holds commitments of many countries and is a member of several groups. In the group where it `is_home`
    are its own row, its issues and all rows but those of the commitments and registry rows in `keys`; in another group
    are the latter alone.
    """

    index: int
    keys: frozenset[str] = frozenset()
    is_home: bool = True

    @property
    def is_whole(self) -> bool:
        """True where all rows of the document are in this group."""
        return self.is_home and not self.keys

    def select_rows(self, extraction: Extraction) -> Extraction:
        """Return what the document gives to this group."""
        if self.is_whole:
            return extraction
        rows = tuple(row for row in extraction.rows if (_own_key(row) in self.keys) != self.is_home)
        return replace(extraction, rows=rows, issues=extraction.issues if self.is_home else ())


def _own_key(row: Row) -> str:
    """Return the key of the row that decides in which group a row is: its commitment's, else its own."""
    return row.key if row.table in _DIVIDED else str(row.values.get("commitment_key") or "")


@dataclass(frozen=True, slots=True)
class DocumentGroup:
    """Documents that are linked together, and the decisions on their links."""

    members: tuple[Member, ...]
    decisions: tuple[Decision, ...] = ()


def divide_documents(
    extractions: Sequence[Extraction], decisions: Sequence[Decision] = ()
) -> tuple[DocumentGroup, ...]:
    """Return the groups of documents in the order of their first members; `GROUPED_COLUMNS` of their rows suffice."""
    sets = DisjointSets[_Token]()
    tokens_by_key = dict(_join_rows(extractions, sets))
    for decision in decisions:
        sets.join([_find_token(key, tokens_by_key) for key in (decision.from_key, decision.to_key)])
    members: dict[_Token, list[Member]] = {}
    for index, extraction in enumerate(extractions):
        for root, member in _divide_document(index, extraction, tokens_by_key, sets):
            members.setdefault(root, []).append(member)
    decided: dict[_Token, list[Decision]] = {}
    for decision in decisions:
        decided.setdefault(sets.find(_find_token(decision.from_key, tokens_by_key)), []).append(decision)
    groups = [DocumentGroup(tuple(found), tuple(decided.pop(root, ()))) for root, found in members.items()]
    return (*groups, *(DocumentGroup((), tuple(left)) for left in decided.values()))


class DisjointSets(Generic[T]):
    """Disjoint sets of what is joined so far; each is represented by its least member."""

    def __init__(self) -> None:
        self._parents: dict[T, T] = {}

    def find(self, token: T) -> T:
        """Return the member that represents the set of another."""
        parents = self._parents
        while (parent := parents.setdefault(token, token)) != token:
            parents[token] = token = parents[parent]
        return token

    def join(self, tokens: Sequence[T]) -> None:
        """Make one set of those of all members."""
        roots = sorted({self.find(token) for token in tokens})
        for root in roots[1:]:
            self._parents[root] = roots[0]


def _join_rows(extractions: Sequence[Extraction], sets: DisjointSets[_Token]) -> Iterator[tuple[str, _Token]]:
    """Join what each row names; yield the key of each row that may be in another group than its document's."""
    for extraction in extractions:
        own = _document_token(extraction)
        found: list[_Token] = []
        for row in extraction.rows:
            if row.table in _DIVIDED:
                tokens = list(_row_tokens(row, own))
                sets.join(tokens)
                found.append(tokens[0])
                yield row.key, tokens[0]
        sets.join([own, *(("country_code", country) for country in _document_countries(extraction))])
        if len({sets.find(token) for token in found}) == 1:
            sets.join([own, found[0]])


def _row_tokens(row: Row, document: _Token) -> Iterator[_Token]:
    values = row.values
    for name in ("country_code", "plan_id", "commitment_id"):
        if value := text_value(values, name):
            yield name, value
    # The key of a commitment is that of its ID or plan; where it has neither, that of its document.
    has_plan = values.get("plan_id") or (values.get("country_code") and values.get("plan_number"))
    if not values.get("commitment_id") and not has_plan:
        yield document


def _document_token(extraction: Extraction) -> _Token:
    return "document_id", str(extraction.document["document_id"])


def _document_countries(extraction: Extraction) -> Iterator[str]:
    rows = (row.values for row in extraction.rows if row.table == "documents")
    for values in (extraction.document, *rows):
        if country := text_value(values, "country_code"):
            yield country


def _find_token(key: str, tokens_by_key: Mapping[str, _Token]) -> _Token:
    """Return the token of one end of a link: of a commitment or an ID; unknown ends are sets of their own."""
    return tokens_by_key.get(key) or ("commitment_id" if is_id(key) else "key", key)


def _divide_document(
    index: int, extraction: Extraction, tokens_by_key: Mapping[str, _Token], sets: DisjointSets[_Token]
) -> Iterator[tuple[_Token, Member]]:
    """Yield the groups of one document with its membership in each, its home first."""
    home = sets.find(_document_token(extraction))
    keys: dict[_Token, set[str]] = {}
    for row in extraction.rows:
        if row.table in _DIVIDED and (root := sets.find(tokens_by_key[row.key])) != home:
            keys.setdefault(root, set()).add(row.key)
    yield home, Member(index, frozenset[str]().union(*keys.values()))
    for root, own in keys.items():
        yield root, Member(index, frozenset(own), is_home=False)


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
