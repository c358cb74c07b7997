"""Labels in running text: headings, questions, short lines, and labels in front of their answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.lexicon import match_exact_label, match_label, match_start, split_label
from pipeline.lexicon.text_folding import ends_question
from pipeline.model import Line, TextBlock
from pipeline.structure.commitments.completion import BOX, LEVELS, states_level
from pipeline.structure.lines import Stream, cut_lines, join_lines, make_stream
from pipeline.structure.numbers import is_named, split_number
from pipeline.structure.outline.tree import BODY, OutlineItem
from pipeline.structure.surfaces.piece import Piece, Surface

LONGEST_LINE = 12
"""Words: a longer line of its own is prose, unless it asks."""

LONGEST_QUESTION = 40
"""Words: the longest question of OGP's templates has 33."""

LONGEST_LABEL_LINE = 8
"""Words of a line within a paragraph that may be a label: longer ones are in paragraphs of their own."""

LONGEST_RUN_IN = 16
"""Words before a colon: a longer text is a sentence."""

LONGEST_STRIP = 90
"""Words of a line that may hold several labels with short answers ('Lead: ... Period: ...')."""

LONGEST_CHOICES, FEWEST_BOXES = 300, 2
"""Characters of a label with all choices of its answer, and boxes that make one."""

FEWEST_NAMED = 2
"""Lines of a paragraph that open with a few words and a colon; with more of them each is an entry of its own."""

FACTS = frozenset(
    {"lead_institution", "support_institutions", "actors", "start_date", "end_date", "timeline", "budget"}
)
"""Fields whose answer is a name, a date or a sum, which a designer may set in the type of a heading."""

CLOSING_FACTS = FACTS | {"responsible"}
"""Fields that may be printed behind the text of a commitment, in its paragraph."""

LONGEST_FACT = 30
"""Words of a name, date or sum that closes a paragraph; what is longer tells more."""

_FACT_LABEL = re.compile(r"(?:^|(?<=[.;)!?»”|–—])\s+|\s(?=\())\(?([^\W\d_][^:：.;()\n]{2,60})[:：]\s")
_SENTENCE_END = re.compile(r"[^\W\d_]{3}[.!?]\s(?=[^\W\d_a-z])")
_SHORT_COLON = re.compile(r"[^\W\d_a-zß-öø-ÿ](?:[^:：.!?]|\.(?=\d)){0,60}[:：]\s")
_COLON = re.compile(r"[:：]\s?(?=\S)|[:：]$")
_ASKS_FIRST = re.compile(r"^[^?？.!]{8,260}[?？](?=\s)")
PROSE_END = re.compile(r"[.;,!…。；，]\s*$")
"""What ends prose and no label."""
BOLD_ENDS = (".", "?", "？")
"""What closes a label in bold in front of its answer."""
_TERM = re.compile(r"/dt(?:\[\d+\])?$")


def text_pieces(item: OutlineItem) -> Iterator[Piece]:
    """Yield the pieces of a text block: a candidate for a label, with what follows it in the block, or text."""
    block = item.block
    assert isinstance(block, TextBlock)
    if item.rank != BODY:
        yield from _of_heading(item, block)
        return
    # A step with a number has facts of its own.
    may_close = block.kind == "paragraph" and not split_number(item.text)[0]
    for part in split_at_labels(block):
        rest, whole, cuts = split_closing_facts(part) if may_close else (None, None, [])
        rest = rest or part  # facts alone are a form in short
        yield from _of_body(item if rest is block else replace(item, block=rest), rest)
        if whole and rest is not part:
            yield from _cut_pieces(item, part, whole, cuts)


