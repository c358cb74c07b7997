"""OGP values read from relevance texts, against a reading by hand of every relevance text of the corpus."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.run.extract_folder import extract_folder
from tests.acceptance.corpus import MISSING, SHARED

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)

GOLD = Path(__file__).parent / "gold" / "ogp_values.tsv"


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
