"""Write an answer or a table as CSV, JSON or Parquet.

Atomic file writing.
"""

from __future__ import annotations

import csv
import datetime
import json
import math
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    import pyarrow as pa


@contextmanager
def write_atomically(path: Path) -> Iterator[Path]:
    """Yield a temporary path that replaces `path` at the end; on an error it is removed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


FORMATS = ("table", "csv", "json", "parquet")
BATCH_ROWS = 10_000
"""Rows that are converted to Python values at a time: enough for speed, few enough for memory."""


def format_from_suffix(path: Path) -> str | None:
    """Return the format that a file suffix represents, None for an unknown one.

    >>> format_from_suffix(Path("answer.CSV")), format_from_suffix(Path("answer.txt"))
    ('csv', None)
    """
    ending = path.suffix.casefold().removeprefix(".")
    return ending if ending in FORMATS[1:] else None


def iterate_rows(table: pa.Table) -> Iterable[dict[str, Any]]:
    """Yield the rows of an Arrow table as plain values."""
    for batch in table.to_batches(max_chunksize=BATCH_ROWS):
        try:
            yield from batch.to_pylist()
        except (OverflowError, ValueError):  # dates that Python does not have: infinity, years after 9999
            columns = [[_python_value(value) for value in column] for column in batch.columns]
            yield from (dict(zip(batch.schema.names, values, strict=True)) for values in zip(*columns, strict=True))


_INFINITIES = (2**31 - 1, 2**63 - 1)
"""Days and fractions of seconds that stand for infinity in DuckDB."""
_CYCLE_DAYS = 146_097
"""Days of 400 years, after which the calendar repeats."""


def _python_value(value: Any) -> Any:
    """Return an Arrow scalar as a plain value; a moment that Python does not have as text, infinity by its name."""
    try:
        return value.as_py()
    except (OverflowError, ValueError):
        pass
    import pyarrow as pa

    kind = value.type
    if pa.types.is_map(kind):
        return [tuple(map(_python_value, entry.values())) for entry in value.values]
    if pa.types.is_struct(kind):
        return {name: _python_value(part) for name, part in value.items()}
    if pa.types.is_union(kind):
        return _python_value(value.value)
    return _format_moment(value) if pa.types.is_temporal(kind) else [_python_value(part) for part in value.values]


def _format_moment(value: Any) -> str:
    """Return a date or timestamp that Python does not have, such as one of the year 10000, in ISO's form."""
    import pyarrow as pa

    kind = value.type
    if abs(value.value) in _INFINITIES:
        return "infinity" if value.value > 0 else "-infinity"
    day = 86_400 * 1000 ** ("s", "ms", "us", "ns").index(kind.unit) if pa.types.is_timestamp(kind) else 1
    cycles, rest = divmod(value.value, _CYCLE_DAYS * day)
    text = str(pa.scalar(rest, kind).cast("string").as_py())
    year = int(text[:4]) + 400 * cycles
    return f"{year:0{4 + (year < 0)}}{text[4:]}"


def _without_infinities(value: Any) -> Any:
    """Return a value with null for each number that JSON does not have.

    >>> _without_infinities({"a": [float("inf"), 1.5]})
    {'a': [None, 1.5]}
    """
    if isinstance(value, Mapping):
        return {key: _without_infinities(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_without_infinities(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def format_cell(value: object) -> str:
    """Return a value as a CSV cell: null is empty, lists are JSON, dates ISO, booleans true and false.

    >>> [format_cell(v) for v in (None, True, ["a", "b"], datetime.date(2015, 7, 31), 0.5)]
    ['', 'true', '["a", "b"]', '2015-07-31', '0.5']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple | dict):
        return json.dumps(_without_infinities(value), ensure_ascii=False, default=str)
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def write_csv(columns: Sequence[str], records: Iterable[Mapping[str, object]], out: TextIO) -> int:
    """Write rows as CSV (RFC 4180 quoting, line feeds) and return their number."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    count = 0
    for row in records:
        count += 1
        line = [format_cell(row.get(column)) for column in columns]
        if line == [""]:  # most readers skip a blank line
            out.write('""\n')
        else:
            writer.writerow(line)
    return count


def write_json(records: Iterable[Mapping[str, object]], out: TextIO) -> int:
    """Write rows as a JSON list with one object per line, and return their number."""
    count = 0
    out.write("[")
    for row in records:
        out.write("\n " if not count else ",\n ")
        out.write(json.dumps(_without_infinities(row), ensure_ascii=False, default=str, allow_nan=False))
        count += 1
    out.write("\n]\n" if count else "]\n")
    return count


def write_parquet(table: pa.Table, path: Path) -> int:
    """Write an Arrow table as Parquet and return its row count."""
    import pyarrow.parquet as pq

    pq.write_table(table, path, compression="zstd")
    return int(table.num_rows)