def split_closing_facts(block: TextBlock) -> tuple[TextBlock | None, Stream, list[Cut]]:
    """Part a paragraph from the facts that close it: 'Agencies will publish. Lead: Ministry. Deadline: May 2013.'

    Return what is before them, None for a paragraph of facts alone, the paragraph as text, and the labels in it.
    """
    whole = make_stream(block.lines)
    text = whole.text.replace("\n", " ").rstrip()
    labels = [match for match in _FACT_LABEL.finditer(text) if match_exact_label(match[1], fields=CLOSING_FACTS)]
    cuts: list[Cut] = []
    stop = len(text)
    for match in reversed(labels):
        answer = text[match.end() : stop]
        if len(answer.split()) > LONGEST_FACT or _SENTENCE_END.search(answer):
            break
        stop = match.start()
        cuts.insert(0, (*match.span(1), match.end()))
    if not cuts:
        return block, whole, []
    rest = cut_lines(whole, 0, stop)
    return replace(block, lines=rest) if rest else None, whole, cuts


def _of_heading(item: OutlineItem, block: TextBlock) -> Iterator[Piece]:
    """Yield a heading; one that holds a label and its answer ('Lead agency: Ministry') is a label in front."""
    whole = make_stream(block.lines)
    known = split_label(whole.text)
    is_whole = known is None or not known[1] or ends_question(known[1])
    if known is None or is_whole or known[0].method != "exact" or known[0].field in ("commitment", "heading"):
        yield _make_piece(item, "heading", block.lines, ())
        return
    begin = len(whole.text) - len(known[1])
    yield from _cut_pieces(item, block, whole, [(0, _label_end(whole.text, begin), begin)])


def split_at_labels(block: TextBlock) -> Iterator[TextBlock]:
    """Part a paragraph where a line opens with a label and a colon, or is a label or a commitment's number alone."""
    starts = {0}
    named = {index for index, line in enumerate(block.lines) if _SHORT_COLON.match(line.text)}
    for index, line in enumerate(block.lines):
        # Two lines of a paragraph that open with a word and a colon are a form in short: 'Who: ...', 'Why: ...'.
        is_named = index in named and (len(named) > FEWEST_NAMED or _opens_with_label(line.text))
        if index and (is_named or _opens_in_bold(block.lines[index - 1], line) or _cut_before_choices(line.text)):
            starts.add(index)
        elif len(block.lines) > 1 and _is_label_line(block.lines, index):
            starts |= {index, index + 1} & set(range(len(block.lines)))
    if len(starts) == 1:
        yield block
        return
    ordered = sorted(starts)
    for start, end in pairwise([*ordered, len(block.lines)]):
        first = replace(block.lines[start], glue="paragraph")
        yield replace(block, lines=(first, *block.lines[start + 1 : end]), marker=None if start else block.marker)


def _opens_with_label(text: str) -> bool:
    known = split_label(text) if ":" in text or "：" in text else None
    return known is not None and not text[:1].islower()


def _opens_in_bold(above: Line, line: Line) -> bool:
    """Return whether a line opens with a label in bold, or with bold words closed by a stop behind a sentence's end."""
    bold = line.text[: line.bold_start].rstrip()
    if above.bold or not bold:
        return False
    ends = bold.endswith((".", ":", "?", "：")) and above.text.rstrip().endswith((".", ":", "?", "!", ";", ")"))
    return ends or _is_known_in_bold(line)


def _is_known_in_bold(line: Line) -> bool:
    """Return whether the bold words that open a line are a label, which may have no stop: '**Lead** Ministry'."""
    bold, rest = line.text[: line.bold_start].rstrip(), line.text[line.bold_start :].lstrip()
    is_apart = bold.endswith((".", ":", "?", "：")) or not rest[:1].islower()
    return is_apart and match_exact_label(bold) is not None


def _is_label_line(lines: Sequence[Line], index: int) -> bool:
    """Return whether a line is a label of the lexicon, or names a commitment only; a sentence follows it."""
    text = lines[index].text
    is_last = index + 1 >= len(lines)
    if len(text.split()) > LONGEST_LABEL_LINE or text[:1].islower() or (is_last and not lines[index].bold):
        return False
    above = lines[index - 1].text.rstrip() if index else "."
    if not above.endswith((".", ":", "?", "!", ";")) or (not is_last and lines[index + 1].text[:1].islower()):
        return False
    if is_named(text) and not split_number(text)[1]:
        return True
    return match_exact_label(text) is not None


