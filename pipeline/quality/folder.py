"""Check a folder of published tables against the schemas: what `ogp validate` does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline import schema
from pipeline.model.issues import Issue, Severity
from pipeline.quality.checks import findings
from pipeline.quality.finding import Finding
from pipeline.quality.keys import dangling, repeats
from pipeline.schema import TableSchema, find_faults

PACKAGE = "datapackage.json"


def validate(folder: Path) -> list[Issue]:
    """Return what is wrong with the published tables in `folder`: files, columns, values, keys, provenance, descriptor.

    An empty list says that the set is whole and sound.
    """
    if not folder.is_dir():
        return [_issue("error", "folder-missing", f"There is no folder {folder}: run `ogp extract` first.")]
    issues: list[Issue] = []
    tables: dict[str, list[dict[str, Any]]] = {}
    for table in schema.tables():
        rows, found = _read(folder, table)
        issues += found
        if rows is not None:
            tables[table.name] = rows
            issues += _of_rows(table, rows)
    issues += _of_package(folder, tables)
    if any(issue.severity == "error" for issue in issues):
        return issues
    for table in schema.tables():
        issues += _of_keys(table, tables)
    return issues + [_of_finding(finding) for finding in findings(tables)]


def _issue(severity: Severity, code: str, message: str) -> Issue:
    return Issue("validate", severity, code, message)


def _read(folder: Path, table: TableSchema) -> tuple[list[dict[str, Any]] | None, list[Issue]]:
    files = schema.table_files(folder, table.name)
    if not files:
        return None, [_issue("error", "table-missing", f"The table {table.name}.parquet is missing.")]
    for path in files:
        if found := _of_file(path, path.relative_to(folder).as_posix(), table):
            return None, [found]
    return schema.read_rows(table.name, files), []


def _of_file(path: Path, shown: str, table: TableSchema) -> Issue | None:
    try:
        different = schema.schema_differences(table.name, schema.read_schema(path))
        schema.read_table(table.name, [path])
    except OSError as error:
        return _issue("error", "table-unreadable", f"{shown} can't be read as Parquet: {error}.")
    if different:
        message = f"{shown} was written by another schema: {'; '.join(different)}. Run `ogp extract` again."
        return _issue("error", "schema-differs", message)
    return None


def _of_rows(table: TableSchema, rows: list[dict[str, Any]]) -> Iterator[Issue]:
    for fault in find_faults(table, rows):
        where = rows[fault.row].get(table.primary_key or "", f"row {fault.row + 1}")
        yield _issue("error", "value-refused", f"{table.name} {where}: {fault.field} {fault.reason}.")


def _of_keys(table: TableSchema, tables: Mapping[str, list[dict[str, Any]]]) -> Iterator[Issue]:
    rows = tables[table.name]
    for index in repeats(table, rows):
        yield _issue("error", "key-repeated", f"{table.name}: the key {rows[index][str(table.primary_key)]} repeats.")
    for loose in dangling(table, rows, tables):
        value = rows[loose.row][loose.key.field]
        message = f"{table.name}.{loose.key.field} refers to {value}, which is not in {loose.key.table}."
        yield _issue("error", "reference-leads-nowhere", message)


def _of_finding(finding: Finding) -> Issue:
    return _issue(finding.severity, finding.code, f"{finding.table} {finding.key or ''}: {finding.message}")


def _of_package(folder: Path, tables: Mapping[str, list[dict[str, Any]]]) -> Iterator[Issue]:
    try:
        package = json.loads((folder / PACKAGE).read_bytes())
        resources = {resource["name"]: resource for resource in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError):
        yield _issue("error", "package-unreadable", f"{PACKAGE} is missing or damaged: run `ogp extract` again.")
        return
    for name in sorted({*resources} ^ {table.name for table in schema.tables()}):
        yield _issue("error", "package-differs", f"{PACKAGE} and the schemas do not both know the table {name}.")
    for name, rows in tables.items():
        if name in resources:
            yield from _of_resource(folder, name, resources[name], len(rows))
    if package.get("ogp:schema_digest") != schema.schema_digest():
        message = (
            "The tables were written with other schemas or code lists than those installed: run `ogp extract` again."
        )
        yield _issue("info", "schemas-changed", message)


def _of_resource(folder: Path, name: str, resource: Mapping[str, Any], rows: int) -> Iterator[Issue]:
    parts = resource.get("ogp:files") or [resource]
    described = {str(part.get("path")): part.get("hash") for part in parts}
    there = {path.relative_to(folder).as_posix(): path for path in schema.table_files(folder, name)}
    for shown, path in there.items():
        digest = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        if described.get(shown) != digest:
            message = f"{shown} is not the file that {PACKAGE} describes: it was changed after it was published."
            yield _issue("error", "file-changed", message)
    for shown in sorted(described.keys() - there.keys()):
        yield _issue(
            "error", "part-missing", f"{shown}, which {PACKAGE} describes, is missing: run `ogp extract` again."
        )
    if resource.get("ogp:rows") != rows:
        message = f"{name} has {rows} rows, {PACKAGE} says {resource.get('ogp:rows')}."
        yield _issue("error", "rows-differ", message)
