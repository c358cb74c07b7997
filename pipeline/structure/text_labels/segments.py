"""Cut template text that was pasted as one text into the template's fields and milestones."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from pipeline.lexicon.language import detect_language
from pipeline.lexicon.scope import add_language
from pipeline.model import OTHER_FIELD, Line, RawValue
from pipeline.structure.commitments.answers import strip_guidance
from pipeline.structure.dates import find_date_chains
from pipeline.structure.lines import Stream, cut_lines, join_lines, make_stream, make_value, open_paragraph
from pipeline.structure.milestones import RawMilestone, drop_repeated, read_milestone_lines, split_milestone_number
from pipeline.structure.milestones.numbering import is_next_number
from pipeline.structure.text_labels.label_lines import OTHER_FIELDS, find_labels
from pipeline.structure.text_labels.places import RunningLabel, fields_with_role, is_enumeration, value_start

TEMPLATE = (
    "problem_statement",
    "main_objective",
    "brief_description",
    "description",
    "relevance",
    "ambition",
    "expected_results",
    "additional_information",
    "timeline",
    "start_date",
    "end_date",
    "budget",
    "contact_name",
    "contact_position",
    "contact_email",
    "contact_phone",
    "actors_government",
    "actors_non_government",
)
"""Raw fields of a commitment that its template text can give."""


UNHELD = frozenset({OTHER_FIELDS, "ogp_challenge", "inclusion", "indicators"})
"""Fields of labels whose answers no column holds."""


_FILED_AS = {"ogp_values": "relevance", "difficulties": "problem_statement"}
"""The values that a text names are how it tells its relevance; what is difficult is the problem of a plan."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the text: raw field (None: text before the first label), label and value as lines and spans.

    Spans count characters of the lines joined as `layout.stream` joins them; `columns` are the fields that a milestone
    table's head names.
    """

    field: str | None
    label: tuple[Line, ...]
    value: tuple[Line, ...]
    start: int
    value_start: int
    end: int
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Segments:
    """A text cut into sections, and the rows of its milestone tables."""

    sections: tuple[Segment, ...]
    milestones: tuple[RawMilestone, ...]


def split_segments(lines: Sequence[Line]) -> Segments:
    """Cut the lines of a pasted template into sections at its labels, weighed together.

    >>> from pipeline.model import Anchor
    >>> cut = split_segments([Line("Main objective: open data. Ambition: to lead.", Anchor()),
    ...                       Line("Milestones:", Anchor()), Line("1. Publish the data", Anchor())])
    >>> [(s.field, s.value[0].text) for s in cut.sections], cut.milestones[0].number.text
    ([('main_objective', 'open data.'), ('ambition', 'to lead.'), ('milestones', '1. Publish the data')], '1')
    """
    text = make_stream([replace(line, text=line.text.replace("\t", " ")) for line in lines])
    with add_language(detect_language(text.text)):
        labels = find_labels(*_part_cells(make_stream(lines).text))
        # Words that end a text are no label where nothing else is one: a label has an answer.
        is_answered = any(any(map(str.isalnum, text.text[label.end :])) for label in labels)
        return _build_segments(text, labels if is_answered else ())


def _part_cells(text: str) -> tuple[str, frozenset[int]]:
    """Put each answer of a form of two columns that tabs part on the line below its label; return where they begin.

    A tab in a row of more cells is a blank: such rows are those of milestones.
    """
    rows = [line.replace("\t", "\n") if line.count("\t") == 1 else line for line in text.split("\n")]
    parted = "\n".join(rows)
    answers = frozenset(at for at, char in enumerate(parted, start=1) if char == "\n" and text[at - 1] == "\t")
    is_form = len(answers) >= LEAST_ITEMS
    return (parted if is_form else text).replace("\t", " "), answers if is_form else frozenset()


def _build_segments(text: Stream, labels: Sequence[RunningLabel]) -> Segments:
    sections = tuple(_iterate_sections(text, labels))
    milestones = [one for form in _split_forms(sections) for one in drop_repeated(list(_iterate_lists(form)))]
    return Segments(sections, tuple(milestones))


def _split_forms(sections: Sequence[Segment]) -> list[list[Segment]]:
    """Part the sections of a text that holds several commitments' forms: each opens with the same label."""
    labels = [join_lines(section.label).casefold() for section in sections]
    first = next((label for label in labels if label), None)
    forms: list[list[Segment]] = [[]]
    for section, label in zip(sections, labels, strict=True):
        if label == first and any(one.label for one in forms[-1]):
            forms.append([])
        forms[-1].append(section)
    return forms


