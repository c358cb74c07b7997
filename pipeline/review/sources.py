"""What a person compares the values with: pictures of the pages named by provenance, or the source text.

Documents come from anywhere, so they are read as a run reads them: each in a confined process, within limits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.cache import DiskCache
from pipeline.execution import worker_pool
from pipeline.extraction import load_document
from pipeline.model import Block, Document, SourceDocument, TextBlock
from pipeline.runtime.options import core_count

SCALE = 1.5
"""Pixels a PDF point: 108 dots an inch, enough to read small print."""

PDF = "application/pdf"
LONGEST = 200_000
"""Characters of source text that a page shows; a data file may have millions."""


@dataclass(frozen=True, slots=True)
class Task:
    """One document and its pages to draw (none: its text is wanted)."""

    source: SourceDocument
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What can be shown: `pages` as [number, width, height (points), file], `text` as [path, kind, text]."""

    pages: list[list[Any]] = field(default_factory=list)
    text: list[list[str]] = field(default_factory=list)
    note: str = ""


def shown(raw: Path, out: Path, tasks: Sequence[Task], step: Callable[[], None]) -> dict[str, Shown]:
    """Return document_id -> what can be shown of it; pictures are written below `out`/pages."""
    found: dict[str, Shown] = {}
    work = partial(_one, raw, out)
    for place, outcome in worker_pool.run_tasks(work, tasks, core_count()):
        name = tasks[place].source.document_id
        found[name] = Shown(note=f"{outcome.cause}.") if isinstance(outcome, worker_pool.LostTask) else outcome
        step()
    return found


def _one(raw: Path, out: Path, task: Task) -> Shown:
    path = raw / task.source.path
    try:
        if not path.is_file():
            return Shown(note="The source file is not in the raw folder, so only the places' own texts are shown.")
        if _digest(path) != task.source.sha256:
            return Shown(note="The source file has changed since the run, so it is not shown. Run `ogp extract` again.")
        if task.source.media_type == PDF:
            return Shown(pages=list(_pictures(path, out, task)))
        return Shown(text=list(_texts(load_document(raw, task.source, DiskCache()))))
    except MemoryError:
        raise
    except Exception as error:
        return Shown(note=f"The source could not be shown ({type(error).__name__}: {error}).")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pictures(path: Path, out: Path, task: Task) -> Iterator[list[Any]]:
    """Draw the pages that are not yet there; the folder's name is the document's hash, so a picture never is stale."""
    from pipeline.readers.pdf.render import page_pictures, picture_size

    folder = out / "pages" / task.source.document_id
    files = {page: folder / f"{page}.webp" for page in task.pages}
    new = [page for page, file in files.items() if not file.is_file()]
    if new:
        folder.mkdir(parents=True, exist_ok=True)
        for page, picture in page_pictures(path, new, SCALE):
            unfinished = files[page].with_suffix(".part")
            unfinished.write_bytes(picture)
            unfinished.replace(files[page])
    for page, file in files.items():
        if file.is_file():
            width, height = picture_size(file)
            yield [page, round(width / SCALE, 1), round(height / SCALE, 1), file.relative_to(out).as_posix()]


def _texts(document: Document) -> Iterator[list[str]]:
    left = LONGEST
    for kind, path, text in _lines((*document.blocks, *document.notes)):
        left -= len(text)
        if left < 0:
            return
        yield [path, kind, text]


def _lines(blocks: Iterable[Block]) -> Iterator[tuple[str, str, str]]:
    for block in blocks:
        if isinstance(block, TextBlock):
            for line in block.lines:
                yield block.kind, line.anchor.path or "", line.text
        else:
            for row in block.rows:
                for cell in row.cells:
                    yield from (("cell", path, text) for _, path, text in _lines(cell.blocks))
