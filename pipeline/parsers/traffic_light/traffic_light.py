"""The traffic-light self-assessment (2021 and later): milestones with a coloured status, evidence and remarks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.lexicon import match_label
from pipeline.lexicon.vocabularies import fold_printed_word
from pipeline.model import Block, Cell, Claim, Document, Line, Parsed, RawRecord, RawValue, Table, TextBlock
from pipeline.model.issues import Issue, Severity
from pipeline.parsers.forms.commitment_numbers import numbers_of
from pipeline.parsers.forms.ratings import iterate_sentences
from pipeline.parsers.traffic_light.milestone_rows import (
    CommitmentHeading,
    MilestoneColumns,
    MilestoneRow,
    iterate_mismatches,
    iterate_rows,
    match_columns,
    read_section_heading,
)
from pipeline.parsers.traffic_light.stakeholder_comments import Comment, opens_comment, split_comments
from pipeline.structure.commitments.legends import (
    Status,
    find_status_color,
    is_colored,
    load_traffic_light_words,
    read_color_legend,
    read_status,
)
from pipeline.structure.lines import lines_of, make_code_value, make_value, text_of
from pipeline.structure.numbers import is_named
from pipeline.structure.outline.report_title import stated_facts
from pipeline.structure.outline.tree import outline_items
from pipeline.structure.surfaces import split_pieces

NAME = "traffic_light"
VERSION = "1"
TITLE = "Traffic-light self-assessment (2021+)"

MatchedTable = tuple[Table, MilestoneColumns]

FACTS = ("country", "period", "date_prepared", "plan")
_PROBLEMS: dict[str, tuple[Severity, str]] = {
    "status-missing": ("warning", "Milestone {0} has neither a colour nor a word as its status."),
    "status-contradicts-colour": ("warning", "The status of milestone {0} is '{1}', its cell's colour says otherwise."),
    "colour-not-in-legend": ("warning", "The report's legend does not explain the colour {1} of milestone {0}."),
}


@dataclass(slots=True)
class _Reading:
    """What the walk over a report gathers; `statuses` are the colours of the milestones by commitment number."""

    legend: dict[str, str]
    records: list[RawRecord] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    statuses: dict[str, list[str | None]] = field(default_factory=dict)
    place: str | None = None
    number: str = ""
    title: str = ""
    count: int = 0
    remarks: int = 0
    missing: list[tuple[str, str, int | None]] = field(default_factory=list)


def identify(document: Document) -> Claim | None:
    """Claim a document with a table whose headings name a milestone, its status, and the evidence or reasons.

    Colors make it a traffic light, those of cells or of a legend, or rows that name the commitments of all tables: a
    wider table without a status by color is a register, which tells more of them. Tables below forms of commitments are
    parts of these.
    """
    matched = _match_tables(document.blocks)
    if not matched or not _name_commitments(document.blocks, matched):
        return None
    has_legend = bool(read_color_legend(document.blocks))
    tables = [block for block in document.blocks if isinstance(block, Table)]
    widest = max((max(len(row.cells) for row in table.rows) for table in tables if table.rows), default=0)
    for table, layout in matched.values():
        is_widest = max(len(row.cells) for row in table.rows) == widest
        if has_legend or _is_traffic_light(table, layout, is_widest):
            said = ", ".join(text_of(cell) for cell in layout.columns.headings.values())
            return Claim(NAME, f"table with the columns {said}")
    return None


def _name_commitments(blocks: Sequence[Block], matched: Mapping[int, MatchedTable]) -> bool:
    """Return whether most of several tables name their commitments, in rows or right above; else forms do."""
    named = 0
    for place, (table, layout) in matched.items():
        in_rows = any(isinstance(row, CommitmentHeading) for row in iterate_rows(table, layout))
        named += in_rows or (place > 0 and read_section_heading(blocks[place - 1]) is not None)
    return len(matched) < 2 or 2 * named > len(matched)


def _is_traffic_light(table: Table, layout: MilestoneColumns, is_widest: bool) -> bool:
    """Return whether a table names its commitments in rows of its own, or shows a status by color."""
    rows = list(iterate_rows(table, layout))
    colored = any(isinstance(row, MilestoneRow) and row.status and is_colored(row.status) for row in rows)
    return colored or (is_widest and any(isinstance(row, CommitmentHeading) for row in rows))


def parse(document: Document) -> Parsed:
    """Read commitments, milestones with status and evidence, remarks, recommendations, and check the totals."""
    matched = _match_tables(document.blocks)
    others = [block for index, block in enumerate(document.blocks) if index not in matched]
    reading = _Reading(read_color_legend(others))
    for index, block in enumerate(document.blocks):
        if index in matched:
            _read_table(reading, *matched[index])
        elif index + 1 in matched and (found := read_section_heading(block)):
            _add_commitment(reading, found)
    _report_lost_colours(reading)
    groups = collect_groups(document.blocks)
    _read_closing_comments(reading, others)
    issues = (*reading.issues, *_check_totals(others, groups, reading, document.language))
    kept = (*reading.records, *build_records(groups))
    return Parsed(
        "self_assessment", "government", kept, stated_facts(split_pieces(outline_items(document)), FACTS), issues
    )


def _match_tables(blocks: Sequence[Block]) -> dict[int, MatchedTable]:
    """Return the milestone tables with their columns by their place among the blocks."""
    return {
        index: (block, layout)
        for index, block in enumerate(blocks)
        if isinstance(block, Table) and (layout := match_columns(block))
    }


def _read_table(reading: _Reading, table: Table, layout: MilestoneColumns) -> None:
    for unknown in layout.columns.unknown:
        text = f"The milestone table has a column that is not known: '{text_of(unknown)[:120]}'. Add it to the lexicon."
        reading.issues.append(Issue("parse", "warning", "unmapped-label", text, _page_of_cells([unknown])))
    for entry in iterate_rows(table, layout):
        if isinstance(entry, CommitmentHeading):
            _add_commitment(reading, entry)
        elif isinstance(entry, MilestoneRow):
            _add_milestone(reading, entry)
        else:
            text = f"A row of the milestone table holds no milestone: '{_join_text(entry.cells)[:200]}'"
            reading.issues.append(Issue("parse", "warning", "row-not-read", text, _page_of_cells(entry.cells)))


def _add_commitment(reading: _Reading, heading: CommitmentHeading) -> None:
    """Open a commitment; one that is named again (in a table's row and above it) stays the same."""
    title = heading.title.text if heading.title else ""
    number = heading.numbers[0].text if heading.numbers else ""
    if reading.place and number == reading.number and (number or title == reading.title):
        return
    reading.title = title
    reading.number = number
    places = [f"c{reading.count + index}" for index in range(1, max(1, len(heading.numbers)) + 1)]
    for place, named in zip(places, heading.numbers or (None,), strict=True):
        fields = {"number": named, "title": heading.title}
        given = {name: printed for name, printed in fields.items() if printed is not None}
        reading.records.append(RawRecord("commitments", place, given))
        reading.statuses.setdefault(named.text if named else place, [])
    # Milestones of commitments that are treated together are under the first of them.
    reading.place, reading.count = places[0], reading.count + len(places)


def _add_milestone(reading: _Reading, entry: MilestoneRow) -> None:
    if reading.place is None:
        _add_commitment(reading, CommitmentHeading((), None))
        text = "The milestone table names no commitment above its first milestone; its milestones stand under none."
        reading.issues.append(
            Issue("parse", "warning", "milestones-without-commitment", text, _page_of_value(entry.number))
        )
    key = reading.number or str(reading.place)
    place = f"{reading.place}.m{len(reading.statuses[key]) + 1}"
    status = read_status(entry.status, reading.legend) if entry.status else Status(None, None, "status-missing")
    reading.statuses[key].append(find_status_color(status, reading.legend))
    own, remarks = _read_evidence(entry.cells.get("evidence"))
    fields = {name: _cell_value(cell) for name, cell in entry.cells.items() if name != "evidence"}
    fields |= {"number": entry.number, "text": entry.text, "status": status.status, "status_raw": status.raw}
    fields["evidence"] = make_value(own, "column") if own else None
    given = {name: printed for name, printed in fields.items() if printed is not None}
    reading.records.append(RawRecord("milestones", place, given, commitment=reading.place))
    _report_status(reading, status, entry, place)
    for index, remark in enumerate(remarks, 1):
        _add_comment(reading, remark, f"{place}.k{index}", (reading.place, place))


def _read_evidence(cell: Cell | None) -> tuple[tuple[Line, ...], tuple[Comment, ...]]:
    return split_comments(lines_of(cell)) if cell else ((), ())


def _cell_value(cell: Cell) -> RawValue | None:
    lines = lines_of(cell)
    return make_value(lines, "column") if lines else None


def _report_status(reading: _Reading, status: Status, entry: MilestoneRow, place: str) -> None:
    if status.problem is None:
        return
    number = entry.number.text if entry.number else (entry.text.text[:60] if entry.text else place)
    page = _page_of_cells([entry.status] if entry.status else []) or _page_of_value(entry.number)
    if status.problem == "status-missing":
        reading.missing.append((number, place, page))
        return
    severity, wording = _PROBLEMS[status.problem]
    text = wording.format(number, status.raw.text if status.raw else "")
    reading.issues.append(Issue("parse", severity, status.problem, text, page, place))


def _report_lost_colours(reading: _Reading) -> None:
    """Report missing statuses: once where the format lost all colours, else each."""
    total = sum(len(found) for found in reading.statuses.values())
    if reading.missing and len(reading.missing) == total:
        text = (
            f"The status of the {total} milestones is told by colours, which this file does not hold. "
            "Take the PDF or DOCX of the report."
        )
        reading.issues.append(Issue("parse", "info", "colour-lost", text, reading.missing[0][2]))
        return
    severity, wording = _PROBLEMS["status-missing"]
    for number, place, page in reading.missing:
        reading.issues.append(Issue("parse", severity, "status-missing", wording.format(number), page, place))


def _add_comment(reading: _Reading, remark: Comment, place: str, of: tuple[str | None, str | None]) -> None:
    fields = {"author": remark.author, "date": remark.date}
    if remark.text:
        fields["text"] = remark.text
    if remark.proposal and remark.text:
        colour = remark.proposal.colour
        fields["proposed_status"] = RawValue(reading.legend.get(colour, colour), "prose", remark.text.lines)
        fields["conditional"] = RawValue(str(remark.proposal.conditional).lower(), "derived", remark.text.lines)
    if remark.contested:
        text = f"{remark.author.text} proposes several different statuses in one remark; none is taken."
        reading.issues.append(
            Issue("parse", "warning", "conflicting-proposals", text, _page_of_value(remark.author), place)
        )
    reading.records.append(RawRecord("comments", place, fields, commitment=of[0], milestone=of[1]))


def _read_closing_comments(reading: _Reading, blocks: Sequence[Block]) -> None:
    """Read the remarks outside the table: from an opener to the next heading, table, or opener."""
    held: list[Line] = []
    for block in (*blocks, None):
        ended = block is None or isinstance(block, Table) or is_heading(block)
        if held and ended:
            _, remarks = split_comments(held)
            for remark in remarks:
                reading.remarks += 1
                _add_comment(reading, remark, f"k{reading.remarks}", (None, None))
            held = []
        elif isinstance(block, TextBlock) and not ended and (held or opens_comment(text_of(block))):
            held.extend(lines_of(block))


def _check_totals(
    blocks: Sequence[Block],
    groups: Sequence[RecommendationGroup],
    reading: _Reading,
    tongue: str | None,
) -> Iterator[Issue]:
    """Check the numbers that the report states: of single commitments under their recommendations, else of all."""
    answers = {line: group.numbers for group in groups for line in group.response}
    for block in blocks:
        if not isinstance(block, TextBlock) or block.kind == "list_item":
            continue
        commitments = answers.get(block.lines[0], ()) if block.lines else ()
        for sentence in iterate_sentences(block.lines, tongue):
            yield from iterate_mismatches(sentence, reading.statuses, commitments or numbers_of(sentence.text))


def _join_text(cells: Sequence[Cell]) -> str:
    return " | ".join(filter(None, map(text_of, cells)))


def _page_of_cells(cells: Sequence[Cell]) -> int | None:
    return next((anchor.page for cell in cells for anchor in cell.anchors if anchor.page), None)


def _page_of_value(printed: RawValue | None) -> int | None:
    return next((line.anchor.page for line in printed.lines), None) if printed else None


LONGEST_HEADING = 140


@dataclass(slots=True)
class RecommendationGroup:
    """Recommendations on one or several commitments: their numbers, the items, and the lines that answer them."""

    numbers: tuple[str, ...]
    heading: tuple[Line, ...]
    items: list[tuple[Line, ...]] = field(default_factory=list)
    response: list[Line] = field(default_factory=list)


def is_heading(block: Block) -> bool:
    """Return whether a block is a heading, by its style or as a chapter title that the lexicon knows."""
    if not isinstance(block, TextBlock):
        return False
    text = text_of(block)
    return block.kind == "heading" or (
        len(text) < LONGEST_HEADING and match_label(text, fields={"heading"}) is not None
    )


def collect_groups(blocks: Sequence[Block]) -> tuple[RecommendationGroup, ...]:
    """Return the groups of recommendations in the chapter on the IRM's recommendations."""
    found: list[RecommendationGroup] = []
    inside = False
    for block in blocks:
        if not isinstance(block, TextBlock):
            inside = False
        elif inside and (numbers := _group_numbers(block)):
            found.append(RecommendationGroup(numbers, block.lines))
        elif is_heading(block):
            inside = _is_chapter(text_of(block))
            if inside:
                found.append(RecommendationGroup((), block.lines))
        elif inside:
            _add_block(found[-1], block)
    return tuple(group for group in found if group.items)


def _add_block(group: RecommendationGroup, block: TextBlock) -> None:
    if block.kind == "list_item":
        group.items.append(block.lines)
    elif group.items:
        group.response.extend(block.lines)


def _is_chapter(text: str) -> bool:
    data = load_traffic_light_words()["recommendations"]
    words = f" {' '.join(text.lower().split())} "
    named = any(f" {issuer} " in words or f"{issuer}'" in words for issuer in data["issuer"])
    return named and any(fold_printed_word(stem) in fold_printed_word(text) for stem in data["heading"])


def _group_numbers(block: TextBlock) -> tuple[str, ...]:
    text = text_of(block)
    if block.kind == "list_item" or len(text) > 2 * LONGEST_HEADING or not is_named(text):
        return ()
    return numbers_of(text)


def build_records(found: Sequence[RecommendationGroup]) -> Iterator[RawRecord]:
    """Yield a record for each recommendation, its group's response with it."""
    pairs = [(group, item) for group in found for item in group.items]
    for index, (group, item) in enumerate(pairs, 1):
        fields = {"text": make_value(item, "list"), "issuer": make_code_value("irm")}
        if group.numbers:
            fields["commitments"] = RawValue(" ".join(group.numbers), "heading", group.heading)
        if group.response:
            fields["response"] = make_value(group.response, "prose")
        yield RawRecord("recommendations", f"r{index}", fields)
