"""Plain Frictionless Table Schemas for other programs: shared meanings and code lists are resolved."""

from __future__ import annotations

from typing import Any

from pipeline.schema.data import load_data as load
from pipeline.schema.tables import find_table, resolve_declaration


def build_table_schema(name: str) -> dict[str, Any]:
    """Return the Table Schema of one table for Frictionless programs, with code lists as enums.

    >>> build_table_schema("comments")["fields"][8]["constraints"]["enum"][0] != ""
    True
    """
    declared = load(f"tables/{name}")
    schema: dict[str, Any] = {"fields": [_plain_field(name, field) for field in declared["fields"]]}
    for key in ("primaryKey", "foreignKeys"):
        if key in declared:
            schema[key] = declared[key]
    return schema


def _plain_field(name: str, declared: dict[str, Any]) -> dict[str, Any]:
    merged = resolve_declaration(name, declared)
    codes = find_table(name).field(declared["name"]).codes
    plain = {key: value for key, value in merged.items() if not key.startswith("ogp:")}
    if not codes:
        return plain
    enum = {"enum": list(codes)}
    if merged["type"] == "array":
        return {**plain, "arrayItem": {**merged["arrayItem"], "constraints": enum}}
    return {**plain, "constraints": {**plain.get("constraints", {}), **enum}}
