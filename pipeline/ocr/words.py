"""What an engine gives: words with their boxes in pixels of the picture that it was shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OcrWord:
    """A word: its box (left, top, right, bottom), baseline and height of its line in pixels, confidence 0 to 1."""

    text: str
    box: tuple[float, float, float, float]
    base: float
    size: float
    confidence: float
