"""The registry: which IDs a plan has, by its number or its years, and where sources disagree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.linkage.records import Mention, RegistryEntry, fold_number
from pipeline.model import Row
from pipeline.model.issues import Issue

_COMPARED = ("country_code", "plan_id", "plan_number", "number", "starred")
"""Columns of the registry that every source should give alike; titles may differ, all are kept."""


@dataclass(frozen=True, slots=True)
class Registry:
    """The known IDs, found by country with plan ID or plan number."""

    entries: tuple[RegistryEntry, ...]
    by_plan: Mapping[tuple[str, str | int], tuple[int, ...]] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)

    def plan(self, one: Mention) -> tuple[int, ...]:
        """Return the positions of the IDs that a commitment may have: those of its plan, by number before years.

        Sources file one plan under different first years, its number they agree on; many documents print only years.
        """
        if not one.country:
            return ()
        number = one.plan_number or self.numbers.get(one.plan_id or "")
        if number and (found := self.by_plan.get((one.country, number))):
            return found
        return self.by_plan.get((one.country, one.plan_id), ()) if one.plan_id else ()


def build_registry(entries: Sequence[RegistryEntry], numbers: Mapping[str, int]) -> Registry:
    """Return the registry of the known IDs; `numbers` are the numbers of plans by their IDs.

    >>> found = build_registry([RegistryEntry("QN0001", "QN", frozenset({"QN-2014"}))], {"QN-2014": 1})
    >>> found.plan(Mention("d:c1", "d", country="QN", plan_number=1))
    (0,)
    """
    plans: dict[tuple[str, str | int], list[int]] = defaultdict(list)
    for position, one in enumerate(entries):
        if not one.country:
            continue
        told_numbers = one.plan_numbers or {numbers[plan] for plan in one.plan_ids if plan in numbers}
        for plan in sorted({*one.plan_ids, *told_numbers}, key=str):
            plans[one.country, plan].append(position)
    return Registry(tuple(entries), {plan: tuple(found) for plan, found in plans.items()}, numbers)


def plan_numbers(pairs: Iterable[tuple[object, object]]) -> dict[str, int]:
    """Return plan ID -> number of the plan, where sources state it and none contradicts.

    >>> plan_numbers([("MN-2014", 1), ("MN-2014", None), ("MN-2016", 2), ("MN-2016", 3)])
    {'MN-2014': 1}
    """
    stated: dict[str, set[int]] = defaultdict(set)
    for plan, number in pairs:
        if plan and isinstance(number, int):
            stated[str(plan)].add(number)
    return {plan: next(iter(found)) for plan, found in sorted(stated.items()) if len(found) == 1}


def find_disagreements(rows: Sequence[Row]) -> Iterator[tuple[str, Issue]]:
    """Yield the key of a registry row and an issue for each ID and column that sources give differently.

    All rows stay as they are: which source is right is for a person to say.
    """
    by_id: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.key):
        by_id[str(row.values.get("commitment_id"))].append(row)
    for commitment_id, entries in sorted(by_id.items()):
        for column in _COMPARED:
            given = {_comparable_value(column, row.values.get(column)): row for row in reversed(entries)}
            given.pop(None, None)
            if len(given) > 1:
                values = " and ".join(sorted(map(str, given)))
                message = (
                    f"Sources disagree on the {column} of {commitment_id}: {values}. All are kept in the registry."
                )
                yield entries[0].key, Issue("link", "warning", "registry-disagrees", message)


def _comparable_value(column: str, value: object) -> object:
    return fold_number(value) if column == "number" else value
