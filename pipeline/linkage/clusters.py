"""Reforms: what a plan promises under one ID, or one document's word where no ID is known; the ends of succession."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.linkage.records import Known, Told
from pipeline.model.identifiers import plan_year


@dataclass(frozen=True, slots=True)
class Reform:
    """A commitment as all documents together tell it. `when` orders the plans of a country."""

    key: str
    country: str
    plan_id: str | None
    plan_number: int | None
    when: float
    titles: tuple[str, ...]
    text: str
    lead: str
    areas: frozenset[str]
    numbers: frozenset[str]
    told: tuple[Told, ...]


def reforms(told: Sequence[Told], known: Sequence[Known], numbers: Mapping[str, int]) -> tuple[Reform, ...]:
    """Return the reforms of all plans that can be put in order, by key; IDs that no document tells are among them."""
    by_id: dict[str, list[Told]] = {}
    alone: list[Told] = []
    for one in told:
        if one.commitment_id:
            by_id.setdefault(one.commitment_id, []).append(one)
        else:
            alone.append(one)
    years = _years(told, known, numbers)
    found = [_of_id(one, by_id.get(one.commitment_id, []), numbers, years) for one in known]
    found += [_of_told(one, numbers, years) for one in alone]
    return tuple(sorted((one for one in found if one), key=lambda one: one.key))


Years = Mapping[tuple[str, int], int]
"""Country and plan number -> the earliest first year under which sources file the plan."""


def _years(told: Sequence[Told], known: Sequence[Known], numbers: Mapping[str, int]) -> Years:
    years: dict[tuple[str, int], int] = {}
    stated = [(one.country, one.plan_number, one.plan_id) for one in told]
    stated += [(one.country, numbers.get(plan), plan) for one in known for plan in one.plan_ids]
    for country, number, plan in stated:
        year = plan_year(plan) if plan else None
        if country and number and year:
            years[country, number] = min(year, years.get((country, number), year))
    return years


def _when(country: str, number: int | None, plan_id: str | None, years: Years) -> float | None:
    year = years.get((country, number)) if number else None
    return year or (plan_year(plan_id) if plan_id else None)


def _of_id(one: Known, told: Sequence[Told], numbers: Mapping[str, int], years: Years) -> Reform | None:
    plan = min(one.plan_ids, default=None)
    number = min(one.plan_numbers, default=numbers.get(plan or ""))
    when = _when(one.country or "", number, plan, years)
    if not one.country or when is None:
        return None
    return Reform(
        one.commitment_id,
        one.country,
        plan,
        number,
        when,
        tuple(sorted({*one.titles, *(title for other in told for title in other.titles)})),
        "\n".join(sorted({text for text in (one.text, *(other.text for other in told)) if text})),
        " ".join(sorted({lead for lead in (one.lead, *(other.lead for other in told)) if lead})),
        one.areas.union(*(other.areas for other in told)),
        one.numbers,
        tuple(told),
    )


def _of_told(one: Told, numbers: Mapping[str, int], years: Years) -> Reform | None:
    number = one.plan_number or numbers.get(one.plan_id or "")
    when = _when(one.country or "", number, one.plan_id, years)
    if not one.country or when is None or not (one.titles or one.text):
        return None
    own = frozenset(filter(None, [one.number]))
    return Reform(
        one.key,
        one.country,
        one.plan_id,
        number,
        when,
        one.titles,
        one.text,
        one.lead,
        one.areas,
        own,
        (one,),
    )
