"""What stands on a commitment page, in order, before it becomes HTML or plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from scripts.specimens.facts import Entry, country, list_item, listed_in, load, plan_of

Kind = Literal["heading", "field", "label", "text", "item", "note", "listed", "table"]
"""`field`: label and value on one line; `label`: a label alone; `listed`: an item of the country's list; `table`: rows,
the first of them the headings."""


@dataclass(frozen=True, slots=True)
class Block:
    """One line or paragraph of a page; `label` is a field's label, a note's label or a list's second line."""

    kind: Kind
    text: str = ""
    label: str = ""
    level: int = 2
    rows: tuple[tuple[str, ...], ...] = ()


def blocks_of(facts: Mapping[str, Any], entry: Entry) -> Iterator[Block]:
    """Yield the blocks of a commitment page."""
    yield Block("text", country().name)
    yield Block("heading", f"{entry.title} ({entry.id})", level=1)
    yield from _glance(facts, entry)
    yield from _review(facts)
    yield Block("heading", "Description")
    yield from (Block("text", text) for text in facts["text"])
    yield from _template(facts)
    for summary in facts["summaries"]:
        yield from _summary(summary, facts)
    yield from (_note(*note) for note in facts["notes"])
    yield from _country_list(facts["list_cycles"])


def _glance(facts: Mapping[str, Any], entry: Entry) -> Iterator[Block]:
    yield Block("heading", "Overview")
    yield Block("heading", "At-a-Glance", level=3)
    yield Block("field", plan_of(entry.plan).site_name, "Action Plan:")
    yield Block("field", str(entry.plan), "Action Plan Cycle:")
    yield from (Block("field", value, label) for label, value in facts["glance"])
    yield Block("heading", "Institutions", level=3)
    yield Block("field", facts["lead"], "Lead Institution:")
    yield Block("field", facts["support"], "Support Institution(s):")
    yield Block("heading", "Policy Areas", level=3)
    yield Block("text", ", ".join(facts["policy_areas"]))


def _review(facts: Mapping[str, Any]) -> Iterator[Block]:
    yield Block("heading", "IRM Review", level=3)
    yield Block("field", facts["irm_report"], "IRM Report:")
    yield from (Block("field", value, label) for label, value in facts["marks"])
    yield Block("heading", "Design i", level=3)
    yield from (Block("field", value, label) for label, value in facts["design"])
    yield Block("heading", "Implementation i", level=3)
    yield Block("field", facts["completion"], "Completion:")


def _template(facts: Mapping[str, Any]) -> Iterator[Block]:
    """Yield the action plan's template: labels of its generation, answers, milestones."""
    if facts["template"] is None:
        return
    template = load("page_templates")[facts["template"]]
    for label, key in template["labels"]:
        yield Block("label", label)
        yield from (Block("text", text) for text in facts["fields"].get(key, []))
    yield from _milestones(template["milestones"], facts["milestones"])


def _milestones(heading: str | list[str], milestones: list[Mapping[str, Any]]) -> Iterator[Block]:
    """Yield the milestones as lines, or as a table where the template has columns for outputs and dates."""
    if isinstance(heading, list):
        rows = ((f"{row['number']}. {row['text']}", row["output"], row["end"]) for row in milestones)
        yield Block("table", rows=(tuple(heading), *rows))
        return
    yield Block("label", heading)
    for milestone in milestones:
        yield Block("text", f"{milestone['number']}. {milestone['text']}")
        if milestone.get("start"):
            yield Block("text", f"{milestone['start']} – {milestone['end']}")


def _summary(summary: Mapping[str, Any], facts: Mapping[str, Any]) -> Iterator[Block]:
    """Yield a status summary of the IRM, with the numbering of its own report."""
    yield Block("heading", summary["heading"])
    yield Block("text", summary["title"])
    if "level" in summary:
        yield Block("text", summary["level"])
        yield from (Block("text", text) for text in summary["prose"])
        return
    yield Block("text", summary["intro"])
    yield Block("heading", "Main Objective", level=3)
    yield Block("text", summary["objective"])
    yield Block("heading", "Milestones", level=3)
    yield from (Block("item", text) for text in summary["milestones"])
    yield Block("text", summary["editorial_note"].format(*facts["links"]))
    yield Block("heading", "IRM Design Report Assessment")
    for label, value in summary["assessment"]:
        yield Block("label", label)
        yield Block("text", value)
    yield Block("heading", "Commitment analysis")
    yield from (Block("text", text) for text in summary["analysis"])


def _note(label: str, text: str, url: str | None) -> Block:
    return Block("note", text.format(url=url), label)


def _country_list(cycles: list[int]) -> Iterator[Block]:
    yield Block("heading", f"{country().name}'s Commitments")
    for entry in listed_in(cycles):
        yield Block("listed", *list_item(entry))
