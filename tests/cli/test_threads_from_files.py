"""Merges, splits and threads from files to answers, and the same links whatever the files are called."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.run.extract_folder import extract_folder

GARDENS = "Gardens are planted at schools with seedlings of the forest nursery."
OWNERS = "Owners of companies that hold fishing quotas are named in a public register."
AFTER_BOTH = "This continues Commitment 1 and Commitment 2 of the 2014-2016 action plan."
AFTER_ONE = "This continues Commitment 1 of the 2016-2018 action plan."
Plans = dict[str, tuple[tuple[str, str], ...]]
"""Year of a plan -> titles and texts of its commitments."""
PLANS: Plans = {
    "2014": (("School gardens", GARDENS), ("Tree nurseries", GARDENS), ("Quota register", OWNERS)),
    "2016": (("Green schools", AFTER_BOTH),),
    "2018": (("Garden lessons", AFTER_ONE), ("Seed libraries", AFTER_ONE)),
}


def written(raw: Path, year: str, name: str, plans: Plans = PLANS) -> None:
    """Write a plan of the fictional country as OGP's dataset gives it."""
    place = list(plans).index(year) + 1
    rows = [
        {
            "Commitment Unique Identifier": f"QN{place}{number:03}",
            "Country/Locality": "Norlandia",
            "Action Plan Number": place,
            "Commitment Number": number,
            "Year Of Submission": year,
            "Commitment Title": title,
            "Full Text": text,
        }
        for number, (title, text) in enumerate(plans[year], 1)
    ]
    with (raw / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def extracted(folder: Path, names: tuple[str, ...]) -> Path:
    raw = folder / "raw"
    raw.mkdir(parents=True)
    for year, name in zip(PLANS, names, strict=True):
        written(raw, year, name)
    extract_folder(raw, folder / "extracted", workers=1)
    return folder / "extracted"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return extracted(tmp_path_factory.mktemp("threads"), ("a.csv", "b.csv", "c.csv"))


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(folder / f"{table}.parquet").to_pylist()
    return found


def test_merges_and_splits_are_named(folder: Path) -> None:
    steps = [row for row in rows(folder, "links") if row["kind"] == "succession" and row["status"] == "accepted"]
    assert {(row["from_key"], row["to_key"]): (row["relation"], row["method"]) for row in steps} == {
        ("QN1001", "QN2001"): ("merges", "stated"),
        ("QN1002", "QN2001"): ("merges", "stated"),
        ("QN2001", "QN3001"): ("splits", "stated"),
        ("QN2001", "QN3002"): ("splits", "stated"),
    }
    assert {row["evidence"] for row in steps} == {AFTER_BOTH, AFTER_ONE}
    assert all(row["score"] >= 0.95 for row in steps)


def test_all_of_them_are_one_thread(folder: Path) -> None:
    found = [(row["thread_id"], row["commitment"], row["plan_position"]) for row in rows(folder, "threads")]
    names = (("QN1001", 1), ("QN1002", 1), ("QN2001", 2), ("QN3001", 3), ("QN3002", 3))
    assert sorted(found) == [("T-QN1001", name, position) for name, position in names]


def test_the_timeline_tells_where_it_came_from_and_where_it_went(folder: Path) -> None:
    done = CliRunner().invoke(main, ["timeline", "QN2001", "--from", str(folder), "--json"])
    assert done.exit_code == 0, done.output
    plans = json.loads(done.stdout)["plans"]
    assert [[one["name"] for one in plan["commitments"]] for plan in plans] == [
        ["QN1001", "QN1002"],
        ["QN2001"],
        ["QN3001", "QN3002"],
    ]


def test_files_in_any_order_give_the_same_links(folder: Path, tmp_path: Path) -> None:
    other = extracted(tmp_path, ("z.csv", "y.csv", "x.csv"))
    for table in ("links", "threads", "titles"):
        assert rows(other, table) == rows(folder, table)
    assert (other / "links_review.csv").read_bytes() == (folder / "links_review.csv").read_bytes()


def goes_on(year: int) -> str:
    return f"This continues Commitment 1 of the {year}-{year + 2} action plan."


REGISTER = (
    "A public register of the beneficial owners of companies that hold mining licences is made by the Ownership Act."
)
CHAIN: Plans = {
    "2012": (("Lighthouse museum", "Keepers show visitors the lamps."),),
    "2014": (("Harbour festival", f"Boats sail past the pier. {goes_on(2012)}"),),
    "2016": (("Register of beneficial owners in mining", f"{REGISTER} {goes_on(2014)}"),),
    "2018": (("Beneficial ownership register for mining", REGISTER),),
    "2020": (("Oyster reefs", f"Divers count molluscs. {goes_on(2018)}"),),
    "2022": (("Ski lifts", f"Winter brings snow to hills. {goes_on(2020)}"),),
}
"""Two threads of three, joined by likeness alone."""


def test_a_bridge_between_two_threads_is_an_issue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["pipeline.linkage.groups"], "WEAK", 1.01)
    raw = tmp_path / "raw"
    raw.mkdir()
    for year in CHAIN:
        written(raw, year, f"{year}.csv", CHAIN)
    extract_folder(raw, tmp_path / "extracted", workers=1)
    found = [row["message"] for row in rows(tmp_path / "extracted", "issues") if row["code"] == "thread-bridge"]
    assert len(found) == 1
    assert "QN3001 – QN4001" in found[0]
    assert "two threads of 3 and 3 commitments" in found[0]
    assert sorted({row["thread_id"] for row in rows(tmp_path / "extracted", "threads")}) == ["T-QN1001", "T-QN4001"]
