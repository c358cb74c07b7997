"""Parts of tables: the rows of some documents as sorted Arrow columns, and the merge of parts in the order of keys.

Every table is merged from parts, also where a run makes all of them: so the bytes do not depend on which parts an
earlier run stored.

Write one table as Parquet with fixed options, so that the same rows give the same bytes.

The rows come from the extractions, with keys, provenance and issues.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.schema import Fault, SchemaError, arrow_schema, find_faults, partition_columns, partition_path
from pipeline.schema import find_table as table_schema
from pipeline.schema.files import sort_rows, sorted_indices, value_sort_key

if TYPE_CHECKING:
    import pyarrow as pa
from collections.abc import Iterable
from functools import cache

from pipeline import schema
from pipeline.model import Extraction, Provenance, Row, identifiers
from pipeline.model.issues import Issue

Tables = dict[str, list[dict[str, object]]]
"""Table name -> rows, for every declared table."""


def collect_tables(
    extractions: Iterable[Extraction], run_issues: Iterable[tuple[str | None, Issue]] = (), run_rows: Iterable[Row] = ()
) -> Tables:
    """Return the rows of all tables.

    `run_issues` are issues of no extraction, each with its source path if it has one. `run_rows` are rows of no single
    document, such as links. A `Row` of the table documents adds its values and provenance to its document's row.
    """
    tables: Tables = {table.name: [] for table in schema.all_tables()}
    for extraction in extractions:
        _add_extraction(tables, extraction)
    derived: list[Row] = []
    for row in run_rows:
        tables[row.table].append(build_table_row(row, str(row.values.get("document_id") or "")))
        if row.sources:
            derived.append(row)
    tables["provenance"] += list(_derived_provenance(tables["provenance"], derived))
    documents = {str(row["source_path"]): str(row["document_id"]) for row in tables["documents"]}
    tables["issues"] += [build_issue_row(issue, documents.get(path or ""), path) for path, issue in run_issues]
    return tables


def _add_extraction(tables: Tables, extraction: Extraction) -> None:
    document = {name: _plain_value(value) for name, value in extraction.document.items()}
    parser = document.get("report_format")
    document_id = str(document["document_id"])
    for row in extraction.rows:
        if row.table == "documents":
            document |= {name: _plain_value(value) for name, value in row.values.items()}
        else:
            tables[row.table].append(build_table_row(row, document_id))
        tables["provenance"] += _provenance_rows(row, document_id, str(parser))
    tables["documents"].append(document)
    path = str(document.get("source_path"))
    tables["issues"] += [build_issue_row(issue, document_id, path) for issue in extraction.issues]


def build_table_row(row: Row, document_id: str) -> dict[str, object]:
    """Return a row's values with its key and document in their columns; empty lists and texts become null.

    >>> build_table_row(Row("contacts", "d:c1.k1", {"name": "B. Dorj", "phone": ""}), "d")
    {'document_id': 'd', 'name': 'B. Dorj', 'phone': None, 'contact_key': 'd:c1.k1'}
    """
    table = schema.find_table(row.table)
    document_column = "source_document_id" if row.table == "registry" else "document_id"
    values: dict[str, object] = {document_column: document_id} if document_column in table.columns else {}
    values |= {name: _plain_value(value) for name, value in row.values.items()}
    return values | {table.primary_key: row.key} if table.primary_key else values


def build_issue_row(issue: Issue, document_id: str | None, source_path: str | None) -> dict[str, object]:
    """Return the row of `issues` for one issue; its place becomes the record key.

    >>> build_issue_row(Issue("parse", "warning", "odd", "It is odd.", place="c3"), "d", "a.pdf")["record_key"]
    'd:c3'
    """
    return {
        "document_id": document_id,
        "source_path": source_path,
        "stage": issue.stage,
        "severity": issue.severity,
        "code": issue.code,
        "message": issue.message,
        "page": issue.page,
        "record_key": identifiers.make_key(document_id, issue.place) if document_id and issue.place else None,
    }


def _provenance_rows(row: Row, document_id: str, parser: str) -> Iterator[dict[str, object]]:
    key = document_id if row.table == "documents" else row.key
    for place in row.provenance:
        values = {
            "record_table": row.table,
            "record_key": key,
            "document_id": document_id,
            **_position_columns(place),
            "confidence": _measured_confidence(parser, row.table, place),
        }
        # There are far more of these rows than of all others, so columns without a value are left out to save memory.
        yield {name: value for name, value in values.items() if value is not None}


def _derived_provenance(rows: Sequence[Mapping[str, object]], derived: Iterable[Row]) -> Iterator[dict[str, object]]:
    """Yield for each derived value the positions of the values that it is derived from."""
    columns: dict[tuple[object, ...], list[tuple[Row, str]]] = {}
    for row in derived:
        for source in row.sources:
            columns.setdefault((source.table, source.key, source.field), []).append((row, source.column))
    for place in rows:
        for row, column in columns.get((place["record_table"], place["record_key"], place["field"]), ()):
            yield {**place, "record_table": row.table, "record_key": row.key, "field": column}


def _measured_confidence(parser: str, table: str, place: Provenance) -> float | None:
    if place.confidence is not None:
        return place.confidence
    if place.method == "ocr" and place.engine:
        return engine_precision(place.engine, place.sure)
    return measured_precision(parser, table, place.field, place.method)


def _position_columns(place: Provenance) -> dict[str, object]:
    anchor, box = place.anchor, place.anchor.box
    return {
        "field": place.field,
        "page": anchor.page,
        "x0": box.x0 if box else None,
        "top": box.top if box else None,
        "x1": box.x1 if box else None,
        "bottom": box.bottom if box else None,
        "element_path": anchor.path,
        "char_start": anchor.start,
        "char_end": anchor.end,
        "text_raw": place.text_raw,
        "method": place.method,
    }


@cache
def measured_precision(parser: str, table: str, field: str, method: str) -> float | None:
    """Return the measured precision of a parser's field and method from `schemas/measured.json`, None if unmeasured.

    >>> measured_precision("no_such_parser", "commitments", "title", "label") is None
    True
    """
    if not schema.has_data("measured"):
        return None
    figures: Mapping[str, Any] = schema.load("measured")["parsers"]
    entry = figures.get(parser, {}).get(f"{table}.{field}", {}).get(method)
    return None if entry is None else float(entry["precision"])


@cache
def engine_precision(engine: str, certainty: float | None) -> float | None:
    """Return the measured precision of values that an OCR engine read with this certainty.

    `certainty` is None for values without words: marks and colors, which are found on the picture without the engine.

    >>> engine_precision("no such engine", 0.9) is None
    True
    """
    if not schema.has_data("scans"):
        return None
    bins_of_engine: Sequence[Mapping[str, Any]] = schema.load("scans")["engines"].get(engine, ())
    bins = (entry for entry in bins_of_engine if (entry["from"] is None) == (certainty is None))
    return next((float(entry["precision"]) for entry in bins if certainty is None or certainty >= entry["from"]), None)


def _plain_value(value: object) -> object:
    if isinstance(value, Sequence) and not value:
        return None
    return list(value) if isinstance(value, tuple) else value


MAX_SHOWN_FAULTS = 5
"""Faults listed in one message; the rest is counted. More would hide the first."""

Rows = Sequence[Mapping[str, object]]


class RowError(Exception):
    """Rows that their schema refuses: an error of the code that made them."""


@dataclass(frozen=True, slots=True)
class TablePart:
    """Rows of one table in its order, as an Arrow stream.

    `runs` are the sort key and length of each run of rows that stay together in the merged table: those of one
    document, or of one plan.
    """

    data: bytes
    runs: tuple[tuple[tuple[object, ...], int], ...]

    @property
    def row_count(self) -> int:
        """The number of rows."""
        return sum(length for _, length in self.runs)

    def read(self, columns: Sequence[str] | None = None) -> pa.Table:
        """Return the rows, or some of their columns."""
        import pyarrow as pa

        table = pa.ipc.open_stream(self.data).read_all()
        return table if columns is None else table.select(list(columns))


def build_part(name: str, rows: Rows, *, is_checked: bool = False) -> TablePart:
    """Return the rows of table `name` as a part. Raise `RowError` for invalid rows, unless they are known to be valid.

    >>> build_part("contacts", [{"contact_key": f"{d}:1", "document_id": d} for d in "ba"]).runs
    ((((2, 'a'),), 1), (((2, 'b'),), 1))
    """
    import pyarrow as pa

    if not is_checked:
        check_rows(name, rows)
    indices = sorted_indices((column, [row.get(column) for row in rows]) for column in table_schema(name).order)
    rows = [rows[index] for index in indices]
    arrow = arrow_schema(name)
    columns = [pa.array([row.get(field.name) for row in rows], type=field.type) for field in arrow]
    stream = pa.BufferOutputStream()
    with pa.ipc.new_stream(stream, arrow, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(pa.Table.from_arrays(columns, schema=arrow))
    return TablePart(stream.getvalue().to_pybytes(), tuple(_find_runs(name, rows)))


def _find_runs(name: str, rows: Rows) -> Iterator[tuple[tuple[object, ...], int]]:
    """Yield the runs of sorted rows: those with the same values up to the document's ID, else in the first column."""
    order = table_schema(name).order
    columns = order[: order.index("document_id") + 1] if "document_id" in order else order[:1]
    for values, run in groupby(rows, key=lambda row: tuple(row.get(column) for column in columns)):
        yield tuple(map(value_sort_key, columns, values)), sum(1 for _ in run)


