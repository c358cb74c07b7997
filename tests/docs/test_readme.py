"""What the README shows works: its queries run on the specimens, its commands and targets exist."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from pipeline import schema
from pipeline.cli import COMMANDS
from pipeline.run.extract_folder import extract_folder

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    extract_folder(ROOT / "raw", folder / "extracted", workers=1)
    return folder


@pytest.mark.parametrize("code", blocks("python"))
def test_python_runs(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    exec(compile(code, "README.md", "exec"), {})


@pytest.mark.parametrize("query", blocks("sql"))
def test_sql_gives_rows(query: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    result = duckdb.sql(query)
    assert result is not None
    assert result.fetchall()


def test_the_commands_and_make_targets_exist() -> None:
    shown = set(re.findall(r"^    ogp (\w[\w-]*)", README, re.MULTILINE))
    assert shown
    assert shown <= set(COMMANDS)
    targets = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z][\w-]*)", README)) <= targets


def test_settings_are_known(tmp_path: Path) -> None:
    from pipeline.cli import main
    from pipeline.cli.config import read_defaults

    for text in blocks("toml"):
        (tmp_path / "ogp.toml").write_text(text, encoding="utf-8")
        assert read_defaults(tmp_path / "ogp.toml", main)["extract"]["workers"] == 2


def test_every_table_is_named() -> None:
    assert [table.name for table in schema.all_tables() if table.name not in README] == []
