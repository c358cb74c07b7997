"""What the site shows of one document: its records, the position of each value, and its issues.

The sources to compare values with: pictures of the pages in provenance, or the source text.

Documents come from anywhere, so each is read in a sandboxed process within limits, like in a run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from pipeline import schema
from pipeline.analysis.rows import Row, Tables, group_by
from pipeline.cache import DiskCache
from pipeline.catalog import hash_file
from pipeline.execution import worker_pool
from pipeline.extraction import load_document
from pipeline.model import Block, Document, SourceDocument, TextBlock
from pipeline.runtime.limits import core_count

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
        if hash_file(path)[0] != task.source.sha256:
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


NON_RECORD_TABLES = {"provenance", "issues", "links", "threads"}
"""Tables whose rows are not records of one document."""

LOW_CONFIDENCE = 0.9
"""Values below this measured confidence are marked for a second look: one in ten is wrong."""


class Index:
    """The tables grouped by document, built once for all documents."""

    def __init__(self, tables: Tables) -> None:
        names = [table.name for table in schema.all_tables() if table.name not in NON_RECORD_TABLES]
        self.records = {name: group_by(tables[name], column) for name in names if (column := document_column(name))}
        self.places = group_by(tables["provenance"], "document_id")
        self.issues = group_by(tables["issues"], "document_id")
        self.documents = tuple(tables["documents"])
        self.expected = find_expected_fields(self.documents, self.records)


def find_expected_fields(
    documents: Sequence[Row], records: Mapping[str, Mapping[str, Sequence[Row]]]
) -> dict[str, set[str]]:
    """Return for each parser the template fields (`table.field`) that it filled at least once.

    A value that a format never gives is not missing; one that it gives elsewhere is worth a look.
    """
    fields_by_parser: dict[str, set[str]] = {}
    for document in documents:
        fields = fields_by_parser.setdefault(str(document["report_format"]), set())
        for table, by_document in records.items():
            names = [field.name for field in schema.find_table(table).fields if field.template]
            for row in by_document.get(document["document_id"], ()):
                fields.update(f"{table}.{name}" for name in names if row[name] not in (None, []))
    return fields_by_parser


def build_document_data(index: Index, document: Row) -> dict[str, Any]:
    """Return the data of one document's page, without pages and source text.

    `records` are [table, key, key of the parent record, values]; `places` are [index of the record, field, page, x0,
    top, x1, bottom, path, start, end, index in texts, method, confidence]; `issues` are [severity, code, message, page,
    index of the record].
    """
    name = document["document_id"]
    records = list(_build_records(index, document))
    index_by_record = {(record[0], record[1]): place for place, record in enumerate(records)}
    by_key = {record[1]: place for place, record in reversed(list(enumerate(records)))}
    texts: dict[str, int] = {}
    places = [_build_place(row, index_by_record, texts) for row in index.places.get(name, ())]
    return {
        "records": records,
        "places": [place for place in places if place[0] is not None],
        "texts": list(texts),
        "issues": [_build_issue(row, by_key) for row in index.issues.get(name, ())],
    }


def _build_records(index: Index, document: Row) -> Iterator[list[Any]]:
    expected = index.expected[str(document["report_format"])]
    for table, by_document in index.records.items():
        key = schema.find_table(table).primary_key
        for row in by_document.get(document["document_id"], ()):
            yield [table, row[key] if key else "", _parent_key(row, key), _shown_values(table, row, expected)]


def _parent_key(row: Row, own: str | None) -> str | None:
    names = ("milestone_key", "commitment_key")
    return next((str(row[name]) for name in names if name != own and row.get(name)), None)


def _shown_values(table: str, row: Row, expected: set[str]) -> dict[str, Any]:
    hidden = {
        "document_id",
        "source_document_id",
        "commitment_key",
        "milestone_key",
        schema.find_table(table).primary_key,
    }
    kept = {"document_id"} if table == "documents" else set()
    return {
        name: None if value == [] else value
        for name, value in row.items()
        if name not in hidden - kept and (value not in (None, []) or f"{table}.{name}" in expected)
    }


def _build_place(row: Row, index_by_record: Mapping[tuple[str, str], int], texts: dict[str, int]) -> list[Any]:
    corners = [None if row[side] is None else round(row[side], 1) for side in ("x0", "top", "x1", "bottom")]
    text = texts.setdefault(row["text_raw"] or "", len(texts))
    span = [row["element_path"], row["char_start"], row["char_end"]]
    record = index_by_record.get((row["record_table"], row["record_key"]))
    return [record, row["field"], row["page"], *corners, *span, text, row["method"], row["confidence"]]


def _build_issue(row: Row, by_key: Mapping[str, int]) -> list[Any]:
    return [row["severity"], row["code"], row["message"], row["page"], by_key.get(row["record_key"] or "")]


def count_contents(document_data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the counts for the overview: records by table, empty and doubtful values, issues by severity."""
    tables: dict[str, int] = {}
    for record in document_data["records"]:
        tables[record[0]] = tables.get(record[0], 0) + 1
    issues: dict[str, int] = {}
    for issue in document_data["issues"]:
        issues[issue[0]] = issues.get(issue[0], 0) + 1
    low = {
        (place[0], place[1])
        for place in document_data["places"]
        if place[-1] is not None and place[-1] < LOW_CONFIDENCE
    }
    read = {(place[0], place[1]) for place in document_data["places"]}
    measured = {(place[0], place[1]) for place in document_data["places"] if place[-1] is not None}
    empty = sum(value is None for record in document_data["records"] for value in record[3].values())
    return {
        "tables": tables,
        "issues": issues,
        "empty": empty,
        "low": len(low),
        "values": len(read),
        "measured": len(measured),
    }


def document_column(table: str) -> str | None:
    """Return the column of a table that names the document, None if rows belong to none.

    >>> document_column("milestones"), document_column("registry"), document_column("links")
    ('document_id', 'source_document_id', None)
    """
    columns = schema.find_table(table).columns
    return next((name for name in ("document_id", "source_document_id") if name in columns), None)
