"""The review site: a static site over the published tables that opens from disk, without server or network."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from pipeline import cache, schema
from pipeline.analysis import find
from pipeline.analysis.rows import Row, Tables
from pipeline.model import SourceDocument
from pipeline.review import documents, overview
from pipeline.tables import atomic_replace

Progress = Callable[[int, int], None]
"""Called after each source with the number drawn and the total."""

MARKER = Path("data/index.js")
"""The file that identifies a folder as a review site."""

MAX_PLAIN_PAGES = 100
"""Pages that are pictured from a document's start even if no value was read on them: 60 kB each, and the longest plan
of the corpus but one has 61. Pages with values are pictured wherever they are."""


class ReviewError(Exception):
    """The site can't be built. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Site:
    """The result: the page to open, the number of documents, and of page pictures."""

    index: Path
    documents: int
    pictures: int


def build_site(folder: Path, out: Path, raw: Path | None = None, progress: Progress | None = None) -> Site:
    """Write the review site of a dataset folder into `out`; raise `ReviewError` if that fails.

    With the raw folder, PDF pages are drawn and other formats shown in full; existing pictures are reused. A site that
    would come out the same is left in place.
    """
    try:
        state = compute_state(folder, raw)
        if counts := previous_counts(out, state):
            return Site(out / "index.html", *counts)
        tables = read_tables(folder)
        _prepare_folder(out)
        sources_by_document = _show_sources(tables, raw, out, progress) if raw else {}
        _replace_data(tables, sources_by_document, out / MARKER.parent)
        _remove_old_pictures(out / "pages", {str(row["document_id"]) for row in tables["documents"]})
        site = Site(
            out / "index.html",
            len(tables["documents"]),
            sum(len(source.pages) for source in sources_by_document.values()),
        )
        if not any(
            source.note for source in sources_by_document.values()
        ):  # a source that failed may succeed next time
            save_state(out, state, site.documents, site.pictures)
    except OSError as error:
        raise ReviewError(str(error)) from error
    return site


def _prepare_folder(out: Path) -> None:
    markers = (out / MARKER, atomic_replace.backup_folder(out / MARKER.parent))
    if out.is_dir() and any(out.iterdir()) and not any(path.exists() for path in markers):
        raise ReviewError(f"{out} holds other files: give an empty folder, or the folder of an earlier review site.")
    data = out / MARKER.parent
    if atomic_replace.backup_folder(data).is_dir() and not data.exists():  # a killed build left it between two renames
        atomic_replace.backup_folder(data).rename(data)
    shutil.rmtree(atomic_replace.backup_folder(data), ignore_errors=True)
    data.mkdir(parents=True, exist_ok=True)
    delete_state(out)
    (out / MARKER).touch()
    for item in files(__package__).joinpath("static").iterdir():
        unfinished = out / f".{item.name}.part"
        unfinished.write_bytes(item.read_bytes())
        unfinished.replace(out / item.name)


def _show_sources(tables: Tables, raw: Path, out: Path, progress: Progress | None) -> dict[str, documents.ShownSource]:
    pages: dict[str, set[int]] = {}
    for table in ("provenance", "issues"):
        for row in tables[table]:
            if row["page"]:
                pages.setdefault(str(row["document_id"]), set()).add(row["page"])
    tasks = [
        documents.Task(_source_document(row), tuple(sorted(pages.get(row["document_id"], set()) | _first_pages(row))))
        for row in tables["documents"]
    ]
    finished = 0

    def report() -> None:
        nonlocal finished
        finished += 1
        if progress:
            progress(finished, len(tasks))

    return documents.show_sources(raw, out, tasks, report)


def _first_pages(row: Mapping[str, Any]) -> set[int]:
    return set(range(1, min(row["page_count"] or 0, MAX_PLAIN_PAGES) + 1))


def _source_document(row: Mapping[str, Any]) -> SourceDocument:
    return SourceDocument(
        row["document_id"],
        row["source_path"],
        row["sha256"],
        row["media_type"],
        row["size_bytes"],
        language=row["language"],
        report_format=row["report_format"],
    )


def _remove_old_pictures(pages: Path, document_ids: set[str]) -> None:
    """Remove the pictures of documents that no longer exist."""
    for folder in pages.iterdir() if pages.is_dir() else ():
        if folder.is_dir() and folder.name not in document_ids:
            shutil.rmtree(folder, ignore_errors=True)


def _replace_data(tables: Tables, sources_by_document: Mapping[str, documents.ShownSource], data: Path) -> None:
    """Write the site's data, then replace the old data, so that a killed build leaves one or the other."""
    shutil.rmtree(atomic_replace.staging_folder(data), ignore_errors=True)
    _write_data(tables, sources_by_document, atomic_replace.staging_folder(data))
    if old_data := atomic_replace.replace_folder(data):
        shutil.rmtree(old_data, ignore_errors=True)


