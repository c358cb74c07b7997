"""What the specimens hold, field by field: each expectation was written from the same facts as the document."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.parsers import registry
from pipeline.run.extract_folder import extract_folder
from scripts.specimens.specimen import load_specimens

ROOT = Path(__file__).parents[2]
EXPECTED = ROOT / "tests" / "fixtures" / "specimens"
FURTHER = ROOT / "tests" / "fixtures" / "documents"
ENDING = ".expected.json"

Row = Mapping[str, Any]
Rows = Sequence[Row]

ROLES = {"actors_government": "government", "actors_non_government": "non_government", "actors_other": "other"}
APART = {"number", "completion_parts", *ROLES}
"""Expected fields that are looked at apart from the commitment's own columns."""

LEAST_LOOKS = 2


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
        extract_folder(raw, out, workers=1)
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


def document_differences(name: str) -> Iterator[str]:
    row = document_row(name)
    for field, wanted in expected(name)["document"].items():
        if field != "report_format_family" and fold(row[field]) != fold(wanted):
            yield f"{field}: {row[field]!r} instead of {wanted!r}"


def commitment_differences(name: str) -> Iterator[str]:
    for index, wanted in enumerate(expected(name).get("commitments", ())):
        row = commitment_of(name, wanted, index)
        for field in wanted.keys() - APART:
            if not is_same(row[field], wanted[field]):
                yield f"commitment {wanted['number']}, {field}: {row[field]!r} instead of {wanted[field]!r}"
        key = row["commitment_key"]
        if "completion_parts" in wanted:
            marks = [a for a in rows_of(name, "assessments") if a["commitment_key"] == key and a["part"]]
            given = {a["part"]: a["value"] for a in marks}
            if given != wanted["completion_parts"]:
                yield f"commitment {wanted['number']}, completion parts: {given}"
        for field, role in ROLES.items():
            if field in wanted:
                named = [i for i in rows_of(name, "institutions") if i["commitment_key"] == key and i["role"] == role]
                bodies = "; ".join(i["name_raw"] for i in named)
                if sorted(parts_of(bodies)) != sorted(parts_of(wanted[field])):
                    yield f"commitment {wanted['number']}, {field}: {bodies!r} instead of {wanted[field]!r}"


def is_same(given: Any, wanted: Any) -> bool:
    """Say whether a value is as expected; `?` stands for one that this kind of file cannot show."""
    if wanted == "?":
        return given is None
    if isinstance(wanted, list):
        return sorted(given or []) == sorted(wanted)
    return fold(given) == fold(wanted)


def parts_of(bodies: str | None) -> list[str]:
    return re.split(r"\s*[;,]\s*", fold(bodies) or "")


def milestone_differences(name: str) -> Iterator[str]:
    numbers = {c["commitment_key"]: c["number"] for c in rows_of(name, "commitments")}
    given = {(numbers[m["commitment_key"]], m["number"]): m for m in rows_of(name, "milestones")}
    wanted = {(m["commitment"], m["number"]): m for m in expected(name).get("milestones", ())}
    if wanted and given.keys() != wanted.keys():
        yield f"milestones: {sorted(map(str, given))} instead of {sorted(map(str, wanted))}"
    for key in wanted.keys() & given.keys():
        for field in wanted[key].keys() - {"commitment", "number", "evidence"}:
            if fold(given[key][field]) != fold(wanted[key][field]):
                yield f"milestone {key}, {field}: {given[key][field]!r} instead of {wanted[key][field]!r}"


def comment_differences(name: str) -> Iterator[str]:
    numbers = {m["milestone_key"]: m["number"] for m in rows_of(name, "milestones")}
    given = [
        (c["author"], str(c["date"]), numbers.get(c["milestone_key"]), c["proposed_status"])
        for c in rows_of(name, "comments")
    ]
    wanted = [(c["author"], c["date"], c["milestone"], c["proposed_status"]) for c in expected(name)["comments"]]
    if sorted(map(str, given)) != sorted(map(str, wanted)):
        yield f"comments: {given} instead of {wanted}"


