"""The completion template as a plain-text export: labels and values side by side, the columns of the grid lost."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.specimens import completion_labels as labels

LABEL_WIDTH, VALUE_WIDTH, PAGE_WIDTH = 36, 58, 92
HEADINGS = ("Not ", "started  ", "Limited  Substantia", "l  ", "Complete", "d   ")


def render(facts: Mapping[str, Any]) -> bytes:
    """Return the report as UTF-8 text."""
    lines = [f" {facts['title'][0]} ", "", *facts["title"][1:], "", ""]
    for heading, paragraphs in facts["chapters"]:
        lines += [heading, *(line for text in paragraphs for line in _wrapped(text, PAGE_WIDTH)), ""]
    for commitment in facts["commitments"]:
        lines += ["", *_commitment(commitment)]
    return ("\n".join(lines) + "\n").encode()


def _commitment(commitment: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{labels.TEMPLATE} ", "")
    yield from (*_wrapped(commitment["heading"], PAGE_WIDTH), "")
    yield from _pair("Lead implementing agency", commitment["lead"])
    for label, key in labels.CONTACT:
        yield from _pair(label, commitment["contact"][key])
    yield from ("", "Other ", "actors  ", "", "involved ", "")
    for label, key in labels.ACTORS:
        yield from _pair(label, commitment[key])
    for label, prompt, key in labels.DESCRIPTION:
        yield from _answered(label, prompt, commitment[key])
    yield from (labels.COMPLETION, *HEADINGS, "")
    if commitment["mark"]:
        yield from (f"{' ' * 4}{commitment['mark']}{' ' * 5}", "")
    yield from _answered(*labels.RESULTS, commitment["results"])
    yield from _pair("End date", commitment["end"])
    yield from _pair("Next steps", commitment["next"])
    yield from ("", *_wrapped(labels.ADDITIONAL, PAGE_WIDTH))
    yield from _values(commitment["additional"], PAGE_WIDTH)
    yield ""


def _wrapped(text: str, width: int) -> list[str]:
    return [f"{line} " for line in textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)]


def _values(text: str | list[str] | None, width: int) -> list[str]:
    return [line for paragraph in labels.value(text) for line in _wrapped(paragraph, width)]


def _pair(label: str, text: str | list[str] | None) -> Iterator[str]:
    """Yield a label and its value: the value begins on the label's last line."""
    *first, last = _wrapped(label, LABEL_WIDTH)
    values = _values(text, VALUE_WIDTH)
    yield from first
    yield f"{last}{values[0]}"
    yield from values[1:]


def _answered(label: str, prompt: str | None, text: str | list[str] | None) -> Iterator[str]:
    """Yield a label with its prompt, a blank line and the value below."""
    if prompt is None:
        yield from _pair(label, text)
        return
    yield from ("", f"{label} ", *_wrapped(prompt, LABEL_WIDTH), "")
    yield from (*_values(text, VALUE_WIDTH), "")
