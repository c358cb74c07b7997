"""An action plan's commitments as parts of a template, whatever the look: labels, answers, ticks and milestones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from scripts.specimens.facts import load

TICK = "X"
LOOKS = ("form", "borderless", "wide", "headings", "run_in")
"""How the parts are laid out: two columns ruled or not, questions over their answers, headings, labels run in."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part: a label, the label below it in the same row (`sub`), and its answer as paragraphs.

    `rows` are those of a table, the first its headings; `long` says that the answer is one of several sentences.
    """

    label: str
    texts: tuple[str, ...] = ()
    sub: str | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    ticks: bool = False
    long: bool = False


@cache
def template(generation: str) -> Mapping[str, Any]:
    """Return the labels of a template generation.

    >>> template("H4")["rows"][0][1]
    'Brief Description of the Commitment'
    """
    found: Mapping[str, Any] = load("plan_templates")[generation]
    return found


def parts(generation: str, commitment: Mapping[str, Any]) -> Iterator[Part]:
    """Yield the parts of one commitment in the template's order."""
    for kind, label, *rest in template(generation)["rows"]:
        if kind == "wide":
            yield Part(label)
        elif kind == "sub":
            yield from (Part(label, (commitment[key],), sub) for sub, key in rest[0])
        elif kind == "ticks":
            yield Part(label, rows=(tuple(rest[0]), _ticks(rest[0], commitment["values"])), ticks=True)
        elif kind == "milestones":
            rows = [tuple(_milestone(row, key) for key in rest[0]) for row in commitment["milestones"]]
            yield Part("", rows=(tuple(label), *rows))
        else:
            yield Part(label, tuple(answer(commitment, rest[0])), long=kind == "ask")


def _ticks(names: Sequence[str], values: Sequence[str]) -> tuple[str, ...]:
    return tuple(TICK if name.lower().replace(" ", "_") in values else "" for name in names)


def answer(commitment: Mapping[str, Any], key: str) -> list[str]:
    """Return an answer's paragraphs.

    >>> answer({"problem": "One."}, "problem")
    ['One.']
    """
    if key == "contact_both":
        return [f"{commitment['contact_email']}, {commitment['contact_phone']}"]
    return str(commitment[key]).split("\n")


def _milestone(row: Mapping[str, Any], key: str) -> str:
    return f"{row['number']}. {row['text']}" if key == "text" else str(row[key])


def heading(generation: str, commitment: Mapping[str, Any]) -> str:
    """Return the heading over a commitment.

    >>> heading("H3-es", {"number": "2", "title": "Datos"})
    'Compromiso 2: Datos'
    """
    return f"{template(generation)['commitment']} {commitment['number']}: {commitment['title']}"


def numbered(commitment: Mapping[str, Any]) -> str:
    """Return number and title as the template's own row has them."""
    return f"{commitment['number']}. {commitment['title']}"


def told(row: Sequence[str], heads: Sequence[str]) -> str:
    """Return a milestone as an item of a list: its dates behind the text, nothing of its other columns.

    >>> told(["1. Publish", "New", "May 2019", "June 2019"], ["Milestones", "New or ongoing", "Start", "End"])
    '1. Publish (May 2019 - June 2019)'
    """
    dates = [text for text, head in zip(row, heads, strict=True) if any(word in head for word in DATED)]
    return f"{row[0]} ({dates[0]} - {dates[1]})" if len(dates) > 1 else row[0]


DATED = ("Start", "End", "Fecha")
