"""Progress report of one commitment as a web page (FORMATS.md F2): a few fields, and a status by milestone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import Block, Claim, Document, Line, Parsed, RawRecord, RawValue, Table, TextBlock
from pipeline.parsers.forms.form_milestones import MilestoneTable, head_of
from pipeline.parsers.forms.form_milestones import records as milestones
from pipeline.parsers.forms.progress_sections import Section, headline, progress, sections
from pipeline.structure.form_fields import form_fields
from pipeline.structure.lines import code_value, lines_of, text_of, value
from pipeline.structure.numbers import is_named, split_number
from pipeline.structure.stream import piece, stream

NAME = "progress_report_page"
VERSION = "1"
TITLE = "Progress report of one commitment (web page)"

HEAD = 40
"""Blocks that may hold the headline and the commitment's title."""

FIELDS = form_fields(NAME)
"""Field that a label needs -> raw field of the commitment."""

WITHIN = ("timeline", "start_date", "end_date", "results")
"""Labels that belong to the milestone above them."""

TABLE = {"timeline": "timeline", "start_date": "start_date", "end_date": "end_date", "results": "evidence",
         "status": "evidence", "completion": "evidence", "responsible": "responsible"}  # fmt: skip


def identify(document: Document) -> Claim | None:
    """Claim a page that calls itself a progress report of one commitment and states its lead and its progress."""
    called, titled = headline(document.blocks[:HEAD]), _find_title(document.blocks)
    if called is None or titled is None:
        return None
    found = sections(document.blocks[titled + 1 :])
    names = {section.field for section in found}
    tables = any(_iterate_tables(document.blocks))
    if "lead_institution" not in names or not (tables or names & {"milestone", "results"}):
        return None
    return Claim(NAME, f"'{text_of(called)[:60]}' on '{text_of(document.blocks[titled])[:60]}'")


def _find_title(blocks: Sequence[Block]) -> int | None:
    """Return the place of the block that names the commitment: the last one before the first label."""
    found = None
    for index, block in enumerate(blocks[:HEAD]):
        if not isinstance(block, TextBlock):
            continue
        if is_named(text_of(block)) and len(text_of(block)) < 300 and block is not headline((block,)):
            found = index if found is None or block.kind == "heading" else found
        elif found is not None and any(section.field for section in sections((block,))):
            break
    return found


def parse(document: Document) -> Parsed:
    """Read the commitment's fields and each milestone with its dates, its status in words and its progress."""
    titled = _find_title(document.blocks)
    if titled is None:
        return Parsed("self_assessment", "government", ())
    blocks = document.blocks[titled + 1 :]
    found = sections(blocks)
    fields = dict(_iterate_named(document.blocks[titled])) | _read_fields(found)
    records = [RawRecord("commitments", "c1", fields)]
    records += [_with_status(record) for record in milestones(list(_iterate_tables(blocks)), "c1", TABLE)]
    records += _iterate_milestones(found, len(records))
    records += [rating for record in records for rating in _iterate_ratings(record)]
    called = headline(document.blocks[:HEAD])
    facts = {"title": value(lines_of(called), "heading")} if called else {}
    return Parsed("self_assessment", "government", tuple(records), facts)


def _iterate_named(block: Block) -> Iterator[tuple[str, RawValue]]:
    lines = lines_of(block)
    whole = stream(lines)
    number, rest = split_number(whole.text.replace("\n", " "))
    if number:
        yield "number", RawValue(number, "heading", lines[:1])
    if rest:
        yield "title", RawValue(rest, "heading", piece(whole, len(whole.text) - len(rest), len(whole.text)))


def _read_fields(sections: Sequence[Section]) -> dict[str, RawValue]:
    told: dict[str, list[Line]] = {}
    inside = False
    for section in sections:
        if section.field == "milestone":
            inside = True
        if section.field == "ends":
            break
        name = FIELDS.get(section.field or "")
        if inside and section.field in WITHIN:
            continue
        if name is None and section.field is None and not inside and told and not {"results", "next_steps"} & set(told):
            name = "description"
        if name and section.lines:
            told.setdefault(name, []).extend(section.lines)
    fields = {name: value(lines, "label") for name, lines in told.items()}
    return fields | ({"ogp_values": fields["relevance"]} if "relevance" in fields else {})


def _iterate_milestones(sections: Sequence[Section], first: int) -> Iterator[RawRecord]:
    """Yield the milestones that lines describe, each with the sections up to the next."""
    fields: dict[str, RawValue] | None = None
    count = first - 1
    for section in (*sections, Section("ends", [])):
        if section.field in WITHIN and fields is not None and section.lines:
            fields |= progress(section.lines) if section.field == "results" else _read_dates(section)
        elif section.field in ("milestone", "ends", "next_steps"):
            if fields:
                count += 1
                yield RawRecord("milestones", f"c1.m{count}", fields, commitment="c1")
            fields = _read_first_fields(section) if section.field == "milestone" else None


def _read_first_fields(section: Section) -> dict[str, RawValue]:
    fields: dict[str, RawValue] = {}
    if section.number and section.milestone:
        fields["number"] = RawValue(section.number, "label", (section.milestone,))
    if section.lines:
        fields["text"] = value(section.lines, "label")
    return fields


def _read_dates(section: Section) -> dict[str, RawValue]:
    return {str(section.field): value(section.lines, "label")}


def _iterate_tables(blocks: Sequence[Block]) -> Iterator[MilestoneTable]:
    """Yield the milestone tables of a page: headings and the rows below them."""
    for block in blocks:
        if isinstance(block, Table) and block.rows and (head := head_of(block.rows[0])):
            yield MilestoneTable(head, list(block.rows[1:]))


def _with_status(record: RawRecord) -> RawRecord:
    """Return a table's milestone with the status that opens its progress apart from the rest."""
    fields = dict(record.fields)
    told = fields.pop("evidence", None)
    return RawRecord(record.table, record.place, fields | (progress(told.lines) if told else {}), record.commitment)


def _iterate_ratings(record: RawRecord) -> Iterator[RawRecord]:
    """Yield the progress of a milestone whose words no status has."""
    told = record.fields.get("status_raw")
    if record.table == "milestones" and told is not None:
        fields = {"indicator": code_value("progress"), "value": told, "assessor": code_value("government")}
        yield RawRecord("assessments", f"{record.place}.a1", fields, commitment="c1", milestone=record.place)