def _iterate_lists(form: Sequence[Segment]) -> Iterator[list[RawMilestone]]:
    for section, below in zip_longest(form, form[1:]):
        if section.field == "milestones" and not _is_guidance(section, below):
            rows = read_milestone_lines(section.value, section.columns)
            yield rows[:-1] if below is not None and _ends_with_heading(rows) else rows


def _ends_with_heading(rows: Sequence[RawMilestone]) -> bool:
    """Return whether the last row of a list before a label is the heading of what follows: short, alone undated."""
    dated = [bool({"start_date", "end_date", "timeline"} & row.fields().keys()) for row in rows]
    is_alone = len(dated) > LEAST_ITEMS and all(dated[:-1]) and not dated[-1]
    return is_alone and rows[-1].fields().keys() == {"text"} and len(rows[-1].text.text.split()) <= HEADING_WORDS


HEADING_WORDS = 4
"""Words of the template's headings over labels: 'Contact information', 'Other actors involved'."""


def _is_numbered_list(text: str) -> bool:
    """Return whether a text is only a list: each paragraph opens with the next number of an outline (2.1, 2.2)."""
    paragraphs = [part for part in text.split("\n") if part.strip()]
    numbers = [number for part in paragraphs if "." in (number := split_milestone_number(part)[0] or "")]
    in_order = all(is_next_number(above, below) for above, below in pairwise(numbers))
    return LEAST_ITEMS <= len(numbers) == len(paragraphs) and in_order


LEAST_ITEMS = 3
"""Numbered paragraphs that make a text without labels a list of milestones, and rows that make one with tabs a form."""


def _is_guidance(section: Segment, below: Segment | None) -> bool:
    """Return whether the one line between a label of milestones and the head of their table is no milestone."""
    heads = below is not None and below.field == "milestones" and bool(below.columns)
    return heads and len(section.value) == 1 and not section.columns


def _iterate_sections(whole: Stream, found: Sequence[RunningLabel]) -> Iterator[Segment]:
    labels = _drop_inner_labels(whole.text, found)
    first = labels[0].start if labels else len(whole.text)
    if whole.text[:first].strip():
        field = "milestones" if not labels and _is_numbered_list(whole.text) else None
        yield Segment(field, (), cut_lines(whole, 0, first), 0, 0, first)
    ends = [label.start for label in labels[1:]] + [len(whole.text)]
    for label, after in zip(labels, ends, strict=False):
        begin = min(after, value_start(whole.text, label))
        end = _end_of_form(whole.text, begin, after, labels[0])
        is_number = is_enumeration(whole.text[begin:end])  # that of the next label
        value = () if is_number else strip_guidance(cut_lines(whole, begin, end))
        named = cut_lines(whole, label.start, begin)
        yield Segment(_FILED_AS.get(label.field, label.field), named, value, label.start, begin, after, label.columns)


def _end_of_form(text: str, begin: int, end: int, first: RunningLabel) -> int:
    """Return where a value ends that the next form's numbered heading follows: what opened the first label returns."""
    opening = text[first.start : first.end]
    if end == len(text) or not text.startswith(opening, end):
        return end
    heading = _NEXT_FORM.search(text, max(begin, end - 300), end)
    return heading.start() if heading else end


