"""Commitments of plans: the mentions in all documents that are one commitment, by ID or by number and title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.linkage.records import Mention, RegistryEntry
from pipeline.model.identifiers import plan_year


@dataclass(frozen=True, slots=True)
class PlanCommitment:
    """One commitment of one plan, from all documents that mention it. `when` orders the plans of a country."""

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
    mentions: tuple[Mention, ...]


def cluster_mentions(
    mentions: Sequence[Mention], entries: Sequence[RegistryEntry], numbers: Mapping[str, int]
) -> tuple[PlanCommitment, ...]:
    """Return the commitments of all plans whose order is known, by key, with IDs that only the registry lists."""
    by_id: dict[str, list[Mention]] = {}
    alone: list[Mention] = []
    for one in mentions:
        if one.commitment_id:
            by_id.setdefault(one.commitment_id, []).append(one)
        else:
            alone.append(one)
    years = _find_first_years(mentions, entries, numbers)
    found = [_from_entry(one, by_id.get(one.commitment_id, []), numbers, years) for one in entries]
    found += [_from_mention(one, numbers, years) for one in alone]
    return tuple(sorted((one for one in found if one), key=lambda one: one.key))


Years = Mapping[tuple[str, int], int]
"""Country and plan number -> the earliest first year under which sources file the plan."""


def _find_first_years(
    mentions: Sequence[Mention], entries: Sequence[RegistryEntry], numbers: Mapping[str, int]
) -> Years:
    years: dict[tuple[str, int], int] = {}
    stated = [(one.country, one.plan_number, one.plan_id) for one in mentions]
    stated += [(one.country, numbers.get(plan), plan) for one in entries for plan in one.plan_ids]
    for country, number, plan in stated:
        year = plan_year(plan) if plan else None
        if country and number and year:
            years[country, number] = min(year, years.get((country, number), year))
    return years


def _plan_time(country: str, number: int | None, plan_id: str | None, years: Years) -> float | None:
    year = years.get((country, number)) if number else None
    return year or (plan_year(plan_id) if plan_id else None)


def _from_entry(
    one: RegistryEntry, mentions: Sequence[Mention], numbers: Mapping[str, int], years: Years
) -> PlanCommitment | None:
    plan = min(one.plan_ids, default=None)
    number = min(one.plan_numbers, default=numbers.get(plan or ""))
    when = _plan_time(one.country or "", number, plan, years)
    if not one.country or when is None:
        return None
    return PlanCommitment(
        one.commitment_id,
        one.country,
        plan,
        number,
        when,
        tuple(sorted({*one.titles, *(title for other in mentions for title in other.titles)})),
        "\n".join(sorted({text for text in (one.text, *(other.text for other in mentions)) if text})),
        " ".join(sorted({lead for lead in (one.lead, *(other.lead for other in mentions)) if lead})),
        one.areas.union(*(other.areas for other in mentions)),
        one.numbers,
        tuple(mentions),
    )


def _from_mention(one: Mention, numbers: Mapping[str, int], years: Years) -> PlanCommitment | None:
    number = one.plan_number or numbers.get(one.plan_id or "")
    when = _plan_time(one.country or "", number, one.plan_id, years)
    if not one.country or when is None or not (one.titles or one.text):
        return None
    own = frozenset(filter(None, [one.number]))
    return PlanCommitment(
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
