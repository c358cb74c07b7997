"""What is derived from the schemas: data package, dictionary; and that other programs read the tables."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from pipeline import schema
from pipeline.tables import collect_tables, dictionary_markdown, publish_tables
from tests.table_bytes import sort_rows
from tests.tables.samples import extractions

DICTIONARY = Path(__file__).parents[2] / "docs" / "data-dictionary.md"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published") / "extracted"
    publish_tables(folder, collect_tables(extractions()))
    return folder


def test_the_dictionary_is_fresh() -> None:
    assert DICTIONARY.read_text(encoding="utf-8") == dictionary_markdown(), "run `make dictionary`"


def test_the_dictionary_names_every_column() -> None:
    text = dictionary_markdown()
    for table in schema.all_tables():
        assert f"\n## {table.name}\n" in text
        assert all(f"\n| {column} | " in text for column in table.columns)


def test_frictionless_accepts_the_package(out: Path) -> None:
    from frictionless import Package  # it takes seconds to import

    descriptor = json.loads((out / "datapackage.json").read_text())
    assert list(Package.metadata_validate(descriptor)) == []
    package = Package.from_descriptor(descriptor, basepath=str(out))
    assert package.resource_names == [table.name for table in schema.all_tables()]
    assert "`ogp export --to csv`" in descriptor["ogp:validation"]  # tests/export validates that package


@pytest.mark.parametrize("name", [table.name for table in schema.all_tables()])
def test_frictionless_accepts_the_rows(out: Path, name: str) -> None:
    from frictionless import Resource, Schema, validate

    descriptor = json.loads((out / "datapackage.json").read_text())
    declared = next(r["schema"] for r in descriptor["resources"] if r["name"] == name)
    declared.pop("foreignKeys", None)  # a single resource has no other to refer to
    rows = sort_rows(schema.find_table(name), collect_tables(extractions())[name])
    if rows:
        report = validate(Resource(data=rows, schema=Schema.from_descriptor(declared)))
        assert report.valid, report.flatten(["message"])


def test_frictionless_accepts_the_files_with_their_references(out: Path) -> None:
    """Its own reader of Parquet makes NaN of nulls and no lists of lists, so the rows are handed to it as they are."""
    from frictionless import Package, Resource, Schema

    descriptor = json.loads((out / "datapackage.json").read_text())
    read = {r["name"]: pq.read_table(out / r["path"]).to_pylist() for r in descriptor["resources"]}
    resources = [
        Resource(name=r["name"], data=read[r["name"]], schema=Schema.from_descriptor(r["schema"]))
        for r in descriptor["resources"]
        if read[r["name"]]
    ]
    assert len(resources) >= 5
    report = Package(resources=resources).validate()
    assert report.valid, report.flatten(["name", "message"])


def test_the_package_describes_the_files(out: Path) -> None:
    descriptor = json.loads((out / "datapackage.json").read_text())
    sizes = {r["path"]: r["bytes"] for r in descriptor["resources"]}
    assert sizes == {f"{t.name}.parquet": (out / f"{t.name}.parquet").stat().st_size for t in schema.all_tables()}


def test_duckdb_reads_the_tables(out: Path) -> None:
    query = f"""
        SELECT c.number, p.page, c.end_date FROM '{out}/commitments.parquet' c
        JOIN '{out}/provenance.parquet' p ON p.record_key = c.commitment_key AND p.field = 'completion'
        WHERE c.completion = 'limited'
    """
    (row,) = duckdb.connect().execute(query).fetchall()
    assert (row[0], row[1], str(row[2])) == ("11", 1, "2016-06-30")
