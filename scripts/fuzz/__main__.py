"""Read damaged variants of all documents of a folder: `python -m scripts.fuzz FOLDER --variants 10000`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from pipeline.runtime.options import core_count


def main() -> None:
    """Run from the command line."""
    # Workers import what they do by its module's name, which this one does not have while it is run.
    from scripts.fuzz.excerpts import excerpts
    from scripts.fuzz.variants import fuzz

    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--variants", type=int, default=10_000)
    asked.add_argument("--first", type=int, default=0, help="Seed of the first variant.")
    asked.add_argument("--workers", type=int, default=core_count())
    asked.add_argument("--keep", type=Path, default=Path("fuzz-found"), help="Folder for variants that end badly.")
    given = asked.parse_args()
    files = sorted(path for path in given.folder.rglob("*") if path.is_file() and path.name != "manifest.csv")
    with tempfile.TemporaryDirectory() as folder:
        made = excerpts(files, Path(folder))
        counted = fuzz(made, given.first, given.variants, given.workers, given.keep)
    sys.exit(1 if counted["lost"] or counted["crashed"] else 0)


if __name__ == "__main__":
    main()
