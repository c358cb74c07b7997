"""Identity and succession against the labelled pairs of the corpus, where it is there."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.linkage.similarity import strip_number
from pipeline.model.identifiers import find_prefix
from pipeline.run.extract_folder import extract_folder
from scripts.fit_linking import compute_calibration_error, cross_validate, find_thresholds, load_pairs
from tests.acceptance.corpus import MISSING, SHARED

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(MISSING), reason=MISSING)]

REGISTRY = SHARED / "corpus" / "registry"
EXPLORER = "ogp-explorer-2016.csv"
PAIRS = SHARED / "gold" / "succession.tsv"


def extracted(folder: Path, blanked: bool) -> Path:
    shutil.copytree(REGISTRY, folder / "raw")
    if blanked:
        script, source, target = SHARED / "eval" / "blank_numbers.py", REGISTRY / EXPLORER, folder / "raw" / EXPLORER
        target.unlink()
        subprocess.run([sys.executable, str(script), str(source), str(target)], check=True)
    extract_folder(folder / "raw", folder / "extracted", workers=1, use_cache=False)
    return folder / "extracted"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return extracted(tmp_path_factory.mktemp("links"), blanked=False)


def scored(*words: object) -> list[tuple[float, float]]:
    command = [sys.executable, str(SHARED / "eval" / "score_links.py"), *map(str, words)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [(float(p), float(r)) for p, r in re.findall(r"precision ([\d.]+) recall ([\d.]+)", done.stdout)]


def explorer_rows() -> dict[tuple[str, str, str], list[str]]:
    """Return the titles under each country, plan and number: damaged numbers ('2.10' as 2.1) give one number twice."""
    csv.field_size_limit(10**9)
    found: dict[tuple[str, str, str], list[str]] = {}
    with (REGISTRY / EXPLORER).open(encoding="utf-8", newline="") as file:
        for row in list(csv.reader(file))[2:]:
            found.setdefault((row[0], row[1], row[3]), []).append(row[5].replace("<br/>", " "))
    return found


def identified(folder: Path) -> list[tuple[set[str], str]]:
    """Return for each labelled row the IDs that rows of its number and title were given, and the right one."""
    path_of = {row["document_id"]: row["source_path"] for row in rows(folder, "documents")}
    given: dict[tuple[str | None, int | None, str], set[str]] = {}
    for row in rows(folder, "commitments"):
        if path_of[row["document_id"]] == EXPLORER and row["commitment_id"]:
            key = (row["country_code"], row["plan_number"], strip_number(row["title"] or ""))
            given.setdefault(key, set()).add(row["commitment_id"])
    titles = explorer_rows()
    found = []
    with (SHARED / "gold" / "identity.tsv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, delimiter="\t"):
            plan, number = line["plan_number"], line["commitment_number"]
            of_number = titles[line["explorer_country"], plan, number]
            keys = [(find_prefix(line["commitment_id"]), int(plan), strip_number(title)) for title in of_number]
            found.append((set().union(*(given.get(key, set()) for key in keys)), line["commitment_id"]))
    return found


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(folder / f"{table}.parquet").to_pylist()
    return found


def test_rows_of_the_explorer_have_the_ids_of_the_dataset(folder: Path) -> None:
    found = identified(folder)
    assert len(found) >= 40
    assert sum(right in ids for ids, right in found) / len(found) >= 0.95
    assert sum(bool(ids) and right not in ids for ids, right in found) <= 0.01 * len(found)


def test_titles_do_where_numbers_are_blanked(tmp_path: Path) -> None:
    found = identified(extracted(tmp_path, blanked=True))
    assert sum(right in ids for ids, right in found) / len(found) >= 0.85
    assert sum(bool(ids) and right not in ids for ids, right in found) <= 0.02 * len(found)


def test_succession_on_labelled_pairs(folder: Path) -> None:
    accepted, with_review = scored("succession", folder, PAIRS)
    assert accepted[0] >= 0.95
    assert accepted[1] >= 0.80
    assert with_review[1] >= 0.92


def test_succession_on_countries_that_the_model_did_not_see() -> None:
    data = load_pairs(REGISTRY, PAIRS)
    probability = cross_validate(data)
    accept, review = find_thresholds(probability, data.labels)
    taken = probability >= accept
    assert data.labels[taken].mean() >= 0.95
    assert data.labels[taken].sum() / data.labels.sum() >= 0.80
    assert data.labels[probability >= review].sum() / data.labels.sum() >= 0.92
    assert compute_calibration_error(probability, data.labels) <= 0.05
    # The list for people stays short enough to be read.
    assert (probability >= review).sum() <= 1.8 * data.labels.sum()
