"""Quality: keep tables valid, report problems, and summarize what each parser gave."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline import schema
from pipeline.model.issues import Issue, Severity
from pipeline.quality.checks import (
    RowProblem,
    build_issue_rows,
    find_dangling_references,
    find_problems,
    find_repeated_keys,
    row_key,
)
from pipeline.quality.summary import (
    MOST_LISTED,
    ParserSummary,
    Results,
    count_results,
    list_documents,
    list_unread_documents,
    summarize_parsers,
)
from pipeline.schema import Fault, TableSchema, find_faults

PACKAGE_NAME = "datapackage.json"


def validate_folder(folder: Path) -> list[Issue]:
    """Return the problems of the published tables: files, columns, values, keys, provenance, descriptor.

    An empty list means that the set is complete and valid.
    """
    if not folder.is_dir():
        return [_validation_issue("error", "folder-missing", f"There is no folder {folder}: run `ogp extract` first.")]
    issues: list[Issue] = []
    tables: dict[str, list[dict[str, Any]]] = {}
    for table in schema.all_tables():
        rows, table_issues = _read_published_table(folder, table)
        issues += table_issues
        if rows is not None:
            tables[table.name] = rows
            issues += _check_rows(table, rows)
    issues += _check_package(folder, tables)
    if any(issue.severity == "error" for issue in issues):
        return issues
    for table in schema.all_tables():
        issues += _check_keys(table, tables)
    return issues + [_problem_issue(problem) for problem in find_problems(tables)]


def _validation_issue(severity: Severity, code: str, message: str) -> Issue:
    return Issue("validate", severity, code, message)


def _read_published_table(folder: Path, table: TableSchema) -> tuple[list[dict[str, Any]] | None, list[Issue]]:
    files = schema.table_files(folder, table.name)
    if not files:
        return None, [_validation_issue("error", "table-missing", f"The table {table.name}.parquet is missing.")]
    for path in files:
        if issue := _check_file(path, path.relative_to(folder).as_posix(), table):
            return None, [issue]
    return schema.read_rows(table.name, files), []


def _check_file(path: Path, name: str, table: TableSchema) -> Issue | None:
    try:
        differences = schema.schema_differences(table.name, schema.read_schema(path))
        schema.read_table(table.name, [path])
    except OSError as error:
        return _validation_issue("error", "table-unreadable", f"{name} can't be read as Parquet: {error}.")
    if differences:
        message = f"{name} was written by another schema: {'; '.join(differences)}. Run `ogp extract` again."
        return _validation_issue("error", "schema-differs", message)
    return None


def _check_rows(table: TableSchema, rows: list[dict[str, Any]]) -> Iterator[Issue]:
    for fault in find_faults(table, rows):
        where = rows[fault.row].get(table.primary_key or "", f"row {fault.row + 1}")
        yield _validation_issue("error", "value-refused", f"{table.name} {where}: {fault.field} {fault.reason}.")


def _check_keys(table: TableSchema, tables: Mapping[str, list[dict[str, Any]]]) -> Iterator[Issue]:
    rows = tables[table.name]
    for index in find_repeated_keys(table, rows):
        yield _validation_issue(
            "error", "key-repeated", f"{table.name}: the key {rows[index][str(table.primary_key)]} repeats."
        )
    for reference in find_dangling_references(table, rows, tables):
        value = rows[reference.row][reference.key.field]
        message = f"{table.name}.{reference.key.field} refers to {value}, which is not in {reference.key.table}."
        yield _validation_issue("error", "reference-leads-nowhere", message)


def _problem_issue(problem: RowProblem) -> Issue:
    return _validation_issue(problem.severity, problem.code, f"{problem.table} {problem.key or ''}: {problem.message}")


def _check_package(folder: Path, tables: Mapping[str, list[dict[str, Any]]]) -> Iterator[Issue]:
    try:
        package = json.loads((folder / PACKAGE_NAME).read_bytes())
        resources = {resource["name"]: resource for resource in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError):
        yield _validation_issue(
            "error", "package-unreadable", f"{PACKAGE_NAME} is missing or damaged: run `ogp extract` again."
        )
        return
    for name in sorted({*resources} ^ {table.name for table in schema.all_tables()}):
        yield _validation_issue(
            "error", "package-differs", f"{PACKAGE_NAME} and the schemas do not both know the table {name}."
        )
    for name, rows in tables.items():
        if name in resources:
            yield from _check_resource(folder, name, resources[name], len(rows))
    if package.get("ogp:schema_digest") != schema.schema_digest():
        message = (
            "The tables were written with other schemas or code lists than those installed: run `ogp extract` again."
        )
        yield _validation_issue("info", "schemas-changed", message)


def _check_resource(folder: Path, name: str, resource: Mapping[str, Any], rows: int) -> Iterator[Issue]:
    parts = resource.get("ogp:files") or [resource]
    described = {str(part.get("path")): part.get("hash") for part in parts}
    paths = {path.relative_to(folder).as_posix(): path for path in schema.table_files(folder, name)}
    for file_name, path in paths.items():
        digest = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        if described.get(file_name) != digest:
            message = (
                f"{file_name} is not the file that {PACKAGE_NAME} describes: it was changed after it was published."
            )
            yield _validation_issue("error", "file-changed", message)
    for file_name in sorted(described.keys() - paths.keys()):
        yield _validation_issue(
            "error",
            "part-missing",
            f"{file_name}, which {PACKAGE_NAME} describes, is missing: run `ogp extract` again.",
        )
    if resource.get("ogp:rows") != rows:
        message = f"{name} has {rows} rows, {PACKAGE_NAME} says {resource.get('ogp:rows')}."
        yield _validation_issue("error", "rows-differ", message)


Row = dict[str, object]
TableRows = Mapping[str, Sequence[Row]]
RepairedTables = dict[str, list[Row]]


def repair_tables(tables: TableRows) -> tuple[RepairedTables, list[RowProblem]]:
    """Return valid tables and the problems that were removed.

    References lead to tables declared earlier, so one pass is enough. Unchanged rows are shared with the input, because
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


__all__ = [
    "MOST_LISTED",
    "ParserSummary",
    "Results",
    "check_tables",
    "count_results",
    "list_documents",
    "list_unread_documents",
    "summarize_parsers",
    "validate_folder",
]


def check_tables(tables: TableRows) -> RepairedTables:
    """Return the tables in publishable form, with removed values and other problems in `issues`.

    A document with status ok from which something was removed becomes partial.
    """
    valid, repairs = repair_tables(tables)
    affected_documents = {finding.document_id for finding in repairs}
    valid["documents"] = [
        {**row, "status": "partial"} if row["status"] == "ok" and row["document_id"] in affected_documents else row
        for row in valid["documents"]
    ]
    valid["issues"] += build_issue_rows([*repairs, *find_problems(valid)], valid["documents"])
    return valid
