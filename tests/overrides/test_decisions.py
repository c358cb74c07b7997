"""People's decisions: what is written is read again, and what can't be used is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.overrides.decisions import COLUMNS, OVERRIDES, Decision, append_decision, latest_decisions, read_decisions

ONE = Decision(
    "succession", "QN0001", "QN0011", "accept", "Ada", "2024-01-31", "same register", "=SUM(1)", "Quotas, open"
)
HEADER = ",".join(COLUMNS) + "\n"


def test_what_is_appended_is_read_again(tmp_path: Path) -> None:
    two = replace(ONE, decision="reject", why="line\nbreak")
    append_decision(tmp_path, ONE)
    append_decision(tmp_path, two)
    decisions, issues = read_decisions(tmp_path)
    assert decisions == (ONE, two)
    assert issues == ()
    assert latest_decisions(decisions) == {ONE.pair: two}


def test_a_formula_is_text_in_the_file(tmp_path: Path) -> None:
    assert "'=SUM(1)" in append_decision(tmp_path, ONE).read_text(encoding="utf-8")


def test_a_folder_without_file_has_no_decisions(tmp_path: Path) -> None:
    assert read_decisions(tmp_path) == ((), ())


@pytest.mark.parametrize(
    "line",
    [
        "identity,a:c1,QN0001,perhaps,Ada,2024-01-31,why,,",
        "likeness,a:c1,QN0001,accept,Ada,2024-01-31,why,,",
        "identity,a:c1,QN0001,accept,,2024-01-31,why,,",
        "identity,a:c1,QN0001,accept,Ada,yesterday,why,,",
    ],
)
def test_a_bad_line_is_an_issue_and_the_others_count(tmp_path: Path, line: str) -> None:
    good = "identity,a:c2,QN0002,accept,Ada,2024-01-31,why,,"
    (tmp_path / OVERRIDES).write_text(f"{HEADER}{line}\n\n{good}\n", encoding="utf-8")
    decisions, issues = read_decisions(tmp_path)
    assert [d.to_key for d in decisions] == ["QN0002"]
    assert [i.code for i in issues] == ["overrides-bad-line"]
    assert "line 2" in issues[0].message


def test_missing_columns_are_said(tmp_path: Path) -> None:
    (tmp_path / OVERRIDES).write_text("from_key,to_key\na,b\n", encoding="utf-8")
    decisions, issues = read_decisions(tmp_path)
    assert decisions == ()
    assert "decision" in issues[0].message
    with pytest.raises(ValueError, match="lacks the columns"):
        append_decision(tmp_path, ONE)


def test_bytes_that_are_no_text_are_an_issue(tmp_path: Path) -> None:
    (tmp_path / OVERRIDES).write_bytes(b"\xff\xfe\x00")
    assert [i.code for i in read_decisions(tmp_path)[1]] == ["overrides-unreadable"]


def test_a_file_that_a_spreadsheet_saved_goes_on(tmp_path: Path) -> None:
    path = tmp_path / OVERRIDES
    columns = ";".join(("note", *COLUMNS))
    path.write_bytes(f"\ufeff{columns}\r\nmine;identity;a:c1;QN0001;accept;Ada;2024-01-31;why;;".encode())
    append_decision(tmp_path, ONE)
    decisions, issues = read_decisions(tmp_path)
    assert issues == ()
    assert [d.pair for d in decisions] == [("identity", "a:c1", "QN0001"), ONE.pair]


def test_an_incomplete_decision_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="who"):
        append_decision(tmp_path, replace(ONE, who=""))
    assert not (tmp_path / OVERRIDES).exists()