_NEXT_FORM = re.compile(r"\n[\"“]?(?:\n[\"“]?)?[0-9]{1,2}\.[0-9]{1,2}\.?(?![0-9])[^\n]*\s*(?:\n[^\n]{0,120}\s*)?\Z")


def _drop_inner_labels(text: str, labels: Sequence[RunningLabel]) -> list[RunningLabel]:
    """Drop labels that are words of the value that they are in."""
    kept: list[RunningLabel] = []
    of_rows = _row_labels(text, labels)
    for label in labels:
        if label in of_rows:
            continue
        if not kept or _is_boundary(text, kept[-1], label):
            kept.append(label)
    return kept


def _row_labels(text: str, labels: Sequence[RunningLabel]) -> set[RunningLabel]:
    """Return the labels in each row of a milestone list: what returns below the list's label."""
    below: dict[str, list[RunningLabel]] = {}
    found: set[RunningLabel] = set()
    for label in labels:
        if label.field == "milestones":
            found |= {one for same in below.values() if len(same) > 1 for one in same}
            below = {"": []}
        elif below and not label.question and label.field not in NEVER_IN_ROWS:
            below.setdefault(text[label.start : label.end].casefold(), []).append(label)
    return found | {one for same in below.values() if len(same) > 1 for one in same}


NEVER_IN_ROWS = fields_with_role("core") - {"expected_results"} | {"commitment", "heading"}
"""Fields of which a commitment has one answer, so that a second label opens another form and no row."""


def _is_boundary(text: str, current: RunningLabel, label: RunningLabel) -> bool:
    empty = not text[current.end : label.start].strip(" \n\t:.-–—*()|")
    if label.question or label.columns:
        return True
    if current.field in ("relevance", "ogp_values") and label.field in ("relevance", "ogp_values"):
        return False  # the names of OGP's values, listed
    if current.field == "milestones" and not label.is_known and text[label.end : label.end + 2].strip()[:1] != ":":
        return False  # a row of the table
    if label.field in _PARTS_OF_ANSWERS.get(current.field, {current.field}):
        return label.line_start  # 'Outputs: ... Outcomes: ...' of one answer
    if current.field == "milestones" and not empty and label.field in fields_with_role("within_milestones"):
        is_closed = ":" in text[label.end - 1 : label.end + 2]
        ends_list = (
            (label.is_known or is_closed)
            and text[label.start].isalpha()
            and len(_NUMBERED_ITEM.findall(text, current.end, label.start)) >= LEAST_ITEMS - 1
        )
        return (label.line_start or is_closed) and (_fills_line(text, label) or ends_list)
    return True


_PARTS_OF_ANSWERS = {"expected_results": {"expected_results", "results", "expected_outputs"}}
"""Fields of labels that part an answer where they don't open a line; of others only the field of the answer itself."""

_NUMBERED_ITEM = re.compile(r"(?m)(?:^|[;.] )[ \t]*(?:[0-9]{1,2}[.)]|\(?[a-z]\))")
"""What opens an item of a list: a known label, or one with a colon, below some of them that does not return ends it."""


def _fills_line(text: str, label: RunningLabel) -> bool:
    """Return whether a label fills its line, or ends it with a colon."""
    rest = text[label.end : text.find("\n", label.end) if "\n" in text[label.end :] else len(text)]
    return not rest.strip(" :.*)")


def field_values(segments: Segments, fields: Sequence[str]) -> dict[str, RawValue]:
    """Return the values of some fields; several sections of one field are its paragraphs."""
    found: dict[str, list[Line]] = {}
    is_open = False
    for section in segments.sections:
        if section.field in fields and section.value:
            found.setdefault(str(section.field), []).extend(open_paragraph(section.value))
        # Templates ask for the budget as additional information: it is the answer to both, with its name below a label
        # that is without an answer.
        if section.field == "budget" and section.value and "additional_information" in fields:
            first, *others = section.value
            lines = (*section.label, replace(first, glue="space"), *others) if is_open else section.value
            found.setdefault("additional_information", []).extend(open_paragraph(lines))
        is_open = section.field == "additional_information" and not section.value
    return {field: make_value(lines, "label") for field, lines in found.items()}


