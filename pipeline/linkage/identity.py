"""Identity: which registry ID a document's commitment is, within its country and plan.

A stated ID is taken. The others are matched by title and number, one to one within document and plan. A number proves
nothing by itself (plans are renumbered): it counts as much as it agrees with the titles of the same document.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.identifiers import bare_number

ACCEPT = 0.75
"""Least score of an accepted match; weaker ones down to `REVIEW` are for people to look at."""
REVIEW = 0.5
MARGIN = 0.08
"""Least lead over the runner-up among the other IDs of the plan."""
ALIKE = 0.55
"""Title similarity that, by itself, makes two titles likely to be of one commitment."""
LIKE_ENOUGH = 0.4
"""Least similarity of a title that speaks for its number, where no other title is as near."""


@dataclass(frozen=True, slots=True)
class Known:
    """A commitment of the registry: its ID, numbers and all titles that were seen for it."""

    commitment_id: str
    numbers: frozenset[str]
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A commitment as a document tells it, still without an ID."""

    key: str
    number: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """The best ID for one commitment with its score (0 to 1), whether it is accepted, and why."""

    key: str
    commitment_id: str
    score: float
    accepted: bool
    reason: str


Plan = tuple[str, str]
"""Country code and plan ID."""


def registry_by_plan(rows: Iterable[Mapping[str, object]]) -> dict[Plan, tuple[Known, ...]]:
    """Group registry rows by country and plan, all sources of one ID together."""
    found: dict[Plan, dict[str, tuple[set[str], dict[str, None]]]] = defaultdict(dict)
    for row in rows:
        country, plan, commitment_id = row.get("country_code"), row.get("plan_id"), row.get("commitment_id")
        if not (country and plan and commitment_id):
            continue
        numbers, titles = found[str(country), str(plan)].setdefault(str(commitment_id), (set(), {}))
        if number := folded_number(row.get("number")):
            numbers.add(number)
        if row.get("title"):
            titles[str(row["title"])] = None
    return {
        plan: tuple(Known(i, frozenset(n), tuple(sorted(t))) for i, (n, t) in sorted(known.items()))
        for plan, known in found.items()
    }


def folded_number(number: object) -> str | None:
    """Return a number as it compares: '3.3.1.1.' and '3.3.1.1' are one.

    >>> folded_number("Commitment 3.3.1.1."), folded_number(None)
    ('3.3.1.1', None)
    """
    return (bare_number(str(number)) or None) if number is not None else None


def fold(title: str) -> str:
    """Return a title as it compares: no case, accents, punctuation.

    >>> fold("Ouvrir les données – phase 2")
    'ouvrir les donnees phase 2'
    """
    text = unicodedata.normalize("NFKD", title.casefold())
    return " ".join(re.findall(r"\w+", "".join(c for c in text if not unicodedata.combining(c))))


def similarity(a: str, b: str) -> float:
    """Return how alike two titles are, 0 to 1: short titles may be the heads of long ones.

    >>> similarity("Open contracts", "Open contracts of the state"), similarity("Open contracts", "Clean water") < 0.5
    (1.0, True)
    """
    from rapidfuzz import fuzz

    x, y = fold(a), fold(b)
    if not x or not y:
        return 0.0
    whole = fuzz.token_sort_ratio(x, y)
    # A set comparison forgives words that one side adds, but two words in common prove little.
    enough = min(len(x.split()), len(y.split())) >= 2
    return float(max(whole, fuzz.token_set_ratio(x, y) if enough else 0)) / 100


def match(told: Sequence[Told], known: Sequence[Known]) -> tuple[Match, ...]:
    """Match a document's commitments to the IDs of one plan, one to one."""
    if not told or not known:
        return ()
    likeness = [[_title_score(t, k) for k in known] for t in told]
    trust = _trust_in_numbers(told, known, likeness)
    scores = [[_score(t, k, likeness[i][j], trust) for j, k in enumerate(known)] for i, t in enumerate(told)]
    return tuple(
        _judged(told[i], known[j], scores[i], j, likeness[i][j], trust)
        for i, j in _assigned(scores)
        if scores[i][j] >= REVIEW
    )


def _title_score(told: Told, known: Known) -> float:
    return max((similarity(told.title, title) for title in known.titles), default=0.0) if told.title else 0.0


def _trust_in_numbers(told: Sequence[Told], known: Sequence[Known], likeness: Sequence[Sequence[float]]) -> float:
    """Return how far the document's numbers are those of the registry, 0 to 1, as its titled commitments show.

    A commitment speaks for the numbers where no title is more like its own than the one that its number leads to, and
    against them where another clearly is. A number that stands for several commitments (sections that restart), or a
    title that several share (a cluster), proves nothing.
    """
    numbers = Counter(t.number for t in told if t.number)
    if any(count > 1 for count in numbers.values()):
        return 0.0
    titles = Counter(t.title for t in told)
    votes = [_vote(t, known, likeness[i]) for i, t in enumerate(told) if t.title and t.number and titles[t.title] == 1]
    agree, contradict = votes.count(1), votes.count(-1)
    # The prior of one in one and a half keeps a short list doubtful: one agreeing title may be chance.
    return (agree + 1) / (agree + contradict + 1.5)


def _vote(told: Told, known: Sequence[Known], likeness: Sequence[float]) -> int:
    led = max((likeness[j] for j, k in enumerate(known) if told.number in k.numbers), default=None)
    others = max((likeness[j] for j, k in enumerate(known) if told.number not in k.numbers), default=0.0)
    if led is None:
        return 0
    if others >= ALIKE and others > led + MARGIN:
        return -1
    return int(led >= LIKE_ENOUGH and led > others + MARGIN)


def _score(told: Told, known: Known, likeness: float, trust: float) -> float:
    if not told.number or not known.numbers:
        return likeness * 0.95
    if told.number in known.numbers:
        support = 1 - (1 - likeness) * (1 - trust * 0.9) if told.title else trust * 0.9
        return support if likeness >= 0.25 or not told.title else likeness + trust * 0.3
    return likeness * (0.95 - 0.35 * trust)


def _assigned(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(np.array(scores), maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True)]


def _judged(told: Told, known: Known, scores: Sequence[float], j: int, likeness: float, trust: float) -> Match:
    score = scores[j]
    lead = score - max((s for i, s in enumerate(scores) if i != j), default=0.0)
    same_number = bool(told.number and told.number in known.numbers)
    reason = (
        f"title similarity {likeness:.2f}; number {'same' if same_number else 'not the same or not known'}"
        f" (trust in numbers {trust:.2f}); lead over the next ID {lead:.2f}"
    )
    return Match(told.key, known.commitment_id, round(min(score, 1.0), 4), score >= ACCEPT and lead >= MARGIN, reason)
