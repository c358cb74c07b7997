"""Tables and fields as declared in `schemas/tables/`, with the shared meanings from `schemas/fields.json` filled in.

Plain Frictionless Table Schemas for other programs: shared meanings and code lists are resolved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, get_args

from pipeline.schema.codes import code_descriptions
from pipeline.schema.data import SchemaError, list_data
from pipeline.schema.data import load_data as load

Type = Literal["string", "integer", "number", "boolean", "date", "array"]
"""Frictionless types in use; an array holds strings, or objects of strings where the field names their members."""


@dataclass(frozen=True, slots=True)
class FieldSchema:
    """One column. `codes` are the values it may take (code -> meaning); empty for free values.

    `vocabulary` names the code list that they come from. Where the codes depend on the value of another column,
    `codes_by` names that column and `vocabularies` maps its values to code lists. `template` marks a value that is
    printed on a template: it must have provenance and counts for coverage.
    """

    name: str
    type: Type
    description: str
    required: bool = False
    unique: bool = False
    minimum: float | None = None
    maximum: float | None = None
    example: str | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    vocabulary: str | None = None
    codes_by: str | None = None
    vocabularies: Mapping[str, str] = field(default_factory=dict)
    template: bool = False
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A column whose non-null values are values of a column in another table."""

    field: str
    table: str
    target: str


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table: `unit` says what a row is, `order` the columns that rows are sorted by."""

    name: str
    title: str
    description: str
    unit: str
    fields: tuple[FieldSchema, ...]
    primary_key: str | None
    foreign_keys: tuple[ForeignKey, ...]
    order: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> FieldSchema:
        """Return the column with a name; raise `KeyError` if there is none."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(name)


def all_tables() -> tuple[TableSchema, ...]:
    """Return all tables in the order of the output contract.

    >>> [t.name for t in all_tables()][:3]
    ['documents', 'commitments', 'milestones']
    """
    return tuple(find_table(name) for name in _table_names())


@cache
def find_table(name: str) -> TableSchema:
    """Return one table's schema; raise `SchemaError` for an unknown name or a faulty declaration.

    >>> find_table("commitments").primary_key
    'commitment_key'
    >>> find_table("commitments").field("completion").codes["substantial"] != ""
    True
    """
    if name not in _table_names():
        raise SchemaError(f"There is no table {name!r}; there are {', '.join(_table_names())}.")
    data = load(f"tables/{name}")
    primary = data.get("primaryKey", [])
    return TableSchema(
        name=name,
        title=data["title"],
        description=data["description"],
        unit=data["ogp:unit"],
        fields=tuple(_build_field(name, declared) for declared in data["fields"]),
        primary_key=primary[0] if primary else None,
        foreign_keys=tuple(_build_foreign_key(key) for key in data.get("foreignKeys", [])),
        order=tuple(data.get("ogp:order") or ("document_id", *primary)),
    )


def resolve_declaration(name: str, declared: Mapping[str, Any]) -> dict[str, Any]:
    """Return a field's declaration in table `name` with its shared meaning filled in.

    A field that a table declares by name alone has the meaning in `fields.json`; a note is appended to it.

    >>> resolve_declaration("milestones", {"name": "plan_id", "ogp:note": "As the report says."})["type"]
    'string'
    """
    shared = load("fields")["fields"].get(declared["name"], {})
    merged = {**shared, **declared}
    if "type" not in merged or "description" not in merged:
        raise SchemaError(f"{name}.{declared['name']} has no type or description, there or in fields.json.")
    if note := merged.pop("ogp:note", None):
        merged["description"] = f"{merged['description']} {note}"
    return merged


def _build_field(name: str, declared: Mapping[str, Any]) -> FieldSchema:
    merged = resolve_declaration(name, declared)
    if merged["type"] not in get_args(Type):
        raise SchemaError(f"{name}.{merged['name']} has the type {merged['type']!r}, which is not in use here.")
    constraints = merged.get("constraints", {})
    by = merged.get("ogp:codesBy", {})
    return FieldSchema(
        name=merged["name"],
        type=merged["type"],
        description=merged["description"],
        required=constraints.get("required", False),
        unique=constraints.get("unique", False),
        minimum=constraints.get("minimum"),
        maximum=constraints.get("maximum"),
        example=merged.get("example"),
        codes=_build_codes(merged),
        vocabulary=merged.get("ogp:codes"),
        codes_by=by.get("field"),
        vocabularies=by.get("codes", {}),
        template=merged.get("ogp:template", False),
        members=tuple(merged.get("arrayItem", {}).get("ogp:members", ())),
    )


def _build_codes(merged: Mapping[str, Any]) -> dict[str, str]:
    if merged.get("ogp:tables"):
        return {name: load(f"tables/{name}")["ogp:unit"] for name in _table_names()}
    if "ogp:codes" in merged:
        excluded = merged.get("ogp:except", ())
        return {code: text for code, text in code_descriptions(merged["ogp:codes"]).items() if code not in excluded}
    return dict(merged.get("ogp:values", {}))


def _build_foreign_key(key: Mapping[str, Any]) -> ForeignKey:
    return ForeignKey(key["fields"][0], key["reference"]["resource"], key["reference"]["fields"][0])


@cache
def _table_names() -> tuple[str, ...]:
    table_names: tuple[str, ...] = tuple(load("package")["ogp:tables"])
    if set(table_names) != set(list_data("tables")):
        raise SchemaError("package.json and the folder schemas/tables do not name the same tables.")
    return table_names


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