def _of_body(item: OutlineItem, block: TextBlock) -> Iterator[Piece]:
    whole = make_stream(block.lines)
    if is_term(block):
        yield _make_piece(item, "term", block.lines, ())
    elif ends_question(whole.text) and len(whole.text.split()) <= LONGEST_QUESTION:
        yield _make_piece(item, "question", block.lines, ())
    elif _is_whole_label(whole.text):
        yield _make_piece(item, "line", block.lines, ())
    elif cuts := _run_ins(whole, block):
        yield from _cut_pieces(item, block, whole, cuts)
    elif title := _cut_bold_sentence(block):
        yield replace(next(_cut_pieces(item, block, whole, [title])), surface="opening", style=("opening",))
    elif _is_line(whole.text):
        yield _make_piece(item, "line", block.lines, ())
    else:
        yield _make_piece(item, "text", (), (block,))


def _is_whole_label(text: str) -> bool:
    """Return whether a text is a label from end to end, of another field than the label before the colon in it.

    'Other actors: government' is, 'Deadline: March 2024' is a label with its answer.
    """
    head, colon, rest = text.partition(":")
    if not colon or not rest.strip() or len(text.split()) > LONGEST_LINE:
        return False
    first, whole = match_label(head), match_exact_label(text)
    return first is not None and whole is not None and first.field != whole.field


def is_term(block: TextBlock) -> bool:
    """Return whether a block is a term of a definition list, whose answer follows it."""
    return _TERM.search(block.lines[0].anchor.path or "") is not None


def _is_line(text: str) -> bool:
    return len(text.split()) <= LONGEST_LINE and not PROSE_END.search(text) and any(map(str.isalpha, text))


def _make_piece(item: OutlineItem, surface: Surface, lines: Sequence[Line], answer: tuple[TextBlock, ...]) -> Piece:
    text = "" if surface == "text" else join_lines(lines).replace("\n", " ")
    style = item.style if surface == "heading" else (surface, *item.style[:3])
    assert isinstance(item.block, TextBlock)
    return Piece(
        surface, text, tuple(lines), item.rank, style, answer, (), item.block, -1, -1, item.page, item.top, item.bottom
    )


Cut = tuple[int, int, int]
"""Offsets: where a label begins, where it ends, where its answer begins."""


def _run_ins(whole: Stream, block: TextBlock) -> list[Cut]:
    """Return the labels in front of answers: the one that opens the text, and known ones further on in a short line."""
    first = _find_opening_cut(whole.text) or _bold_opening(block)
    if first is None:
        return []
    cuts = [first]
    if len(whole.text.split()) <= LONGEST_STRIP:
        cuts += _find_further_cuts(whole.text, first[2])
    return cuts


def _find_opening_cut(text: str) -> Cut | None:
    known = split_label(text)
    # 'No. Activity Start End' are heads of columns: the answer to a number is one.
    if known is not None and not (known[0].field == "number" and known[1][:1].isalpha() and " " in known[1]):
        begin = len(text) - len(known[1])
        return (0, _label_end(text, begin), begin)
    if cut := _cut_before_choices(text):
        return cut
    asked = _ASKS_FIRST.match(text)
    if asked and match_label(asked[0]):
        return (0, asked.end(), asked.end())
    colon = _COLON.search(text)
    if colon is None or "://" in text[: colon.end() + 2]:
        return None
    words = text[: colon.start()].split()
    head = text[: colon.start()]
    # A colon in brackets is of a remark: 'Publish the guide (deadline: May 2024)'.
    if not words or len(words) > LONGEST_RUN_IN or PROSE_END.search(head) or head.count("(") > head.count(")"):
        return None
    return (0, colon.start(), colon.end())


