"""Benchmarks: every module is one, its table is printed and kept beside those of other runs."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from scripts.bench.__main__ import main
from scripts.bench._found import names
from scripts.bench._table import Table, keep


def test_every_module_is_a_benchmark() -> None:
    found = [importlib.import_module(f"scripts.bench.{name}") for name in names()]
    assert found
    assert all(isinstance(one.TITLE, str) and callable(one.measured) for one in found)


def test_an_unknown_name_is_told_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nonsense"]) == 2
    assert "linking" in capsys.readouterr().err


def test_kept_tables_stay_beside_each_other(tmp_path: Path) -> None:
    keep({"one": ("First", Table(("records", "seconds"), ((1000, 0.5),), ("A note.",)))}, tmp_path)
    keep({"two": ("Second", Table(("records",), ((7,),)))}, tmp_path)
    keep({"one": ("First", Table(("records", "seconds"), ((2000, 0.25),)))}, tmp_path)
    page = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    assert "|   2,000 |     0.2 |" in page
    assert "1,000" not in page
    assert page.index("## First") < page.index("## Second")
