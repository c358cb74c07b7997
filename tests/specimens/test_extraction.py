"""What the specimens hold, field by field: each expectation was written from the same facts as the document."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.run.extract_folder import extract_folder

ROOT = Path(__file__).parents[2]
EXPECTED = ROOT / "tests" / "fixtures" / "specimens"
FURTHER = ROOT / "tests" / "fixtures" / "documents"
ENDING = ".expected.json"

Row = Mapping[str, Any]
Rows = Sequence[Row]

ROLES = {"actors_government": "government", "actors_non_government": "non_government", "actors_other": "other"}
APART = {"number", "completion_parts", *ROLES}
"""Expected fields that are looked at apart from the commitment's own columns."""


def fold(value: object) -> str | None:
    """Fold what a layout may change: white space, kinds of dashes and quotes, bullets."""
    if value is None:
        return None
    text = unicodedata.normalize("NFKC", str(value))
    text = re.sub(r"[‐‑‒–—―]", "-", re.sub(r"[“”„«»]", '"', re.sub(r"[‘’`´]", "'", text)))
    return re.sub(r"\s+", " ", re.sub(r"(^|\s)[•·▪●-]\s+", " ", text)).strip() or None


@cache
def tables() -> Mapping[str, Rows]:
    """Extract raw/ and the further documents of the tests once and return their tables."""
    with TemporaryDirectory() as folder:
        raw, out = Path(folder) / "raw", Path(folder) / "extracted"
        shutil.copytree(ROOT / "raw", raw)
        shutil.copytree(FURTHER, raw, dirs_exist_ok=True)
        shown, beside = (ROOT / "raw" / "manifest.csv", FURTHER / "manifest.csv")
        (raw / "manifest.csv").write_bytes(shown.read_bytes() + beside.read_bytes().split(b"\n", 1)[1])
        extract_folder(raw, out, workers=1, use_cache=False)
        return {file.stem: pq.read_table(file).to_pylist() for file in out.glob("*.parquet")}


