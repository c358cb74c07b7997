"""Benchmarks: every module is one, its table is printed and kept beside those of other runs."""

from __future__ import annotations

import importlib
from functools import partial
from pathlib import Path

import pytest

from scripts.bench import cells, documents, reading, stages, watched_run
from scripts.bench.__main__ import main
from scripts.bench.tables import BENCHMARKS, Settings, Table, TimeSpent, compute_speedup, store_tables, take_turns

pytestmark = pytest.mark.slow


def test_every_module_is_a_benchmark() -> None:
    found = [importlib.import_module(f"scripts.bench.{name}") for name in BENCHMARKS]
    assert found
    assert all(isinstance(one.TITLE, str) and callable(one.measure) for one in found)


def test_an_unknown_name_is_told_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nonsense"]) == 2
    assert "linking" in capsys.readouterr().err


def test_kept_tables_stay_beside_each_other(tmp_path: Path) -> None:
    store_tables({"one": ("First", Table(("records", "seconds"), ((1000, 0.5),), ("A note.",)))}, tmp_path)
    store_tables({"two": ("Second", Table(("records",), ((7,),)))}, tmp_path)
    store_tables({"one": ("First", Table(("records", "seconds"), ((2000, 0.25),)))}, tmp_path)
    page = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    assert "|   2,000 |    0.25 |" in page
    assert "1,000" not in page
    assert page.index("## First") < page.index("## Second")


def test_ratios_are_taken_within_a_round() -> None:
    slow, fast = [TimeSpent(10, 10), TimeSpent(40, 40)], [TimeSpent(1, 2), TimeSpent(4, 8)]
    assert compute_speedup(slow, fast) == (10, "10.0-10.0", 5)


def test_every_tool_has_its_turn_before_the_next_round() -> None:
    order: list[str] = []
    take_turns({name: partial(order.append, name) for name in "ab"}, 2)
    assert order == ["a", "b", "a", "b"]


def test_generated_reports_differ_and_are_of_several_formats(tmp_path: Path) -> None:
    documents.write_archive(tmp_path, 20)
    contents = [path.read_bytes() for path in tmp_path.iterdir()]
    assert len(set(contents)) == 20
    assert {path.suffix for path in tmp_path.iterdir()} == {".pdf", ".docx", ".txt"}


def test_small_measurements_run() -> None:
    rows = {str(row[0]): row for row in reading.measure(Settings(quick=True)).rows}
    assert {"ogp: read", "ogp: whole pipeline", "pypdfium2 text"} <= set(rows)


def test_cells_of_the_specimens_hold_what_pdfplumber_gives(tmp_path: Path) -> None:
    (tmp_path / "forms.pdf").write_bytes(documents.draw_form_pdf(2))
    table = cells.measure(Settings(raw=tmp_path))
    found = {str(row[0]): row[1] for row in table.rows}
    assert found[cells.OTHER] == found[cells.MISSING] == 0
    assert found[cells.SAME] == found["all cells of pdfplumber"]


def test_every_stage_takes_time() -> None:
    table = stages.measure(Settings(quick=True))
    assert [row[0] for row in table.rows] == list(stages.STAGES)
    assert all(isinstance(row[1], float) and row[1] > 0 for row in table.rows)


def test_a_watched_run_tells_seconds_memory_and_what_it_said(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    assert documents.write_long_pdf(raw / "forms.pdf", 2) >= 2
    seen = watched_run.watch_extract(raw, tmp_path / "out", tmp_path / "cache", "--workers", "1")
    assert seen.told["tables"]["commitments"] == 2
    assert seen.spent.cpu > 0
    if seen.largest is not None:
        assert seen.together is not None
        assert 20 < seen.largest <= seen.together + 100
