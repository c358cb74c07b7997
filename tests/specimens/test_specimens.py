"""The specimens: the same on every run, committed as generated, and as hard as the real documents."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from scripts.specimens.__main__ import EXPECTED, FURTHER, expectations, files, further
from scripts.specimens.facts import entry_of, registry
from scripts.specimens.manifest import COLUMNS
from scripts.specimens.specimen import Specimen, all_specimens

ROOT = Path(__file__).parents[2]
SPECIMENS = all_specimens()
FILES = files(SPECIMENS)
BESIDE = further(SPECIMENS)
EXPECTATIONS = expectations(SPECIMENS)
BROKEN = {
    "norlandia-2014-2016-midterm-self-assessment.pdf": 0,
    "norlandia-2018-2020-end-of-term-self-assessment.pdf": 0,
    "norlandia-2021-2023-self-assessment.pdf": 1,
}
"""PDFs with tables over several pages -> header rows that each page repeats."""


def named(name: str) -> Specimen:
    return next(specimen for specimen in SPECIMENS if specimen.name == name)


@pytest.mark.slow
def test_a_second_run_in_another_process_writes_the_same_bytes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scripts.specimens", str(tmp_path / "raw"), "--expected", str(tmp_path / "found")]
    command += ["--further", str(tmp_path / "further")]
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Ulaanbaatar", "LC_ALL": "C"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    written = {str(path.relative_to(tmp_path / "raw")): path for path in (tmp_path / "raw").rglob("*.*")}
    assert set(written) == set(FILES)
    assert [path for path, content in FILES.items() if written[path].read_bytes() != content] == []
    assert all((tmp_path / "further" / path).read_bytes() == content for path, content in BESIDE.items())


def test_the_committed_files_are_the_generated_ones() -> None:
    committed = {ROOT / "raw": FILES, ROOT / FURTHER: BESIDE, ROOT / EXPECTED: EXPECTATIONS}
    pairs = [(folder / name, content) for folder, contents in committed.items() for name, content in contents.items()]
    others = [str(path) for path, content in pairs if path.read_bytes() != content]
    assert others == [], "run python -m scripts.specimens raw"


def test_manifest_names_every_document_with_its_hash() -> None:
    rows = {row["path"]: row for row in csv.DictReader((ROOT / "raw/manifest.csv").open(encoding="utf-8"))}
    for specimen in (s for s in SPECIMENS if s.shown):
        row = rows[specimen.path]
        assert tuple(row) == COLUMNS
        assert row["sha256"] == hashlib.sha256((ROOT / "raw" / specimen.path).read_bytes()).hexdigest()
        assert row["url"].startswith("https://example.org/")


def test_every_format_is_there() -> None:
    kinds = Counter(specimen.name.rsplit(".", 1)[-1] for specimen in SPECIMENS)
    assert {"pdf", "docx", "html", "txt", "csv"} == set(kinds)
    pages = [specimen.name for specimen in SPECIMENS if re.fullmatch(r"QN\d{4}\.html", specimen.name)]
    assert len(pages) >= 4


@pytest.mark.parametrize("name", sorted(BROKEN))
@pytest.mark.slow
def test_tables_and_rows_break_over_pages(name: str) -> None:
    with pdfplumber.open(io.BytesIO(named(name).content)) as pdf:
        tables = [page.extract_tables() for page in pdf.pages]
    begun = [found[0][BROKEN[name]] for found in tables[1:] if found]
    assert len(begun) >= 3, "the tables should go on over several pages"
    assert any(_goes_on(row) for row in begun), "a row should be broken by a page end"


def _goes_on(row: list[str | None]) -> bool:
    """Tell whether a row is the rest of one on the page before: no label, or one that begins inside a sentence."""
    label = (row[0] or "").strip()
    return not label or label[0].islower()


def test_ids_are_in_the_registry_and_plans_go_on() -> None:
    known = {entry.id for entry in registry()}
    for specimen in SPECIMENS:
        stated = {row.get("commitment_id") for row in specimen.expected.get("commitments", [])}
        assert stated - {None} <= known
    continued = [(entry, entry_of(earlier)) for entry in registry() for earlier in entry.continues]
    assert all(earlier.plan < entry.plan for entry, earlier in continued)
    assert len({entry.plan for entry in registry()}) == 4
    assert len(continued) >= 15


@pytest.mark.parametrize("part", ["midterm-self-assessment", "end-of-term-self-assessment"])
def test_completion_templates_are_long_enough(part: str) -> None:
    found = [specimen.expected for specimen in SPECIMENS if part in specimen.name]
    assert len(found) >= 2
    assert all(len(facts["commitments"]) >= 8 for facts in found)


def test_traffic_light_totals_agree_with_the_prose() -> None:
    facts = named("norlandia-2021-2023-self-assessment.docx").expected
    counts = Counter(row["status"] for row in facts["milestones"])
    assert len(facts["commitments"]) >= 6
    assert len(facts["milestones"]) >= 20
    assert facts["claims"] == {"milestones": len(facts["milestones"]), **counts}
    text = named("norlandia-2021-2023-self-assessment.txt").content.decode()
    assert f"with {len(facts['milestones'])} milestones, {counts['complete_or_substantial']} milestones" in text
    assert any(comment["conditional"] for comment in facts["comments"])
    assert {len(str(comment["date"])) for comment in facts["comments"]} == {10}


def test_plain_text_expects_no_marks_and_no_colours() -> None:
    form: Any = named("norlandia-2014-2016-midterm-self-assessment.txt").expected
    assert {row["completion"] for row in form["commitments"]} == {"?", None}
    lights: Any = named("norlandia-2021-2023-self-assessment.txt").expected
    assert {row["status"] for row in lights["milestones"]} == {None}


def test_docx_files_are_whole_and_have_no_times() -> None:
    for specimen in (specimen for specimen in SPECIMENS if specimen.name.endswith(".docx")):
        with zipfile.ZipFile(io.BytesIO(specimen.content)) as package:
            assert package.testzip() is None, specimen.name
            assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}, specimen.name


def test_expectations_are_json_of_the_gold_shape() -> None:
    for content in EXPECTATIONS.values():
        assert "document" in json.loads(content)
