"""Forms whose table was lost: labels and answers as running lines, put back into entries.

Plain-text exports print 'Lead implementing agency Ministry of Justice' on one line and wrap labels over several. A
label counts only where it opens a line, follows the fields before it in the template's order, and recurs form after
form.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.layout.forms import Entry
from pipeline.layout.lines import cut
from pipeline.lexicon import LabelMatch, is_prompt, match_start, prompts
from pipeline.model import Cell, Line, TextBlock
from pipeline.wording import key

LABEL_LINES = 6
"""Lines over which a label may be wrapped."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label in the flow: its first line, and the line and offset in it where the label ends."""

    match: LabelMatch
    first: int
    last: int
    offset: int

    @property
    def wording(self) -> tuple[str, str]:
        """The field and the wording, for counting."""
        return self.match.field, self.match.wording


def flow_entries(lines: Sequence[Line], order: Sequence[str], first: str) -> tuple[Entry, ...]:
    """Return the entries of forms that stand in running lines.

    `order` is the template's fields from first to last; `first` is the one that every form surely has. Lines before
    the first label become an entry without a field.
    """
    places = [place for i in range(len(lines)) if (place := tuple(_labels_at(lines, i, order)))]
    # A line within a wrapped label ('Brief description of / Commitment') is no label of its own.
    inner = {line for label in (place[0] for place in places) for line in range(label.first + 1, label.last + 1)}
    chosen = _weighed([place for place in places if place[0].first not in inner])
    return tuple(_entries(lines, _in_order(chosen, order, first)))


def _labels_at(lines: Sequence[Line], index: int, fields: Collection[str]) -> Iterator[Label]:
    """Yield the labels that a line may open, from long to short: a value may look like the end of its label."""
    if not any(char.isalpha() for char in lines[index].text):
        return
    # A label that goes on over blank lines is looked at as one text; the offset is counted back to its line.
    window = [line.text for line in lines[index : index + LABEL_LINES]]
    text = " ".join(window)
    found: dict[tuple[str, str], Label] = {}
    while known := match_start(text, fields=fields):
        match, end = known
        label = Label(match, index, *_position(window, index, end))
        if _ends_alike(text[:end], match.wording):
            # Of several heads the shortest is taken: words that folding passes over ('the') belong to the answer.
            found[label.wording] = label
        text = " ".join(text[:end].split(" ")[:-1])
    yield from found.values()


def _ends_alike(head: str, wording: str) -> bool:
    """Say whether a head has no word of the answer: folding takes 'agency Ministry' for 'agency/ministry'."""
    words = re.findall(r"\w+", head.casefold())
    known = re.findall(r"\w+", wording.casefold())
    return bool(words) and words[-1] in known and len(head.split()) <= len(wording.split())


def _position(window: Sequence[str], index: int, end: int) -> tuple[int, int]:
    for step, text in enumerate(window):
        if end <= len(text):
            return index + step, end
        end -= len(text) + 1
    return index + len(window) - 1, len(window[-1])


def _weighed(places: Sequence[Sequence[Label]]) -> list[tuple[Label, float]]:
    """Choose for each place the longest wording, with its weight.

    The weight is the wording's length times its share of the field's most frequent wording: chance is rare and short.
    """
    chosen = [place[0] for place in places]
    counts = Counter(label.wording for label in chosen)
    most: dict[str, int] = {}
    for (name, _), count in counts.items():
        most[name] = max(most.get(name, 0), count)
    return [(x, len(x.match.wording) * counts[x.wording] / most[x.match.field]) for x in chosen]


def _in_order(labels: Sequence[tuple[Label, float]], order: Sequence[str], first: str) -> list[Label]:
    """Keep, form by form, the labels that follow the template's order; the first field opens a form.

    Fields that stand before the first one in the template close the form above it.
    """
    start = order.index(first)
    rank = {name: i for i, name in enumerate([*order[start:], *order[:start]])}
    bounds = [i for i, (label, _) in enumerate(labels) if label.match.field == first]
    kept: list[Label] = []
    for begin, end in zip([0, *bounds], [*bounds, len(labels)], strict=True):
        kept += _heaviest(labels[begin:end], rank)
    return kept


def _heaviest(labels: Sequence[tuple[Label, float]], rank: Mapping[str, int]) -> list[Label]:
    """Return the chain of labels in ascending rank with the most weight, no two from one line."""
    best: list[tuple[float, list[Label]]] = []
    for label, weight in labels:
        before = [
            (total, chain)
            for total, chain in best
            if rank[chain[-1].match.field] < rank[label.match.field] and chain[-1].last < label.first
        ]
        total, chain = max(before, key=lambda c: c[0], default=(0.0, []))
        best.append((total + weight, [*chain, label]))
    return max(best, key=lambda c: c[0], default=(0.0, []))[1]


def _entries(lines: Sequence[Line], labels: Sequence[Label]) -> Iterator[Entry]:
    if labels and labels[0].first > 0:
        yield _entry(None, (), lines[: labels[0].first])
    ends = [*(label.first for label in labels[1:]), len(lines)][: len(labels)]
    for label, end in zip(labels, ends, strict=True):
        rest = cut(lines[label.last], _behind(lines[label.last].text, label.offset))
        answer = [*([rest] if rest else []), *lines[label.last + 1 : end]]
        yield _entry(label.match, lines[label.first : label.last + 1], _without_prompt(answer))


def _behind(text: str, offset: int) -> int:
    """Return the offset behind the punctuation that closes a label."""
    return offset + len(text[offset:]) - len(text[offset:].lstrip(" .:;?)]"))


def _without_prompt(lines: Sequence[Line]) -> Sequence[Line]:
    """Drop the guidance in front of an answer, line by line, and its last words where they stand within the answer."""
    guidance = last = ""
    for index, line in enumerate(lines):
        text = line.text.strip("() ")
        # A text that folds to nothing ('140 character limit') is guidance as well; a bare '-' is an answer.
        guides = is_prompt(text) or (not key(text) and len(text) > 3) or (last and is_prompt(f"{last} {text}"))
        if text and not guides:
            return tuple(_without_tail(lines[index:], guidance))
        guidance, last = f"{guidance} {text}".strip(), text
    return ()


def _without_tail(lines: Sequence[Line], guidance: str) -> Iterator[Line]:
    """Yield the lines without the end of a prompt that the layout moved into the answer beside it."""
    tails = [tail for prompt in prompts() if guidance and (tail := _rest_of(prompt, guidance))]
    for line in lines:
        head = next((t for t in tails if line.text.startswith(t)), None)
        rest = cut(line, _behind(line.text, len(head))) if head else line
        if rest:
            yield rest


def _rest_of(prompt: str, guidance: str) -> str | None:
    """Return what of a prompt stands behind the words that a guidance ends with; None where it goes on otherwise.

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


def _entry(match: LabelMatch | None, label: Sequence[Line], answer: Sequence[Line]) -> Entry:
    return Entry(match.field if match else None, match, _cells(label), _cells(answer))


def _cells(lines: Sequence[Line]) -> tuple[Cell, ...]:
    if not lines:
        return ()
    block = TextBlock("paragraph", tuple(_mended(lines)))
    return (Cell(0, 0, 0.0, 0.0, (block,), (lines[0].anchor,)),)


def _mended(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines with paragraphs that only a wrapped cell made taken back: the sentence goes on."""
    last = ""
    for line in lines:
        goes_on = bool(last) and not last.endswith((".", "!", "?", ":", ";")) and line.text[:1].islower()
        yield replace(line, glue="space") if goes_on and line.glue == "paragraph" else line
        last = line.text
