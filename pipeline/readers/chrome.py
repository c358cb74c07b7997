"""Tell a web site's own phrases (skip links, comment forms, surveys) from the text of a document."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.model import Block, TextBlock

_HERE = Path(__file__).resolve()


@cache
def vocabulary() -> dict[str, Any]:
    """Return `schemas/chrome.json`: phrases of web sites, and the tags, roles and names of what surrounds a text."""
    places = (_HERE.parents[2] / "schemas", _HERE.parents[1] / "schemas")
    found = next(place for place in places if (place / "chrome.json").exists())
    data: dict[str, Any] = json.loads((found / "chrome.json").read_text(encoding="utf-8"))
    return data


@cache
def _phrases() -> frozenset[str]:
    return frozenset(phrase.casefold() for phrase in vocabulary()["phrases"])


def is_chrome(text: str) -> bool:
    """Say whether a whole paragraph is a web site's phrase.

    >>> is_chrome("Skip navigation"), is_chrome("Navigation of ships")
    (True, False)
    """
    return len(text) < 120 and text.casefold().strip(" .!*:»«→") in _phrases()


def parted(blocks: Iterable[Block]) -> tuple[tuple[Block, ...], tuple[TextBlock, ...]]:
    """Part the blocks of a text from the web site's phrases among them."""
    kept: list[Block] = []
    dropped: list[TextBlock] = []
    for block in blocks:
        if isinstance(block, TextBlock) and len(block.lines) == 1 and is_chrome(block.lines[0].text):
            dropped.append(block)
        else:
            kept.append(block)
    return tuple(kept), tuple(dropped)
