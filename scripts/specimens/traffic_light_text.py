"""The traffic-light report as a plain-text export: a tab before each cell, the colours lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from scripts.specimens.traffic_light_facts import cells_of, numbered, voice


def render(facts: Mapping[str, Any]) -> bytes:
    """Return the report as UTF-8 text."""
    lines = [line for row in facts["header"] for line in (*(f"\t{cell}" for cell in row), "")]
    lines += ["", "", *_before(facts), "", "", "Assessment of the Commitments"]
    lines += ["\t\t".join(text for _, text in facts["legend"]), ""]
    lines += [line for row in _rows(facts) for line in (*_cells(row), "")]
    for chapter in facts["chapters_after"]:
        lines += ["", "", chapter["heading"], *_spaced(chapter["paragraphs"])]
        lines += [line for comment in chapter["comments"] for line in ("", *voice(comment))]
    return ("\n".join(lines) + "\n").encode()


def _before(facts: Mapping[str, Any]) -> Iterator[str]:
    for title, paragraphs in facts["chapters_before"]:
        yield from (title, *_spaced(paragraphs), "")
    yield from ("Use of IRM Recommendations", facts["recommendations_intro"], "")
    for part in facts["recommendations"]:
        yield from (part["heading"], *(f"· {item}" for item in part["items"]), "")


def _spaced(paragraphs: list[str]) -> list[str]:
    return [line for text in paragraphs for line in (text, "")][:-1]


def _rows(facts: Mapping[str, Any]) -> Iterator[list[list[str]]]:
    yield [[text] for text in facts["columns"]]
    for commitment, rows in groupby(numbered(facts), key=lambda row: row[0]):
        yield [[f"Commitment {commitment['number']}: {commitment['title']}"]]
        for _, number, milestone in rows:
            yield cells_of(number, milestone)


def _cells(row: list[list[str]]) -> Iterator[str]:
    """Yield the lines of a row: each cell begins after a tab, its further paragraphs begin the line."""
    for first, *others in (cell or [""] for cell in row):
        yield f"\t{first}"
        yield from others
