"""What a document that is no plan and no report calls itself at its head: minutes, an invitation, a tender, a law."""

from __future__ import annotations

import re

from pipeline.identify.front import Front, FrontLine
from pipeline.identify.phrases import APPROVAL, GENRE, KIND, LAST_GENRE, PLAN, Hit
from pipeline.identify.titles import Title, is_sentence, make_line_title

MOST_BELOW_TITLE = 2
"""Lines below the title that may name the document; what is further down heads a section: 'Calendar'."""

MOST_HEAD_LINES = 10
"""Lines of the title page that may hold what a document calls itself."""
_TIME = re.compile(
    r"(?<![\d.,:/-])(?<!\d/\d\d )(?<!\d/\d\d, )(?:[01]?\d|2[0-3])\s?(?:[:h]\s?[0-5]\d(?![\d%:])|[ap]\.?m\b)", re.I
)
"""An hour, and not one that a browser prints behind the date ('5/21/23, 4:05 PM')."""


def is_other_genre(front: Front, title: Title | None) -> bool:
    """Return whether the head of a document calls it minutes, an invitation, a tender: what it names is its subject.

    Such a name opens or closes a line down to the title, or is all that a line near it says.
    """
    last = front.line_at(title.end - 1) if title is not None else -1
    return any(hit.entry == "mail" for hit in front.of(GENRE)) or any(
        _names_genre(front, hit, title, is_above=index <= last)
        for index, line in enumerate(front.lines)
        if line.place == "title" or (index in front.cover[:MOST_HEAD_LINES] and _may_name(line, index - last))
        for hit in front.by_line[index]
        if hit.group in (GENRE, LAST_GENRE)
    )


def _may_name(line: FrontLine, below: int) -> bool:
    """Return whether a line may say what the document is: no sentence, no row, and no heading of a later section."""
    return line.place != "row" and below <= MOST_BELOW_TITLE and not is_sentence(line.text)


def _names_genre(front: Front, hit: Hit, title: Title | None, is_above: bool) -> bool:
    index = front.line_at(hit.start)
    line = front.lines[index]
    # 'Minuta' calls a plan a draft, too; an official gazette prints one.
    others = [
        other for other in front.by_line[index] if other.group in (KIND, PLAN, "draft") and other.first == hit.first
    ]
    if hit.entry == "official gazette" or any(other.last >= hit.last for other in others):
        return False
    opens = is_above and not any(map(str.isalpha, front.text[line.start : hit.start]))
    if hit.entry == "agenda":
        return not any(map(str.isalpha, front.text[line.start : hit.start] + front.text[hit.end : line.end]))
    if hit.entry == "law":
        end = max(line.end, title.end if title else 0)
        return opens and not any(word.start < end for word in front.of(APPROVAL))
    if hit.entry == "strategy":
        # The partnership's plan may be part of a strategy: its title or the strategy's then says so.
        own = title is not None and title.has("ogp", "irm", KIND)
        return opens and not own and not any(other.group == "ogp" for other in front.by_line[index])
    name = front.text[hit.start : hit.end]
    closes = is_above and hit.group == LAST_GENRE and any(part.text.rstrip(" .:").endswith(name) for part in line.lines)
    # 'Calendar' or 'Contract' alone in a line below the title is a section of a plan as well.
    return opens or closes or (hit.entry != "papers" and make_line_title(front, index).is_genre)


def has_time_of_day(front: Front) -> bool:
    """Return whether the title page prints an hour, as that of a meeting does; web pages print that of publication."""
    lines = (front.lines[index].text for index in front.cover)
    return front.document.source.media_type != "text/html" and any(map(_TIME.search, lines))
