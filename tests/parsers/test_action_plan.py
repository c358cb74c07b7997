"""Action plans: every generation in every look and format, each field compared; and what is no plan."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.model import Extraction
from tests import layouts

PLANS = {path.split("/")[1]: path for path in layouts.files() if path.startswith("action_plan/") and "json" not in path}
"""Layout -> path of its document in the archive."""

ROLES = {"actors_government": "government", "actors_non_government": "non_government"}


@cache
def extraction(name: str) -> Extraction:
    with TemporaryDirectory() as folder:
        path = Path(folder) / Path(PLANS[name]).name
        path.write_bytes(layouts.files()[PLANS[name]])
        return extract_document(Path(folder), describe_file(path)).extraction


def differences(name: str) -> list[str]:
    """Return every expected cell that was read otherwise, and every row that should not be there."""
    found, expected = extraction(name), layouts.expected(f"action_plan/{name}")
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in found.rows:
        rows.setdefault(row.table, []).append({"key": row.key, **row.values})
    odd = [
        f"document.{column}: {value!r} read as {found.document.get(column)!r}"
        for column, value in expected["document"].items()
        if column != "report_format_family" and found.document.get(column) != value
    ]
    commitments = rows.get("commitments", [])
    keys = {row["key"]: row.get("number") for row in commitments}
    for table in ("commitments", "milestones", "contacts"):
        odd += _compared(table, expected[table], _told(table, rows, keys))
    return odd


def _told(table: str, rows: dict[str, list[dict[str, Any]]], keys: dict[str, Any]) -> list[dict[str, Any]]:
    told = []
    for row in rows.get(table, []):
        number = keys.get(row.get("commitment_key", row["key"]))
        more: dict[str, Any] = {"commitment": number} if table == "milestones" else {}
        if table == "contacts":
            more = {"number": number}
        if table == "commitments":
            for column, role in ROLES.items():
                own = [i for i in rows.get("institutions", []) if i["commitment_key"] == row["key"]]
                more[column] = [i["name_raw"] for i in own if i["role"] == role]
        told.append({**row, **more})
    return told


def _compared(table: str, expected: list[dict[str, Any]], told: list[dict[str, Any]]) -> list[str]:
    odd = [] if len(expected) == len(told) else [f"{table}: {len(expected)} rows, read {len(told)}"]
    for index, (want, got) in enumerate(zip(expected, told, strict=False)):
        for column, value in want.items():
            if (read := _plain(got.get(column))) != (told_of := _names(value) if column in ROLES else value):
                odd.append(f"{table}[{index}].{column}: {told_of!r} read as {read!r}")
    return odd


_PERIOD = re.compile(r" \(\w+(?: de)? \d{4} - \w+(?: de)? \d{4}\)$")


def _plain(value: Any) -> Any:
    """Return a value as the facts hold it.

    A label within an answer ('Civic participation: ...') begins a paragraph; a period in a bracket stays in the text.
    """
    if isinstance(value, str):
        return _PERIOD.sub("", value.replace(".\nPublic accountability:", ". Public accountability:"))
    return value.isoformat() if isinstance(value, date) else value


def _names(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").replace(";", ",").split(",") if part.strip()]


WITHOUT_RULES = [name for name in PLANS if name.endswith("borderless-pdf")]
"""The reader of PDF gives no table for label and answer side by side without rules."""


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(PLANS) - set(WITHOUT_RULES)))
def test_every_field_is_read(name: str) -> None:
    assert extraction(name).document["report_format"] == "action_plan"
    assert differences(name) == []
