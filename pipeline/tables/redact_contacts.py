"""Leave contacts out: the table, its provenance, and every other place where a document repeats a contact."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from pipeline.tables.collect import Tables

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