def _other_answers(segments: Segments) -> dict[str, RawValue]:
    """Return the answers to labels that no column holds, each under its printed name."""
    answers: dict[str, list[Line]] = {}
    for section in segments.sections:
        printed = " ".join(join_lines(section.label).split()).rstrip(" :?.*")
        if section.field in UNHELD and section.value and printed:
            answers.setdefault(OTHER_FIELD + printed, []).extend(open_paragraph(section.value))
    return {name: make_value(lines, "label") for name, lines in answers.items()}


def describe_segments(segments: Segments, title: str, fields: Sequence[str]) -> dict[str, RawValue]:
    """Return the values of a commitment's text; one without any label is the description, unless it is the title.

    >>> from pipeline.model import Anchor
    >>> cut = split_segments([Line("Ministries publish their contracts.", Anchor())])
    >>> describe_segments(cut, "Contracts", TEMPLATE)["description"].text
    'Ministries publish their contracts.'
    >>> describe_segments(cut, "Ministries publish their contracts", TEMPLATE)
    {}
    """
    if any(section.field for section in segments.sections):
        found = field_values(segments, fields) | _other_answers(segments)
        opening = _opening_lines(segments.sections)
        if "description" in fields and "description" not in found:
            if _is_prose(opening):
                found["description"] = make_value(opening, "prose")
            elif promise := _promise(segments.sections, title, found.keys() & SAYS_WHAT):
                found["description"] = make_value(promise, "label")
        return found
    lines = [line for section in segments.sections for line in section.value]
    if not lines or _bare_text(join_lines(lines)).lstrip("0123456789") == _bare_text(title).lstrip("0123456789"):
        return {}
    return {"description": make_value(lines, "prose")}


def _opening_lines(sections: Sequence[Segment]) -> tuple[Line, ...]:
    """Return the text before the first label, or below the title that 'Commitment 3:' names."""
    first = sections[0]
    if first.field is None:
        return first.value
    below = [index for index, line in enumerate(first.value) if index and line.glue == "paragraph"]
    return first.value[below[0] :] if first.field == "commitment" and below else ()


SAYS_WHAT = {"brief_description", "main_objective"}
"""Fields that say what a commitment does: where one is filled, the sentence behind 'Commitment' may be its title."""

NAMES_COMMITMENT = ("commitment", "heading", "text", "milestones")
"""Fields of labels for the commitment or its work: a paragraph behind one says what is done."""


def _promise(sections: Sequence[Segment], title: str, is_told: Collection[str]) -> tuple[Line, ...]:
    """Return what a label for the commitment itself says in a sentence: 'Measure: Build a public platform ...'."""
    for section in sections:
        text = join_lines(section.value)
        is_sentence = text.endswith(".") and len(text.split()) >= (LONGEST_TITLE if is_told else PROMISE)
        is_promise = is_sentence and _bare_text(text) != _bare_text(title)
        if section.field in NAMES_COMMITMENT and is_promise and (section.field != "milestones" or _is_paragraph(text)):
            return section.value
    return ()


def _is_paragraph(text: str) -> bool:
    """Return whether a text is prose of one paragraph without a date: no list of milestones."""
    return "\n" not in text and ". " in text and not find_date_chains(text)


PROMISE = 8
"""Words of a sentence that says what is done; a title is shorter or has no stop."""

LONGEST_TITLE = 16
"""Words of a title that is printed as a sentence where another field says what is done."""


def _is_prose(lines: Sequence[Line]) -> bool:
    """Return whether text before the first label says more than the commitment's title."""
    text = join_lines(lines)
    return len(text) >= 200 and text.count(". ") + text.count(".\n") >= 1


def _bare_text(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
