"""The full text of a commitment for the dataset's one column: written so that it is read back as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pipeline.model import Anchor, Line
from pipeline.schema.data import reference
from pipeline.structure.segments import described, segment


@cache
def labels() -> dict[str, str]:
    """Return the template's fields in their order, each with the label that is written before it."""
    found: dict[str, str] = reference("datasets/ogp_2024")["written"]["labels"]
    return found


def full_text(values: Mapping[str, Any], title: str) -> tuple[str, tuple[str, ...]]:
    """Return the full text and the fields that it can't hold: their words would be read as a label.

    A description alone stands without a label, as the dataset has it.

    >>> full_text({"description": "Contracts are published."}, "Contracts")
    ('Contracts are published.', ())
    >>> full_text({"main_objective": "Open data.", "ambition": "All of it."}, "Data")[0].splitlines()
    ['Main objective:', 'Open data.', 'Ambition:', 'All of it.']
    """
    told = {name: str(values[name]) for name in labels() if values.get(name)}
    if set(told) == {"description"} and _read(told["description"], title) == told:
        return told["description"], ()
    if _read(written(told), title) == told:
        return written(told), ()
    kept: dict[str, str] = {}
    for name, value in told.items():
        if _read(written({**kept, name: value}), title) == {**kept, name: value}:
            kept[name] = value
    return written(kept), tuple(name for name in told if name not in kept)


def written(values: Mapping[str, str]) -> str:
    """Return values under their labels."""
    return "\n".join(f"{labels()[name]}:\n{value}" for name, value in values.items())


def _read(text: str, title: str) -> dict[str, str]:
    found = described(segment(_lines(text.splitlines())), title, list(labels()))
    return {name: value.text for name, value in found.items()}


def _lines(texts: Sequence[str]) -> tuple[Line, ...]:
    return tuple(Line(text, Anchor()) for text in texts if text.strip())
