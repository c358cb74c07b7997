"""Tools that are compared run in environments of their own; one that can't be had is told, and stops nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scripts.bench import _peers
from scripts.bench._settings import Settings
from scripts.bench.peers import measured
from scripts.bench.returned import excerpts

pytestmark = pytest.mark.slow

READS = """
def read(path):
    print("a tool's own words")
    if "broken" in path:
        raise ValueError("no such\\nfile")
    return [["Lead implementing agency", path]]
"""


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of environments with a tool `made` whose Python is this one."""
    program = tmp_path / "made" / "bin" / "python"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    program.chmod(0o755)
    (tmp_path / "made" / ".installed").touch()
    (tmp_path / "made.py").write_text(READS)
    monkeypatch.setattr(_peers, "ADAPTERS", tmp_path)
    return tmp_path


def test_a_tool_answers_with_rows_and_times_whatever_it_prints(tool: Path) -> None:
    with _peers.running("made", tool) as peer:
        first, second = peer.read(tool / "one.pdf"), peer.read(tool / "two.pdf")
    assert first.rows == [["Lead implementing agency", str(tool / "one.pdf")]]
    assert second.rows[0][1].endswith("two.pdf")
    assert first.spent.cpu > 0


def test_a_tool_that_stops_says_why_on_one_line(tool: Path) -> None:
    with _peers.running("made", tool) as peer, pytest.raises(_peers.PeerError, match="ValueError: no such file"):
        peer.read(tool / "broken.pdf")


def test_a_tool_that_ends_when_it_is_loaded_is_told(tool: Path) -> None:
    (tool / "made.py").write_text("import a_package_that_is_not_there")
    with _peers.running("made", tool) as peer, pytest.raises(_peers.PeerError, match="ended when it was loaded"):
        peer.read(tool / "one.pdf")


def test_a_tool_that_was_not_asked_for_is_not_installed(tmp_path: Path) -> None:
    with pytest.raises(_peers.PeerError, match="--with markitdown"), _peers.running("markitdown", tmp_path):
        pass
    assert not list(tmp_path.iterdir())


def test_a_failing_installation_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(_peers.PeerError, match=r"not installed: .*No matching distribution"):
        _peers.install("pymupdf", tmp_path)
    assert not (tmp_path / "pymupdf").exists()
    assert "about 90 MB" in capsys.readouterr().err


def test_tools_that_are_not_there_are_rows_of_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_peers, "ENVIRONMENTS", tmp_path)
    table = measured(Settings(quick=True))
    rows = {str(row[0]): row for row in table.rows}
    assert set(rows) > set(_peers.KNOWN)
    assert rows["docling"][1:3] == ("not measured: see below", None)
    assert "docling: not installed: --with docling." in table.notes
    assert rows["ogp: read"][-2:] == ("100%", "100%")


def test_excerpts_end_where_the_grid_ends() -> None:
    lines = [["Completion level"], ["Limited Completed"], ["x"], ["Descriptions of the results"], ["more"]]
    assert excerpts(lines) == ("not there", "Completion level ⏎ Limited Completed ⏎ x")


def test_every_tool_has_its_adapter_and_tells_its_size_and_licence() -> None:
    for name, known in _peers.KNOWN.items():
        assert (Path(_peers.__file__).parent / "_adapters" / f"{name}.py").is_file()
        assert "==" in known["requirements"][0]
        assert known["megabytes"] > 0
        assert known["licence"]
