"""Specimens copied into a folder of the test's own."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

RAW = Path(__file__).parents[1] / "raw"
FEW = ("*midterm*.txt", "QN0003.html", "registry-*.csv")


def copied(folder: Path, patterns: Iterable[str] = FEW) -> Path:
    """Make the folder and copy the specimens of these names into it, side by side."""
    folder.mkdir()
    for pattern in patterns:
        for file in RAW.rglob(pattern):
            shutil.copy(file, folder / file.name)
    return folder
