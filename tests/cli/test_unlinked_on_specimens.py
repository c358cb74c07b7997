"""`ogp explain-link` on two records without a link: what keeps them apart, and how the model judges them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from pipeline.analysis.rows import TABLE_COLUMNS
from pipeline.analysis.unlinked import EXTRA_COLUMNS, explain_missing_link
from pipeline.cli import main
from pipeline.run.extract_folder import extract_folder

RAW = Path(__file__).parents[2] / "raw"
TAKEN = (
    "registry/registry-norlandia.csv",
    "registry/dataset-norlandia.csv",
    "registry/explorer-norlandia.csv",
    "norlandia/norlandia-2014-2016-midterm-self-assessment.txt",
    "norlandia/norlandia-2021-2023-self-assessment.txt",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    raw = tmp_path_factory.mktemp("unlinked") / "raw"
    for name in TAKEN:
        if (RAW / name).is_file():
            (raw / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(RAW / name, raw / name)
    extract_folder(raw, raw.parent / "extracted", workers=1)
    return raw.parent / "extracted"


def tables(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {
        name: pq.read_table(folder / f"{name}.parquet", columns=[*columns, *EXTRA_COLUMNS.get(name, ())]).to_pylist()
        for name, columns in TABLE_COLUMNS.items()
    }


def asked(folder: Path, one: str, other: str) -> Any:
    done = CliRunner().invoke(main, ["explain-link", one, other, "--from", str(folder), "--json"])
    assert done.exit_code == 1, done.output
    (found,) = json.loads(done.stdout)
    return found


def test_asked_again_a_pair_has_the_score_that_the_run_gave_it(folder: Path) -> None:
    held = tables(folder)
    links = [row for row in held["links"] if row["kind"] == "succession" and row["method"] == "matched"]
    assert links
    for link in links[:3]:
        again = explain_missing_link(link["to_key"], link["from_key"], held)
        assert (again.from_key, again.to_key) == (link["from_key"], link["to_key"])
        assert again.score == pytest.approx(link["score"], abs=2e-4)
        assert again.features


def test_identity_asked_again_has_the_score_of_the_run(folder: Path) -> None:
    held = tables(folder)
    links = [row for row in held["links"] if row["kind"] == "identity" and row["method"] == "matched"]
    assert links
    for link in links[:3]:
        assert explain_missing_link(link["from_key"], link["to_key"], held).score == pytest.approx(
            link["score"], abs=2e-4
        )


def test_a_pair_of_plans_is_judged_with_its_features(folder: Path) -> None:
    held = tables(folder)
    joined = {frozenset((row["from_key"], row["to_key"])) for row in held["links"]}
    ids = sorted({(row["commitment_id"], row["plan_id"]) for row in held["registry"] if row["plan_id"]})
    one, other = next((a, b) for a, plan in ids for b, later in ids if plan < later and frozenset((a, b)) not in joined)
    found = asked(folder, one, other)
    assert found["status"] == "none"
    assert found["score"] < found["review"]
    assert "is below" in found["reason"]
    assert all(feature["meaning"] for feature in found["features"])


def test_commitments_of_one_plan_continue_nothing(folder: Path) -> None:
    ids = [row["commitment_id"] for row in tables(folder)["registry"] if row["plan_id"] == "QN-2021"]
    found = asked(folder, ids[0], next(name for name in ids if name != ids[0]))
    assert "Both stand in one plan (QN-2021)" in found["reason"]
    assert (found["score"], found["features"]) == (None, [])


def test_a_row_has_one_id_and_the_likelier_is_named(folder: Path) -> None:
    held = tables(folder)
    link = next(row for row in held["links"] if row["kind"] == "identity" and row["method"] == "matched")
    rows = {row["commitment_key"]: row for row in held["commitments"]}
    plan = rows[link["from_key"]]["plan_id"]
    other = next(
        row["commitment_id"]
        for row in held["registry"]
        if row["plan_id"] == plan and row["commitment_id"] != link["to_key"]
    )
    found = asked(folder, link["from_key"], other)
    assert found["kind"] == "identity"
    assert f"{link['to_key']} is likelier" in found["reason"]
