"""Decisions of people on links: they win in every run while the titles that were decided upon are unchanged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.linkage.similarity import strip_number
from pipeline.model.issues import Issue
from pipeline.overrides.decisions import Decision, Pair, latest_decisions


@dataclass(frozen=True, slots=True)
class ActiveDecisions:
    """The decisions that hold in this run, by what they are about, and the issues of those that don't."""

    by_pair: Mapping[Pair, Decision]
    issues: tuple[Issue, ...] = ()

    def identities(self) -> dict[str, Decision]:
        """Return the accepted identities by the commitment that they are about."""
        accepted = (one for one in self.by_pair.values() if one.decision == "accept")
        return {one.from_key: one for one in accepted if one.kind == "identity"}

    def refused(self) -> frozenset[tuple[str, str]]:
        """Return the identities that people refused: commitment and ID."""
        refused = (one for one in self.by_pair.values() if one.decision == "reject")
        return frozenset((one.from_key, one.to_key) for one in refused if one.kind == "identity")


def describe_decision(one: Decision) -> str:
    """Return a decision in words.

    >>> describe_decision(Decision("identity", "d:c1", "QN0001", "accept", "A. Bat", "2026-01-31", "same law"))
    'decided by A. Bat on 2026-01-31: same law'
    """
    return f"decided by {one.who} on {one.when}: {one.why}"


def select_active(decisions: Sequence[Decision], titles: Mapping[str, Sequence[str]]) -> ActiveDecisions:
    """Return the decisions whose ends still have the texts that were decided upon; `titles` are those of every key."""
    kept: dict[Pair, Decision] = {}
    issues: list[Issue] = []
    for one in latest_decisions(decisions).values():
        problem = next(_find_problems(one, titles), None)
        if problem:
            issues.append(Issue("link", "warning", "override-stale", problem))
        else:
            kept[one.pair] = one
    return ActiveDecisions(kept, tuple(issues))


def _find_problems(one: Decision, titles: Mapping[str, Sequence[str]]) -> Iterator[str]:
    link = f"The decision on {one.kind} {one.from_key} – {one.to_key} is not used"
    for key, text in ((one.from_key, one.from_text), (one.to_key, one.to_text)):
        if key not in titles:
            yield f"{link}: {key} is in no document of this run."
        elif text and not _is_title_unchanged(text, titles[key]):
            yield f"{link}: the title of {key} changed since {one.when}. Decide again."


def _is_title_unchanged(text: str, titles: Sequence[str]) -> bool:
    """Return whether the text that was decided upon still holds one of the titles."""
    seen = strip_number(text)
    return not titles or any(strip_number(title) in seen or seen in strip_number(title) for title in titles)
