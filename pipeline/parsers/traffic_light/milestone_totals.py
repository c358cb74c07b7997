"""A self-assessment's own totals ('39 milestones (74%) completed') against the milestones that were read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.model.issues import Issue
from pipeline.parsers.forms.commitment_numbers import read_number_word
from pipeline.parsers.forms.ratings import Sentence
from pipeline.schema.data import load_data
from pipeline.structure.commitments.legends import load_traffic_light_words

STATUSES = ("green", "amber", "red")


@dataclass(frozen=True, slots=True)
class StatedTotal:
    """A number that a sentence states: of commitments, of milestones, or of milestones with one colour."""

    what: str
    number: int


@cache
def _count_pattern() -> re.Pattern[str]:
    totals = load_traffic_light_words()["totals"]
    numbers = "|".join(re.escape(word) for word in load_data("prose/numbers")["words"])
    nouns = "|".join((*totals["milestone"], *totals["commitment"]))
    return re.compile(
        rf"(?<![\w.])(?P<number>\d{{1,3}}|{numbers})\s+(?:of\s+(?:the\s+)?)?(?P<noun>{nouns})(?!\w)", re.I
    )


@cache
def _status_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    totals = load_traffic_light_words()["totals"]
    return tuple(
        (status, re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, totals[status]))})(?!\w)", re.I))
        for status in STATUSES
    )


def find_stated_totals(text: str) -> tuple[StatedTotal, ...]:
    """Return the numbers of commitments and milestones that a sentence states.

    >>> text = "We completed 9 milestones and two milestones showed limited progress."
    >>> [(c.what, c.number) for c in find_stated_totals(text)]
    [('green', 9), ('amber', 2)]
    >>> [(c.what, c.number) for c in find_stated_totals("In 9 commitments with 53 milestones, 25 were ambitious.")]
    [('commitments', 9), ('milestones', 53)]
    """
    found = list(_count_pattern().finditer(text))
    told: list[StatedTotal] = []
    for index, match in enumerate(found):
        number = read_number_word(match["number"])
        opened = found[index - 1].end() if index else 0
        closed = found[index + 1].start() if index + 1 < len(found) else len(text)
        what = _find_counted(text, match, found[index - 1] if index else None, opened, closed)
        if number is not None and what:
            told.append(StatedTotal(what, number))
    return tuple(told)


def _find_counted(
    text: str, match: re.Match[str], before: re.Match[str] | None, opened: int, closed: int
) -> str | None:
    totals = load_traffic_light_words()["totals"]
    if match["noun"].lower() in totals["commitment"]:
        # '2 commitments' may be some of them: only 'N commitments with M milestones' counts them all.
        following = _count_pattern().search(text, match.end())
        paired = following and following["noun"].lower() in totals["milestone"] and following.start() - match.end() < 12
        return "commitments" if paired else None
    if before and before["noun"].lower() in totals["commitment"] and match.start() - before.end() < 12:
        return "milestones"
    return _find_status(text[match.end() : closed], first=True) or _find_status(
        text[opened : match.start()], first=False
    )


def _find_status(text: str, first: bool) -> str | None:
    """Return the colour of the first, or last, wording of a status in a text."""
    found = [(m.start(), status) for status, pattern in _status_patterns() for m in pattern.finditer(text)]
    if not found:
        return None
    return (min(found) if first else max(found))[1]


def iterate_mismatches(
    sentence: Sentence, statuses: Mapping[str, Sequence[str | None]], commitments: Sequence[str]
) -> Iterator[Issue]:
    """Yield an issue for each total of a sentence that the milestones read contradict.

    `statuses` maps each commitment's number to the colours of its milestones; `commitments` are the numbers that the
    sentence speaks of, none for all of them.
    """
    meant = {number: statuses[number] for number in commitments if number in statuses} or statuses
    colours = Counter(colour for found in meant.values() for colour in found)
    for claim in find_stated_totals(sentence.text):
        found = _count_read(claim, meant, colours)
        if found is not None and found != claim.number:
            yield _mismatch_issue(claim, found, sentence, commitments)


def _count_read(
    claim: StatedTotal, meant: Mapping[str, Sequence[str | None]], colours: Counter[str | None]
) -> int | None:
    if claim.what == "commitments":
        return len(meant)
    if claim.what == "milestones":
        return sum(len(found) for found in meant.values())
    # Where colours are lost or unread their numbers can't be checked.
    return None if colours[None] else colours[claim.what]


def _mismatch_issue(claim: StatedTotal, found: int, sentence: Sentence, commitments: Sequence[str]) -> Issue:
    what = claim.what if claim.what in ("commitments", "milestones") else f"{claim.what} milestones"
    where = f" of commitment {' and '.join(commitments)}" if commitments else ""
    text = f"The report speaks of {claim.number} {what}{where}, {found} were read: '{sentence.text[:300]}'"
    return Issue("parse", "warning", "total-mismatch", text, sentence.page)
