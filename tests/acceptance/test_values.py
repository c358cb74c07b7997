"""Derived values against readings by hand: OGP values of every relevance text, names of institutions."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.run.extract_folder import extract_folder
from tests.acceptance.corpus import MISSING, SHARED

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(MISSING), reason=MISSING)]

GOLD = Path(__file__).parent / "gold" / "ogp_values.tsv"
INSTITUTIONS = GOLD.with_name("institutions.tsv")


def read_gold() -> dict[tuple[str, str], tuple[set[str], set[str]]]:
    """Return source and place -> the values that the text ties the commitment to, and those that it may or may not."""
    with GOLD.open(encoding="utf-8", newline="") as file:
        return {
            (row["source"], row["place"]): (set(row["values"].split()), set(row["optional"].split()))
            for row in csv.DictReader(file, delimiter="\t")
        }


def read_extracted(raw: Path, out: Path) -> Iterator[tuple[str, str, set[str]]]:
    extract_folder(raw, out, workers=1, use_cache=False)
    paths = {row["document_id"]: row["source_path"] for row in pq.read_table(out / "documents.parquet").to_pylist()}
    for row in pq.read_table(out / "commitments.parquet").to_pylist():
        yield paths[row["document_id"]], row["commitment_key"].partition(":")[2], set(row["ogp_values"] or ())


def test_values_are_those_of_the_reading_by_hand(tmp_path: Path) -> None:
    gold = read_gold()
    for source in sorted({source for source, _ in gold}):
        target = tmp_path / "raw" / source
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SHARED / "corpus" / source, target)
    right = wrong = missed = 0
    for source, place, values in read_extracted(tmp_path / "raw", tmp_path / "extracted"):
        if (source, place) in gold:
            wanted, optional = gold.pop((source, place))
            right += len(values & wanted)
            wrong += len(values - wanted - optional)
            missed += len(wanted - values)
    missed += sum(len(wanted) for wanted, _ in gold.values())
    assert right / (right + wrong) >= 0.98
    assert right / (right + missed) >= 0.95


def test_names_of_institutions_are_those_of_the_reading_by_hand(tmp_path: Path) -> None:
    with INSTITUTIONS.open(encoding="utf-8", newline="") as file:
        wanted = {(row["source"], row["canonical_name"]) for row in csv.DictReader(file, delimiter="\t")}
    for source in sorted({source for source, _ in wanted}):
        target = tmp_path / "raw" / source
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SHARED / "corpus" / source, target)
    out = tmp_path / "extracted"
    extract_folder(tmp_path / "raw", out, workers=1, use_cache=False)
    paths = {row["document_id"]: row["source_path"] for row in pq.read_table(out / "documents.parquet").to_pylist()}
    rows = pq.read_table(out / "institutions.parquet").to_pylist()
    found = {(paths[row["document_id"]], row["canonical_name"]) for row in rows}
    assert len(found & wanted) / len(found) >= 0.97
    assert len(found & wanted) / len(wanted) >= 0.97
