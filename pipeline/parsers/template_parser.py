"""Parsers of known templates: each is a file of `schemas/templates/` that says to the structure engine what it reads.

A template names the format, says by which labels its forms are known, and who rates. The engine reads all documents
alike; a template adds no reading of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.model import Claim, Document, Parsed, RawRecord, RawValue, TextBlock
from pipeline.model.issues import Issue
from pipeline.schema.data import list_data, load_data
from pipeline.structure.commitments.collection import Commitment
from pipeline.structure.lines import lines_of, text_of
from pipeline.structure.milestones.progress import is_percentage
from pipeline.structure.outline.report_title import OPENING_PIECES, find_title, opening_lines, stated_facts
from pipeline.structure.structure_reading import StructureReading, get_reading, read_structure
from pipeline.structure.surfaces import label_key

FACTS = ("country", "period", "date_prepared", "theme")
"""Fields of the document itself that labels ask for, before its forms or in a form's head."""

DECLARED_SHARE = 0.8
"""Share of a template's own labels that a form has: others may be left out or reworded."""


class TemplateParser:
    """Reads the documents of one template."""

    def __init__(self, template: Mapping[str, Any]) -> None:
        self.template = template
        self.NAME: str = template["name"]
        self.VERSION: str = template["version"]
        self.TITLE: str = template["title"]

    def identify(self, document: Document) -> Claim | None:
        """Claim a document most of whose forms ask what the template asks."""
        if not self._has_words(document):
            return None
        reading = self._read(document)
        found = [form for form in reading.commitments if _asked_fields(form)]
        typical = [form for form in found if self._is_typical(form)]
        if len(typical) < self.template["fewest_forms"] or len(typical) < self.template["share"] * len(found):
            return None
        if len(typical) > self.template.get("most_forms", len(typical)) or not self._has_milestones(reading):
            return None
        common = sorted(set.intersection(*map(_asked_fields, typical)))
        return Claim(self.NAME, f"{len(typical)} forms that ask for {', '.join(common)}")

    def parse(self, document: Document) -> Parsed:
        """Read every form, and the facts that the document says about itself."""
        reading = self._read(document)
        records, issues = reading.records(self.template.get("assessor"))
        facts = {**find_title(document), **stated_facts(reading.pieces, FACTS)}
        theme = facts.pop("theme", None)
        if theme is not None and len(reading.commitments) == 1:
            records = tuple(_with_theme(record, theme) for record in records)
        missing = self._missing(reading)
        return Parsed(self.template["report_type"], self.template["publisher"], records, facts, (*issues, *missing))

    def _read(self, document: Document) -> StructureReading:
        """Return the reading of a document; a template with labels of its own is read by them."""
        declared = self.template.get("labels")
        return read_structure(document, prose=False, declared=declared) if declared else get_reading(document)

    def _has_words(self, document: Document) -> bool:
        """Return whether title page and text have the words that the template's documents have."""
        title = " ".join([*(line.text for line in opening_lines(document)), document.properties.get("title", "")])
        if others := self.template.get("other_titles"):
            words = "|".join(map(re.escape, others))
            if re.search(rf"(?<!\w)(?:{words})(?!\w)", title, re.IGNORECASE):
                return False
        if subject := self.template.get("subject"):
            lines = lines_of(document.blocks)
            return any(any(word in line.text.casefold() for word in subject) for line in lines)
        if headlines := self.template.get("headline"):
            texts = [
                text_of(block).casefold() for block in document.blocks[:OPENING_PIECES] if isinstance(block, TextBlock)
            ]
            return any(any(word in text for word in headlines) for text in texts)
        return True

    def _is_typical(self, form: Commitment) -> bool:
        if declared := self.template.get("labels"):
            held = {entry.label.key for entry in form.entries}
            return sum(label_key(name) in held for name in declared) >= DECLARED_SHARE * len(declared)
        asked = _asked_fields(form)
        return _fits_rules(self.template["asks"], asked, all) and not _fits_rules(
            self.template.get("unlike", ()), asked, any
        )

    def _has_milestones(self, reading: StructureReading) -> bool:
        """Return whether the milestones state their status as the template's do: in percentages."""
        if self.template.get("milestones") != "percentages":
            return True
        records, _ = reading.records()
        told = [
            record.fields.get("status") or record.fields.get("status_raw")
            for record in records
            if record.table == "milestones"
        ]
        shares = [is_percentage(status.text) for status in told if status is not None]
        return bool(shares) and sum(shares) * 2 >= len(shares)

    def _missing(self, reading: StructureReading) -> Iterator[Issue]:
        """Yield an issue for each form that lacks a label that every form of the template has."""
        for number, form in enumerate(reading.commitments, 1):
            for name in self.template.get("required", ()):
                if name not in _asked_fields(form):
                    message = f"The form has no {name.replace('_', ' ')} level."
                    yield Issue("parse", "warning", f"{name}-missing", message, form.page, f"c{number}")


def _asked_fields(form: Commitment) -> set[str]:
    return {entry.label.field for entry in form.entries if entry.label.field}


def _fits_rules(rules: Sequence[Mapping[str, Any]], asked: set[str], combine: Any) -> bool:
    return bool(rules) and bool(combine(len(asked & set(rule["fields"])) >= rule["least"] for rule in rules))


def _with_theme(record: RawRecord, theme: RawValue) -> RawRecord:
    if record.table != "commitments" or "theme" in record.fields:
        return record
    return RawRecord(record.table, record.place, {**record.fields, "theme": theme}, record.commitment)


def template_parsers() -> tuple[TemplateParser, ...]:
    """Return a parser for each template of `schemas/templates/`."""
    return tuple(TemplateParser(load_data(f"templates/{name}")) for name in list_data("templates"))
