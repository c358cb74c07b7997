"""Where the labelled corpus lies, if it is there at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

SHARED = Path(os.environ.get("OGP_SHARED") or Path(__file__).parents[3] / "shared")

MISSING = "" if (SHARED / "eval" / "score.py").is_file() else f"the labelled corpus is not at {SHARED} (set OGP_SHARED)"
"""Why acceptance tests are skipped; empty where the corpus is there."""

CORPUS_PDFS = sorted(file for part in ("mongolia", "usa") for file in (SHARED / "corpus" / part).glob("*.pdf"))


def copied(folder: Path, sources: Iterable[Path]) -> Path:
    """Copy files, and the files of folders, into a raw folder and return it."""
    raw = folder / "raw"
    raw.mkdir()
    for source in sources:
        for file in [source] if source.is_file() else sorted(source.iterdir()):
            shutil.copy(file, raw / file.name)
    return raw