def _cut_before_choices(text: str) -> Cut | None:
    """Return the label that a tab or a row of dots parts from choices with boxes, or from a level: blanks are left."""
    boxes = BOX.findall(text) if len(text) <= LONGEST_CHOICES else []
    known = match_start(text) if len(boxes) >= FEWEST_BOXES or len(text.split()) <= LONGEST_LINE else None
    if known is None:
        return None
    match, end = known
    rest = text[end:].lstrip()
    is_scale = len(boxes) >= FEWEST_BOXES or (match.field in LEVELS and states_level(rest))
    return (0, end, len(text) - len(rest)) if is_scale else None


def _bold_opening(block: TextBlock) -> Cut | None:
    """Return bold words in front of text that is not bold: a label, a question, or what a stop closes ('Problem. No').

    Those of a list item are its title.
    """
    if (label := _bold_first_line(block)) and not _is_item(block):
        return (0, len(label.rstrip(" .")), len(label) + 1)
    bold, begin = _split_bold(block.lines[0])
    if _is_item(block) or not bold or not (bold.endswith(BOLD_ENDS) or _is_known_in_bold(block.lines[0])):
        return None
    return (0, len(bold.rstrip(" .")), begin)


def _bold_first_line(block: TextBlock) -> str:
    """Return a paragraph's first line if it is in bold and closed as a label is, and what is below is not; else ''."""
    first, *below = block.lines
    is_label = first.bold and first.text.endswith(BOLD_ENDS) and len(first.text.split()) <= LONGEST_RUN_IN
    return first.text if is_label and below and not (below[0].bold or below[0].bold_start) else ""


def _cut_bold_sentence(block: TextBlock) -> Cut | None:
    """Return the sentence in bold that opens an item of a list, in front of text that is not: its title."""
    bold, begin = _split_bold(block.lines[0])
    return (0, len(bold), begin) if _is_item(block) and bold.endswith((".", "!", ":")) else None


def _split_bold(line: Line) -> tuple[str, int]:
    """Return the few words in bold that open a line, and where the text behind them begins; no words where none is."""
    bold = line.text[: line.bold_start].rstrip()
    begin = len(line.text) - len(line.text[line.bold_start :].lstrip())
    return (bold if begin < len(line.text) and len(bold.split()) <= LONGEST_RUN_IN else "", begin)


def _is_item(block: TextBlock) -> bool:
    return block.kind == "list_item" or bool(block.marker)


def _label_end(text: str, begin: int) -> int:
    return len(text[:begin].rstrip(" \t\n:：?-–—|.")) if not text[:begin].rstrip().endswith("?") else begin


def _find_further_cuts(text: str, begin: int) -> list[Cut]:
    """Return labels that follow an answer in the same line: known ones, or few words between a bar and a colon.

    'Period: 2017' behind 'Lead: Ministry', 'Jointly with: ...' behind 'Lead: Ministry |'.
    """
    found: list[Cut] = []
    for colon in re.finditer(r"[:：]\s", text[begin:]):
        end = begin + colon.start()
        first = found[-1][2] if found else begin
        before = text[first:end]
        starts = [m.start() for m in re.finditer(r"(?<!\S)[^\W\d_a-zß-öø-ÿ]", before)][-6:]
        for start in starts:
            if match_exact_label(before[start:]) or before[:start].endswith("| "):
                found.append((first + start, end, begin + colon.end()))
                break
    return found


def _cut_pieces(item: OutlineItem, block: TextBlock, whole: Stream, cuts: Sequence[Cut]) -> Iterator[Piece]:
    """Yield a piece for each label; the first holds the block, for the case that none is a label."""
    for index, (start, end, begin) in enumerate(cuts):
        stop = len(whole.text[: cuts[index + 1][0]].rstrip(" |;")) if index + 1 < len(cuts) else len(whole.text)
        lines = cut_lines(whole, start, end)
        answer = cut_lines(whole, begin, stop)
        blocks = (TextBlock("paragraph", answer),) if answer else ()
        made = _make_piece(item, "run_in", lines, blocks)
        style = ("run_in", bool(block.lines[0].bold), item.style[1] if len(item.style) > 1 else 0.0)
        whole_block = block if len(cuts) == 1 else TextBlock("paragraph", cut_lines(whole, start, stop))
        yield replace(made, style=style, block=whole_block)
