"""Plain Frictionless Table Schemas: references to shared meanings and code lists resolved, for programs of others."""

from __future__ import annotations

from typing import Any

from pipeline.schema.data import reference as load
from pipeline.schema.tables import declaration, table


def frictionless(name: str) -> dict[str, Any]:
    """Return the Table Schema of one table as Frictionless programs understand it, code lists as enums.

    >>> frictionless("comments")["fields"][8]["constraints"]["enum"][0] != ""
    True
    """
    declared = load(f"tables/{name}")
    result: dict[str, Any] = {"fields": [_field(name, field) for field in declared["fields"]]}
    for key in ("primaryKey", "foreignKeys"):
        if key in declared:
            result[key] = declared[key]
    return result


def _field(name: str, declared: dict[str, Any]) -> dict[str, Any]:
    merged = declaration(name, declared)
    codes = table(name).field(declared["name"]).codes
    plain = {key: value for key, value in merged.items() if not key.startswith("ogp:")}
    if not codes:
        return plain
    enum = {"enum": list(codes)}
    if merged["type"] == "array":
        return {**plain, "arrayItem": {**merged["arrayItem"], "constraints": enum}}
    return {**plain, "constraints": {**plain.get("constraints", {}), **enum}}
