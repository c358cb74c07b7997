"""The single source of truth: tables, fields, code lists and vocabularies, read from `schemas/`.

Everything else about columns (Arrow schema, row checks, data dictionary, data package) is derived from it.
"""

from __future__ import annotations

from pipeline.schema.codes import code_descriptions, list_codes
from pipeline.schema.data import SchemaError, has_data, list_data, schema_digest
from pipeline.schema.data import load_data as load
from pipeline.schema.files import (
    all_files,
    arrow_schema,
    is_table_file,
    partition_choices,
    partition_columns,
    partition_path,
    read_rows,
    read_schema,
    read_table,
    schema_differences,
    table_files,
)
from pipeline.schema.tables import FieldSchema, ForeignKey, TableSchema, all_tables, find_table
from pipeline.schema.values import Fault, explain_violation, find_faults

__all__ = [
    "Fault",
    "FieldSchema",
    "ForeignKey",
    "SchemaError",
    "TableSchema",
    "all_files",
    "all_tables",
    "arrow_schema",
    "code_descriptions",
    "explain_violation",
    "find_faults",
    "find_table",
    "has_data",
    "is_table_file",
    "list_codes",
    "list_data",
    "load",
    "partition_choices",
    "partition_columns",
    "partition_path",
    "read_rows",
    "read_schema",
    "read_table",
    "schema_differences",
    "schema_digest",
    "table_files",
]
