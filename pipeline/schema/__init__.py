"""The one source of truth: tables, fields, code lists and vocabularies, read from `schemas/`.

Everything else that speaks of columns (Arrow schema, row checks, data dictionary, data package) is derived from it.
"""

from __future__ import annotations

from pipeline.schema.arrow import arrow_schema, differences
from pipeline.schema.codes import codes, descriptions
from pipeline.schema.columns import Fault, faults
from pipeline.schema.data import SchemaError, exists, names, schema_digest
from pipeline.schema.data import reference as load
from pipeline.schema.files import (
    all_files,
    is_table_file,
    part_path,
    partition_columns,
    partitionable,
    read_rows,
    read_schema,
    read_table,
    table_files,
)
from pipeline.schema.tables import FieldSchema, ForeignKey, TableSchema, table, tables
from pipeline.schema.values import why_not

__all__ = [
    "Fault",
    "FieldSchema",
    "ForeignKey",
    "SchemaError",
    "TableSchema",
    "all_files",
    "arrow_schema",
    "codes",
    "descriptions",
    "differences",
    "exists",
    "faults",
    "is_table_file",
    "load",
    "names",
    "part_path",
    "partition_columns",
    "partitionable",
    "read_rows",
    "read_schema",
    "read_table",
    "schema_digest",
    "table",
    "table_files",
    "tables",
    "why_not",
]
