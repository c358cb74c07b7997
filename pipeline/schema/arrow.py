"""Arrow schemas derived from the tables: types, nullability, and descriptions as metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.schema.data import load_data as load
from pipeline.schema.tables import FieldSchema, find_table

if TYPE_CHECKING:
    import pyarrow as pa


def arrow_schema(name: str) -> pa.Schema:
    """Return the Arrow schema of one table; descriptions are metadata of the table and its fields.

    >>> arrow_schema("documents").field("size_bytes").type
    DataType(int64)
    """
    import pyarrow as pa

    schema = find_table(name)
    metadata = {
        "title": schema.title,
        "description": schema.description,
        "row": f"one row per {schema.unit}",
        "schema_version": str(load("package")["ogp:schema_version"]),
    }
    return pa.schema([_arrow_field(field) for field in schema.fields], metadata)


def _arrow_field(field: FieldSchema) -> pa.Field:
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


def schema_differences(name: str, actual: pa.Schema) -> list[str]:
    """Describe where a file's Arrow schema differs from the declared one. Descriptions don't count.

    >>> schema_differences("links", arrow_schema("links"))
    []
    """
    declared = arrow_schema(name)
    messages = [f"the column {column} is missing" for column in declared.names if column not in actual.names]
    messages += [f"the column {column} is not declared" for column in actual.names if column not in declared.names]
    for field in declared:
        actual_field = actual.field(field.name) if field.name in actual.names else field
        if not field.equals(actual_field):
            messages.append(f"the column {field.name} is {_describe_type(actual_field)}, not {_describe_type(field)}")
    return messages


def _describe_type(field: pa.Field) -> str:
    return f"{field.type}{'' if field.nullable else ' and never null'}"
