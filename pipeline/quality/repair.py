"""Make tables valid: remove and report what a schema refuses, and leave everything else.

A refused value becomes null. A row is dropped if it lacks a required value, repeats a key or belongs to a
missing
record. All of these are errors of a parser or of normalization, so each is reported as an error in `issues`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from pipeline import schema
from pipeline.quality.checks import RowProblem, find_dangling_references, find_repeated_keys, row_key
from pipeline.schema import Fault, TableSchema, find_faults

Row = dict[str, object]
TableRows = Mapping[str, Sequence[Row]]
RepairedTables = dict[str, list[Row]]


def repair_tables(tables: TableRows) -> tuple[RepairedTables, list[RowProblem]]:
    """Return valid tables and the problems that were removed.

    References lead to tables declared earlier, so one pass is enough. Unchanged rows are shared with the input,
    because
    there are many; changed rows are copies.
    """
    repaired: RepairedTables = {}
    problems: list[RowProblem] = []
    for table in schema.all_tables():
        rows = _remove_faults(table, list(tables.get(table.name, ())), problems)
        rows = _remove_repeated_keys(table, rows, problems)
        repaired[table.name] = _remove_dangling_references(table, rows, repaired, problems)
    repaired["provenance"] = _remove_orphaned_provenance(repaired["provenance"], tables, repaired)
    return repaired, problems


def _remove_faults(table: TableSchema, rows: list[Row], problems: list[RowProblem]) -> list[Row]:
    dropped: set[int] = set()
    for fault in list(find_faults(table, rows)):
        row = rows[fault.row]
        if _is_required(table, fault):
            dropped.add(fault.row)
            problems.append(RowProblem(table.name, row, "error", "row-refused", _describe_fault(table, fault, "row")))
        else:
            problems.append(
                RowProblem(table.name, row, "error", "value-refused", _describe_fault(table, fault, "value"))
            )
            rows[fault.row] = {name: value for name, value in row.items() if name != fault.field}
    return _drop_rows(rows, dropped)


def _describe_fault(table: TableSchema, fault: Fault, part: str) -> str:
    return f"{table.name}.{fault.field} {fault.reason}; the {part} was left out."


def _is_required(table: TableSchema, fault: Fault) -> bool:
    return fault.field in table.columns and table.field(fault.field).required


def _remove_repeated_keys(table: TableSchema, rows: list[Row], problems: list[RowProblem]) -> list[Row]:
    dropped = set(find_repeated_keys(table, rows))
    for index in sorted(dropped):
        message = f"The key {row_key(table.name, rows[index])} of {table.name} is given twice; the first row was kept."
        problems.append(RowProblem(table.name, rows[index], "error", "key-repeated", message))
    return _drop_rows(rows, dropped)


def _remove_dangling_references(
    table: TableSchema, rows: list[Row], repaired: RepairedTables, problems: list[RowProblem]
) -> list[Row]:
    dropped: set[int] = set()
    for reference in find_dangling_references(table, rows, repaired):
        row, field = rows[reference.row], reference.key.field
        required = table.field(field).required
        message = (
            f"{table.name}.{field} refers to {row[field]}, which is not in {reference.key.table}; "
            f"the {'row' if required else 'reference'} was left out."
        )
        problems.append(RowProblem(table.name, row, "error", "reference-leads-nowhere", message))
        if required:
            dropped.add(reference.row)
        else:
            rows[reference.row] = {**row, field: None}
    return _drop_rows(rows, dropped)


def _remove_orphaned_provenance(rows: list[Row], before: TableRows, after: RepairedTables) -> list[Row]:
    """Drop the provenance of dropped rows. Provenance of a refused value stays."""
    dropped = {
        (table.name, key)
        for table in schema.all_tables()
        if table.primary_key
        for key in _row_keys(table.name, before.get(table.name, ())) - _row_keys(table.name, after[table.name])
    }
    return [row for row in rows if (row["record_table"], row["record_key"]) not in dropped] if dropped else rows


def _row_keys(table: str, rows: Iterable[Row]) -> set[str | None]:
    return {row_key(table, row) for row in rows}


def _drop_rows(rows: list[Row], dropped: Collection[int]) -> list[Row]:
    return [row for index, row in enumerate(rows) if index not in dropped] if dropped else rows
