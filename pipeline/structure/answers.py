"""Answers in a form: the guidance of the blank form taken off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipeline.lexicon import is_prompt, list_prompts
from pipeline.lexicon.text_folding import fold_to_letters
from pipeline.model import Line, RawValue
from pipeline.structure.lines import join, paragraphs, value

GUIDING = 40
"""Characters: shorter texts stand in prompts by chance ('access to information')."""

LONGEST_GUIDANCE = 600
_PHONE = re.compile(r"[+(]?\d[\d ()/.–-]{5,}")


def answer(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return an answer's lines without the guidance before it; bullets and 'Tip:' mark guidance in the blank form.

    >>> from pipeline.model import Anchor
    >>> told = ["- Describe what the commitment entails, its expected results and overall objective.", "Open data."]
    >>> [line.text for line in answer([Line(text, Anchor()) for text in told])]
    ['Open data.']
    """
    rest = list(lines)
    while rest:
        count = _known(rest) or _resembling(rest)
        if not count:
            break
        rest = rest[count:]
    return tuple(rest)


def _known(lines: Sequence[Line]) -> int:
    """Return how many lines at the beginning are a prompt, letter by letter."""
    folded, count = "", 0
    for index, line in enumerate(lines, 1):
        folded += fold_to_letters(line.text)
        if folded in _keys():
            count = index
        if not any(prompt.startswith(folded) for prompt in _keys()):
            break
    return count


@cache
def _keys() -> frozenset[str]:
    return frozenset(fold_to_letters(prompt) for prompt in list_prompts()) - {""}


def _resembling(lines: Sequence[Line]) -> int:
    """Return how many lines the first paragraph has if it is guidance that a country reworded.

    One that opens with a prompt's words and goes on is an answer: 'Link to other programs: the digital strategy'.
    """
    first = paragraphs(lines)[0]
    text = join(first)
    folded = fold_to_letters(text)
    if not GUIDING < len(text) < LONGEST_GUIDANCE or any(folded.startswith(prompt) for prompt in _keys()):
        return 0
    return len(first) if is_prompt(text) else 0


def reached(lines: Sequence[Line]) -> dict[str, RawValue]:
    """Return the e-mail and telephone of a cell that holds both; normalisation takes each out of the text."""
    told = value(lines, "label")
    fields = {"contact_email": told} if "@" in told.text else {}
    return fields | ({"contact_phone": told} if _PHONE.search(told.text) else {})
