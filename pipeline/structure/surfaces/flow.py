"""Forms whose table was lost: labels and answers as running lines, put back into pieces.

Plain-text exports print 'Lead implementing agency Ministry of Justice' on one line and wrap labels over several. A
label counts only where it opens a line, follows the fields before it in the template's order, and recurs form after
form.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipeline.lexicon import LabelMatch, is_prompt, list_prompts, match_exact_label, match_start
from pipeline.lexicon import iterate_entries as wordings
from pipeline.lexicon.text_folding import fold_to_letters
from pipeline.model import Line, TextBlock
from pipeline.structure.dates import find_trailing_dates
from pipeline.structure.lines import cut_line, join_lines
from pipeline.structure.milestones.numbering import split_milestone_number
from pipeline.structure.surfaces.piece import Piece

LABEL_LINES = 6
"""Lines over which a label may be wrapped."""

SMALL_WORD = 3
"""Letters: words no longer than this may be passed over by folding."""

_DAY = re.compile(r"\d{1,2}\s+(?=[^\W\d])")


@dataclass(frozen=True, slots=True)
class FlowItem:
    """A label with its answer: lines both; `match` is None for the lines before the first label."""

    match: LabelMatch | None
    label: tuple[Line, ...]
    answer: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class FlowLabel:
    """A label in the flow: its first line, and the line and offset in it where the label ends."""

    match: LabelMatch
    first: int
    last: int
    offset: int


def flow_pieces(lines: Sequence[Line], order: Sequence[str], within: Mapping[str, Sequence[str]]) -> Iterator[Piece]:
    """Yield the labels and answers of forms that are in running lines, as pieces.

    `order` is the template's fields from first to last; the second one is in every form, the first one names it.
    `within` names the fields whose labels are within the answer to another.
    """
    for index, entry in enumerate(_flow_entries(lines, order, order[1])):
        inner = within.get(entry.match.field, ()) if entry.match else ()
        for part in _split_at_sub_labels(entry, inner) if inner else (entry,):
            yield _make_piece(part, index)


def _make_piece(entry: FlowItem, index: int) -> Piece:
    answer = (TextBlock("paragraph", tuple(_join_wrapped_cells(entry.answer))),) if entry.answer else ()
    if entry.match is None:
        return Piece("text", "", (), answer=answer, block=answer[0] if answer else None)
    text = join_lines(entry.label).replace("\n", " ")
    return Piece("row", text, entry.label, style=("flow",), answer=answer, table=0, asks=entry.match.field)


def _flow_entries(lines: Sequence[Line], order: Sequence[str], first: str) -> tuple[FlowItem, ...]:
    """Return the entries of forms; lines before the first label become an entry without a label."""
    found = [label for i in range(len(lines)) if (label := _label_at(lines, i, order))]
    # A line within a wrapped label ('Brief description of / Commitment') is no label of its own.
    inner = {line for label in found for line in range(label.first + 1, label.last + 1)}
    weighed = _weigh_labels([label for label in found if label.first not in inner])
    return tuple(_iterate_entries(lines, _in_order(weighed, order, first)))


def _label_at(lines: Sequence[Line], index: int, fields: Collection[str]) -> FlowLabel | None:
    """Return the longest label that a line opens, without the first words of the answer."""
    if not any(char.isalpha() for char in lines[index].text):
        return None
    # A label that continues over blank lines is looked at as one text; the offset is counted back to its line.
    window = [line.text for line in lines[index : index + LABEL_LINES]]
    label: FlowLabel | None = None
    text = " ".join(window)
    while known := match_start(text, fields=fields):
        match, end = known
        head = text[:end]
        text, _, last = head.rpartition(" ")
        # Folding passes over small words ('Main Objective The'): they belong to the answer.
        if _ends_alike(head, match.wording) if label is None else match.field == label.match.field:
            label = FlowLabel(match, index, *_find_position(window, index, end))
        if label and len(last) > SMALL_WORD:
            break
    return label


def _ends_alike(head: str, wording: str) -> bool:
    """Return whether a head has no word of the answer: folding takes 'agency Ministry' for 'agency/ministry'."""
    words = re.findall(r"\w+", head.casefold())
    known = re.findall(r"\w+", wording.casefold())
    return bool(words) and words[-1] in known and len(head.split()) <= len(wording.split())


def _find_position(window: Sequence[str], index: int, end: int) -> tuple[int, int]:
    for step, text in enumerate(window):
        if end <= len(text):
            return index + step, end
        end -= len(text) + 1
    return index + len(window) - 1, len(window[-1])


def _weigh_labels(labels: Sequence[FlowLabel]) -> list[tuple[FlowLabel, float]]:
    """Weigh each label by its length times its wording's share of the field's most frequent one.

    Chance is rare and short.
    """
    counts = Counter((label.match.field, label.match.wording) for label in labels)
    most: dict[str, int] = {}
    for (name, _), count in counts.items():
        most[name] = max(most.get(name, 0), count)
    return [(x, len(x.match.wording) * counts[x.match.field, x.match.wording] / most[x.match.field]) for x in labels]


def _in_order(labels: Sequence[tuple[FlowLabel, float]], order: Sequence[str], first: str) -> list[FlowLabel]:
    """Keep, form by form, the labels that follow the template's order; the first field opens a form.

    Fields that precede the first one in the template close the form above it.
    """
    start = order.index(first)
    rank = {name: i for i, name in enumerate([*order[start:], *order[:start]])}
    bounds = [i for i, (label, _) in enumerate(labels) if label.match.field == first]
    kept: list[FlowLabel] = []
    for begin, end in zip([0, *bounds], [*bounds, len(labels)], strict=True):
        kept += _choose_heaviest(labels[begin:end], rank)
    return kept


def _choose_heaviest(labels: Sequence[tuple[FlowLabel, float]], rank: Mapping[str, int]) -> list[FlowLabel]:
    """Return the chain of labels in ascending rank with the most weight, no two from one line."""
    best: list[tuple[float, list[FlowLabel]]] = []
    for label, weight in labels:
        before = [
            (total, chain)
            for total, chain in best
            if rank[chain[-1].match.field] < rank[label.match.field] and chain[-1].last < label.first
        ]
        total, chain = max(before, key=lambda c: c[0], default=(0.0, []))
        best.append((total + weight, [*chain, label]))
    return max(best, key=lambda c: c[0], default=(0.0, []))[1]


def _side_start(text: str, dates: Sequence[tuple[int, int]]) -> int:
    """Return where dates in columns begin: a number that makes a day of the first one only closes the text.

    >>> _side_start("Register in 30 March 2019 March 2020", [(12, 25), (26, 36)])
    15
    """
    start = dates[0][0]
    day = _DAY.match(text, start)
    return day.end() if day and not text[dates[1][0]].isdigit() else start


def _iterate_entries(lines: Sequence[Line], labels: Sequence[FlowLabel]) -> Iterator[FlowItem]:
    if labels and labels[0].first > 0:
        yield FlowItem(None, (), tuple(lines[: labels[0].first]))
    yield from _iterate_answers(lines, labels)


def _iterate_answers(lines: Sequence[Line], labels: Sequence[FlowLabel]) -> Iterator[FlowItem]:
    """Yield an entry for each label with the lines up to the next one."""
    ends = [*(label.first for label in labels[1:]), len(lines)][: len(labels)]
    for label, end in zip(labels, ends, strict=True):
        rest = cut_line(lines[label.last], _skip_punctuation(lines[label.last].text, label.offset))
        answer = [*([rest] if rest else []), *lines[label.last + 1 : end]]
        if len(answer) > 1 and end < len(lines) and _is_heading(answer[-1].text):
            answer.pop()
        own = cut_line(lines[label.last], 0, label.offset)
        named = (*lines[label.first : label.last], *([own] if own else []))
        if label.match.field == "milestones":
            answer = list(_move_side_dates(answer))
        yield FlowItem(label.match, named, tuple(_without_prompt(answer)))


def _is_heading(text: str) -> bool:
    """Return whether a line heads the labels that follow ('Contact information'), and is not an answer's last word."""
    if " " not in text or not text[0].isupper() or not (text[-1].isalpha() or text[-1] == ":"):
        return False
    return match_exact_label(text) is not None


