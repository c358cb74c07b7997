"""Tables: collect what documents gave, sort it by stable keys, write it as Parquet, all or none."""

from __future__ import annotations

from pipeline.tables.collect import Tables, collect_tables
from pipeline.tables.dictionary import dictionary_markdown
from pipeline.tables.publish import PublishError, lock_output, publish_tables, was_interrupted
from pipeline.tables.redact_contacts import redact_contacts

__all__ = [
    "PublishError",
    "Tables",
    "collect_tables",
    "dictionary_markdown",
    "lock_output",
    "publish_tables",
    "redact_contacts",
    "was_interrupted",
]
