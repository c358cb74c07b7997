"""Damaged variants of documents, read in confined workers: each must end with a typed outcome."""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.catalog import describe_file
from pipeline.execution import worker_pool
from pipeline.extraction import extract_document
from pipeline.files import media
from pipeline.runtime.limits import MEGABYTE, Limits
from scripts.fuzz import office, portable, written
from scripts.fuzz.chance import damaged

LIMITS = Limits(seconds=180, memory=1536 * MEGABYTE)

_BENT: dict[str, Callable[[bytes, random.Random], bytes]] = {
    media.PDF: portable.bent,
    media.DOCX: office.bent,
    media.HTML: written.bent_html,
    media.CSV: written.bent_csv,
    media.TEXT: written.bent_text,
}
_BLOCK = 200


@dataclass(frozen=True, slots=True)
class Variant:
    """One variant to read: the document, the seed of its damage, its number in the run."""

    document: Path
    seed: int

    def content(self) -> bytes:
        """Return the damaged bytes: the same for the same seed."""
        chance = random.Random(self.seed)
        bend = _BENT.get(media.media_type(self.document), damaged)
        return bend(self.document.read_bytes(), chance)

    @property
    def name(self) -> str:
        """Return the name under which it is read and kept."""
        return f"{self.seed}-{self.document.name}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How reading ended: the status, the codes of its issues, and what nobody foresaw."""

    status: str
    codes: tuple[str, ...]
    unforeseen: tuple[str, ...]


def outcome(variant: Variant) -> Outcome:
    """Read one variant from a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / variant.name
        file.write_bytes(variant.content())
        found = extract_document(file.parent, describe_file(file), LIMITS).extraction
    unforeseen = tuple(f"{issue.code}: {issue.message}" for issue in found.issues if issue.code.endswith("-crashed"))
    return Outcome(str(found.document["status"]), tuple(sorted({i.code for i in found.issues})), unforeseen)


def fuzz(documents: Sequence[Path], first: int, count: int, workers: int, keep: Path) -> Counter[str]:
    """Read this many variants; keep those that end badly in the folder `keep`; return how many ended in which way."""
    counted: Counter[str] = Counter()
    for start in range(first, first + count, _BLOCK):
        seeds = range(start, min(start + _BLOCK, first + count))
        block = [Variant(documents[seed % len(documents)], seed) for seed in seeds]
        for index, found in worker_pool.run_tasks(outcome, block, workers, LIMITS):
            bad = (f"{found.code}: {found.cause}",) if isinstance(found, worker_pool.LostTask) else found.unforeseen
            counted["lost" if isinstance(found, worker_pool.LostTask) else "crashed" if bad else found.status] += 1
            for message in bad:
                _keep(block[index], message, keep)
        print(f"{seeds.stop - first} variants: {dict(counted)}", flush=True)
    return counted


def _keep(variant: Variant, message: str, keep: Path) -> None:
    keep.mkdir(parents=True, exist_ok=True)
    (keep / variant.name).write_bytes(variant.content())
    print(f"{variant.name}: {message}", file=sys.stderr, flush=True)
