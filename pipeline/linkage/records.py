"""Input of linking as plain records: the commitments that documents mention, and the registry with the IDs of plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.model import Extraction, Row
from pipeline.model.identifiers import bare_number
from pipeline.model.issues import Issue

TEXTS = (
    "problem_statement",
    "main_objective",
    "brief_description",
    "description",
    "expected_results",
    "ambition",
    "relevance",
    "additional_information",
)
"""Columns of commitments that say what it is about; results and next steps speak of other things."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One document's account of a commitment. `position` counts the commitments of its document from 0."""

    key: str
    document_id: str
    position: int = 0
    country: str | None = None
    plan_id: str | None = None
    plan_number: int | None = None
    number: str | None = None
    titles: tuple[str, ...] = ()
    text: str = ""
    lead: str = ""
    areas: frozenset[str] = frozenset()
    commitment_id: str | None = None
    page: int | None = None
    local_member: str | None = None
    theme: str | None = None
    related_document_id: str | None = None


@dataclass(frozen=True, slots=True)
class RegistryEntry:
    """A commitment ID with all that any source says of it: plans, numbers, titles, texts."""

    commitment_id: str
    country: str | None = None
    plan_ids: frozenset[str] = frozenset()
    plan_numbers: frozenset[int] = frozenset()
    numbers: frozenset[str] = frozenset()
    titles: tuple[str, ...] = ()
    text: str = ""
    lead: str = ""
    areas: frozenset[str] = frozenset()


def collect_mentions(extractions: Iterable[Extraction]) -> tuple[Mention, ...]:
    """Return every commitment of every document, with the texts of its milestones, ordered by key."""
    found = [one for extraction in extractions for one in _document_mentions(extraction)]
    return tuple(sorted(found, key=lambda one: one.key))


def _document_mentions(extraction: Extraction) -> Iterator[Mention]:
    milestones: dict[object, list[str]] = {}
    for row in extraction.rows:
        if row.table == "milestones" and row.values.get("text"):
            milestones.setdefault(row.values.get("commitment_key"), []).append(str(row.values["text"]))
    commitments = [row for row in extraction.rows if row.table == "commitments"]
    for position, row in enumerate(commitments):
        yield _build_mention(row, extraction.document, position, milestones.get(row.key, ()))


def _build_mention(row: Row, document: Mapping[str, object], position: int, milestones: Sequence[str]) -> Mention:
    values = row.values
    plan_number = values.get("plan_number")
    pages = (place.anchor.page for place in row.provenance if place.field in {"commitment_id", "title"})
    return Mention(
        key=row.key,
        document_id=str(document["document_id"]),
        position=position,
        country=text_value(values, "country_code"),
        plan_id=text_value(values, "plan_id"),
        plan_number=plan_number if isinstance(plan_number, int) else None,
        number=fold_number(values.get("number")),
        titles=tuple(filter(None, [text_value(values, "title")])),
        text="\n".join(filter(None, [*(text_value(values, name) for name in TEXTS), *milestones])),
        lead=text_value(values, "lead_institution") or "",
        areas=list_value(values, "policy_areas"),
        commitment_id=text_value(values, "commitment_id"),
        page=next(pages, None),
        local_member=text_value(document, "local_member"),
        theme=text_value(values, "theme"),
        related_document_id=text_value(document, "related_document_id"),
    )


def merge_registry(rows: Iterable[Mapping[str, object]], stating: Iterable[Mention]) -> tuple[RegistryEntry, ...]:
    """Return every ID of the registry's rows and of the commitments that state one, all sources together, by ID."""
    parts: dict[str, list[RegistryEntry]] = {}
    for row in rows:
        if commitment_id := text_value(row, "commitment_id"):
            parts.setdefault(commitment_id, []).append(_from_registry(commitment_id, row))
    for one in stating:
        if one.commitment_id:
            parts.setdefault(one.commitment_id, []).append(_from_mention(one))
    return tuple(_merge_entries(commitment_id, parts[commitment_id]) for commitment_id in sorted(parts))


def _from_registry(commitment_id: str, row: Mapping[str, object]) -> RegistryEntry:
    number = row.get("plan_number")
    return RegistryEntry(
        commitment_id,
        text_value(row, "country_code"),
        frozenset(filter(None, [text_value(row, "plan_id")])),
        frozenset([number] if isinstance(number, int) else []),
        frozenset(filter(None, [fold_number(row.get("number"))])),
        tuple(dict.fromkeys(filter(None, [text_value(row, "title"), *sorted(list_value(row, "other_titles"))]))),
    )


def _from_mention(one: Mention) -> RegistryEntry:
    assert one.commitment_id
    return RegistryEntry(
        one.commitment_id,
        one.country,
        frozenset(filter(None, [one.plan_id])),
        frozenset(filter(None, [one.plan_number])),
        frozenset(filter(None, [one.number])),
        one.titles,
        one.text,
        one.lead,
        one.areas,
    )


def _merge_entries(commitment_id: str, parts: Sequence[RegistryEntry]) -> RegistryEntry:
    return RegistryEntry(
        commitment_id,
        min((part.country for part in parts if part.country), default=None),
        frozenset().union(*(part.plan_ids for part in parts)),
        frozenset().union(*(part.plan_numbers for part in parts)),
        frozenset().union(*(part.numbers for part in parts)),
        tuple(sorted({title for part in parts for title in part.titles})),
        # The order of sources must not matter, and one text said twice counts once.
        "\n".join(sorted({part.text for part in parts if part.text})),
        " ".join(sorted({part.lead for part in parts if part.lead})),
        frozenset().union(*(part.areas for part in parts)),
    )


def fold_number(number: object) -> str | None:
    """Return a number as it compares: '3.3.1.1.' and '3.3.1.1' are one.

    >>> fold_number("Commitment 3.3.1.1."), fold_number(None)
    ('3.3.1.1', None)
    """
    return (bare_number(str(number)) or None) if number is not None else None


def text_value(values: Mapping[str, object], name: str) -> str | None:
    """Return a text value, None where there is none."""
    value = values.get(name)
    return value if isinstance(value, str) and value else None


def list_value(values: Mapping[str, object], name: str) -> frozenset[str]:
    """Return the texts of a list value."""
    value = values.get(name)
    return frozenset(map(str, value)) if isinstance(value, list | tuple) else frozenset()


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
