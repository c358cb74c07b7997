"""The 2014 completion template as a scanner gives it: what its values are read as, and where they stand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.run.extract_folder import extract_folder
from pipeline.runtime.limits import Limits, Ocr
from scripts.specimens.scan import make_scan
from tests.ocr.engine import needs_tesseract

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
NAME = "norlandia-2014-2016-midterm-self-assessment.pdf"
SOURCE = ROOT / "raw" / "norlandia" / NAME
SOFT = 0.9
FIELDS = """title lead_institution main_objective brief_description relevance ambition results next_steps end_date
    additional_information theme"""

Tables = Mapping[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tables]:
    """Extract the document and a scan of it (200 dpi, turned by 0.7 degrees, noise)."""
    folder = tmp_path_factory.mktemp("scan")
    found: dict[str, Tables] = {}
    for kind, content in (("scan", make_scan(SOURCE.read_bytes())), ("text", SOURCE.read_bytes())):
        raw = folder / kind
        raw.mkdir()
        (raw / NAME).write_bytes(content)
        limits = Limits(seconds=1200, ocr=Ocr("tesseract", ("en",), seconds=300))
        extract_folder(raw, folder / f"{kind}-out", workers=1, use_cache=False, limits=limits)
        files = (folder / f"{kind}-out").glob("*.parquet")
        found[kind] = {file.stem: pq.read_table(file).to_pylist() for file in files}
    return found


@cache
def expected() -> dict[str, Any]:
    path = ROOT / "tests" / "fixtures" / "specimens" / f"{NAME}.expected.json"
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def by_number(tables: Tables) -> dict[str, dict[str, Any]]:
    return {str(row["number"]).rstrip("."): row for row in tables["commitments"]}


def alike(one: object, other: object) -> bool:
    a, b = (" ".join(str(value).split()).casefold() for value in (one, other))
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= SOFT


@needs_tesseract
def test_every_commitment_is_a_row(tables: dict[str, Tables]) -> None:
    assert list(by_number(tables["scan"])) == list(by_number(tables["text"]))
    assert len(tables["scan"]["commitments"]) == len(expected()["commitments"])


@needs_tesseract
def test_completion_is_read_from_marks_on_the_picture(tables: dict[str, Tables]) -> None:
    given, meant = by_number(tables["scan"]), by_number(tables["text"])
    right = [given[number]["completion"] == row["completion"] for number, row in meant.items()]
    assert sum(right) >= 0.95 * len(right)


@needs_tesseract
def test_fields_are_read(tables: dict[str, Tables]) -> None:
    fields = FIELDS.split()
    given, meant = by_number(tables["scan"]), by_number(tables["text"])
    pairs = [(given[n][field], row[field]) for n, row in meant.items() for field in fields if row[field] is not None]
    assert sum(alike(*pair) for pair in pairs) >= 0.98 * len(pairs)


@needs_tesseract
def test_every_value_says_that_it_was_read_from_a_picture_and_where(tables: dict[str, Tables]) -> None:
    def boxes(kind: str) -> dict[tuple[str, str], tuple[float, ...]]:
        return {
            (row["record_key"].partition(":")[2], row["field"]): (row["page"], row["x0"], row["top"], row["x1"])
            for row in tables[kind]["provenance"]
            if row["record_table"] == "commitments" and row["field"] == "title"
        }

    assert {row["method"] for row in tables["scan"]["provenance"]} <= {"ocr", "derived"}
    assert all((row["confidence"] or 0) > 0.9 for row in tables["scan"]["provenance"] if row["method"] == "ocr")
    given, meant = boxes("scan"), boxes("text")
    assert given.keys() == meant.keys()
    for key, place in meant.items():
        # The page is turned by 0.7 degrees: at its side a line stands up to four points higher or lower.
        assert given[key] == pytest.approx(place, abs=9), key
