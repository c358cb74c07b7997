"""What the renderings of the traffic-light report share: numbers, the evidence cell's voices, totals in the prose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

FILLS = {"green": "00B050", "amber": "FFC000", "red": "FF0000"}
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def numbered(facts: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str, Mapping[str, Any]]]:
    """Yield commitment, number and milestone; the numbers run through all commitments."""
    rows = [(commitment, row) for commitment in facts["commitments"] for row in commitment["milestones"]]
    for number, (commitment, row) in enumerate(rows, start=1):
        yield commitment, str(number), row


def voice(comment: Mapping[str, Any]) -> list[str]:
    """Return a comment's paragraphs: the body that speaks with the date, then what it says.

    >>> voice({"author": "A Society", "printed": "2023.09.01", "text": ["Yes."]})
    ['A Society (2023.09.01):', 'Yes.']
    """
    return [f"{comment['author']} ({comment['printed']}):", *comment["text"]]


def evidence(milestone: Mapping[str, Any]) -> list[str]:
    """Return the paragraphs of the evidence cell: the government's words, then each comment after an empty line."""
    comments = [line for comment in milestone["comments"] for line in ("", *voice(comment))]
    return [*milestone["evidence"], *comments]


def cells_of(number: str, milestone: Mapping[str, Any]) -> list[list[str]]:
    """Return the paragraphs of a milestone's six cells; the coloured one has none."""
    return [[number], [milestone["text"]], [], evidence(milestone), milestone["reasons"], milestone["next"]]


def with_totals(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts with the totals of the milestones filled into the closing chapters."""
    rows = list(numbered(facts))
    counts = Counter(row["status"] for _, _, row in rows)
    totals: dict[str, object] = {"milestones": len(rows), "commitments_word": WORDS[len(facts["commitments"])]}
    for colour in FILLS:
        totals |= {colour: counts[colour], f"{colour}_share": round(100 * counts[colour] / len(rows))}
    chapters = [
        {**chapter, "paragraphs": [text.format(**totals) for text in chapter["paragraphs"]]}
        for chapter in facts["chapters_after"]
    ]
    return {**facts, "chapters_after": chapters}
