"""The table plan_commitments: one row per commitment of a plan, from the accounts of all documents."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.lexicon.vocabularies import respell_policy_area
from pipeline.linkage.clusters import PlanCommitment
from pipeline.linkage.groups import Thread
from pipeline.linkage.plan_accounts import (
    Account,
    AccountIndex,
    Found,
    find_completion,
    find_potential,
    find_rating,
    find_starred,
    is_whole,
    time_rank,
)
from pipeline.model import Extraction, Row, Source
from pipeline.schema.codes import list_codes
from pipeline.schema.files import natural_sort_key

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
        found: dict[str, Found | None] = {
            "country_code": Found(commitment.country or None),
            "plan_id": Found(commitment.plan_id),
            "plan_number": Found(commitment.plan_number),
            "position": Found(positions.get(commitment.plan_key)),
            "commitment_id": Found(commitment.commitment_id),
            **_best_wording(accounts, registered, commitment),
            **find_completion(accounts, "government"),
            **find_completion(accounts, "irm"),
            "verifiable": find_rating(accounts, "verifiable"),
            **find_potential(accounts),
            "early_results": find_rating(accounts, "early_results"),
            "starred": find_starred(accounts, registered),
            **_count_milestones(accounts),
            "policy_areas": _find_areas(accounts, registered),
            "ogp_values": _find_values(accounts),
            "documents": Found(len({account.document_id for account in accounts})),
            "thread_id": Found(thread_ids.get(commitment.key)),
        }
        values = {name: one.value if one else None for name, one in found.items()}
        yield Row("plan_commitments", commitment.plan_key, values, sources=tuple(_list_sources(found)))


def _list_sources(found: Mapping[str, Found | None]) -> Iterator[Source]:
    for column, one in found.items():
        for row, name in one.fields if one else ():
            yield Source(column, row.table, row.key, name)


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
    """Return the place of each commitment in its plan: the order of numbers, else that of the fullest document."""
    plans: dict[tuple[object, ...], list[PlanCommitment]] = defaultdict(list)
    for commitment in commitments:
        plans[commitment.member, commitment.plan_number or commitment.plan_id].append(commitment)
    found: dict[str, int] = {}
    for members in plans.values():
        base = _fullest_document(members)
        # A report may discuss the commitments in another order than their numbers', which is the plan's.
        numbers = [mention.number for one in members for mention in one.mentions if mention.document_id == base]
        is_numbered = all(numbers) and len(set(numbers)) == len(numbers)
        members.sort(key=lambda one: _order_in_plan(one, base, is_numbered=is_numbered))
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


def _order_in_plan(one: PlanCommitment, base: str, *, is_numbered: bool) -> tuple[object, ...]:
    mentions = [mention for mention in one.mentions if mention.document_id == base]
    if is_numbered:
        number = next((mention.number or "" for mention in mentions), min(one.numbers, default=""))
        return (not number, natural_sort_key(number), not mentions, one.plan_key)
    position = min((mention.position for mention in mentions), default=0)
    return (not mentions, position, natural_sort_key(min(one.numbers, default="")), one.plan_key)


def _best_wording(
    accounts: Sequence[Account], registered: Sequence[Row], commitment: PlanCommitment
) -> dict[str, Found]:
    """Return number, theme, title, lead and dates, each from the account nearest to the plan that has it.

    Reports may count the commitments that they discuss anew, so the registry's numbers come before theirs.
    """
    rows = [account.commitment for account in accounts]
    plans = [account.commitment for account in accounts if account.document.get("report_type") == "action_plan"]
    found = {name: _first_value(rows, name) for name in ("theme", "lead_institution", "start_date", "end_date")}
    found["number"] = _first_value([*plans, *registered, *rows], "number")
    found["title"] = _first_value([*rows, *registered], "title")
    if not found["title"].value:
        found["title"] = Found(next(iter(commitment.titles), None))
    for name in ("start_date", "end_date"):
        found[f"{name}_precision"] = Found(
            next((row.values.get(f"{name}_precision") for row, _ in found[name].fields), None)
        )
    return found


def _first_value(rows: Iterable[Row], name: str) -> Found:
    """Return the first value of a column that is filled."""
    return next((Found(row.values[name], ((row, name),)) for row in rows if row.values.get(name)), Found(None))


def _count_milestones(accounts: Sequence[Account]) -> dict[str, Found]:
    """Count the milestones of the latest account that rates any of them, else of the longest list."""
    listing = [account for account in accounts if account.milestones]
    if not listing:
        return {}
    chosen = max(listing, key=_milestone_rank).milestones
    columns = {row.key: _STATUS_COUNTS.get(str(row.values.get("status"))) for row in chosen}
    counts = dict.fromkeys(_STATUS_COUNTS.values()) if any(columns.values()) else {}
    return {
        "milestones_total": Found(len(chosen), tuple((row, "text") for row in chosen)),
        **{name: _count_rows([row for row in chosen if columns[row.key] == name]) for name in counts},
    }


def _count_rows(rows: Sequence[Row]) -> Found:
    return Found(len(rows), tuple((row, "status") for row in rows))


def _milestone_rank(account: Account) -> tuple[object, ...]:
    rated = sum(bool(row.values.get("status")) for row in account.milestones)
    return bool(rated), time_rank(account.phase, account.document) if rated else (), len(account.milestones)


def _find_areas(accounts: Sequence[Account], registered: Sequence[Row]) -> Found:
    """Return the policy areas of all sources, each once, in OGP's spelling; files of the registry list several."""
    fields = [(account.commitment, "policy_areas") for account in accounts]
    fields += [(row, "policy_area") for row in registered]
    fields = [(row, name) for row, name in fields if row.values.get(name)]
    printed = (area for row, name in fields for item in _list_items(row, name) for area in re.split(r"[,;]", item))
    areas = {respell_policy_area(area.strip()): None for area in printed if area.strip()}
    return Found([*areas], tuple(fields))


def _find_values(accounts: Sequence[Account]) -> Found:
    """Return the OGP values that documents state, and those that the IRM marks: of the whole, else of any part."""
    rows = [account.commitment for account in accounts if account.commitment.values.get("ogp_values")]
    marks = [row for account in accounts for row in account.ratings if _is_value_mark(row)]
    marks = [row for row in marks if is_whole(row)] or marks
    values = {value for row in rows for value in _list_items(row, "ogp_values")}
    values |= {str(row.values["value"]) for row in marks}
    return Found(sorted(values), (*((row, "ogp_values") for row in rows), *((row, "value") for row in marks)))


def _is_value_mark(row: Row) -> bool:
    is_value = row.values.get("value") in list_codes("ogp_value")
    return is_value and row.values.get("indicator") == "relevance"


def _list_items(row: Row, name: str) -> list[str]:
    value = row.values[name]
    return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]
