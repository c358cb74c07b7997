"""The review site: a static site over the published tables that opens from disk, without server or network."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from pipeline.model import SourceDocument
from pipeline.review import documents, overview, records, script, sources, subjects, unchanged
from pipeline.tables import atomic_replace

Progress = Callable[[int, int], None]
"""Told after each source: sources drawn, sources in all."""

MARK = Path("data/index.js")
"""The file by which a folder is known as a review site."""


class ReviewError(Exception):
    """The site can't be built; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Site:
    """What was built: the page to open, how many documents, and how many pages are pictured."""

    index: Path
    documents: int
    pictures: int


def build(folder: Path, out: Path, raw: Path | None = None, progress: Progress | None = None) -> Site:
    """Write the review site of an extracted folder into `out`; raise `ReviewError` where that can't be done.

    With the raw folder at hand, pages of PDFs are pictured and texts of other formats shown whole; pictures that are
    there already stay. A site that would come out the same stays as it is.
    """
    try:
        state = unchanged.state_of(folder, raw)
        if known := unchanged.last(out, state):
            return Site(out / "index.html", *known)
        tables = records.read_tables(folder)
        _prepare(out)
        shown = _shown(tables, raw, out, progress) if raw else {}
        _replace(tables, shown, out / MARK.parent)
        _prune(out / "pages", {str(row["document_id"]) for row in tables["documents"]})
        site = Site(out / "index.html", len(tables["documents"]), sum(len(one.pages) for one in shown.values()))
        if not any(one.note for one in shown.values()):  # what could not be shown may be the next time
            unchanged.note(out, state, site.documents, site.pictures)
    except OSError as error:
        raise ReviewError(str(error)) from error
    return site


def _prepare(out: Path) -> None:
    kept = (out / MARK, atomic_replace.backup_folder(out / MARK.parent))
    if out.is_dir() and any(out.iterdir()) and not any(path.exists() for path in kept):
        raise ReviewError(f"{out} holds other files: give an empty folder, or the folder of an earlier review site.")
    data = out / MARK.parent
    if atomic_replace.backup_folder(data).is_dir() and not data.exists():  # a build was killed between two renames
        atomic_replace.backup_folder(data).rename(data)
    shutil.rmtree(atomic_replace.backup_folder(data), ignore_errors=True)
    data.mkdir(parents=True, exist_ok=True)
    unchanged.forget(out)
    (out / MARK).touch()
    for item in files(__package__).joinpath("static").iterdir():
        unfinished = out / f".{item.name}.part"
        unfinished.write_bytes(item.read_bytes())
        unfinished.replace(out / item.name)


def _shown(tables: records.Tables, raw: Path, out: Path, progress: Progress | None) -> dict[str, sources.Shown]:
    pages: dict[str, set[int]] = {}
    for table in ("provenance", "issues"):
        for row in tables[table]:
            if row["page"]:
                pages.setdefault(str(row["document_id"]), set()).add(row["page"])
    tasks = [
        sources.Task(_source(row), tuple(sorted(pages.get(row["document_id"], ()))))
        for row in tables["documents"]
        if row["status"] in {"ok", "partial"}
    ]
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, len(tasks))

    return sources.shown(raw, out, tasks, step)


def _source(row: Mapping[str, Any]) -> SourceDocument:
    return SourceDocument(
        row["document_id"],
        row["source_path"],
        row["sha256"],
        row["media_type"],
        row["size_bytes"],
        language=row["language"],
        report_format=row["report_format"],
    )


def _prune(pages: Path, known: set[str]) -> None:
    """Remove the pictures of documents that are no longer there."""
    for folder in pages.iterdir() if pages.is_dir() else ():
        if folder.is_dir() and folder.name not in known:
            shutil.rmtree(folder, ignore_errors=True)


def _replace(tables: records.Tables, shown: Mapping[str, sources.Shown], data: Path) -> None:
    """Write the site's data anew, then put them in the place of the old: a build that is killed leaves either."""
    shutil.rmtree(atomic_replace.staging_folder(data), ignore_errors=True)
    _write(tables, shown, atomic_replace.staging_folder(data))
    if left := atomic_replace.replace_folder(data):
        shutil.rmtree(left, ignore_errors=True)


def _write(tables: records.Tables, shown: Mapping[str, sources.Shown], data: Path) -> None:
    index = documents.Index(tables)
    counts: dict[str, dict[str, Any]] = {}
    for document in index.documents:
        name = document["document_id"]
        found = documents.data(index, document)
        counts[name] = documents.counts(found)
        source = shown.get(name, sources.Shown())
        found |= {"pages": source.pages, "source": source.text, "note": source.note}
        script.write(data / "d" / f"{name}.js", f"d/{name}", found)
    script.write(data / "commitments.js", "commitments", subjects.data(tables))
    script.write(data / "issues.js", "issues", overview.issues(tables["issues"]))
    script.write(data / MARK.name, "index", overview.data(tables, counts))
