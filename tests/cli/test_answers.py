"""The commands that answer questions, as a user runs them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.overrides.decisions import OVERRIDES, read_decisions
from tests.analysis import small


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return small.publish(tmp_path / "extracted")


def ogp(*words: object, text: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], input=text)


def data(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def review(folder: Path, *words: object, text: str | None = None) -> Result:
    return ogp("review", "links", "--from", folder, "--raw", folder.parent / "raw", *words, text=text)


def test_timeline_for_people(folder: Path) -> None:
    done = ogp("timeline", "qn0011", "--from", folder)
    assert done.exit_code == 0, done.output
    lines = [line.strip() for line in done.output.splitlines()]
    assert "Action plan 1, 2014–2016 (QN-2014)" in lines
    assert "Government's own rating: completion complete (midterm) [1]" in lines
    assert any(
        line.startswith("← QN0001: continues (stated): It continues") and line.endswith("p. 7") for line in lines
    )
    assert "→ QN0021, QN0022" in lines
    assert "In the same thread, through splits and merges: QN0002" in lines
    assert "[1] report.pdf" in lines


def test_timeline_as_json(folder: Path) -> None:
    found = data(ogp("timeline", "QN0011", "--from", folder, "--json"))
    assert [plan["plan_id"] for plan in found["plans"]] == ["QN-2014", "QN-2018", "QN-2021"]
    assert found["links"][0]["evidence"]


def test_disagreements_for_people(folder: Path) -> None:
    done = ogp("disagreements", "--country", "Norlandia", "--from", folder)
    assert done.exit_code == 0, done.output
    assert "QN0001" in done.output
    assert "milestone 10" in done.output
    assert "2 disagreements over 2 commitments." in done.output


def test_disagreements_that_look_alike_say_what_tells_them_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = small.tables()
    first = tables["milestones"][0]
    opening = "Report to parliament on each of the transfers of quotas that were approved or refused in "
    more = {"m11": ("spring", None), "m12": ("autumn", None), "m13": ("autumn", "b")}
    for place, (season, part) in more.items():
        key = f"{first['commitment_key']}.{place}"
        tables["milestones"].append({**first, "milestone_key": key, "text": opening + season, "part": part})
        tables["comments"].append({**tables["comments"][0], "milestone_key": key})
    tables["comments"].append({**tables["comments"][0], "text": "Nobody was asked."})
    monkeypatch.setattr(small, "tables", lambda: tables)
    done = ogp("disagreements", "--commitment", "QN0021", "--from", small.publish(tmp_path / "x"))
    printed = " ".join(done.output.split())
    assert "5 disagreements over 1 commitments." in printed
    for apart in ("spring", "autumn", "part b", "It is late.", "asked."):
        assert apart in printed


def test_disagreements_of_one_commitment_as_json(folder: Path) -> None:
    (one,) = data(ogp("disagreements", "--commitment", "QN0001", "--from", folder, "--json"))
    assert (one["first"]["side"], one["second"]["side"], one["gap"]) == ("government", "irm", 2)


def test_disagreements_as_csv_are_safe_in_a_spreadsheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = small.tables()
    tables["milestones"][0]["text"] = "=HYPERLINK(1)"
    monkeypatch.setattr(small, "tables", lambda: tables)
    done = ogp("disagreements", "--from", small.publish(tmp_path / "x"), "--csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["milestone_text"] for row in rows] == ["", "'=HYPERLINK(1)"]
    assert rows[0]["sources"] == "report.pdf; review.pdf"


def test_nobody_disagrees(folder: Path) -> None:
    done = ogp("disagreements", "--commitment", "QN0030", "--from", folder)
    assert done.exit_code == 0
    assert "No disagreement among 1 commitments" in done.output


def test_explain_link_shows_features_and_score(folder: Path) -> None:
    done = ogp("explain-link", "QN0011", "QN0021", "--from", folder)
    assert done.exit_code == 0, done.output
    for text in ("title", "0.80", "+4.00", "-0.60", "score 0.9000", "review.pdf, page 7"):
        assert text in done.output


def test_explain_link_as_json(folder: Path) -> None:
    (link,) = data(ogp("explain-link", "QN0011", "QN0021", "--from", folder, "--json"))
    first = link["features"][0]
    assert (first["name"], first["value"], first["part"]) == ("title", 0.8, 4.0)
    assert "titles" in first["meaning"]


@pytest.mark.parametrize(
    ("ends", "advice"),
    [
        (("QN0001", "QN0021"), "QN0001 – QN0011 – QN0021"),
        (("QN0001", "QN0030"), "QN0001 is linked with QN0011"),
    ],
)
def test_explain_link_of_what_is_not_linked_says_what_is(folder: Path, ends: tuple[str, str], advice: str) -> None:
    done = ogp("explain-link", *ends, "--from", folder)
    assert done.exit_code == 1
    assert advice in done.output


@pytest.mark.parametrize("command", [("timeline",), ("disagreements", "--commitment"), ("explain-link", "QN0001")])
def test_an_unknown_id_says_which_are_known(folder: Path, command: tuple[str, ...]) -> None:
    done = ogp(*command, "QN9999", "--from", folder)
    assert done.exit_code == 1
    assert "QN0001 to QN0030" in done.output


def test_an_unknown_country_says_which_are_known(folder: Path) -> None:
    done = ogp("disagreements", "--country", "Narnia", "--from", folder)
    assert done.exit_code == 1
    assert "QN" in done.output


@pytest.mark.parametrize("command", [("timeline", "QN0001"), ("disagreements",), ("explain-link", "QN0001", "QN0002")])
def test_a_missing_folder_and_a_broken_table_are_usage_errors(folder: Path, command: tuple[str, ...]) -> None:
    missing = ogp(*command, "--from", folder / "nowhere")
    assert missing.exit_code == 2
    assert "ogp extract" in missing.output
    (folder / "links.parquet").write_bytes(b"nothing of the kind")
    broken = ogp(*command, "--from", folder)
    assert broken.exit_code == 2
    assert "links.parquet" in broken.output
    (folder / "links.parquet").unlink()
    assert ogp(*command, "--from", folder).exit_code == 2


def test_review_lists_what_waits(folder: Path) -> None:
    (one,) = data(review(folder, "--json"))
    assert (one["from_key"], one["to_key"]) == ("QN0021", "QN0030")
    (row,) = csv.DictReader(io.StringIO(review(folder, "--csv").stdout))
    assert row["to_text"] == "Clean water"


def test_review_walks_and_keeps_each_decision(folder: Path) -> None:
    done = review(folder, "--who", "Ada", text="x\nn\nwater is no quota\n")
    assert done.exit_code == 0, done.output
    assert "“Clean water”" in done.output
    assert "1 decided, 0 left" in done.output
    (made,), issues = read_decisions(folder.parent / "raw")
    assert issues == ()
    assert (made.pair, made.decision, made.who, made.why) == (
        ("succession", "QN0021", "QN0030"),
        "reject",
        "Ada",
        "water is no quota",
    )
    assert "No link is in doubt" in review(folder).output


@pytest.mark.parametrize("keys", ["s\n", "q\n", ""])
def test_review_may_leave_all_as_it_is(folder: Path, keys: str) -> None:
    done = review(folder, text=keys)
    assert done.exit_code == 0, done.output
    assert "0 decided, 1 left" in done.output
    assert not (folder.parent / "raw" / OVERRIDES).exists()


def test_review_by_key(folder: Path) -> None:
    (one,) = data(review(folder, "--json"))
    assert review(folder, "--accept", one["link_key"]).exit_code == 2
    assert review(folder, "--accept", "nothing", "--why", "x").exit_code == 1
    assert review(folder, "--accept", one["link_key"], "--why", "the same", "--who", "Ada").exit_code == 0
    (made,), _ = read_decisions(folder.parent / "raw")
    assert (made.decision, made.from_text, made.to_text) == ("accept", "Quota Transfers", "Clean water")


def test_review_of_one_kind_or_country(folder: Path) -> None:
    assert data(review(folder, "--kind", "identity", "--json")) == []
    assert data(review(folder, "--country", "MN", "--json")) == []
    assert len(data(review(folder, "--country", "qn", "--kind", "succession", "--json"))) == 1


def test_review_without_raw_folder_is_a_usage_error(folder: Path) -> None:
    assert ogp("review", "links", "--from", folder, "--raw", folder / "none").exit_code == 2
