"""Separate a web site's own phrases (skip links, comment forms, surveys) from the text of a document."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from pipeline.model import Block, TextBlock
from pipeline.schema.data import load_data


@cache
def load_phrases(part: str) -> frozenset[str]:
    """Return a list of `schemas/chrome.json` (phrases; tags, roles and names of what surrounds a text), case folded."""
    return frozenset(entry.casefold() for entry in load_data("chrome")[part])


def is_chrome(text: str) -> bool:
    """Return whether a whole paragraph is a web site's phrase.

    >>> is_chrome("Skip navigation"), is_chrome("Navigation of ships")
    (True, False)
    """
    return len(text) < 120 and text.casefold().strip(" .!*:»«→") in load_phrases("phrases")


def separate_chrome(blocks: Iterable[Block]) -> tuple[tuple[Block, ...], tuple[TextBlock, ...]]:
    """Return the blocks of a text, and the web site's phrases that were among them."""
    text_blocks: list[Block] = []
    chrome_blocks: list[TextBlock] = []
    for block in blocks:
        if isinstance(block, TextBlock) and len(block.lines) == 1 and is_chrome(block.lines[0].text):
            chrome_blocks.append(block)
        else:
            text_blocks.append(block)
    return tuple(text_blocks), tuple(chrome_blocks)
