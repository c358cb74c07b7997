"""Decisions of people on links, which win while the titles that they name are unchanged; links that are in doubt."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.files.csv_dialect import escape_formula
from pipeline.linkage.identity import Match
from pipeline.linkage.records import Mention, RegistryEntry
from pipeline.linkage.similarity import strip_number
from pipeline.linkage.succession import SuccessionLink
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


COLUMNS = (
    *("kind", "from_key", "to_key", "score", "decision", "who", "when", "why", "from_text", "to_text"),
    *("reasons", "from_plan", "from_lead", "from_told", "to_plan", "to_lead", "to_told"),
)
"""A line with its decision filled in can be moved to overrides.csv as it is; the texts are the titles decided upon."""
_TEXT = 600
"""Characters of each text."""


ReviewRow = Mapping[str, object]
"""One link in doubt: column -> value."""


def list_doubts(
    mentions: Sequence[Mention],
    entries: Sequence[RegistryEntry],
    matches: Mapping[str, Match],
    steps: Sequence[SuccessionLink],
    decided: ActiveDecisions,
) -> tuple[ReviewRow, ...]:
    """Return the links in doubt."""
    return (*_identity_rows(mentions, entries, matches, decided), *_succession_rows(steps))


def encode_review_list(rows: Iterable[ReviewRow]) -> bytes:
    """Return the list as CSV (UTF-8 with a mark for spreadsheets), the likeliest first."""
    ranked = sorted(
        rows, key=lambda row: (str(row["kind"]), -float(str(row["score"])), str(row["from_key"]), str(row["to_key"]))
    )
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: escape_formula(str(value)) for name, value in row.items()} for row in ranked)
    return out.getvalue().encode("utf-8-sig")


def _identity_rows(
    mentions: Sequence[Mention],
    entries: Sequence[RegistryEntry],
    matches: Mapping[str, Match],
    decided: ActiveDecisions,
) -> Iterator[dict[str, object]]:
    ids = {one.commitment_id: one for one in entries}
    for one in mentions:
        found = matches.get(one.key)
        if found is None or found.accepted or ("identity", one.key, found.commitment_id) in decided.by_pair:
            continue
        other = ids[found.commitment_id]
        yield {
            "kind": "identity",
            "from_key": one.key,
            "to_key": other.commitment_id,
            "score": found.score,
            "reasons": found.reason,
            "from_plan": one.plan_id or "",
            **_end_columns("from", one.titles, one.lead, one.text),
            "to_plan": " ".join(sorted(other.plan_ids)),
            **_end_columns("to", other.titles, other.lead, other.text),
        }


def _succession_rows(steps: Sequence[SuccessionLink]) -> Iterator[dict[str, object]]:
    for one in steps:
        if one.accepted:
            continue
        yield {
            "kind": "succession",
            "from_key": one.earlier.key,
            "to_key": one.later.key,
            "score": one.score,
            "reasons": one.evidence,
            "from_plan": one.earlier.plan_id or "",
            **_end_columns("from", one.earlier.titles, one.earlier.lead, one.earlier.text),
            "to_plan": one.later.plan_id or "",
            **_end_columns("to", one.later.titles, one.later.lead, one.later.text),
        }


def _end_columns(side: str, titles: Sequence[str], lead: str, text: str) -> dict[str, object]:
    return {f"{side}_text": " | ".join(titles), f"{side}_lead": lead, f"{side}_told": text[:_TEXT]}
