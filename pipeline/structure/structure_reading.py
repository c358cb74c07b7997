"""The commitments of any document by its structure: outline, surfaces, labels, groups, records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.lexicon.language import detect_language
from pipeline.model import Block, Document, RawRecord, Table
from pipeline.model.issues import Issue
from pipeline.schema.data import list_data, load_data
from pipeline.structure.commitments.collection import Commitment, collect_commitments
from pipeline.structure.commitments.legends import NO_LEGEND, Legend, explain_colors, read_legend
from pipeline.structure.commitments.records import build_records, build_template
from pipeline.structure.commitments.summary_tables import add_from_sections, add_from_summaries, add_listed_titles
from pipeline.structure.labelling.document_labels import DocumentLabel, find_label, make_declared_labels
from pipeline.structure.labelling.forms import LabelledForms, find_labelled_forms
from pipeline.structure.lines import lines_of, text_of
from pipeline.structure.narrative.commitments import (
    NarrativeCommitment,
    build_narrative_records,
    find_narrative_commitments,
)
from pipeline.structure.narrative.trackers import Tracker, build_tracker_records, find_tracker
from pipeline.structure.outline.adjustments import lower_badges, raise_running_themes, without_earlier_plans
from pipeline.structure.outline.rewriting import (
    mark_typed_headings,
    rewrite_calendars,
    split_label_lines,
    unfold_cards,
)
from pipeline.structure.outline.tree import OutlineItem, outline_items
from pipeline.structure.surfaces import Piece, split_pieces
from pipeline.structure.surfaces.flow import flow_pieces
from pipeline.structure.surfaces.texts import CLOSING_FACTS

LEAST_LABELS = 1.5
"""Labels that a commitment has on average, from which labels and not headings part a document."""

CLEARLY_BETTER = 1.2
"""Times the score of a document's own lines that labels in a template's order must reach: on files that lost their
tables they reach 1.6 and 2.2, on others at most 1.08."""

FEWEST_FORMS = 2
"""Forms in running lines: the order of labels shows in their repetition."""

UNKNOWN = 0.5
"""What a label that only repeats is worth next to one with a field: headings of prose may repeat, too."""


@dataclass(frozen=True, slots=True)
class StructureReading:
    """What the engine saw: the forms by their labels, or the sections of a plan in prose."""

    forms: LabelledForms | None = None
    commitments: tuple[Commitment, ...] = ()
    narrative: tuple[NarrativeCommitment, ...] = ()
    tracker: Tracker | None = None
    pieces: tuple[Piece, ...] = ()
    legend: Legend = NO_LEGEND
    blocks: tuple[Block, ...] = ()

    @property
    def labels(self) -> tuple[DocumentLabel, ...]:
        """The labels that are in the commitments, in the order of their first occurrence."""
        entries = (entry.label for commitment in self.commitments for entry in commitment.entries)
        return tuple({label.key: label for label in entries}.values())

    @property
    def count(self) -> int:
        """The number of commitments."""
        return len(self.commitments) or len(self.narrative) or int(self.tracker is not None)

    def records(self, assessor: str | None = None) -> tuple[tuple[RawRecord, ...], tuple[Issue, ...]]:
        """Return the raw records of the commitments and what could not be determined; `assessor` gives the ratings."""
        if self.tracker is not None:
            return tuple(build_tracker_records(self.tracker)), ()
        if self.narrative:
            return tuple(build_narrative_records(self.narrative)), ()
        template = build_template(self.commitments, self.legend)
        records: list[RawRecord] = []
        issues: list[Issue] = []
        for number, commitment in enumerate(self.commitments, 1):
            if commitment.is_apart:
                issues.append(_labels_apart_issue(commitment))
                if not commitment.title:
                    continue
            made, odd = build_records(commitment, template, f"c{number}", assessor)
            records += made
            issues += odd
        if self.forms is not None:
            issues += [_untitled_form_issue(self.pieces[group.start]) for group in self.forms.grouping.untitled]
        return tuple(explain_colors(records, self.blocks)), tuple(issues)


def read_structure(
    document: Document, prose: bool = True, declared: Mapping[str, str | None] | None = None
) -> StructureReading:
    """Read the commitments of a document by its labels; with `prose`, by its sections or activities where it has none.

    `declared` are the printed labels of a template with the fields that their answers give.
    """
    document = replace(document, blocks=split_label_lines(rewrite_calendars(unfold_cards(document.blocks))))
    items = without_earlier_plans(lower_badges(raise_running_themes(outline_items(document))))
    parts = split_pieces(items)
    tracker = find_tracker(items, parts)
    if tracker is not None:
        return StructureReading(tracker=tracker)
    forms = _of_running_lines(
        document, find_labelled_forms(parts, document.language, make_declared_labels(declared or {}))
    )
    narrative: tuple[NarrativeCommitment, ...] = ()
    if forms is not None and _labels_per_commitment(forms) >= LEAST_LABELS:
        narrative = find_narrative_commitments(items) if _asks_facts_alone(forms) else ()
        # Names and dates below more commitments in prose than the labels tell apart are those of the prose.
        if len(narrative) <= len(forms.grouping.groups):
            return _read_forms(document, forms, items)
    if not prose:
        return StructureReading()
    if not _has_layout(document):
        items = outline_items(replace(document, blocks=mark_typed_headings(document.blocks)))
        narrative = ()
    told = StructureReading(narrative=narrative or find_narrative_commitments(items))
    if not any(isinstance(item.block, Table) for item in items):
        return told
    registers = find_labelled_forms(split_pieces(items, of_commitments=True), document.language)
    if registers is None or registers.grouping.by != "record":
        return told
    return told if _says_more(told.narrative, registers) else _read_forms(document, registers, items)


def _asks_facts_alone(forms: LabelledForms) -> bool:
    """Return whether the labels of forms ask for names and dates alone."""
    labels = (find_label(forms.pieces[index], forms.labels) for group in forms.grouping.groups for index in group)
    return forms.grouping.by != "record" and {label.field for label in labels if label} <= CLOSING_FACTS


def _says_more(narrative: Sequence[NarrativeCommitment], registers: LabelledForms) -> bool:
    """Return whether commitments in prose are more than a table of activities, or say as much.

    The points of the decree that adopts a plan ('2. The ministries will report ...') are fewer and shorter than it.
    """
    groups = registers.grouping.groups
    told = sum(len(text_of(commitment.text).split()) for commitment in narrative)
    pieces = (piece for group in groups for piece in registers.pieces[group.start : group.stop])
    listed = sum(len(text_of(piece.as_blocks()).split()) for piece in pieces)
    return bool(narrative) and (len(narrative) >= len(groups) or told >= listed)


def _read_forms(document: Document, forms: LabelledForms, items: Sequence[OutlineItem]) -> StructureReading:
    commitments = _without_translations(collect_commitments(forms), document.language)
    add_from_summaries(forms, commitments)
    if forms.grouping.by == "record":
        add_from_sections(commitments, items)
    add_listed_titles(forms, commitments)
    return StructureReading(
        forms, commitments, pieces=forms.pieces, legend=read_legend(document.blocks), blocks=document.blocks
    )


def _without_translations(commitments: tuple[Commitment, ...], language: str | None) -> tuple[Commitment, ...]:
    """Return commitments without what is printed beside each of them in another language, under the same number."""
    pairs = list(zip(commitments[::2], commitments[1::2], strict=False))
    numbers = [first.number for first, second in pairs if first.number and first.number == second.number]
    if len(set(numbers)) < FEWEST_FORMS or 2 * len(set(numbers)) != len(commitments):
        return commitments
    spoken = [tuple(detect_language(_words_of(commitment)) for commitment in pair) for pair in pairs]
    if len(set(spoken)) > 1 or None in spoken[0] or spoken[0][0] == spoken[0][1]:
        return commitments
    return commitments[1::2] if language == spoken[0][1] else commitments[::2]


def _words_of(commitment: Commitment) -> str:
    return "\n".join([commitment.title_text, *(text_of(entry.blocks) for entry in commitment.entries)])


def _has_layout(document: Document) -> bool:
    """Return whether a document has pages, tables or headings; a plain text has none."""
    return bool(document.pages) or any(isinstance(b, Table) or b.kind == "heading" for b in document.blocks)


def _of_running_lines(document: Document, forms: LabelledForms | None) -> LabelledForms | None:
    """Return the forms of a text that lost its tables, in the order of a template's labels; else those given."""
    if _has_layout(document):
        return forms
    lines = lines_of(document.blocks)
    for name in list_data("templates"):
        template = load_data(f"templates/{name}")
        if "order" not in template:
            continue
        parts = tuple(flow_pieces(lines, template["order"], template["within"]))
        found = find_labelled_forms(parts, document.language)
        least = CLEARLY_BETTER * (forms.grouping.score if forms else 0.0)
        if found is not None and len(found.grouping.groups) >= FEWEST_FORMS and found.grouping.score > least:
            forms = found
    return forms


