"""Lines as one running text whose character spans lead back to the lines, for labels that stand anywhere in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.layout.lines import cut
from pipeline.model import Glue, Line

_BETWEEN: dict[Glue, str] = {"paragraph": "\n", "space": " ", "none": "", "unhyphen": ""}


@dataclass(frozen=True, slots=True)
class Stream:
    """Lines joined as `layout.lines.join` joins them; `starts[i]` is where the text of line i begins."""

    text: str
    lines: tuple[Line, ...]
    starts: tuple[int, ...]


def stream(lines: Sequence[Line]) -> Stream:
    r"""Join lines into a stream.

    >>> from pipeline.model import Anchor
    >>> a = Anchor()
    >>> s = stream([Line("Main objective:", a), Line("Open the", a), Line("data", a, glue="space")])
    >>> s.text, s.starts
    ('Main objective:\nOpen the data', (0, 16, 25))
    """
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for line in lines:
        between = _BETWEEN[line.glue] if parts else ""
        if parts and line.glue == "unhyphen" and parts[-1].endswith(("-", "‐")):
            parts[-1] = parts[-1][:-1]
            length -= 1
        starts.append(length + len(between))
        parts += [between, line.text]
        length += len(between) + len(line.text)
    return Stream("".join(parts), tuple(lines), tuple(starts))


def piece(whole: Stream, start: int, end: int) -> tuple[Line, ...]:
    r"""Return the lines of a span of the text, the first and last one cut to it, blank ends stripped.

    >>> from pipeline.model import Anchor
    >>> s = stream([Line("Ambition: open", Anchor()), Line("the data. Relevance:", Anchor(), glue="space")])
    >>> [line.text for line in piece(s, 9, 24)]
    ['open', 'the data.']
    """
    first = max(0, bisect_right(whole.starts, start) - 1)
    found: list[Line] = []
    for line, begin in zip(whole.lines[first:], whole.starts[first:], strict=True):
        if begin >= end:
            break
        kept = cut(line, max(0, start - begin), min(len(line.text), end - begin))
        if kept is not None:
            found.append(kept)
    return tuple(found)
