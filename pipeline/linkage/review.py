"""The list for people: every link in doubt with both texts, its score and reasons, and the digest for overrides.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from pipeline.linkage.identity import Match
from pipeline.linkage.overrides import Decided, digest
from pipeline.linkage.records import Known, Told
from pipeline.linkage.succession import Step

FILE = "links_review.csv"
COLUMNS = (
    "kind",
    "from_key",
    "to_key",
    "score",
    "reasons",
    "from_plan",
    "from_titles",
    "from_lead",
    "from_text",
    "to_plan",
    "to_titles",
    "to_lead",
    "to_text",
    "decision",
    "decided_by",
    "decided_on",
    "reason",
    "digest",
)
"""The columns that overrides.csv takes are among them: fill in the decision and append the line there."""
_TEXT = 600
"""Characters of each text."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def listed(
    told: Sequence[Told],
    known: Sequence[Known],
    matches: Mapping[str, Match],
    steps: Sequence[Step],
    decided: Decided,
) -> bytes:
    """Return the list as CSV (UTF-8 with a mark for spreadsheets), the likeliest first."""
    rows = [*_identities(told, known, matches, decided), *_steps(steps)]
    rows.sort(key=lambda row: (str(row["kind"]), -float(str(row["score"])), str(row["from_key"]), str(row["to_key"])))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: plain(str(value)) for name, value in row.items()} for row in rows)
    return out.getvalue().encode("utf-8-sig")


def plain(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula.

    >>> plain("=1+1"), plain("open data")
    ("'=1+1", 'open data')
    """
    return "'" + text if text.startswith(_FORMULA) else text


def _identities(
    told: Sequence[Told], known: Sequence[Known], matches: Mapping[str, Match], decided: Decided
) -> Iterator[dict[str, object]]:
    ids = {one.commitment_id: one for one in known}
    for one in told:
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
            **_end("from", one.titles, one.lead, one.text),
            "to_plan": " ".join(sorted(other.plan_ids)),
            **_end("to", other.titles, other.lead, other.text),
            "digest": digest(one.titles, other.titles),
        }


def _steps(steps: Sequence[Step]) -> Iterator[dict[str, object]]:
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
            **_end("from", one.earlier.titles, one.earlier.lead, one.earlier.text),
            "to_plan": one.later.plan_id or "",
            **_end("to", one.later.titles, one.later.lead, one.later.text),
            "digest": digest(one.earlier.titles, one.later.titles),
        }


def _end(side: str, titles: Sequence[str], lead: str, text: str) -> dict[str, object]:
    return {f"{side}_titles": " | ".join(titles), f"{side}_lead": lead, f"{side}_text": text[:_TEXT]}
