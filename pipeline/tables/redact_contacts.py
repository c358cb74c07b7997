"""Leave contacts out: the table, its provenance, and what it holds wherever else a document repeats it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from pipeline.tables.collect import Tables

LEFT_OUT = "[contact left out]"

_VALUES = ("name", "name_raw", "email", "phone")
_SHORTEST = 6
"""Characters below which a value is too common to be told from other text."""

_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@\w[\w-]{0,62}(?:\.[\w-]{1,63}){1,4}")


def without_contacts(tables: Mapping[str, list[dict[str, object]]]) -> Tables:
    """Return the tables without contacts; their names, numbers and every e-mail address are masked in other texts."""
    masks = _masks(tables)
    kept: Tables = {}
    for name, rows in tables.items():
        left = [row for row in rows if row.get("record_table") != "contacts"] if name == "provenance" else rows
        kept[name] = [] if name == "contacts" else [_masked(row, masks) for row in left]
    return kept


def mask_addresses(text: str) -> str:
    """Mask the e-mail addresses of a text.

    >>> mask_addresses("Write to a.b@example.org, please.")
    'Write to [contact left out], please.'
    """
    return _ADDRESS.sub(LEFT_OUT, text) if "@" in text else text


def _masks(tables: Mapping[str, list[dict[str, object]]]) -> dict[object, Callable[[str], str]]:
    """Return for each document what masks its own contacts."""
    values: dict[object, set[str]] = {}
    for row in tables["contacts"]:
        found = [row.get(name) for name in _VALUES]
        long = {text for text in found if isinstance(text, str) and len(text) >= _SHORTEST}
        values.setdefault(row["document_id"], set()).update(long)
    return {document: _mask(texts) for document, texts in values.items() if texts}


def _mask(texts: set[str]) -> Callable[[str], str]:
    longest_first = sorted(texts, key=lambda text: (-len(text), text))
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    return lambda text: pattern.sub(LEFT_OUT, text)


def _masked(row: Mapping[str, object], masks: Mapping[object, Callable[[str], str]]) -> dict[str, object]:
    mask = masks.get(row.get("document_id"), str)

    def clean(value: object) -> object:
        if isinstance(value, str):
            return mask_addresses(mask(value))
        return [clean(item) for item in value] if isinstance(value, list | tuple) else value

    return {name: value if name.endswith(("_id", "_key")) else clean(value) for name, value in row.items()}
