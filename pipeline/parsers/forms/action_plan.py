"""National action plans: forms of the template generations H2 to H4 and plans with run-in labels (FORMATS.md H)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.lexicon import match_label, split_label
from pipeline.model import Claim, Document, Line, Parsed, RawRecord, RawValue, TextBlock
from pipeline.model.issues import Issue
from pipeline.parsers.forms.plan_answers import Reading
from pipeline.parsers.forms.plan_items import Item, Opener, Row, fields_of, items_of, openers, themes, until
from pipeline.parsers.forms.plan_reading import read
from pipeline.parsers.forms.plan_rows import fields as labels
from pipeline.schema.data import reference
from pipeline.structure.fuller_reading import fuller_reading
from pipeline.structure.lines import join, lines_of, value
from pipeline.structure.titles import opening_lines, title_of

NAME = "action_plan"
VERSION = "1"
TITLE = "National action plan"

FEWEST = 2
"""Commitments that make a plan: one alone is a page or a template."""

MOST_ASSESSED = 0.2
"""Share of the commitments that may print a report's label: a word may be one by chance."""

FACTS = ("country", "period", "date_prepared")
OPENING = 30
"""Items in which the document's own facts stand."""

_EMAIL = re.compile(r"[\w.+-]{1,64}\s?@\s?[\w.-]{1,100}")
_CHUNK = re.compile(r"[^,;(\n]{3,80}")


def identify(document: Document) -> Claim | None:
    """Claim a document of several commitments with a plan's labels, no assessments, and no report's title."""
    if not document.blocks or _is_report(document):
        return None
    items = items_of(document.blocks)
    found = openers(items)
    if not found or not _on_subject(document):
        return None
    if len(found) < FEWEST or len({opener.number or join(opener.title) for opener, _ in found}) < FEWEST:
        return None
    asked = [frozenset().union(*map(fields_of, items[opener.index + 1 : end])) for opener, end in found]
    assessed = [_assessed(items[opener.index + 1 : end]) for opener, end in found]
    if sum(assessed) > MOST_ASSESSED * len(asked):
        return None
    common = sorted({name for fields in asked for name in fields} & labels("fields"))
    return Claim(NAME, f"{len(found)} commitments with a plan's labels: {', '.join(common)}")


def _on_subject(document: Document) -> bool:
    """Say whether a document speaks of open government or of commitments: strategies have forms like a plan's."""
    words = tuple(reference("action_plan")["subject"])
    return any(any(word in line.text.casefold() for word in words) for line in lines_of(document.blocks))


def _assessed(items: Sequence[Item]) -> bool:
    """Say whether a commitment prints a label of reports on a plan, at the beginning of an item or of a line."""
    return any(fields_of(item) & labels("assessed") for item in items)


def _is_report(document: Document) -> bool:
    title = " ".join([*(line.text for line in opening_lines(document)), document.properties.get("title", "")])
    words = "|".join(re.escape(word) for word in reference("action_plan")["other_titles"])
    return re.search(rf"(?<!\w)(?:{words})(?!\w)", title, re.IGNORECASE) is not None


def parse(document: Document) -> Parsed:
    """Read every commitment: its fields, the values that it ticks, and its milestones."""
    items = items_of(document.blocks)
    found = openers(items)
    headings = themes(items, found)
    recurring = _recurring(items, found)
    records: list[RawRecord] = []
    issues: list[Issue] = []
    unpublished: set[str] = set()
    for index, ((opener, end), theme) in enumerate(zip(found, headings, strict=True), start=1):
        place = f"c{index}"
        start = max(opener.index, opener.last) + 1
        reading = read(place, items[start : until(items, end)], opener.rest, recurring)
        records.append(RawRecord("commitments", place, dict(_fields(opener, theme, reading))))
        records += _milestones(reading)
        issues += reading.issues
        unpublished |= reading.unpublished
    if unpublished:
        text = f"The plan's answers to these labels have no column and are left out: {', '.join(sorted(unpublished))}."
        issues.append(Issue("parse", "info", "label-without-column", text))
    own = Parsed("action_plan", "government", tuple(records), _facts(document, items), tuple(issues))
    return fuller_reading(document, own)


def _recurring(items: Sequence[Item], found: Sequence[tuple[Opener, int]]) -> frozenset[str]:
    """Return the texts that stand in several commitments: the form's own headings."""
    seen: set[str] = set()
    again: set[str] = set()
    for opener, end in found:
        texts = {join(item.lines) for item in items[opener.index : end] if isinstance(item, TextBlock)}
        again |= seen & texts
        seen |= texts
    return frozenset(again)


def _fields(opener: Opener, theme: TextBlock | None, reading: Reading) -> Iterator[tuple[str, RawValue]]:
    if opener.number:
        yield "number", RawValue(opener.number, "heading", opener.title[:1] or opener.rest[:1])
    if opener.title:
        yield "title", value(opener.title, "heading")
    if theme is not None:
        yield "theme", value(theme.lines, "heading")
    for name, lines in reading.parts.items():
        if name != "contact_name":
            yield name, value(lines, reading.methods[name])
    if reading.values is not None:
        yield "ogp_values", reading.values
    yield from _contact(reading)


def _contact(reading: Reading) -> Iterator[tuple[str, RawValue]]:
    """Yield the official: the first one where a label asks for all that is told of several."""
    named = reading.parts.get("contact_name", [])
    whole = join([*named, *reading.contacts])
    if named:
        several = len(_EMAIL.findall(join(named))) > 0
        yield "contact_name", _first_name(named) if several else value(named, "label")
    if "contact_email" in reading.parts or not whole:
        return
    email = _EMAIL.search(whole)
    lines = tuple(reading.contacts or named)
    if email:
        yield "contact_email", RawValue(email[0] if named and not reading.contacts else join(lines), "label", lines)
    elif reading.contacts and any(char.isdigit() for char in whole) and "contact_phone" not in reading.parts:
        yield "contact_phone", value(reading.contacts, "label")


def _first_name(lines: Sequence[Line]) -> RawValue:
    chunk = _CHUNK.match(join(lines))
    return RawValue(chunk[0].strip() if chunk else join(lines), "label", tuple(lines[:1]))


def _milestones(reading: Reading) -> Iterator[RawRecord]:
    for index, fields in enumerate(reading.milestones, start=1):
        yield RawRecord("milestones", f"{reading.place}.m{index}", fields, commitment=reading.place)


def _facts(document: Document, items: Sequence[Item]) -> dict[str, RawValue]:
    """Return the document's own facts: its title page, and labels before the first commitment."""
    facts = title_of(document)
    for item in items[:OPENING]:
        for name, told in _stated(item):
            facts.setdefault(name, told)
    return facts


def _stated(item: Item) -> Iterator[tuple[str, RawValue]]:
    if isinstance(item, Row):
        cells = item.cells.cells
        match = match_label(join(lines_of(cells[0])), fields=FACTS) if len(cells) > 1 else None
        lines = lines_of([block for cell in cells[1:] for block in cell.blocks])
        if match and match.method == "exact" and lines:
            yield match.field, value(lines, "label")
        return
    found = split_label(join(item.lines), fields=FACTS)
    if found and found[1] and len(found[1]) < 100:
        yield found[0].field, RawValue(found[1], "label", item.lines)
