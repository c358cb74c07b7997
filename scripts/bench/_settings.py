"""What a user asks of the benchmarks, alike for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """How to measure.

    `quick` means a small input, to see that it runs. `raw` is a folder of real documents for the benchmarks that read
    some. `most` is the largest number of generated documents.
    `rounds` stands in for a benchmark's own number of rounds where it is not 0.
    """

    quick: bool = False
    raw: Path = Path("raw")
    most: int = 1_000
    rounds: int = 0
