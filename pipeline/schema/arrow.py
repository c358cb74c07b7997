"""Arrow schemas, derived from the tables: types, nullability, and the descriptions as metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.schema.data import reference as load
from pipeline.schema.tables import FieldSchema, table

if TYPE_CHECKING:
    import pyarrow as pa


def arrow_schema(name: str) -> pa.Schema:
    """Return the Arrow schema of one table; descriptions stand in the metadata of the table and of each field.

    >>> arrow_schema("documents").field("size_bytes").type
    DataType(int64)
    """
    import pyarrow as pa

    schema = table(name)
    metadata = {
        "title": schema.title,
        "description": schema.description,
        "row": f"one row per {schema.unit}",
        "schema_version": str(load("package")["ogp:schema_version"]),
    }
    return pa.schema([_field(field) for field in schema.fields], metadata)


def _field(field: FieldSchema) -> pa.Field:
    import pyarrow as pa

    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "array": pa.list_(pa.field("element", _item_type(field), nullable=False)),
    }
    metadata = {"description": field.description}
    if field.codes:
        metadata["codes"] = " ".join(field.codes)
    return pa.field(field.name, types[field.type], nullable=not field.required, metadata=metadata)


def _item_type(field: FieldSchema) -> pa.DataType:
    """Return the type of an array's items: strings, or structs where the field names the members of its objects."""
    import pyarrow as pa

    if not field.members:
        return pa.string()
    return pa.struct([pa.field(name, pa.string(), nullable=False) for name in field.members])


def differences(name: str, found: pa.Schema) -> list[str]:
    """Say in clauses where a file's Arrow schema differs from the declared one; descriptions don't count.

    >>> differences("links", arrow_schema("links"))
    []
    """
    wanted = arrow_schema(name)
    result = [f"the column {column} is missing" for column in wanted.names if column not in found.names]
    result += [f"the column {column} is not declared" for column in found.names if column not in wanted.names]
    for field in wanted:
        got = found.field(field.name) if field.name in found.names else field
        if not field.equals(got):
            result.append(f"the column {field.name} is {_typed(got)}, not {_typed(field)}")
    return result


def _typed(field: pa.Field) -> str:
    return f"{field.type}{'' if field.nullable else ' and never null'}"
