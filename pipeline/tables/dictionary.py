"""The data dictionary, generated from the schemas: `docs/data-dictionary.md` and `ogp dictionary`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.schema import FieldSchema, TableSchema, all_tables, code_descriptions, load

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
