"""Contacts live in `contacts` and their provenance alone; `--no-contacts` leaves them out of every file."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.run.extract_folder import extract_folder
from pipeline.tables import PLACEHOLDER, redact_contacts

RAW = Path(__file__).parents[2] / "raw"


@pytest.fixture(scope="module")
def outs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("privacy")
    extract_folder(RAW, folder / "all", workers=2)
    extract_folder(RAW, folder / "none", workers=2, include_contacts=False)
    return folder / "all", folder / "none"


def rows(out: Path, table: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = pq.read_table(out / f"{table}.parquet").to_pylist()
    return found


def test_addresses_stand_in_contacts_and_their_provenance_alone(outs: tuple[Path, Path]) -> None:
    addresses = {str(row["email"]) for row in rows(outs[0], "contacts") if row["email"]}
    assert len(addresses) > 5
    for file in sorted(outs[0].glob("*.parquet")):
        for row in rows(outs[0], file.stem):
            if file.stem == "contacts" or row.get("record_table") == "contacts":
                continue
            text = repr(row)
            assert not [address for address in addresses if address in text], (file.name, row)


def test_without_contacts_no_file_holds_one(outs: tuple[Path, Path]) -> None:
    contacts = rows(outs[0], "contacts")
    wanted = {str(row[name]) for row in contacts for name in ("email", "phone", "name") if row[name]}
    wanted = {text for text in wanted if len(text) >= 6}
    assert rows(outs[1], "contacts") == []
    for file in sorted(outs[1].iterdir()):
        content = repr(rows(outs[1], file.stem)) if file.suffix == ".parquet" else file.read_text(encoding="utf-8")
        assert not [text for text in wanted if text in content], file.name
        assert "@" not in content or not [text for text in wanted if "@" in text and text in content]


def test_the_rest_of_the_tables_stays(outs: tuple[Path, Path]) -> None:
    for table in ("commitments", "milestones", "assessments", "links", "registry"):
        assert len(rows(outs[1], table)) == len(rows(outs[0], table))


def test_what_a_document_repeats_of_a_contact_is_masked() -> None:
    contact: dict[str, object] = {
        "document_id": "d",
        "name": "Ana Petrova",
        "name_raw": None,
        "email": None,
        "phone": "+1 555 0100",
    }
    tables: dict[str, list[dict[str, object]]] = {
        "contacts": [contact],
        "provenance": [{"record_table": "contacts", "document_id": "d", "text_raw": "Ana Petrova"}],
        "commitments": [
            {"document_id": "d", "description": "Ask Ana Petrova, +1 555 0100.", "policy_areas": ["x@example.org"]},
            {"document_id": "other", "description": "Ana Petrova wrote a book."},
        ],
    }
    found = redact_contacts(tables)
    assert found["contacts"] == found["provenance"] == []
    first, second = found["commitments"]
    assert first["description"] == f"Ask {PLACEHOLDER}, {PLACEHOLDER}."
    assert first["policy_areas"] == [PLACEHOLDER]
    assert second["description"] == "Ana Petrova wrote a book."
