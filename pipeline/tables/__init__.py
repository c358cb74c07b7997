"""Tables: collect what documents gave, sort it by stable keys, write it as Parquet, all or none."""

from __future__ import annotations

from pipeline.tables.collect import Tables, collect
from pipeline.tables.dictionary import dictionary_markdown
from pipeline.tables.publish import PublishError, claimed, interrupted, publish
from pipeline.tables.redact_contacts import without_contacts

__all__ = [
    "PublishError",
    "Tables",
    "claimed",
    "collect",
    "dictionary_markdown",
    "interrupted",
    "publish",
    "without_contacts",
]
