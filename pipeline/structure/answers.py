"""Answers in a form: the guidance of the blank form taken off."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from pipeline.lexicon import is_prompt, list_prompts
from pipeline.lexicon.text_folding import fold_to_letters
from pipeline.model import Line
from pipeline.structure.lines import join_lines, split_paragraphs

GUIDING = 40
"""Characters: shorter texts are in prompts by chance ('access to information')."""

LONGEST_GUIDANCE = 600


def strip_guidance(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return an answer's lines without the guidance before it; bullets and 'Tip:' mark guidance in the blank form.

    >>> from pipeline.model import Anchor
    >>> told = ["- Describe what the commitment entails, its expected results and overall objective.", "Open data."]
    >>> [line.text for line in strip_guidance([Line(text, Anchor()) for text in told])]
    ['Open data.']
    """
    rest = list(lines)
    while rest:
        count = _count_prompt_lines(rest) or _count_reworded_lines(rest)
        if not count:
            break
        rest = rest[count:]
    return tuple(rest)


def _count_prompt_lines(lines: Sequence[Line]) -> int:
    """Return how many lines at the beginning are a prompt, letter by letter."""
    folded, count = "", 0
    for index, line in enumerate(lines, 1):
        folded += fold_to_letters(line.text)
        if folded in _prompt_keys():
            count = index
        if not any(prompt.startswith(folded) for prompt in _prompt_keys()):
            break
    return count


@cache
def _prompt_keys() -> frozenset[str]:
    return frozenset(fold_to_letters(prompt) for prompt in list_prompts()) - {""}


def _count_reworded_lines(lines: Sequence[Line]) -> int:
    """Return how many lines the first paragraph has if it is guidance that a country reworded.

    One that opens with a prompt's words and continues is an answer: 'Link to other programs: the digital strategy'.
    """
    first = split_paragraphs(lines)[0]
    text = join_lines(first)
    folded = fold_to_letters(text)
    if not GUIDING < len(text) < LONGEST_GUIDANCE or any(folded.startswith(prompt) for prompt in _prompt_keys()):
        return 0
    return len(first) if is_prompt(text) else 0