def _write_data(tables: Tables, sources_by_document: Mapping[str, documents.ShownSource], data: Path) -> None:
    index = documents.Index(tables)
    counts: dict[str, dict[str, Any]] = {}
    for document in index.documents:
        name = document["document_id"]
        document_data = documents.build_document_data(index, document)
        counts[name] = documents.count_contents(document_data)
        source = sources_by_document.get(name, documents.ShownSource())
        document_data |= {"pages": source.pages, "source": source.text, "note": source.note}
        write_script(data / "d" / f"{name}.js", f"d/{name}", document_data)
    write_script(data / "commitments.js", "commitments", overview.build_commitments_data(tables))
    for country, texts in find.build_search_texts(tables).items():
        write_script(data / "text" / f"{country}.js", f"text/{country}", texts)
    write_script(data / "issues.js", "issues", overview.list_issues(tables["issues"]))
    write_script(data / MARKER.name, "index", overview.build_overview(tables, counts))


REQUIRED_TABLES = ("documents", "commitments", "provenance", "issues")
"""Tables without which there is nothing to review."""


def read_tables(folder: Path) -> dict[str, Sequence[Row]]:
    """Return the rows of every table; a missing table is empty.

    Raises FileNotFoundError, with advice, if a required table is missing.
    """
    tables: dict[str, Sequence[Row]] = {}
    for table in schema.all_tables():
        if files := schema.table_files(folder, table.name):
            tables[table.name] = schema.read_rows(table.name, files)
        elif table.name in REQUIRED_TABLES:
            raise FileNotFoundError(
                f"{folder / table.name}.parquet is missing. Run `ogp extract RAW --out {folder}` first."
            )
        else:
            tables[table.name] = ()
    return tables


_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""Characters that could end a script or a line of it; JSON reads the escapes as the same characters."""


def encode_json(data: object) -> str:
    r"""Return data as JSON that is safe inside a script element and a script file.

    >>> encode_json({"title": "</script>"})
    '{"title":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str, allow_nan=False)
    for character, escape in _UNSAFE.items():
        text = text.replace(character, escape)
    return text


def write_script(path: Path, name: str, data: object) -> None:
    """Write data as a script that passes it to the site under a name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Lone surrogates can't be encoded as UTF-8 and mean nothing to a reader.
    text = f"OGP.data.put({encode_json(name)},{encode_json(data)});\n"
    path.write_bytes(text.encode("utf-8", "replace"))


STATE_FILE = ".state.json"
"""The file in the site's folder with the state of its last complete build and the size of every file."""


def compute_state(folder: Path, raw: Path | None) -> str:
    """Return a digest of everything that a site depends on: tables, site code, raw folder.

    Sources that changed after the run do not count: the site shows what the tables were read from.
    """
    digest = hashlib.sha256(cache.source_digest(("review", "analysis", "readers/pdf/render.py"), ()).encode())
    digest.update(str(raw.resolve() if raw else "").encode("utf-8", "surrogatepass"))
    static = files(__package__).joinpath("static").iterdir()
    for name, content in sorted((item.name, item.read_bytes()) for item in static if item.is_file()):
        digest.update(f"\0{name}\0".encode() + content)
    for path in (path for parts in schema.all_files(folder).values() for path in parts):
        digest.update(f"\0{path.relative_to(folder).as_posix()}\0".encode("utf-8", "surrogatepass") + path.read_bytes())
    return digest.hexdigest()


def previous_counts(out: Path, state: str) -> tuple[int, int] | None:
    """Return documents and pictures of the site in `out`, if it was built from this state and is complete."""
    try:
        recorded = json.loads((out / STATE_FILE).read_bytes())
        if recorded["state"] != state or recorded["files"] != _file_sizes(out):
            return None
        return int(recorded["documents"]), int(recorded["pictures"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def delete_state(out: Path) -> None:
    """Delete the state of the last build before another begins."""
    (out / STATE_FILE).unlink(missing_ok=True)


def save_state(out: Path, state: str, documents: int, pictures: int) -> None:
    """Save the state of a finished build."""
    content = {"state": state, "documents": documents, "pictures": pictures, "files": _file_sizes(out)}
    unfinished = out / f"{STATE_FILE}.part"
    unfinished.write_text(json.dumps(content) + "\n", encoding="utf-8")
    unfinished.replace(out / STATE_FILE)


def _file_sizes(out: Path) -> dict[str, int]:
    paths = (path for path in out.rglob("*") if path.is_file() and path.name not in {STATE_FILE, f"{STATE_FILE}.part"})
    return {path.relative_to(out).as_posix(): path.stat().st_size for path in sorted(paths)}
