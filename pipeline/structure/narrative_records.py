"""The raw records of commitments in prose: title, theme, description, steps as milestones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.model import RawRecord, RawValue, TextBlock
from pipeline.structure.commitment_records import answer_lines
from pipeline.structure.lines import join_lines, make_value
from pipeline.structure.milestones.listed import build_milestone_records
from pipeline.structure.narrative import NarrativeCommitment
from pipeline.structure.numbers import split_number


def build_narrative_records(commitments: Sequence[NarrativeCommitment]) -> Iterator[RawRecord]:
    """Yield the raw records of commitments in reading order."""
    for index, commitment in enumerate(commitments, 1):
        place = f"c{index}"
        fields = dict(_iterate_heading_fields(commitment))
        if lines := answer_lines(commitment.text):
            fields["description"] = make_value(lines, "prose")
        yield RawRecord("commitments", place, fields)
        yield from build_milestone_records(
            [replace(step, kind="list_item", level=0) for step in commitment.steps], place
        )


def _iterate_heading_fields(commitment: NarrativeCommitment) -> Iterator[tuple[str, RawValue]]:
    if commitment.title is not None:
        text = join_lines(commitment.title.lines).replace("\n", " ")
        number, rest = split_number(text)
        if number is not None:
            yield "number", RawValue(number, "heading", commitment.title.lines[:1])
        if any(map(str.isalpha, rest)):
            yield "title", RawValue(rest, "heading", commitment.title.lines)
    if commitment.marker and (number := commitment.marker.strip(" .()")):
        first = commitment.text[0] if commitment.text else None
        yield "number", RawValue(number, "list", first.lines[:1] if isinstance(first, TextBlock) else ())
    if commitment.theme is not None:
        yield "theme", RawValue(commitment.theme.text, "heading", commitment.theme.lines)
