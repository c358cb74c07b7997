"""The export in OGP's dataset layout: our own parser reads the same values back."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.export import ExportResult, export
from pipeline.export.dataset_rows import build_full_text, find_rating_codes
from pipeline.run.extract_folder import extract_folder
from pipeline.schema.data import load_data

RAW = Path(__file__).parents[2] / "raw"
TAKEN = ("registry/*.csv", "norlandia/*2014-2016-irm-end-of-term*.pdf", "norlandia/*2023-2027-action-plan.docx")
SAME: tuple[str, ...] = (
    "commitment_id",
    "country_code",
    "plan_id",
    "plan_number",
    "number",
    "title",
    "theme",
    "lead_institution",
)
SAME += ("support_institutions", "description", "main_objective", "ambition", "problem_statement", "policy_areas")
SAME += ("start_date", "start_date_precision", "end_date", "end_date_precision")


def read(folder: Path, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(folder / f"{table}.parquet").to_pylist()
    return rows


def extracted(folder: Path, files: Iterable[Path]) -> Path:
    (folder / "raw").mkdir(parents=True)
    for file in files:
        shutil.copy(file, folder / "raw")
    extract_folder(folder / "raw", folder / "extracted", workers=1)
    return folder / "extracted"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = [file for pattern in TAKEN for file in RAW.glob(pattern)]
    return extracted(tmp_path_factory.mktemp("first"), files)


@pytest.fixture(scope="module")
def written(first: Path) -> ExportResult:
    return export(first, "ogp-dataset", first.parent / "dataset")


@pytest.fixture(scope="module")
def again(first: Path, written: ExportResult) -> Path:
    return extracted(first.parent / "again", [written.path / "commitments.csv"])


def one_told(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the commitments that a single document tells of, by their ID."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in read(folder, "commitments"):
        found.setdefault(row["commitment_id"], []).append(row)
    return {name: rows[0] for name, rows in found.items() if name and len(rows) == 1}


def test_what_one_document_tells_comes_back(first: Path, again: Path) -> None:
    wanted, got = one_told(first), one_told(again)
    assert len(wanted) >= 5
    for name, row in wanted.items():
        # A policy area that only the registry knows stands in the same columns.
        told = [column for column in SAME if column != "policy_areas" or row[column]]
        assert {k: got[name][k] for k in told} == {k: row[k] for k in told}


def rated(folder: Path, chosen: Iterable[str]) -> set[tuple[Any, ...]]:
    rows = [row for row in read(folder, "assessments") if row["commitment_id"] in set(chosen) and not row["part"]]
    plain = [row for row in rows if row["assessor"] == "irm" and row["milestone_key"] is None]
    known = {rule["indicator"] for rule in load_data("datasets/ogp_2024")["assessments"]}
    return {(r["commitment_id"], r["indicator"], r["value"]) for r in plain if r["value"] and r["indicator"] in known}


def test_ratings_come_back(first: Path, again: Path) -> None:
    names = one_told(first)
    wanted = rated(first, names)
    assert len(wanted) >= 10
    assert rated(again, names) == wanted


def test_a_rating_of_a_report_goes_before_the_datasets(first: Path, written: ExportResult) -> None:
    kinds = {row["document_id"]: row["report_type"] for row in read(first, "documents")}
    rows = [r for r in read(first, "assessments") if r["commitment_id"] == "QN0006" and not r["milestone_key"]]
    levels = {kinds[r["document_id"]] for r in rows if r["indicator"] == "completion" and r["phase"] == "end_of_term"}
    assert levels == {"dataset", "irm_end_of_term_report"}
    rule = {"indicator": "completion", "phase": "end_of_term", "column": ""}
    report = [row for row in rows if kinds[row["document_id"]] == "irm_end_of_term_report" and not row["part"]]
    (code,) = find_rating_codes(report, rule, kinds)
    assert cells(written)["QN0006"]["Completion (End Of Term)"].casefold() == code.replace("_", " ")


def cells(written: ExportResult) -> dict[str, Mapping[str, str]]:
    with (written.path / "commitments.csv").open(encoding="utf-8", newline="") as stream:
        return {row["Commitment Unique Identifier"]: row for row in csv.DictReader(stream)}


def test_it_has_ogps_columns_and_is_a_valid_data_package(written: ExportResult) -> None:
    header = next(csv.reader((RAW / "registry" / "dataset-norlandia.csv").open(encoding="utf-8", newline="")))
    assert list(cells(written)["QN0001"]) == header
    from frictionless import Package  # it takes seconds to import

    report = Package(str(written.path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "message"])
    package = json.loads((written.path / "datapackage.json").read_text(encoding="utf-8"))
    assert package["resources"][0]["ogp:rows"] == written.rows["commitments"]


def test_milestones_stand_beside_with_the_last_word_on_their_status(tmp_path: Path) -> None:
    from pipeline.tables import publish_tables
    from tests.query.folder import row

    plan, report = "0" * 16, "1" * 16
    kinds = {plan: "action_plan", report: "self_assessment"}
    documents = [
        row("documents", document_id=one, source_path=f"{one}.txt", sha256=one * 4, size_bytes=9, status="ok",
            media_type="text/plain", report_type=kind)
        for one, kind in kinds.items()
    ]  # fmt: skip
    commitments = [
        row("commitments", commitment_key=f"{one}:c1", document_id=one, commitment_id="QN0001", title="Registers")
        for one in kinds
    ]
    told = {plan: ("Draft the law", "Train officials"), report: ("Draft of the law", "Another step")}
    milestones = [
        row("milestones", milestone_key=f"{one}:c1.m{nth}", commitment_key=f"{one}:c1", document_id=one,
            number=str(nth), text=text, status="limited" if one == report else None)
        for one, texts in told.items()
        for nth, text in enumerate(texts, start=1)
    ]  # fmt: skip
    publish_tables(tmp_path / "tables", {"documents": documents, "commitments": commitments, "milestones": milestones})
    made = export(tmp_path / "tables", "ogp-dataset", tmp_path / "out")
    with (made.path / "milestones.csv").open(encoding="utf-8", newline="") as stream:
        found = [
            (one["id"], one["Milestone"], one["Status"], one["Status Reported In"]) for one in csv.DictReader(stream)
        ]
    assert found == [("1", "Draft the law", "Limited", "self_assessment"), ("1", "Train officials", "", "")]
    assert "Milestones of other documents left out, because one document's are given: 1" in made.notes
    from frictionless import Package

    assert Package(str(made.path / "datapackage.json")).validate().valid


def test_commitments_of_one_document_are_never_made_one(tmp_path: Path) -> None:
    from tests.query.folder import made

    folder = made(tmp_path / "tables")
    assert export(folder, "ogp-dataset", tmp_path / "out").rows == {"commitments": 3, "milestones": 0}


def test_a_text_that_would_be_cut_is_left_out_and_noted() -> None:
    values = {"main_objective": "To publish.", "description": "Registers.\nMain objective: to be read as one."}
    text, lost = build_full_text(values, "Registers")
    assert lost == ("description",)
    assert "To publish." in text


def test_ratings_of_one_kind_that_differ_are_both_given() -> None:
    row = {"indicator": "specificity", "phase": None, "evidence": None}
    rows = [{**row, "document_id": "a", "value": "low"}, {**row, "document_id": "b", "value": "high"}]
    rule = {"indicator": "specificity", "column": "Specificity"}
    assert find_rating_codes(rows, rule, {"a": "dataset", "b": "dataset"}) == ["low", "high"]
    assert find_rating_codes(rows, rule, {"a": "dataset", "b": "commitment_page"}) == ["low"]
