"""Write one table as Parquet: fixed options, no clock, so that the same rows give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.schema import SchemaError, arrow_schema
from pipeline.schema import table as table_schema
from pipeline.schema.columns import faults
from pipeline.tables.order import ordered

SHOWN = 5


class RowError(Exception):
    """Rows that their table's schema refuses: a fault of the code that made them."""


def write(name: str, rows: Sequence[Mapping[str, object]], path: Path) -> int:
    """Write the rows, sorted by stable keys, to `path`; return their number. Raise `RowError` for odd rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    check(name, rows)
    arrow = arrow_schema(name)
    whole = ordered(table_schema(name), rows)
    columns = [pa.array([row[field.name] for row in whole], type=field.type) for field in arrow]
    pq.write_table(
        pa.Table.from_arrays(columns, schema=arrow),
        path,
        version="2.6",
        compression="zstd",
        compression_level=3,
        row_group_size=131_072,
        write_statistics=True,
    )
    return len(whole)


def check(name: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Raise `RowError` with the first faults of the rows of table `name`; do nothing where there are none.

    >>> check("contacts", [{"contact_key": "d:1", "document_id": "d"}])
    """
    try:
        schema = table_schema(name)
    except SchemaError as error:
        raise RowError(str(error)) from error
    found = list(faults(schema, rows))
    if found:
        key = schema.primary_key
        shown = [f"{name} {rows[f.row].get(key, '') if key else f.row}: {f.field} {f.why}" for f in found[:SHOWN]]
        more = f" (and {len(found) - SHOWN} more)" if len(found) > SHOWN else ""
        raise RowError("; ".join(shown) + more)