def rating_differences(name: str) -> Iterator[str]:
    numbers = {c["commitment_key"]: fold(c["number"]) for c in rows_of(name, "commitments")}
    wanted = {(fold(a["number"]), a["indicator"], a["value"]) for a in expected(name)["assessments"]}
    asked = {indicator for _, indicator, _ in wanted}
    given = {
        (numbers[a["commitment_key"]], a["indicator"], a["value"])
        for a in rows_of(name, "assessments")
        if a["assessor"] == "irm" and a["indicator"] in asked and a["value"]
    }
    yield from (f"rating that nobody gave: {rating}" for rating in given - wanted)
    yield from (f"rating that is missing: {rating}" for rating in wanted - given)


def progress_differences(name: str) -> Iterator[str]:
    """Yield the differences of progress that is told in other words than a level."""
    numbers = {m["milestone_key"]: m["number"] for m in rows_of(name, "milestones")}
    rows = [a for a in rows_of(name, "assessments") if a["indicator"] == "progress"]
    given = {numbers[a["milestone_key"]]: a["value_raw"] for a in rows}
    if given != expected(name)["progress"] or {a["assessor"] for a in rows} - {"government"}:
        yield f"progress: {given}"


def contact_differences(name: str) -> Iterator[str]:
    numbers = {c["commitment_key"]: c["number"] for c in rows_of(name, "commitments")}
    given = {numbers[c["commitment_key"]]: c for c in rows_of(name, "contacts")}
    for wanted in expected(name)["contacts"]:
        row = given.get(wanted["number"], {})
        for field in ("name_raw", "position", "email", "phone"):
            if fold(row.get(field)) != fold(wanted[field]):
                yield f"contact of {wanted['number']}, {field}: {row.get(field)!r} instead of {wanted[field]!r}"


OPTIONAL = {
    "comments": comment_differences,
    "assessments": rating_differences,
    "progress": progress_differences,
    "contacts": contact_differences,
}
"""Parts that an expectation may have -> what compares them."""


@pytest.mark.parametrize("name", documents())
def test_the_specimen_is_read_as_expected(name: str) -> None:
    differences = [*document_differences(name), *commitment_differences(name), *milestone_differences(name)]
    for part, compare in OPTIONAL.items():
        differences += compare(name) if part in expected(name) else ()
    assert differences == []


def looks() -> dict[str, set[tuple[str, ...]]]:
    """Return the looks that each parser reads: kind of file, language, report type, look named by the specimen."""
    specimens = {specimen.name: specimen for specimen in load_specimens()}
    found: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for row in tables()["documents"]:
        specimen = specimens[Path(row["source_path"]).name]
        look = (Path(specimen.name).suffix, specimen.language, str(row["report_type"]), specimen.look.strip())
        found[row["report_format"]].add(look)
    return found


def test_every_parser_has_specimens_of_two_looks() -> None:
    found = looks()
    lacking = [parser.NAME for parser in registry.all_parsers() if len(found.get(parser.NAME, ())) < LEAST_LOOKS]
    assert lacking == [], f"write one more specimen of another look in scripts/specimens: {lacking}"


def test_every_specimen_is_read_whole() -> None:
    assert {row["source_path"]: row["status"] for row in tables()["documents"] if row["status"] != "ok"} == {}


def test_commitments_of_shown_plans_are_those_of_the_registry() -> None:
    listed = {(row["plan_id"], row["number"]): row["commitment_id"] for row in tables()["registry"]}
    shown = {
        row["document_id"]
        for row in tables()["documents"]
        if row["report_type"] == "action_plan" and (ROOT / "raw" / row["source_path"]).is_file()
    }
    rows = [row for row in tables()["commitments"] if row["document_id"] in shown]
    assert [row["commitment_id"] for row in rows] == [listed.get((row["plan_id"], row["number"])) for row in rows]