class _LastReading:
    """The reading of the document that was asked for last: parsers are asked of one document one after the other."""

    def __init__(self) -> None:
        self.document: Document | None = None
        self.readings: dict[bool, StructureReading] = {}

    def of(self, document: Document, prose: bool) -> StructureReading:
        """Return the reading of a document."""
        if self.document is not document:
            self.document, self.readings = document, {}
        if prose not in self.readings:
            plain = self.readings.get(False)
            self.readings[prose] = plain if plain and plain.count else read_structure(document, prose)
        return self.readings[prose]


_LAST = _LastReading()


def get_reading(document: Document, prose: bool = False) -> StructureReading:
    """Return what `read_structure` gives, read once for all parsers that ask for it."""
    return _LAST.of(document, prose)


def _labels_apart_issue(commitment: Commitment) -> Issue:
    message = (
        f"In the form '{commitment.title_text[:80]}' labels follow each other apart from their answers, which are left "
        "out. Take another format of it."
    )
    return Issue("parse", "warning", "answers-apart", message, commitment.page)


def _untitled_form_issue(piece: Piece) -> Issue:
    message = (
        f"Below '{piece.text.strip()[:80]}' the labels of a commitment begin anew without a title. They are given to "
        "no commitment."
    )
    return Issue("parse", "warning", "form-without-title", message, piece.page)


def _labels_per_commitment(forms: LabelledForms) -> float:
    groups = forms.grouping.groups
    weight = 0.0
    for group in groups:
        found = {label.key: label for i in group if (label := find_label(forms.pieces[i], forms.labels))}
        weight += sum(1.0 if label.field else UNKNOWN for label in found.values())
        weight += any(forms.pieces[i].is_milestone_table for i in group)
    return weight / len(groups) if groups else 0.0
