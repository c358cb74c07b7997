"""A title that opens its own paragraph: the first sentence, short and set as a title, with text behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Line
from pipeline.structure.numbers import split_number
from pipeline.structure.stream import cut_lines, make_stream

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
    """Return whether a run-in title is bold beside text that is not."""
    opening, below = lines[: len(title)], lines[len(title) :]
    if not opening:
        return False
    last = opening[-1]
    ends_bold = last.bold_start >= len(title[-1].text) and all(line.bold for line in opening[:-1])
    return ends_bold or (bool(below) and all(line.bold for line in opening) and not any(line.bold for line in below))
