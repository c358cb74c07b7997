"""What a run shows while it works: each document, then the stages after them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.run.extract_folder import extract_folder
from tests.cli.test_commands import TEXT_FORM


def test_the_stages_after_the_documents_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OGP_CACHE", str(tmp_path / "cache"))
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "report.txt").write_text(TEXT_FORM, encoding="utf-8")
    shown: list[tuple[int, int, str]] = []
    extract_folder(tmp_path / "raw", tmp_path / "out", workers=1, progress=lambda *step: shown.append(step))
    assert shown == [
        (1, 1, "report.txt"),
        (1, 1, "linking the commitments of the plans"),
        (1, 1, "writing the tables"),
    ]
