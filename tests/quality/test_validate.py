"""Validating a published folder."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import schema
from pipeline.quality import validate_folder
from pipeline.tables import collect_tables, publish_tables
from tests.tables.samples import extractions


@pytest.fixture
def out(tmp_path: Path) -> Path:
    publish_tables(tmp_path / "extracted", collect_tables(extractions()), {"run.jsonl": b""})
    return tmp_path / "extracted"


def codes(folder: Path) -> list[str]:
    return [issue.code for issue in validate_folder(folder)]


def change(out: Path, table: str, **columns: object) -> None:
    """Set columns of the first row of a table and write it as if it were published so."""
    rows = pq.read_table(out / f"{table}.parquet").to_pylist()
    rows[0].update(columns)
    pq.write_table(pa.Table.from_pylist(rows, schema.arrow_schema(table)), out / f"{table}.parquet")


def test_a_published_folder_is_valid(out: Path) -> None:
    assert validate_folder(out) == []


def test_a_missing_folder(tmp_path: Path) -> None:
    assert codes(tmp_path / "none") == ["folder-missing"]


def test_a_missing_table(out: Path) -> None:
    (out / "links.parquet").unlink()
    assert codes(out) == ["table-missing"]


def test_a_damaged_table(out: Path) -> None:
    (out / "links.parquet").write_bytes(b"PAR1 nothing")
    assert codes(out) == ["table-unreadable"]


def test_a_changed_file(out: Path) -> None:
    change(out, "contacts", name="Another Person")
    assert codes(out) == ["file-changed"]


def test_other_columns(out: Path) -> None:
    path = out / "contacts.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["phone"]), path)
    (found,) = validate_folder(out)
    assert found.code == "schema-differs"
    assert "the column phone is missing" in found.message


def test_a_value_out_of_range(out: Path) -> None:
    change(out, "commitments", completion="done")
    assert "value-refused" in codes(out)


def test_keys_and_references(out: Path) -> None:
    change(out, "milestones", commitment_key="nobody")
    reseal(out)
    assert codes(out) == ["reference-leads-nowhere"]


def test_repeated_keys(out: Path) -> None:
    rows = pq.read_table(out / "registry.parquet").to_pylist()
    change(out, "registry", registry_key=rows[1]["registry_key"])
    reseal(out)
    assert codes(out) == ["key-repeated"]


def reseal(out: Path) -> None:
    """Make the descriptor agree with the files, as a faulty program might."""
    from pipeline.tables.publish import build_descriptor

    package = json.loads((out / "datapackage.json").read_text())
    rows = {resource["name"]: resource["ogp:rows"] for resource in package["resources"]}
    (out / "datapackage.json").write_bytes(build_descriptor(out, rows))


def test_a_descriptor_that_lies(out: Path) -> None:
    package = json.loads((out / "datapackage.json").read_text())
    package["resources"][0]["ogp:rows"] = 7
    del package["resources"][1]
    package["ogp:schema_digest"] = "other"
    (out / "datapackage.json").write_text(json.dumps(package))
    assert codes(out) == ["package-differs", "rows-differ", "schemas-changed"]


@pytest.mark.parametrize("content", ["", "[]", '{"resources": [1]}'])
def test_a_damaged_descriptor(out: Path, content: str) -> None:
    (out / "datapackage.json").write_text(content)
    assert codes(out) == ["package-unreadable"]
