"""Tables: collect what documents gave, sort it by stable keys, write it as Parquet, all or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from pipeline.schema import FieldSchema, TableSchema, all_tables, code_descriptions, load
from pipeline.tables.parts import TablePart, Tables, build_part, build_table_row, collect_tables, read_rows
from pipeline.tables.publish import PublishError, lock_output, publish_parts, publish_tables, was_interrupted

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


HEAD = """# Data dictionary

{description}

This file is generated from `schemas/` (`make dictionary`): edit the schemas, not this file.
Every table is a Parquet file of its name. A value is read from a document or null. Lists are lists of texts; dates are
calendar dates. PK marks the key of a table, FK a reference to another table, * a column that is never null, and T a
value that is filled in on a printed template, for which `provenance` names the place.
"""


def dictionary_markdown() -> str:
    """Return the data dictionary of all tables as Markdown."""
    head = HEAD.format(description=load("package")["description"])
    return "\n".join([head, *_table_of_contents(), *_table_sections(), *_code_list_sections(), ""])


def _table_of_contents() -> Iterator[str]:
    yield "| table | one row per |\n| --- | --- |"
    for table in all_tables():
        yield f"| [{table.name}](#{table.name}) | {table.unit} |"


def _table_sections() -> Iterator[str]:
    for table in all_tables():
        yield f"\n## {table.name}\n\n{table.description} One row per {table.unit}.\n"
        yield "| column | type | | meaning |\n| --- | --- | --- | --- |"
        for field in table.fields:
            yield f"| {field.name} | {_type_name(field)} | {_column_marks(table, field)} | {_column_meaning(field)} |"


def _type_name(field: FieldSchema) -> str:
    if field.members:
        return f"list of objects ({', '.join(field.members)})"
    return "list of strings" if field.type == "array" else field.type


def _column_marks(table: TableSchema, field: FieldSchema) -> str:
    marks = ["PK"] if field.name == table.primary_key else []
    marks += [f"FK {key.table}" for key in table.foreign_keys if key.field == field.name]
    marks += ["*"] if field.required else []
    return " ".join(marks + (["T"] if field.template else []))


def _column_meaning(field: FieldSchema) -> str:
    text = field.description.replace("|", "\\|")
    if field.vocabulary:
        return f"{text} [Codes](#{field.vocabulary}): {_list_codes(field.codes)}."
    if field.codes_by:
        pairs = ", ".join(f"{value} [{name}](#{name})" for value, name in field.vocabularies.items())
        return f"{text} Codes by {field.codes_by}: {pairs}."
    if field.codes:
        return f"{text} {_explain_codes(field.codes)}."
    return f"{text} Example: {field.example}." if field.example else text


def _list_codes(codes: Mapping[str, str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)


def _explain_codes(codes: Mapping[str, str]) -> str:
    return "; ".join(f"`{code}`: {meaning}" for code, meaning in codes.items()).replace("|", "\\|")


def _code_list_sections() -> Iterator[str]:
    yield "\n## Code lists"
    for name in sorted(_used_vocabularies()):
        yield f"\n### {name}\n\n| code | meaning |\n| --- | --- |"
        for code, meaning in code_descriptions(name).items():
            yield f"| `{code}` | {meaning} |".replace("\\|", "|")


def _used_vocabularies() -> set[str]:
    fields = [field for table in all_tables() for field in table.fields]
    return {f.vocabulary for f in fields if f.vocabulary} | {v for f in fields for v in f.vocabularies.values()}


Contact = Mapping[str, object]
"""A row of contacts."""

PLACEHOLDER = "[contact left out]"

_CONTACT_COLUMNS = ("name", "name_raw", "email", "phone")
_MIN_MASKED_LENGTH = 6
"""Shorter values, such as 'Lee', also occur inside ordinary words and are not masked in other texts."""

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@\w[\w-]{0,62}(?:\.[\w-]{1,63}){1,4}")


def redact_contacts(tables: Mapping[str, list[dict[str, object]]], others: Iterable[Contact] = ()) -> Tables:
    """Return the tables without contacts. Their names and numbers, and all e-mail addresses, are masked elsewhere.

    `others` are further contacts of documents of which the tables have some rows only.
    """
    masks = _build_masks([*tables["contacts"], *others])
    redacted: Tables = {}
    for name, rows in tables.items():
        remaining = [row for row in rows if row.get("record_table") != "contacts"] if name == "provenance" else rows
        redacted[name] = [] if name == "contacts" else [_mask_row(row, masks) for row in remaining]
    return redacted


def mask_addresses(text: str) -> str:
    """Mask the e-mail addresses of a text.

    >>> mask_addresses("Write to a.b@example.org, please.")
    'Write to [contact left out], please.'
    """
    return _EMAIL.sub(PLACEHOLDER, text) if "@" in text else text


def _build_masks(contacts: Iterable[Contact]) -> dict[object, Callable[[str], str]]:
    """Return for each document the function that masks its own contacts."""
    values: dict[object, set[str]] = {}
    for row in contacts:
        contact_values = [row.get(name) for name in _CONTACT_COLUMNS]
        maskable = {text for text in contact_values if isinstance(text, str) and len(text) >= _MIN_MASKED_LENGTH}
        values.setdefault(row["document_id"], set()).update(maskable)
    return {document: _build_mask(texts) for document, texts in values.items() if texts}


def _build_mask(texts: set[str]) -> Callable[[str], str]:
    longest_first = sorted(texts, key=lambda text: (-len(text), text))
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    return lambda text: pattern.sub(PLACEHOLDER, text)


def _mask_row(row: Mapping[str, object], masks: Mapping[object, Callable[[str], str]]) -> dict[str, object]:
    mask = masks.get(row.get("document_id"), str)

    def clean(value: object) -> object:
        if isinstance(value, str):
            return mask_addresses(mask(value))
        return [clean(item) for item in value] if isinstance(value, list | tuple) else value

    return {name: value if name.endswith(("_id", "_key")) else clean(value) for name, value in row.items()}
