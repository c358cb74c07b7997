"""Tables: collect what documents gave, sort it by stable keys, write it as Parquet, all or none."""

from __future__ import annotations

from pipeline.tables.collect import Tables, build_table_row, collect_tables
from pipeline.tables.dictionary import dictionary_markdown
from pipeline.tables.parts import TablePart, build_part, read_rows
from pipeline.tables.publish import PublishError, lock_output, publish_parts, publish_tables, was_interrupted
from pipeline.tables.redact_contacts import redact_contacts

__all__ = [
    "PublishError",
    "TablePart",
    "Tables",
    "build_part",
    "build_table_row",
    "collect_tables",
    "dictionary_markdown",
    "lock_output",
    "publish_parts",
    "publish_tables",
    "read_rows",
    "redact_contacts",
    "was_interrupted",
]
