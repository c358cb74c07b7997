"""The specimens: the same on every run, committed as generated, and as hard as the real documents."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from scripts.specimens.__main__ import expectation_files, further_files, raw_files
from scripts.specimens.facts import find_entry, load_registry
from scripts.specimens.specimen import COLUMNS, EXPECTED, FURTHER, RAW, Specimen, draw_all_specimens, load_specimens

ROOT = Path(__file__).parents[2]
SPECIMENS = load_specimens()


def named(name: str) -> Specimen:
    return next(specimen for specimen in SPECIMENS if specimen.name == name)


@pytest.mark.slow
def test_the_committed_files_are_those_that_are_drawn() -> None:
    drawn = list(draw_all_specimens())
    committed = {specimen.path: specimen.content for specimen in SPECIMENS}
    assert len(drawn) > 20
    others = [specimen.path for specimen in drawn if committed.get(specimen.path) != specimen.content]
    facts = expectation_files(drawn)
    others += [name for name, content in facts.items() if (EXPECTED / name).read_bytes() != content]
    assert others == [], "run make specimens"


@pytest.mark.slow
def test_another_process_draws_the_same_bytes() -> None:
    code = (
        "import hashlib; from scripts.specimens.specimen import draw_all_specimens as drawn;"
        "print(hashlib.sha256(b''.join(specimen.content for specimen in drawn())).hexdigest())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Ulaanbaatar", "LC_ALL": "C"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    content = b"".join(specimen.content for specimen in draw_all_specimens())
    assert done.stdout.strip() == hashlib.sha256(content).hexdigest()


def test_manifests_are_current() -> None:
    assert (RAW / "manifest.csv").read_bytes() == raw_files(SPECIMENS)["manifest.csv"]
    assert (FURTHER / "manifest.csv").read_bytes() == further_files(SPECIMENS)["manifest.csv"]


def test_every_document_has_its_expectation_and_every_expectation_its_document() -> None:
    assert {path.name.removesuffix(".expected.json") for path in EXPECTED.iterdir()} == {s.name for s in SPECIMENS}


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


def test_ids_are_in_the_registry_and_plans_go_on() -> None:
    known = {entry.id for entry in load_registry()}
    for specimen in SPECIMENS:
        stated = {row.get("commitment_id") for row in specimen.expected.get("commitments", [])}
        assert stated - {None} <= known
    continued = [(entry, find_entry(earlier)) for entry in load_registry() for earlier in entry.continues]
    assert all(earlier.plan < entry.plan for entry, earlier in continued)
    assert len({entry.plan for entry in load_registry()}) == 4
    assert len(continued) >= 15


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