def expected(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((EXPECTED / f"{name}{ENDING}").read_text(encoding="utf-8"))
    return data


def documents() -> list[str]:
    return sorted(file.name.removesuffix(ENDING) for file in EXPECTED.glob(f"*{ENDING}"))


def document_row(name: str) -> Row:
    return next(row for row in tables()["documents"] if Path(row["source_path"]).name == name)


def rows_of(name: str, table: str) -> list[Row]:
    key = document_row(name)["document_id"]
    return [row for row in tables()[table] if row.get("document_id") == key]


def commitment_of(name: str, wanted: Row, index: int) -> Row:
    """Return the row for an expected commitment: by number, and by order where numbers restart."""
    found = [row for row in rows_of(name, "commitments") if fold(row["number"]) == fold(wanted["number"])]
    same = [i for i, c in enumerate(expected(name)["commitments"]) if c["number"] == wanted["number"]]
    return found[same.index(index)]


def fields() -> Iterator[tuple[str, str]]:
    for name in documents():
        found = {field for c in expected(name).get("commitments", ()) for field in c}
        yield from ((name, field) for field in sorted(found - APART))


@pytest.mark.parametrize("name", documents())
def test_the_document_is_known_for_what_it_is(name: str) -> None:
    wanted = {k: v for k, v in expected(name)["document"].items() if k != "report_format_family"}
    row = document_row(name)
    assert {k: fold(row[k]) for k in wanted} == {k: fold(v) for k, v in wanted.items()}


@pytest.mark.parametrize(("name", "field"), list(fields()))
def test_commitment_field(name: str, field: str) -> None:
    for index, wanted in enumerate(expected(name)["commitments"]):
        if field not in wanted:
            continue
        given = commitment_of(name, wanted, index)[field]
        if wanted[field] == "?":
            assert given is None, wanted["number"]
        elif isinstance(wanted[field], list):
            assert sorted(given or []) == sorted(wanted[field]), wanted["number"]
        else:
            assert fold(given) == fold(wanted[field]), wanted["number"]


@pytest.mark.parametrize("name", [n for n in documents() if expected(n).get("commitments")])
def test_parts_and_actors(name: str) -> None:
    for index, wanted in enumerate(expected(name)["commitments"]):
        key = commitment_of(name, wanted, index)["commitment_key"]
        if "completion_parts" in wanted:
            marks = [a for a in rows_of(name, "assessments") if a["commitment_key"] == key and a["part"]]
            assert {a["part"]: a["value"] for a in marks} == wanted["completion_parts"], wanted["number"]
        for field, role in ROLES.items():
            if field in wanted:
                named = [i for i in rows_of(name, "institutions") if i["commitment_key"] == key and i["role"] == role]
                printed = re.split(r"\s*[;,]\s*", fold(wanted[field]) or "")
                given = re.split(r"\s*[;,]\s*", fold("; ".join(i["name_raw"] for i in named)) or "")
                assert sorted(given) == sorted(printed), (wanted["number"], role)


@pytest.mark.parametrize("name", [n for n in documents() if expected(n).get("milestones")])
def test_milestones(name: str) -> None:
    numbers = {c["commitment_key"]: c["number"] for c in rows_of(name, "commitments")}
    given = {(numbers[m["commitment_key"]], m["number"]): m for m in rows_of(name, "milestones")}
    wanted = expected(name)["milestones"]
    assert set(given) == {(m["commitment"], m["number"]) for m in wanted}
    for milestone in wanted:
        row = given[milestone["commitment"], milestone["number"]]
        for field in milestone.keys() - {"commitment", "number", "evidence"}:
            assert fold(row[field]) == fold(milestone[field]), (milestone["number"], field)


@pytest.mark.parametrize("name", [n for n in documents() if "comments" in expected(n)])
def test_comments(name: str) -> None:
    numbers = {m["milestone_key"]: m["number"] for m in rows_of(name, "milestones")}
    given = [
        (c["author"], str(c["date"]), numbers.get(c["milestone_key"]), c["proposed_status"])
        for c in rows_of(name, "comments")
    ]
    wanted = [(c["author"], c["date"], c["milestone"], c["proposed_status"]) for c in expected(name)["comments"]]
    assert sorted(map(str, given)) == sorted(map(str, wanted))


@pytest.mark.parametrize("name", [n for n in documents() if "assessments" in expected(n)])
def test_ratings(name: str) -> None:
    numbers = {c["commitment_key"]: fold(c["number"]) for c in rows_of(name, "commitments")}
    wanted = {(fold(a["number"]), a["indicator"], a["value"]) for a in expected(name)["assessments"]}
    asked = {indicator for _, indicator, _ in wanted}
    given = {
        (numbers[a["commitment_key"]], a["indicator"], a["value"])
        for a in rows_of(name, "assessments")
        if a["assessor"] == "irm" and a["indicator"] in asked and a["value"]
    }
    assert given == wanted


@pytest.mark.parametrize("name", [n for n in documents() if "progress" in expected(n)])
def test_progress_in_other_words_than_a_level(name: str) -> None:
    numbers = {m["milestone_key"]: m["number"] for m in rows_of(name, "milestones")}
    given = [a for a in rows_of(name, "assessments") if a["indicator"] == "progress"]
    assert {numbers[a["milestone_key"]]: a["value_raw"] for a in given} == expected(name)["progress"]
    assert {a["assessor"] for a in given} <= {"government"}


@pytest.mark.parametrize("name", [n for n in documents() if "contacts" in expected(n)])
def test_contacts(name: str) -> None:
    numbers = {c["commitment_key"]: c["number"] for c in rows_of(name, "commitments")}
    given = {numbers[c["commitment_key"]]: c for c in rows_of(name, "contacts")}
    for wanted in expected(name)["contacts"]:
        row = given.get(wanted["number"], {})
        for field in ("name_raw", "position", "email", "phone"):
            assert fold(row.get(field)) == fold(wanted[field]), (wanted["number"], field)
