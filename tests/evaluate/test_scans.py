"""Scans with known values: what is right of them by the engine's sureness, and the confidence that comes of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline import schema
from pipeline.model import Anchor, Box, Extraction, Provenance, Row
from pipeline.tables.parts import collect_tables, engine_precision
from scripts.evaluate.cells import Cell
from scripts.evaluate.scans import ScanValue, compute_bins, compute_held_out, read_scans
from scripts.specimens.scan import Look
from tests.ocr.engine import needs_tesseract

CLEAR, POOR = Look(), Look(dpi=150, blur=0.6)


def read(sure: float | None, right: bool, look: Look = CLEAR) -> ScanValue:
    method = "none" if sure is None else str(sure)
    return ScanValue(
        look, Cell("form", "en", "a.pdf", "commitments.title", "Open data", "Open data" if right else "x", method)
    )


VALUES = [*(read(0.97, True) for _ in range(20)), *(read(0.85, n > 4, POOR) for n in range(20)), read(None, True)]


def test_values_are_counted_by_how_sure_the_engine_was() -> None:
    assert compute_bins(VALUES) == [
        {"from": 0.95, "precision": 1.0, "support": 20},
        {"from": 0.8, "precision": 0.75, "support": 20},
    ]


def test_marks_are_a_group_of_their_own_and_few_values_none() -> None:
    assert compute_bins([read(None, True)] * 12) == [{"from": None, "precision": 1.0, "support": 12}]
    assert compute_bins([read(0.9, True)] * 4) == []


def test_a_few_sure_values_are_counted_with_the_next_ones_down() -> None:
    assert compute_bins([read(0.99, True), *(read(0.92, False) for _ in range(9))]) == [
        {"from": 0.9, "precision": 0.1, "support": 10}
    ]


def test_less_sure_values_are_never_said_to_be_right_more_often() -> None:
    surest, next_ones = [read(0.97, n > 0) for n in range(10)], [read(0.85, True) for _ in range(10)]
    assert compute_bins([*surest, *next_ones]) == [{"from": 0.8, "precision": 0.95, "support": 20}]


def test_what_is_said_of_a_look_comes_from_the_others() -> None:
    told = compute_held_out([*VALUES, *(read(0.97, True, POOR) for _ in range(20))])
    assert [(one["said"], one["true"], one["support"]) for one in told] == [(1.0, 1.0, 20)] * 2


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    rows = [{"from": 0.9, "precision": 0.99}, {"from": 0.0, "precision": 0.8}, {"from": None, "precision": 1.0}]
    load = schema.load
    monkeypatch.setattr(schema, "load", lambda name: {"engines": {"seer": rows}} if name == "scans" else load(name))
    monkeypatch.setattr(schema, "has_data", lambda _: True)
    engine_precision.cache_clear()
    yield
    engine_precision.cache_clear()


@pytest.mark.usefixtures("engines")
@pytest.mark.slow
def test_a_value_read_by_ocr_has_the_confidence_measured_of_its_engine() -> None:
    place = Anchor(1, Box(0, 0, 9, 9))
    given = tuple(Provenance("title", place, "x", "ocr", "seer", sure) for sure in (0.95, 0.5, None))
    other = Provenance("title", place, "x", "ocr", "no such engine", 0.95)
    row = Row("commitments", "d:c1", {}, (*given, other))
    document = {"document_id": "d", "source_path": "a.pdf", "report_format": "form"}
    tables = collect_tables([Extraction(document, (row,))])
    assert [one.get("confidence") for one in tables["provenance"]] == [0.99, 0.8, 1.0, None]


@needs_tesseract
@pytest.mark.slow
def test_a_scan_gives_values_with_the_sureness_of_their_words() -> None:
    values = list(read_scans("tesseract", [(CLEAR, "norlandia-2023-2027-action-plan-review.pdf")]))
    assert len(values) > 5
    assert all(value.sure is None or 0 <= value.sure <= 1 for value in values)
    assert sum(value.sure is not None and value.sure > 0.8 for value in values) > len(values) / 2
    assert sum(value.right for value in values) >= 0.9 * len(values)
