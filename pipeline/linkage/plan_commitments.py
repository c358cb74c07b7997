"""The table plan_commitments: one row per commitment of a plan, from the accounts of all documents."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.linkage.clusters import PlanCommitment
from pipeline.linkage.plan_accounts import Account, AccountIndex, Values, time_rank
from pipeline.linkage.plan_ratings import find_completion, find_potential, find_rating, find_starred
from pipeline.linkage.threads import Thread
from pipeline.model import Extraction, Row
from pipeline.schema.order import natural_sort_key

_STATUS_COUNTS = {
    "complete": "milestones_complete",
    "complete_or_substantial": "milestones_complete",
    "substantial": "milestones_limited",
    "limited": "milestones_limited",
    "not_started": "milestones_not_started",
    "not_started_or_delayed": "milestones_not_started",
}
"""Status of a milestone -> the column that counts it."""


def plan_commitment_rows(
    commitments: Sequence[PlanCommitment], extractions: Sequence[Extraction], threads: Iterable[Thread]
) -> Iterator[Row]:
    """Yield the row of each commitment of each plan; one that no document speaks of has what the registry says."""
    index = AccountIndex.build(extractions)
    thread_ids = {member.key: thread.thread_id for thread in threads for member in thread.members}
    positions = _find_positions(commitments)
    for commitment in commitments:
        accounts = sorted(index.accounts(commitment), key=lambda account: account.wording_rank)
        registered = index.registry.get(commitment.commitment_id or "", [])
        values = {
            "country_code": commitment.country or None,
            "plan_id": commitment.plan_id,
            "plan_number": commitment.plan_number,
            "position": positions.get(commitment.plan_key),
            "commitment_id": commitment.commitment_id,
            **_best_wording(accounts, registered, commitment),
            **find_completion(accounts, "government"),
            **find_completion(accounts, "irm"),
            "verifiable": find_rating(accounts, "verifiable"),
            **find_potential(accounts),
            "early_results": find_rating(accounts, "early_results"),
            "starred": find_starred(accounts, registered),
            **_count_milestones(accounts),
            "policy_areas": _unite_lists((*_lists(accounts, "policy_areas"), _registry_areas(registered))),
            "ogp_values": sorted({value for values in _lists(accounts, "ogp_values") for value in values}),
            "documents": len({account.document_id for account in accounts}),
            "thread_id": thread_ids.get(commitment.key),
        }
        yield Row("plan_commitments", commitment.plan_key, values)


def add_plan_keys(extraction: Extraction, keys: Mapping[str, str]) -> Extraction:
    """Return an extraction whose commitments have their plan_commitment_key; `keys` are by commitment_key."""
    rows = tuple(
        replace(row, values={**row.values, "plan_commitment_key": keys.get(row.key)})
        if row.table == "commitments"
        else row
        for row in extraction.rows
    )
    return replace(extraction, rows=rows)


def plan_keys(commitments: Iterable[PlanCommitment]) -> dict[str, str]:
    """Return commitment_key -> plan_commitment_key of all mentions."""
    return {mention.key: one.plan_key for one in commitments for mention in one.mentions}


def _find_positions(commitments: Sequence[PlanCommitment]) -> dict[str, int]:
    """Return the place of each commitment in its plan: the order of the fullest document, then that of numbers."""
    plans: dict[tuple[object, ...], list[PlanCommitment]] = defaultdict(list)
    for commitment in commitments:
        plans[commitment.member, commitment.plan_number or commitment.plan_id].append(commitment)
    found: dict[str, int] = {}
    for members in plans.values():
        base = _fullest_document(members)
        members.sort(key=lambda one: _order_in_plan(one, base))
        found |= {one.plan_key: place for place, one in enumerate(members, 1)}
    return found


def _fullest_document(members: Sequence[PlanCommitment]) -> str:
    """Return the document whose order counts; none where each commitment of the plan has a number of its own."""
    numbers = [min(one.numbers, default="") for one in members]
    if all(numbers) and len(set(numbers)) == len(numbers):
        return ""
    sizes = Counter(mention.document_id for one in members for mention in one.mentions)
    base = min(sizes, key=lambda key: (-sizes[key], key), default="")
    # A page of one commitment says nothing of the order of the others.
    return base if sizes[base] * 2 >= len(members) else ""


def _order_in_plan(one: PlanCommitment, base: str) -> tuple[object, ...]:
    places = [mention.position for mention in one.mentions if mention.document_id == base]
    number = min(one.numbers, default="")
    return (not places, min(places, default=0), natural_sort_key(number), one.plan_key)


def _best_wording(
    accounts: Sequence[Account], registered: Sequence[Values], commitment: PlanCommitment
) -> dict[str, object]:
    """Return number, theme, title, lead and dates, each from the account nearest to the plan that has it."""
    rows = [account.commitment for account in accounts]
    values = {name: _first(rows, name) for name in ("number", "theme", "title", "lead_institution")}
    values["number"] = values["number"] or _first(registered, "number")
    values["title"] = values["title"] or _first(registered, "title") or next(iter(commitment.titles), None)
    for name in ("start_date", "end_date"):
        row = next((row for row in rows if row.get(name)), {})
        values |= {name: row.get(name), f"{name}_precision": row.get(f"{name}_precision")}
    return values


def _first(rows: Iterable[Values], name: str) -> object:
    return next((row[name] for row in rows if row.get(name)), None)


def _count_milestones(accounts: Sequence[Account]) -> dict[str, int]:
    """Count the milestones of the latest account that rates any of them, else of the longest list."""
    listing = [account for account in accounts if account.milestones]
    if not listing:
        return {}
    chosen = max(listing, key=_milestone_rank)
    statuses = [_STATUS_COUNTS.get(str(row.get("status"))) for row in chosen.milestones]
    counts = {name: statuses.count(name) for name in _STATUS_COUNTS.values()} if any(statuses) else {}
    return {"milestones_total": len(chosen.milestones), **counts}


def _milestone_rank(account: Account) -> tuple[object, ...]:
    rated = sum(bool(row.get("status")) for row in account.milestones)
    return bool(rated), time_rank(account.phase, account.document) if rated else (), len(account.milestones)


def _lists(accounts: Iterable[Account], name: str) -> Iterator[Sequence[str]]:
    for account in accounts:
        values = account.commitment.get(name)
        if isinstance(values, list | tuple):
            yield [str(value) for value in values]


def _registry_areas(registered: Iterable[Values]) -> list[str]:
    return [str(row["policy_area"]) for row in registered if row.get("policy_area")]


def _unite_lists(lists: Iterable[Sequence[str]]) -> list[str]:
    """Return the items of lists, each in its first spelling."""
    found: dict[str, str] = {}
    for items in lists:
        for item in items:
            found.setdefault(" ".join(item.casefold().split()), item)
    return [*found.values()]
