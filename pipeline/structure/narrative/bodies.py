"""A commitment's running text: what introduces it, and the steps listed below.

A title that opens its own paragraph: the first sentence, short and set as a title, with text behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.lexicon import match_label
from pipeline.lexicon.text_folding import fold_to_words
from pipeline.model import Block, Line, Table, TextBlock
from pipeline.structure.lines import cut_lines, join_lines, make_stream, open_paragraph, text_of
from pipeline.structure.milestones.columns import milestone_names
from pipeline.structure.numbers import split_number
from pipeline.structure.outline.section_kinds import is_promise
from pipeline.structure.rows import join_blocks

LONGEST_TITLE = 22
"""Words: the longest run-in title of the labelled documents has 17."""

_END = re.compile(r"[.!?:](?:[”\"’»)])?\s+(?=\S)|[.][”\"]\s+(?=\S)")
_ABBREVIATED = re.compile(
    r"(?:\b(?:no|nr|art|dr|mr|mrs|st|vs|e\.g|i\.e|approx|núm|num|sr|sra)|\b[A-Z]|\b[A-Z]\.[A-Z])\.$", re.I
)
_SMALL = 4
"""Letters: words no longer than this are small words and carry no capital in a title."""


def title_and_text(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]] | None:
    """Part a run-in title from the text behind it, None where the first sentence is none.

    >>> from pipeline.model import Anchor
    >>> parts = title_and_text([Line("Publish Guidelines on Data. We will develop rules for all agencies.", Anchor())])
    >>> [part[0].text for part in parts]
    ['Publish Guidelines on Data', 'We will develop rules for all agencies.']
    """
    whole = make_stream(lines)
    for end in _END.finditer(whole.text):
        head = whole.text[: end.start() + 1]
        # 'Commitment 1.' is a name, and the title follows it.
        if _ABBREVIATED.search(head) or not any(map(str.isalpha, split_number(head)[1])):
            continue
        words = head.split()
        rest = whole.text[end.end() :]
        if len(words) > LONGEST_TITLE or "\n" in head.strip() or not rest:
            return None
        quoted = end[0].rstrip()[1:]
        stop = end.start() + (1 + len(quoted) if quoted else 0)
        return cut_lines(whole, 0, stop), cut_lines(whole, end.end(), len(whole.text))
    return None


def looks_like_title(text: str) -> bool:
    """Return whether a sentence is written like a title: most of its longer words begin with a capital.

    >>> looks_like_title("Improve Internal Agency Processes"), looks_like_title("The portal was opened in May")
    (True, False)
    """
    long = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > _SMALL]
    return bool(long) and sum(word[0].isupper() for word in long) >= 0.6 * len(long)


def is_set_apart(lines: Sequence[Line], title: Sequence[Line]) -> bool:
    """Return whether a run-in title is bold next to text that is not."""
    opening, below = lines[: len(title)], lines[len(title) :]
    if not opening:
        return False
    last = opening[-1]
    ends_bold = last.bold_start >= len(title[-1].text) and all(line.bold for line in opening[:-1])
    return ends_bold or (bool(below) and all(line.bold for line in opening) and not any(line.bold for line in below))


_DATED_END = re.compile(r"\([^()]{0,60}(?:19|20)\d\d[^()\d]{0,20}\)\s?[;.]?$")

INDENT = 10.0
"""Points by which a paragraph is indented against the introduction to be a step: half the usual indent of a list."""

PROMISE_REACH = 5
"""Words in front of a colon among which a promise leads to the list: 'se compromete a lo siguiente:' has five."""

FEWEST_STEPS = 1
"""Steps that make a list: one below an introduction that ends with a colon is one as well."""


@dataclass(frozen=True, slots=True)
class Body:
    """A text in two parts: paragraphs, and the steps listed below them, each as one block."""

    text: tuple[Block, ...]
    steps: tuple[TextBlock, ...]


def split_body(blocks: Sequence[Block]) -> Body:
    """Part a commitment's blocks into text and steps.

    Steps are list items, paragraphs that stand in, or paragraphs with a title of their own below an introduction that
    ends with a colon. What continues after a page end is put back first.
    """
    joined = join_over_pages(blocks)
    left = _left_edge(joined)
    text: list[Block] = []
    steps: list[TextBlock] = []
    for block in joined:
        if isinstance(block, TextBlock) and _is_step(block, left, text, steps):
            if block.kind == "list_item" and steps and block.level > steps[0].level:
                steps[-1] = replace(steps[-1], lines=(*steps[-1].lines, *open_paragraph(block.lines)))
            else:
                steps.append(block)
        else:
            text.append(block)
    if not text or len(steps) < FEWEST_STEPS:
        return Body(tuple(joined), ())
    if _asks_milestones(text[-1]):
        del text[-1]
    return Body(tuple(text), tuple(steps))


def _asks_milestones(block: Block) -> bool:
    """Return whether a block is a heading over the steps, which it calls milestones."""
    match = match_label(join_lines(block.lines)) if isinstance(block, TextBlock) and block.kind == "heading" else None
    return match is not None and match.field == "milestones"


def split_announced_steps(blocks: Sequence[Block]) -> Body:
    """Part a text from the items of a list right below a paragraph that announces them: 'The government will:'.

    Items that end the sentence stay in the text too: they are part of what it says.
    """
    pairs = pairwise(block for block in blocks if isinstance(block, TextBlock))
    if not any(below.kind == "list_item" and _is_introduction(above) for above, below in pairs):
        return Body(tuple(blocks), ())
    body = split_body(blocks)
    ends_sentence = all(step.lines[0].text.lstrip(" •")[:1].islower() for step in body.steps)
    return Body(tuple(blocks), body.steps) if ends_sentence else body


def _is_step(block: TextBlock, left: float | None, text: Sequence[Block], steps: Sequence[TextBlock]) -> bool:
    if not text:
        return False
    if block.kind == "list_item":
        return True
    box = block.lines[0].anchor.box
    if left is not None and box is not None and box.x0 >= left + INDENT:
        return bool(steps) or _is_introduction(text[-1]) or _has_run_in_title(block) or ends_with_dates(block)
    return _has_run_in_title(block) and (_is_introduction(text[-1]) or bool(steps))


def _is_introduction(block: Block) -> bool:
    return isinstance(block, TextBlock) and join_lines(block.lines).rstrip().endswith((":", "："))


def promises_steps(blocks: Sequence[Block]) -> bool:
    """Return whether a promise leads to a list, which is one of steps then: 'The government will:'.

    Other lists of what a commitment says are subjects or aims: 'investment in these areas:'.
    """
    ends = (text_of(block).rstrip(" :：").split()[-PROMISE_REACH:] for block in blocks if _is_introduction(block))
    return any(is_promise(" ".join(words)) for words in ends)


def names_steps(block: Block) -> bool:
    """Return whether a paragraph announces a list by a word for milestones: 'The following steps are planned:'."""
    words = fold_to_words(text_of(block)).split() if _is_introduction(block) else []
    return not milestone_names().isdisjoint(words)


def ends_with_dates(block: TextBlock) -> bool:
    """Return whether a paragraph ends like an entry of a list: with its dates in brackets."""
    return _DATED_END.search(join_lines(block.lines)) is not None


def _has_run_in_title(block: TextBlock) -> bool:
    parts = title_and_text(block.lines)
    return parts is not None and looks_like_title(join_lines(parts[0]))


def _left_edge(blocks: Sequence[Block]) -> float | None:
    """Return where the introduction's lines begin."""
    for block in blocks:
        if isinstance(block, TextBlock) and block.kind != "list_item" and block.lines[0].anchor.box:
            return min(line.anchor.box.x0 for line in block.lines if line.anchor.box)
    return None


