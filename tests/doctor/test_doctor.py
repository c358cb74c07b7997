"""`ogp doctor`: each thing that can be amiss, what is said of it, and the exit code."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline import doctor as checks
from pipeline import ocr
from pipeline.cli import main


def test_this_installation_is_sound(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["doctor", "--out", str(tmp_path / "extracted"), "--json"])
    findings = {finding["name"]: finding for finding in json.loads(done.stdout)}
    assert {"settings", "Python", "ogp", "packages", "OCR", "Chromium", "fonts", "cache"} <= set(findings)
    assert findings["packages"]["state"] == "ok"
    assert done.exit_code == int(any(finding["state"] == "error" for finding in findings.values()))
    assert all(finding["advice"] for finding in findings.values() if finding["state"] != "ok")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_package_is_an_error() -> None:
    found = checks.check_packages({"click": "8.1", "spacy": None})
    assert (found.state, "pip install spacy" in found.advice) == ("error", True)


def test_extras_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_installed_version", {"distributed": "2026.1"}.get)
    cluster, s3 = checks.check_extras()
    assert (cluster.name, cluster.state, cluster.details) == ("extra cluster", "ok", "distributed 2026.1")
    assert (s3.state, s3.advice) == ("missing", "pip install 'ogp-pipeline[s3]'")


def test_another_version_than_the_lock_files_is_a_warning() -> None:
    pins = {"numpy": {"2.4.6", "2.5.5"}, "pytest": {"9.0"}}
    assert checks.check_lock(pins, {"numpy": "2.5.5", "pytest": "8.0"}, {"numpy"}).state == "ok"
    found = checks.check_lock(pins, {"numpy": "1.0", "pytest": None}, {"numpy"})
    assert (found.state, found.details) == ("warning", "numpy 1.0 (lock: 2.4.6, 2.5.5)")


@pytest.mark.parametrize(
    ("present", "languages", "state"), [(False, (), "missing"), (True, (), "warning"), (True, ("en",), "ok")]
)
def test_engines_of_ocr_are_told(
    present: bool, languages: tuple[str, ...], state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = dataclasses.replace(ocr.list_engines()[0], is_present=present, languages=languages)
    monkeypatch.setattr(ocr, "list_engines", lambda: (engine,))
    found = checks.check_ocr()
    assert found.state == state
    assert bool(found.advice) == (state != "ok")


def test_fonts_are_counted(tmp_path: Path) -> None:
    assert checks.check_fonts([tmp_path, tmp_path / "none"]).state == "missing"
    (tmp_path / "a.TTF").write_bytes(b"")
    assert checks.check_fonts([tmp_path]).state == "ok"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert checks.check_writable("tables", tmp_path / "new", "Name another.").state == "error"


def test_a_file_in_the_way_of_the_cache_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(dir: Path) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("pipeline.doctor.tempfile.TemporaryFile", refuse)
    tables, cache = checks.check_folders(tmp_path)
    assert (tables.state, cache.state) == ("error", "warning")
    assert "Read-only" in tables.details
