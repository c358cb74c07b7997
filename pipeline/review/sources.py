"""The sources to compare values with: pictures of the pages in provenance, or the source text.

Documents come from anywhere, so each is read in a sandboxed process within limits, like in a run.
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

PIXELS_PER_POINT = 1.5
"""Resolution of page pictures: 108 dots per inch, enough to read small print."""

PDF = "application/pdf"
MAX_TEXT_LENGTH = 200_000
"""Characters of source text on a page; a data file may have millions."""


@dataclass(frozen=True, slots=True)
class Task:
    """One document with the pages to draw (none: show its text)."""

    source: SourceDocument
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShownSource:
    """The visible source: `pages` as [number, width, height (points), file], `text` as [path, kind, text]."""

    pages: list[list[Any]] = field(default_factory=list)
    text: list[list[str]] = field(default_factory=list)
    note: str = ""


def show_sources(raw: Path, out: Path, tasks: Sequence[Task], report: Callable[[], None]) -> dict[str, ShownSource]:
    """Return the visible source of each document; pictures are written below `out`/pages."""
    sources: dict[str, ShownSource] = {}
    show = partial(_show_source, raw, out)
    for index, outcome in worker_pool.run_tasks(show, tasks, core_count()):
        name = tasks[index].source.document_id
        sources[name] = ShownSource(note=f"{outcome.cause}.") if isinstance(outcome, worker_pool.LostTask) else outcome
        report()
    return sources


def _show_source(raw: Path, out: Path, task: Task) -> ShownSource:
    path = raw / task.source.path
    try:
        if not path.is_file():
            return ShownSource(
                note="The source file is not in the raw folder, so only the texts of the values are shown."
            )
        if _hash_file(path) != task.source.sha256:
            return ShownSource(
                note="The source file has changed since the run, so it is not shown. Run `ogp extract` again."
            )
        if task.source.media_type == PDF:
            return ShownSource(pages=list(_draw_pages(path, out, task)))
        return ShownSource(text=list(_source_texts(load_document(raw, task.source, DiskCache()))))
    except MemoryError:
        raise
    except Exception as error:
        return ShownSource(note=f"The source could not be shown ({type(error).__name__}: {error}).")


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _draw_pages(path: Path, out: Path, task: Task) -> Iterator[list[Any]]:
    """Draw the missing pages. The folder is named after the document's hash, so pictures are never stale."""
    from pipeline.readers.pdf.render import picture_size, render_pages

    folder = out / "pages" / task.source.document_id
    files = {page: folder / f"{page}.webp" for page in task.pages}
    missing_pages = [page for page, file in files.items() if not file.is_file()]
    if missing_pages:
        folder.mkdir(parents=True, exist_ok=True)
        for page, picture in render_pages(path, missing_pages, PIXELS_PER_POINT):
            unfinished = files[page].with_suffix(".part")
            unfinished.write_bytes(picture)
            unfinished.replace(files[page])
    for page, file in files.items():
        if file.is_file():
            width, height = picture_size(file)
            yield [
                page,
                round(width / PIXELS_PER_POINT, 1),
                round(height / PIXELS_PER_POINT, 1),
                file.relative_to(out).as_posix(),
            ]


def _source_texts(document: Document) -> Iterator[list[str]]:
    remaining = MAX_TEXT_LENGTH
    for kind, path, text in _block_lines((*document.blocks, *document.notes)):
        remaining -= len(text)
        if remaining < 0:
            return
        yield [path, kind, text]


def _block_lines(blocks: Iterable[Block]) -> Iterator[tuple[str, str, str]]:
    for block in blocks:
        if isinstance(block, TextBlock):
            for line in block.lines:
                yield block.kind, line.anchor.path or "", line.text
        else:
            for row in block.rows:
                for cell in row.cells:
                    yield from (("cell", path, text) for _, path, text in _block_lines(cell.blocks))
