"""A decision from the terminal counts in the next run, and is said to be stale when the document changes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.run.extract_folder import extract_folder

RAW = Path(__file__).parents[2] / "raw"
TAKEN = (
    "registry/registry-norlandia.csv",
    "registry/dataset-norlandia.csv",
    "norlandia/norlandia-2014-2016-midterm-self-assessment.txt",
    "norlandia/norlandia-2021-2023-self-assessment.txt",
)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    for name in TAKEN:
        target = tmp_path / "raw" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(RAW / name, target)
    extract(tmp_path / "raw")
    return tmp_path / "raw"


def extract(raw: Path) -> Path:
    extract_folder(raw, raw.parent / "extracted", workers=1)
    return raw.parent / "extracted"


def review(raw: Path, *words: str) -> Result:
    command = ["review", "links", "--from", str(raw.parent / "extracted"), "--raw", str(raw), "--who", "Ada", *words]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    return done


def waiting(raw: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(review(raw, "--kind", "succession", "--json").stdout)
    return found


def links(raw: Path) -> dict[tuple[str, str], dict[str, Any]]:
    import pyarrow.parquet as pq

    rows = pq.read_table(raw.parent / "extracted" / "links.parquet").to_pylist()
    return {(row["from_key"], row["to_key"]): row for row in rows}


def test_decisions_count_in_the_next_run(raw: Path) -> None:
    first, second = waiting(raw)[:2]
    review(raw, "--accept", first["link_key"], "--why", "one reform")
    review(raw, "--reject", second["link_key"], "--why", "another reform")
    extract(raw)
    found = links(raw)
    accepted = found[first["from_key"], first["to_key"]]
    assert (accepted["status"], accepted["method"]) == ("accepted", "override")
    assert "one reform" in accepted["evidence"]
    assert (second["from_key"], second["to_key"]) not in found
    left = {one["link_key"] for one in waiting(raw)}
    assert not left & {first["link_key"], second["link_key"]}
    names = first["from_key"], first["to_key"]
    told = CliRunner().invoke(main, ["timeline", names[0], "--from", str(raw.parent / "extracted"), "--json"])
    assert names in {(link["earlier"], link["later"]) for link in json.loads(told.stdout)["links"]}


def test_a_decision_on_texts_that_changed_is_stale(raw: Path) -> None:
    first = waiting(raw)[0]
    review(raw, "--accept", first["link_key"], "--why", "one reform")
    file = raw / "overrides.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(first["to_text"], "Another text"), encoding="utf-8")
    folder = extract(raw)
    issues = CliRunner().invoke(main, ["tables", str(folder), "--issues"]).output
    assert "override-stale" in issues
    assert links(raw).get((first["from_key"], first["to_key"]), {}).get("method") != "override"
