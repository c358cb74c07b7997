"""One value from the ratings of all documents: the latest phase counts, parts that differ are mixed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.lexicon.vocabularies import NOT_ASSESSED
from pipeline.linkage.plan_accounts import Account, Values, time_rank

MIXED = "mixed"
_ASSESSOR_OF_PUBLISHER = {"government": "government", "irm": "irm", "ogp": "irm"}
"""Who rates in a commitment's own completion, by the document's publisher: OGP's pages give the IRM's level."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One rating with the phase that it stands for; `scope` is 0 for the whole commitment, 1 for a part, 2 below."""

    value: str
    phase: str | None
    scope: int
    rank: tuple[int, str, str]


def find_completion(accounts: Sequence[Account], assessor: str) -> dict[str, object]:
    """Return the columns of an assessor's latest completion and its phase; empty where nothing is marked."""
    marks = [mark for account in accounts for mark in _completion_marks(account, assessor)]
    if not marks:
        return {}
    latest = max(mark.rank for mark in marks)
    marks = [mark for mark in marks if mark.rank == latest]
    scope = min(mark.scope for mark in marks)
    values = {mark.value for mark in marks if mark.scope == scope}
    name = f"completion_{assessor}"
    return {name: values.pop() if len(values) == 1 else MIXED, f"{name}_phase": marks[0].phase}


def _completion_marks(account: Account, assessor: str) -> Iterator[Mark]:
    for row in account.ratings:
        if row.get("indicator") == "completion" and row.get("assessor") == assessor and _is_level(row.get("value")):
            phase = row.get("phase") or account.phase
            scope = 2 if row.get("milestone_key") else 1 if row.get("part") else 0
            yield _mark(row.get("value"), phase, scope, account)
    own = account.commitment.get("completion")
    if own and _ASSESSOR_OF_PUBLISHER.get(str(account.document.get("publisher"))) == assessor:
        phases = [row["phase"] for row in account.ratings if row.get("indicator") == "completion" and row.get("phase")]
        yield _mark(own, phases[0] if phases else account.phase, 0, account)


def _mark(value: object, phase: object, scope: int, account: Account) -> Mark:
    return Mark(str(value), str(phase) if phase else None, scope, time_rank(phase, account.document))


def _is_level(value: object) -> bool:
    return value is not None and value not in NOT_ASSESSED


def find_rating(accounts: Iterable[Account], indicator: str) -> str | None:
    """Return the IRM's latest value of an indicator for the whole commitment."""
    found = [
        (time_rank(row.get("phase") or account.phase, account.document), str(row["value"]))
        for account in accounts
        for row in account.ratings
        if _is_whole(row) and row.get("indicator") == indicator and row.get("assessor") == "irm"
        if _is_level(row.get("value"))
    ]
    return max(found)[1] if found else None


def _is_whole(row: Values) -> bool:
    return not row.get("part") and not row.get("milestone_key")


def find_potential(accounts: Sequence[Account]) -> dict[str, object]:
    """Return the IRM's potential with its scale: potential for results where it is rated, else potential impact."""
    for indicator in ("potential_for_results", "potential_impact"):
        if value := find_rating(accounts, indicator):
            return {"potential": value, "potential_indicator": indicator}
    return {}


def find_starred(accounts: Sequence[Account], registered: Iterable[Values]) -> bool | None:
    """Return whether the commitment has a star: by the IRM's latest report, else by the registry."""
    value = find_rating(accounts, "starred")
    if value is not None:
        return value == "yes"
    stars = {row["starred"] for row in registered if row.get("starred") is not None}
    return True in stars if stars else None
