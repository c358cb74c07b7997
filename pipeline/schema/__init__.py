"""The single source of truth: tables, fields, code lists and vocabularies, read from `schemas/`.

Everything else about columns (Arrow schema, row checks, data dictionary, data package) is derived from it.
"""

from __future__ import annotations

from pipeline.schema.arrow import arrow_schema, schema_differences
from pipeline.schema.codes import codes, descriptions
from pipeline.schema.columns import Fault, find_faults
from pipeline.schema.data import SchemaError, exists, names, schema_digest
from pipeline.schema.data import reference as load
from pipeline.schema.files import (
    all_files,
    is_table_file,
    partition_choices,
    partition_columns,
    partition_path,
    read_rows,
    read_schema,
    read_table,
    table_files,
)
from pipeline.schema.tables import FieldSchema, ForeignKey, TableSchema, table, tables
from pipeline.schema.values import explain_violation

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
    "exists",
    "explain_violation",
    "find_faults",
    "is_table_file",
    "load",
    "names",
    "partition_choices",
    "partition_columns",
    "partition_path",
    "read_rows",
    "read_schema",
    "read_table",
    "schema_differences",
    "schema_digest",
    "table",
    "table_files",
    "tables",
]
