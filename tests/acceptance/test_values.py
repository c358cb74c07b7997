"""Derived values against readings by hand: OGP values of every relevance text, names of institutions."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.linkage.institution_names import split_acronym
from pipeline.run.extract_folder import extract_folder
from tests.acceptance.corpus import MISSING, SHARED

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(MISSING), reason=MISSING)]

GOLD = Path(__file__).parent / "gold" / "ogp_values.tsv"
INSTITUTIONS = GOLD.with_name("institutions.tsv")
REGISTRY = GOLD.with_name("registry_institutions.tsv")
SAMPLES = GOLD.with_name("registry_samples.tsv")
"""Rows, or cells of one role, of the registry drawn at random and read by hand before a rule was fitted to them."""


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


def read_names(gold: Path, folder: Path) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """Return the names of the reading by hand, and those that the pipeline gives for the same places."""
    with gold.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="\t"))
    for source in {line["source"] for line in lines}:
        target = folder / "raw" / source
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SHARED / "corpus" / source, target)
    out = folder / "extracted"
    extract_folder(folder / "raw", out, workers=1, use_cache=False)
    paths = {row["document_id"]: row["source_path"] for row in pq.read_table(out / "documents.parquet").to_pylist()}
    rows = pq.read_table(out / "institutions.parquet").to_pylist()
    names = [
        (paths[row["document_id"]], row["commitment_key"].partition(":")[2], row["canonical_name"]) for row in rows
    ]
    if "place" not in lines[0]:
        return {(line["source"], line["canonical_name"]) for line in lines}, {(name[0], name[2]) for name in names}
    wanted: set[tuple[str, ...]] = {(line["source"], line["place"], line["canonical_name"]) for line in lines}
    places = {name[:2] for name in wanted}
    return wanted, {name for name in names if name[:2] in places}


@pytest.mark.parametrize(("gold", "least"), [(INSTITUTIONS, 0.97), (REGISTRY, 0.90)], ids=["documents", "registry"])
def test_names_of_institutions_are_those_of_the_reading_by_hand(gold: Path, least: float, tmp_path: Path) -> None:
    # Cells of the registry have lost their line ends and labels: a tenth of their names can't be told apart.
    wanted, found = read_names(gold, tmp_path)
    assert len(found & wanted) / len(found) >= least
    assert len(found & wanted) / len(wanted) >= least


def bare(name: str) -> str:
    """Return a name without article, closing bracket and acronym, in lower case."""
    short, _ = split_acronym(re.sub(r"\s*\([^()]*\)$", "", name.strip(" .")))
    return " ".join(re.findall(r"\w+", short.casefold()))


def test_names_in_drawn_rows_of_the_registry(tmp_path: Path) -> None:
    with SAMPLES.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="\t"))
    for source in {line["source"] for line in lines}:
        (tmp_path / "raw" / source).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SHARED / "corpus" / source, tmp_path / "raw" / source)
    out = tmp_path / "extracted"
    extract_folder(tmp_path / "raw", out, workers=1, use_cache=False)
    paths = {row["document_id"]: row["source_path"] for row in pq.read_table(out / "documents.parquet").to_pylist()}
    rows = pq.read_table(out / "institutions.parquet").to_pylist()
    found: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        if row["role"] in {"lead", "support"}:
            place = (paths[row["document_id"]], row["commitment_key"].partition(":")[2])
            for role in (row["role"], ""):
                found.setdefault((*place, role), set()).add(bare(row["name"]))
    right = missed = 0
    for line in lines:
        names = found.get((line["source"], line["place"], line["role"]), set())
        readings = {bare(name) for name in (line["name"], *filter(None, line["alternatives"].split(" | ")))}
        right += bool(readings & names) and not line["optional"]
        missed += not readings & names and not line["optional"]
        names -= readings
    wrong = sum(
        len(found.get(place, ())) for place in {(line["source"], line["place"], line["role"]) for line in lines}
    )
    assert right / (right + wrong) >= 0.91
    assert right / (right + missed) >= 0.89