def join_over_pages(blocks: Sequence[Block]) -> list[Block]:
    """Put paragraphs that a page end parts together again, list items too."""
    found: list[Block] = []
    for block in blocks:
        above = found[-1] if found else None
        if isinstance(block, TextBlock) and isinstance(above, TextBlock) and is_continuation(above, block):
            found[-1] = replace(above, lines=(*above.lines, replace(block.lines[0], glue="space"), *block.lines[1:]))
        elif found and isinstance(block, Table) and isinstance(above, Table):
            found[-1:] = list(join_blocks((above,), (block,)))
        else:
            found.append(block)
    return found


def is_continuation(above: TextBlock, block: TextBlock) -> bool:
    """Return whether a paragraph continues the one above: that has no end, this begins small or in a sentence."""
    if block.kind != "paragraph" or not above.lines or not block.lines:
        return False
    text = join_lines(above.lines).rstrip()
    if text.endswith((".", "!", "?", ":", ";", "”", '"')) or text.endswith(("。", "：")):
        return False
    if not any(map(str.isalpha, join_lines(block.lines))):
        return False
    first = block.lines[0].text[:1]
    is_open_item = above.kind == "list_item" and len(text.split()) > 3 and not text.endswith(")")
    return first.islower() or is_open_item or text.endswith((",", "-"))
