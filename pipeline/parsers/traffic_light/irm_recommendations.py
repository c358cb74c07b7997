"""IRM recommendations that a self-assessment repeats by commitment, with the government's response."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.lexicon import match_label
from pipeline.lexicon.vocabularies import fold_printed_word
from pipeline.model import Block, Line, RawRecord, RawValue, TextBlock
from pipeline.parsers.forms.commitment_numbers import numbers_of
from pipeline.structure.commitments.legends import load_traffic_light_words
from pipeline.structure.lines import make_code_value, make_value, text_of
from pipeline.structure.numbers import is_named

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
