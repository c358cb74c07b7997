"""Decisions of people on links: read from `overrides.csv` in the raw folder, they win in every run until stale.

Columns: kind (identity or succession), from_key and to_key (as in links: a commitment_key or a commitment_id),
decision (accept or reject), decided_by, decided_on (2026-01-31), reason, digest. The digest is that of both titles when
the decision was made, as links_review.csv gives it; without one a decision is never stale.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.issues import Issue

FILE = "overrides.csv"
COLUMNS = ("kind", "from_key", "to_key", "decision", "decided_by", "decided_on", "reason", "digest")
_REQUIRED = ("kind", "from_key", "to_key", "decision")
_WORDS = {"accept": True, "accepted": True, "yes": True, "reject": False, "rejected": False, "no": False}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided of one link, with who, when and why."""

    kind: str
    from_key: str
    to_key: str
    accepted: bool
    decided_by: str = ""
    decided_on: str = ""
    reason: str = ""
    digest: str = ""

    @property
    def pair(self) -> tuple[str, str, str]:
        """What it is about: kind, from and to."""
        return self.kind, self.from_key, self.to_key

    def sentence(self) -> str:
        """Return the decision in words.

        >>> Decision("identity", "d:c1", "QN0001", True, "A. Bat", "2026-01-31", "same law").sentence()
        'decided by A. Bat on 2026-01-31: same law'
        """
        who = f"decided by {self.decided_by or 'hand'}{' on ' + self.decided_on if self.decided_on else ''}"
        return f"{who}: {self.reason}" if self.reason else who


def read(text: str) -> tuple[tuple[Decision, ...], tuple[Issue, ...]]:
    """Read decisions from CSV; lines that can't be understood are issues. Of two on one link the last counts."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    absent = [name for name in _REQUIRED if name not in (rows.fieldnames or ())]
    if absent:
        message = f"{FILE} lacks the columns {', '.join(absent)}; no decision is read from it."
        return (), (Issue("link", "error", "overrides-unread", message),)
    found: dict[tuple[str, str, str], Decision] = {}
    issues: list[Issue] = []
    for number, row in enumerate(rows, start=2):
        decision = _decision({name: (row.get(name) or "").strip() for name in COLUMNS})
        if isinstance(decision, str):
            issues.append(Issue("link", "warning", "override-unread", f"Line {number} of {FILE}: {decision}"))
        else:
            found[decision.pair] = decision
    return tuple(found.values()), tuple(issues)


def _decision(row: Mapping[str, str]) -> Decision | str:
    values = {name: text.removeprefix("'") for name, text in row.items()}
    accepted = _WORDS.get(values.pop("decision").casefold())
    if accepted is None:
        return "the decision is neither accept nor reject."
    if values["kind"] not in {"identity", "succession"}:
        return f"the kind '{values['kind']}' is neither identity nor succession."
    if not (values["from_key"] and values["to_key"]):
        return "a link needs from_key and to_key."
    return Decision(accepted=accepted, **values)


def digest(titles: Iterable[str], others: Iterable[str]) -> str:
    """Return the digest of the titles of both ends of a link, whatever their order.

    >>> digest(["a", "b"], ["c"]) == digest(["b", "a"], ["c"]) != digest(["a"], ["c"])
    True
    """
    text = "\x1e".join("\x1f".join(sorted(side)) for side in (titles, others))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions that hold in this run by what they are about, the issues of those that don't, and their counts."""

    by_pair: Mapping[tuple[str, str, str], Decision]
    issues: tuple[Issue, ...] = ()
    stale: int = 0

    def identities(self) -> dict[str, Decision]:
        """Return the accepted identities by the commitment that they are about."""
        return {one.from_key: one for one in self.by_pair.values() if one.kind == "identity" and one.accepted}

    def refused(self) -> frozenset[tuple[str, str]]:
        """Return the identities that people refused: commitment and ID."""
        pairs = (one for one in self.by_pair.values() if one.kind == "identity" and not one.accepted)
        return frozenset((one.from_key, one.to_key) for one in pairs)


def holding(decisions: Sequence[Decision], titles: Mapping[str, Sequence[str]]) -> Decided:
    """Return the decisions whose ends are there with the titles that they had; `titles` are those of every key."""
    kept: dict[tuple[str, str, str], Decision] = {}
    issues = []
    for one in decisions:
        problem = next(_problems(one, titles), None)
        if problem:
            issues.append(problem)
        else:
            kept[one.pair] = one
    return Decided(kept, tuple(issues), len(issues))


def _problems(one: Decision, titles: Mapping[str, Sequence[str]]) -> Iterator[Issue]:
    link = f"{one.kind} {one.from_key} – {one.to_key}"
    absent = [key for key in (one.from_key, one.to_key) if key not in titles]
    if absent:
        message = f"The decision on {link} is not used: {' and '.join(absent)} is in no document of this run."
        yield Issue("link", "warning", "override-stale", message)
    elif one.digest and one.digest != digest(titles[one.from_key], titles[one.to_key]):
        message = f"The decision on {link} is not used: the titles changed since {one.decided_on or 'it was made'}."
        yield Issue("link", "warning", "override-stale", f"{message} Decide again, or give the new digest.")