def merge_parts(name: str, parts: Sequence[TablePart]) -> pa.Table:
    """Return the rows of all parts in the order of table `name`."""
    import pyarrow as pa

    tables = [part.read() for part in parts]
    slices = sorted(_slice_runs(parts), key=itemgetter(0, 1, 2))
    merged = [arrow_schema(name).empty_table()]
    for _, same in groupby(slices, key=itemgetter(0)):
        runs = [tables[place].slice(start, length) for _, place, start, length in same]
        merged += runs if len(runs) == 1 else [sort_rows(table_schema(name).order, pa.concat_tables(runs))]
    return pa.concat_tables(merged)


def _slice_runs(parts: Sequence[TablePart]) -> Iterator[tuple[Any, int, int, int]]:
    """Yield each run as its sort key, part, first row and length."""
    for place, part in enumerate(parts):
        start = 0
        for key, length in part.runs:
            yield key, place, start, length
            start += length


def read_rows(parts: Sequence[TablePart], columns: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """Return the rows of parts as plain values, or some of their columns, part by part."""
    return [row for part in parts for row in part.read(columns).to_pylist()]


def check_rows(name: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Raise `RowError` with the first faults of the rows of table `name`, if there are any.

    >>> check_rows("contacts", [{"contact_key": "d:1", "document_id": "d"}])
    """
    try:
        schema = table_schema(name)
    except SchemaError as error:
        raise RowError(str(error)) from error
    row_faults: list[Fault] = list(find_faults(schema, rows))
    if row_faults:
        key = schema.primary_key
        shown = [
            f"{name} {rows[f.row].get(key, '') if key else f.row}: {f.field} {f.reason}"
            for f in row_faults[:MAX_SHOWN_FAULTS]
        ]
        remainder = f" (and {len(row_faults) - MAX_SHOWN_FAULTS} more)" if len(row_faults) > MAX_SHOWN_FAULTS else ""
        raise RowError("; ".join(shown) + remainder)


MAX_NAME_LENGTH = 255
"""Longest folder name that common file systems and object stores allow."""
_ROW_GROUP = 131_072
"""Rows that are compressed together, and held in memory while they are written."""


def write_table(name: str, parts: Sequence[TablePart], folder: Path, partition_by: Sequence[str] = ()) -> int:
    """Write the rows of all parts in the table's order into `folder`; return their number.

    The table is one file, or one per value of those `partition_by` columns that it has.
    """
    rows = merge_parts(name, parts)
    columns = partition_columns(name, partition_by)
    files = _split_by_partition(name, rows, columns) if columns else {f"{name}.parquet": rows}
    for path, file_rows in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():  # a file system that ignores case: QN and qn are one name
            raise RowError(
                f"{name}: {path} has the same name as another value's file here; write it without --partition-by"
            )
        _write_file(file_rows, target)
    return int(rows.num_rows)


def _split_by_partition(name: str, rows: pa.Table, columns: Sequence[str]) -> dict[str, pa.Table]:
    """Return the rows by file path. A table without rows has one file, so that its columns are known."""
    indices: dict[str, list[int]] = {}
    for index, values in enumerate(rows.select(list(columns)).to_pylist()):
        indices.setdefault(partition_path(name, values), []).append(index)
    for path in indices:
        if max(map(len, path.split("/"))) > MAX_NAME_LENGTH:
            raise RowError(f"{name}: a value is too long for a folder's name ({path[:80]}...); choose another column")
    if not indices:
        return {partition_path(name, dict.fromkeys(columns)): rows}
    return {path: rows.take(chosen) for path, chosen in indices.items()}


def _write_file(rows: pa.Table, path: Path) -> None:
    import pyarrow.parquet as pq

    with pq.ParquetWriter(
        path, rows.schema, version="2.6", compression="zstd", compression_level=3, write_statistics=True
    ) as writer:
        for start in range(0, max(rows.num_rows, 1), _ROW_GROUP):
            # One chunk a column: where pages end must not depend on the parts that the rows came from.
            writer.write_table(rows.slice(start, _ROW_GROUP).combine_chunks(), _ROW_GROUP)
