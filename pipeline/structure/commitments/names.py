"""Number, title and theme of a commitment: in its headings, or the answer to a label that asks for them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from pipeline.model import Block, Method, RawValue, TextBlock
from pipeline.structure.commitments.answers import answer_lines
from pipeline.structure.commitments.collection import Commitment, LabelledItem, answer_blocks
from pipeline.structure.commitments.completion import is_level
from pipeline.structure.lines import join_lines
from pipeline.structure.narrative.bodies import LONGEST_TITLE as LONGEST_SENTENCE
from pipeline.structure.narrative.bodies import is_set_apart, looks_like_title, title_and_text
from pipeline.structure.numbers import is_named, is_number, split_number

_SHARE = re.compile(r"(?<=\s)[0-9]{1,3}\s?%$")

LONGEST_TITLE = 60
"""Words of an answer to 'Commitment' that may be a title; a longer one is the commitment's text."""


def iterate_heading_fields(commitment: Commitment) -> Iterator[tuple[str, RawValue]]:
    """Yield number, title and theme from the headings."""
    if commitment.number is not None:
        yield "number", RawValue(commitment.number, "heading", commitment.number_lines)
    text = commitment.title_text.replace("**", "").strip()
    if text:
        number, rest = split_number(text)
        shown = rest if number in (None, commitment.number) else text
        words = _SHARE.sub("", shown).split() if _SHARE.search(shown) else []
        if level := next((" ".join(words[-n:]) for n in (2, 1) if is_level(" ".join(words[-n:]))), None):
            # A bar that shows behind the title how far the commitment is: 'Open budgets Substantial 70%'.
            shown = " ".join(words).removesuffix(level).rstrip()
            yield "completion", RawValue(level, "heading", commitment.title)
        yield "title", RawValue(shown, "heading", commitment.title)
    if commitment.theme is not None:
        yield "theme", RawValue(commitment.theme.text, "heading", commitment.theme.lines)


def _is_name_with_colon(text: str) -> bool:
    """Return whether a name has two halves: 'Citizens' budget: answers to proposals'. Behind a title is a sentence.

    >>> _is_name_with_colon("Open budgets: answers to proposals"), _is_name_with_colon("Open budgets: We publish them.")
    (True, False)
    """
    _, colon, rest = text.strip().partition(": ")
    is_closed = ": " in rest or rest.endswith((".", ";", ":")) or "\n" in rest
    return bool(colon) and not is_closed and len(text.split()) <= LONGEST_SENTENCE and rest[:1].islower()


def take_name(
    fields: dict[str, RawValue], parts: dict[str, list[Block]], entry: LabelledItem, asked: Collection[str]
) -> None:
    """Take the answer to a label that asks for number, title or both; below a title it is what the commitment says."""
    blocks = answer_blocks(entry)
    lines = answer_lines(blocks)
    method: Method = "column" if entry.piece.surface == "column" else "label"
    if not lines:
        return
    if entry.label.field == "number" or is_number(join_lines(lines)):
        fields.setdefault("number", RawValue(join_lines(lines), method, lines))
        return
    has_text = not {"description", "brief_description"}.isdisjoint(asked)
    if (is_named(join_lines(lines)) or split_number(join_lines(lines))[0]) and "number" not in fields:
        fields.pop("title", None)  # a heading without a number above a name with one is of the document
    if "title" in fields and not has_text and entry.label.field == "commitment":
        parts.setdefault("description", []).extend(blocks)
        return
    titled = None if _is_name_with_colon(join_lines(lines)) else title_and_text(lines)
    if titled is None and not has_text and len(blocks) > 1:
        # A short first paragraph above others is the title of a cell.
        first = answer_lines(blocks[:1])
        if len(join_lines(first).split()) <= LONGEST_TITLE and not join_lines(first).rstrip().endswith((":", ";", ",")):
            parts.setdefault("description", []).extend(blocks[1:])
            lines = first
    elif titled is not None and not has_text:
        head, rest = titled
        opened = join_lines(head)
        is_sentence = join_lines(lines)[len(opened) :].startswith(".") and not looks_like_title(opened)
        is_title = is_set_apart(lines, head) or not is_sentence
        # The first of several sentences is a name for the whole and part of it.
        parts.setdefault("description", []).extend((TextBlock("paragraph", rest),) if is_title else blocks)
        lines = head
    text = join_lines(lines).replace("\n", " ")
    is_closed = text.endswith((".", "。")) and len(text.split()) > LONGEST_SENTENCE
    if (len(text.split()) > LONGEST_TITLE or is_closed) and not has_text:
        parts.setdefault("description", []).extend(blocks)
        return
    number, rest_text = split_number(text)
    if number is not None:
        fields.setdefault("number", RawValue(number, method, lines[:1]))
    if any(map(str.isalpha, rest_text)):
        fields.setdefault("title", RawValue(rest_text if number else text, method, lines))
