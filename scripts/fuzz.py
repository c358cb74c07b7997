"""Fuzz the way of a document: damaged variants of files, read in confined workers, must give typed issues."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from pipeline import pool
from pipeline.catalog import describe
from pipeline.document import extract_document
from pipeline.limits import MEGABYTE, Limits
from pipeline.options import cores

CRASHES = frozenset({"reader-crashed", "parser-crashed", "identify-crashed"})
"""Issues that tell of an error that nobody foresaw."""

_BLOCK = 500


def variant(data: bytes, seed: int) -> bytes:
    """Return damaged bytes: bits turned, pieces cut, doubled, exchanged or overwritten; the same for the same seed.

    >>> variant(b"%PDF-1.4 report", 3) == variant(b"%PDF-1.4 report", 3)
    True
    """
    chance, out = random.Random(seed), bytearray(data)
    for _ in range(chance.choice((1, 2, 5, 20))):
        if not out:
            break
        at = chance.randrange(len(out))
        end = min(len(out), at + chance.choice((1, 4, 64, 2000)))
        match chance.randrange(5):
            case 0:
                out[at] ^= 1 << chance.randrange(8)
            case 1:
                del out[at:end]
            case 2:
                out[at:at] = out[at:end]
            case 3:
                out[at:end] = chance.randbytes(end - at)
            case _:
                out[at:end] = chance.choice((b"0", b"-1", b"99999999999", b"<", b"\0", b"\xff\xfe", b"[" * 3000))
    return bytes(out)


def outcome(file: Path) -> tuple[str, tuple[str, ...]]:
    """Read one file; return its status and the codes and messages of what went wrong beyond a typed issue."""
    found = extract_document(file.parent, describe(file))
    unforeseen = tuple(f"{issue.code}: {issue.message}" for issue in found.issues if issue.code in CRASHES)
    return str(found.document["status"]), unforeseen


def fuzz(files: list[Path], variants: int, workers: int, keep: Path) -> Counter[str]:
    """Read this many variants; keep those that crash in the folder `keep` and return how many ended in which way."""
    counted: Counter[str] = Counter()
    limits = Limits(seconds=60, memory=1024 * MEGABYTE)
    for first in range(0, variants, _BLOCK):
        with tempfile.TemporaryDirectory() as folder:
            block = [_written(Path(folder), files, seed) for seed in range(first, min(first + _BLOCK, variants))]
            for index, found in pool.each(outcome, block, workers, limits):
                lost = isinstance(found, pool.Lost)
                unforeseen = (f"{found.code}: {found.cause}",) if isinstance(found, pool.Lost) else found[1]
                counted["lost" if lost else "crashed" if unforeseen else str(found[0])] += 1  # type: ignore[index]
                for message in unforeseen:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / block[index].name).write_bytes(block[index].read_bytes())
                    print(f"{block[index].name}: {message}", file=sys.stderr)
    return counted


def _written(folder: Path, files: list[Path], seed: int) -> Path:
    source = files[seed % len(files)]
    target = folder / f"{seed}-{source.name}"
    target.write_bytes(variant(source.read_bytes(), seed))
    return target


def main() -> None:
    """Run from the command line."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--variants", type=int, default=10_000)
    asked.add_argument("--workers", type=int, default=cores())
    asked.add_argument("--keep", type=Path, default=Path("fuzz-found"))
    given = asked.parse_args()
    files = sorted(path for path in given.folder.rglob("*") if path.is_file() and path.name != "manifest.csv")
    counted = fuzz(files, given.variants, given.workers, given.keep)
    print(dict(counted))
    sys.exit(1 if counted["lost"] or counted["crashed"] else 0)


if __name__ == "__main__":
    # Workers import what they do by its module's name, which a script run as one does not have.
    from scripts.fuzz import main as run_main

    run_main()