def _move_side_dates(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines of a list, the dates next to the first line of an item behind its last one.

    They stood in columns of their own: '1. Data of the six towns  May 2022  June 2023 / published'.
    """
    beside: Line | None = None
    for line in lines:
        is_first = split_milestone_number(line.text)[0] is not None
        if beside and is_first:
            yield beside
            beside = None
        dates = find_trailing_dates(line.text) if is_first else None
        at = _side_start(line.text, dates.dates) if dates and len(dates.dates) > 1 else 0
        if text := cut_line(line, 0, at):
            dated = cut_line(line, at)
            beside = replace(dated, glue="space") if dated else None
            yield replace(text, glue="paragraph")
        else:
            yield line
    if beside:
        yield beside


def _skip_punctuation(text: str, offset: int) -> int:
    """Return the offset behind the punctuation that closes a label."""
    return offset + len(text[offset:]) - len(text[offset:].lstrip(" .:;?)]"))


def _without_prompt(lines: Sequence[Line]) -> Sequence[Line]:
    """Drop the guidance in front of an answer, line by line, and its last words where they are within the answer."""
    guidance = last = ""
    for index, line in enumerate(lines):
        text = line.text.strip("() ")
        # A text that folds to nothing ('140 character limit') is guidance as well; a bare '-' is an answer.
        guides = (
            is_prompt(text) or (not fold_to_letters(text) and len(text) > 3) or (last and is_prompt(f"{last} {text}"))
        )
        if text and not guides:
            return tuple(_without_tail(lines[index:], guidance))
        guidance, last = f"{guidance} {text}".strip(), text
    return ()


def _without_tail(lines: Sequence[Line], guidance: str) -> Iterator[Line]:
    """Yield the lines without the end of a prompt that the layout moved into the answer next to it."""
    tails = [tail for prompt in list_prompts() if guidance and (tail := _rest_of(prompt, guidance))]
    for line in lines:
        head = next((t for t in tails if line.text.startswith(t)), None)
        rest = cut_line(line, _skip_punctuation(line.text, len(head))) if head else line
        if rest:
            yield rest


def _rest_of(prompt: str, guidance: str) -> str | None:
    """Return what of a prompt follows the words that a guidance ends with; None where it continues otherwise.

    >>> _rest_of("indicate whether it has had an effect", "please indicate whether it has")
    'had an effect'
    """
    words = prompt.split()
    for count in range(min(6, len(words) - 2), 2, -1):
        last = " ".join(guidance.split()[-count:])
        at = prompt.find(f"{last} ")
        if at >= 0 and len(last.split()) == count:
            return prompt[at + len(last) :].strip() or None
    return None


def _join_wrapped_cells(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines with paragraphs that only a wrapped cell made taken back: the sentence goes on."""
    last = ""
    for line in lines:
        goes_on = bool(last) and not last.endswith((".", "!", "?", ":", ";")) and line.text[:1].islower()
        yield replace(line, glue="space") if goes_on and line.glue == "paragraph" else line
        last = line.text


def _split_at_sub_labels(entry: FlowItem, inner: Collection[str]) -> tuple[FlowItem, ...]:
    """Split an entry at the sub-labels that open its lines.

    Where a text export printed cells across each other, words of the outer label are left between the answers ('Other
    actors / Government / Ministry of Justice / involved CSOs'): they are dropped.
    """
    assert entry.match is not None
    words = _label_words(entry.match.field, entry.match.language)
    cleared = [rest for line in entry.answer if (rest := _without_words(line, words, inner))]
    labels = [label for i in range(len(cleared)) if (label := _label_at(cleared, i, inner))]
    if not labels:
        return (entry,)
    before = replace(entry, answer=tuple(cleared[: labels[0].first]))
    return (*([before] if before.answer else []), *_iterate_answers(cleared, labels))


@cache
def _label_words(field: str, language: str) -> frozenset[str]:
    return frozenset(
        word for known in wordings(language) if known.field == field for word in _split_words(known.wording)
    )


def _split_words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _without_words(line: Line, words: Collection[str], inner: Collection[str]) -> Line | None:
    """Return a line without words of the outer label before a sub-label; None where it has no other words."""
    if all(word in words for word in _split_words(line.text)):
        return None if match_start(line.text, fields=inner) is None else line
    head, _, rest = line.text.partition(" ")
    shorter = cut_line(line, len(head)) if rest and head.casefold() in words else None
    return shorter if shorter and match_start(shorter.text, fields=inner) else line
