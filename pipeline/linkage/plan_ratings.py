"""One value from the ratings of all documents: the latest phase counts, parts that differ are mixed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.lexicon.vocabularies import NOT_ASSESSED
from pipeline.linkage.plan_accounts import Account, Found, time_rank
from pipeline.model import Row

MIXED = "mixed"
_ASSESSOR_OF_PUBLISHER = {"government": "government", "irm": "irm", "ogp": "irm"}
"""Who rates in a commitment's own completion, by the document's publisher: OGP's pages give the IRM's level."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One rating with the phase that it represents; `scope` is 0 for the whole commitment, 1 for a part, 2 below."""

    value: str
    phase: str | None
    scope: int
    rank: tuple[int, str, str]
    field: tuple[Row, str]


def find_completion(accounts: Sequence[Account], assessor: str) -> dict[str, Found]:
    """Return the columns of an assessor's latest completion and its phase; empty where nothing is marked."""
    marks = [mark for account in accounts for mark in _completion_marks(account, assessor)]
    if not marks:
        return {}
    latest = max(mark.rank for mark in marks)
    marks = [mark for mark in marks if mark.rank == latest]
    scope = min(mark.scope for mark in marks)
    marks = [mark for mark in marks if mark.scope == scope]
    values = {mark.value for mark in marks}
    level = values.pop() if len(values) == 1 else MIXED
    name = f"completion_{assessor}"
    return {name: Found(level, tuple(mark.field for mark in marks)), f"{name}_phase": Found(marks[0].phase)}


def _completion_marks(account: Account, assessor: str) -> Iterator[Mark]:
    for row in account.ratings:
        values = row.values
        is_own = values.get("indicator") == "completion" and values.get("assessor") == assessor
        if is_own and _is_level(values.get("value")):
            phase = values.get("phase") or account.phase
            scope = 2 if values.get("milestone_key") else 1 if values.get("part") else 0
            yield _make_mark(row, "value", phase, scope, account)
    own = account.commitment.values.get("completion")
    if own and _ASSESSOR_OF_PUBLISHER.get(str(account.document.get("publisher"))) == assessor:
        rows = [row.values for row in account.ratings if row.values.get("indicator") == "completion"]
        phases = [values["phase"] for values in rows if values.get("phase")]
        yield _make_mark(account.commitment, "completion", phases[0] if phases else account.phase, 0, account)


def _make_mark(row: Row, column: str, phase: object, scope: int, account: Account) -> Mark:
    rank = time_rank(phase, account.document)
    return Mark(str(row.values[column]), str(phase) if phase else None, scope, rank, (row, column))


def _is_level(value: object) -> bool:
    return value is not None and value not in NOT_ASSESSED


def find_rating(accounts: Iterable[Account], indicator: str) -> Found | None:
    """Return the IRM's latest value of an indicator for the whole commitment."""
    ratings = [
        (time_rank(row.values.get("phase") or account.phase, account.document), str(row.values["value"]), row)
        for account in accounts
        for row in account.ratings
        if _is_whole(row) and row.values.get("indicator") == indicator and row.values.get("assessor") == "irm"
        if _is_level(row.values.get("value"))
    ]
    if not ratings:
        return None
    _, value, row = max(ratings, key=lambda rating: rating[:2])
    return Found(value, ((row, "value"),))


def _is_whole(row: Row) -> bool:
    return not row.values.get("part") and not row.values.get("milestone_key")


def find_potential(accounts: Sequence[Account]) -> dict[str, Found]:
    """Return the IRM's potential with its scale: potential for results where it is rated, else potential impact."""
    for indicator in ("potential_for_results", "potential_impact"):
        if rating := find_rating(accounts, indicator):
            return {"potential": rating, "potential_indicator": Found(indicator)}
    return {}


def find_starred(accounts: Sequence[Account], registered: Iterable[Row]) -> Found | None:
    """Return whether the commitment has a star: by the IRM's latest report, else by the registry."""
    if rating := find_rating(accounts, "starred"):
        return Found(rating.value == "yes", rating.fields)
    stars = [row for row in registered if row.values.get("starred") is not None]
    is_starred = any(row.values["starred"] for row in stars)
    standing = [row for row in stars if row.values["starred"] == is_starred]
    return Found(is_starred, tuple((row, "starred") for row in standing)) if stars else None
