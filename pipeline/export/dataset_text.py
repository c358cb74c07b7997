"""The full text of a commitment for the dataset's single column, written so that it can be read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pipeline.model import Anchor, Line
from pipeline.schema.data import load_data
from pipeline.structure.segments import describe_segments, split_segments


@cache
def field_labels() -> dict[str, str]:
    """Return the template's fields in order, each with its label."""
    field_labels_by_name: dict[str, str] = load_data("datasets/ogp_2024")["written"]["labels"]
    return field_labels_by_name


def build_full_text(values: Mapping[str, Any], title: str) -> tuple[str, tuple[str, ...]]:
    """Return the full text, and the fields left out because their words would be read as a label.

    A lone description has no label, as in OGP's dataset.

    >>> build_full_text({"description": "Contracts are published."}, "Contracts")
    ('Contracts are published.', ())
    >>> build_full_text({"main_objective": "Open data.", "ambition": "All of it."}, "Data")[0].splitlines()
    ['Main objective:', 'Open data.', 'Ambition:', 'All of it.']
    """
    texts = {name: str(values[name]) for name in field_labels() if values.get(name)}
    if set(texts) == {"description"} and _parse_back(texts["description"], title) == texts:
        return texts["description"], ()
    if _parse_back(format_labelled(texts), title) == texts:
        return format_labelled(texts), ()
    readable: dict[str, str] = {}
    for name, value in texts.items():
        if _parse_back(format_labelled({**readable, name: value}), title) == {**readable, name: value}:
            readable[name] = value
    return format_labelled(readable), tuple(name for name in texts if name not in readable)


def format_labelled(values: Mapping[str, str]) -> str:
    """Return values under their labels."""
    return "\n".join(f"{field_labels()[name]}:\n{value}" for name, value in values.items())


def _parse_back(text: str, title: str) -> dict[str, str]:
    fields = describe_segments(split_segments(_text_lines(text.splitlines())), title, list(field_labels()))
    return {name: value.text for name, value in fields.items()}


def _text_lines(texts: Sequence[str]) -> tuple[Line, ...]:
    return tuple(Line(text, Anchor()) for text in texts if text.strip())
