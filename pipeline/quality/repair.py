"""Keep the tables sound: what a schema refuses is left out and reported, everything else goes on.

A refused value becomes null; a row that lacks a required value, repeats a key or belongs to a record that isn't there
is dropped. What happens here is a fault of a parser or of normalisation, so each case is an error in `issues`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from pipeline import schema
from pipeline.quality.finding import Finding, key_of
from pipeline.quality.keys import dangling, repeats
from pipeline.schema import Fault, TableSchema, find_faults

Row = dict[str, object]
Collected = Mapping[str, Sequence[Row]]
Mended = dict[str, list[Row]]


def mend(tables: Collected) -> tuple[Mended, list[Finding]]:
    """Return sound tables and what was left out. References lead to tables named earlier, so one pass is enough.

    Rows stay those that were given, for they are many; one that changes is a new one.
    """
    sound: Mended = {}
    found: list[Finding] = []
    for table in schema.tables():
        rows = _without_faults(table, list(tables.get(table.name, ())), found)
        rows = _without_repeats(table, rows, found)
        sound[table.name] = _without_dangling(table, rows, sound, found)
    sound["provenance"] = _of_kept_records(sound["provenance"], tables, sound)
    return sound, found


def _without_faults(table: TableSchema, rows: list[Row], found: list[Finding]) -> list[Row]:
    dropped: set[int] = set()
    for fault in list(find_faults(table, rows)):
        row = rows[fault.row]
        if _is_required(table, fault):
            dropped.add(fault.row)
            found.append(Finding(table.name, row, "error", "row-refused", _sentence(table, fault, "row")))
        else:
            found.append(Finding(table.name, row, "error", "value-refused", _sentence(table, fault, "value")))
            rows[fault.row] = {name: value for name, value in row.items() if name != fault.field}
    return _kept(rows, dropped)


def _sentence(table: TableSchema, fault: Fault, what: str) -> str:
    return f"{table.name}.{fault.field} {fault.reason}; the {what} was left out."


def _is_required(table: TableSchema, fault: Fault) -> bool:
    return fault.field in table.columns and table.field(fault.field).required


def _without_repeats(table: TableSchema, rows: list[Row], found: list[Finding]) -> list[Row]:
    dropped = set(repeats(table, rows))
    for index in sorted(dropped):
        message = f"The key {key_of(table.name, rows[index])} of {table.name} is given twice; the first row was kept."
        found.append(Finding(table.name, rows[index], "error", "key-repeated", message))
    return _kept(rows, dropped)


def _without_dangling(table: TableSchema, rows: list[Row], sound: Mended, found: list[Finding]) -> list[Row]:
    dropped: set[int] = set()
    for loose in dangling(table, rows, sound):
        row, field = rows[loose.row], loose.key.field
        required = table.field(field).required
        message = (
            f"{table.name}.{field} refers to {row[field]}, which is not in {loose.key.table}; "
            f"the {'row' if required else 'reference'} was left out."
        )
        found.append(Finding(table.name, row, "error", "reference-leads-nowhere", message))
        if required:
            dropped.add(loose.row)
        else:
            rows[loose.row] = {**row, field: None}
    return _kept(rows, dropped)


def _of_kept_records(rows: list[Row], before: Collected, after: Mended) -> list[Row]:
    """Leave out the provenance of rows that were dropped; provenance of a value that was refused stays."""
    gone = {
        (table.name, key)
        for table in schema.tables()
        if table.primary_key
        for key in _keys(table.name, before.get(table.name, ())) - _keys(table.name, after[table.name])
    }
    return [row for row in rows if (row["record_table"], row["record_key"]) not in gone] if gone else rows


def _keys(table: str, rows: Iterable[Row]) -> set[str | None]:
    return {key_of(table, row) for row in rows}


def _kept(rows: list[Row], dropped: Collection[int]) -> list[Row]:
    return [row for index, row in enumerate(rows) if index not in dropped] if dropped else rows
