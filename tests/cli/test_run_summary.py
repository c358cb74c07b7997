"""What a run and `ogp tables --issues` say of documents that were not read and of many issues."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.cli.extract import MOST_NAMED, describe_unread
from pipeline.cli.tables import describe_issues
from pipeline.quality.summary import UnreadDocument


def unread(status: str, path: str, reason: str, kind: str = "not known") -> UnreadDocument:
    return UnreadDocument(status, path, kind, reason)


def test_failures_come_first_and_a_reason_is_said_once() -> None:
    news = [
        unread("unidentified", f"n{n}.pdf", f"No parser; run `ogp suggest n{n}.pdf`.") for n in range(MOST_NAMED + 2)
    ]
    empty = unread("failed", "a.pdf", "The file is empty. Get it again.")
    part = unread("partial", "plan.pdf", "No commitment was found.", "action plan, Ghana")
    lines = list(describe_unread([*news, part, empty]))
    assert lines[:5] == [
        "Failed: 1 document",
        "  a.pdf: The file is empty. Get it again.",
        "Read in part: 1 document",
        "  plan.pdf (action plan, Ghana): No commitment was found.",
        f"Not read: {MOST_NAMED + 2} documents",
    ]
    assert lines[5:7] == ["  No parser; run `ogp suggest FILE`.", "    n0.pdf"]
    assert lines[-1] == "    … and 2 more"


def test_the_next_command_is_on_the_file_where_it_is_and_signs_are_beside_each_document(tmp_path: Path) -> None:
    message = "No parser. Run `ogp suggest {}`. What its front shows: {}."
    alike = [
        unread("unidentified", name, message.format(name, sign)) for name, sign in (("a.pdf", "x"), ("b.pdf", "y"))
    ]
    alone = unread("partial", "a plan.pdf", "Run `ogp suggest a plan.pdf`.", "IRM design report, Ghana")
    lines = list(describe_unread([*alike, alone], tmp_path))
    assert lines == [
        "Read in part: 1 document",
        f"  a plan.pdf (IRM design report, Ghana): Run `ogp suggest '{tmp_path}/a plan.pdf'`.",
        "Not read: 2 documents",
        f"  No parser. Run `ogp suggest {tmp_path}/FILE`.",
        "    a.pdf (x)",
        "    b.pdf (y)",
    ]


def issue(
    severity: str, code: str, message: str, path: str | None = "a.pdf", page: int | None = None
) -> dict[str, object]:
    return {"severity": severity, "code": code, "message": message, "source_path": path, "page": page}


def test_many_issues_of_one_kind_are_one_line_with_a_count_and_errors_come_first() -> None:
    rows = [issue("info", "date-in-prose", "The date is left empty.", page=n) for n in range(1, 508)]
    rows += [issue("warning", "no-parser", f"Run `ogp suggest {name}`.", name) for name in ("b.pdf", "c.pdf")]
    rows += [
        issue("error", "empty-file", "The file is empty.", "z.pdf"),
        issue("warning", "thread-bridge", "Weak.", None),
    ]
    assert list(describe_issues(rows)) == [
        "error   empty-file: 1 in 1 document",
        "          The file is empty. (z.pdf)",
        "warning no-parser: 2 in 2 documents",
        "          Run `ogp suggest FILE`. (b.pdf, c.pdf)",
        "warning thread-bridge: 1",
        "          Weak.",
        "info    date-in-prose: 507 in 1 document",
        "          The date is left empty. (a.pdf p. 1, a.pdf p. 2, a.pdf p. 3 and 504 more)",
    ]


def test_a_run_names_the_documents_that_failed_with_reason_and_again_if_nothing_changed(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "empty.pdf").write_bytes(b"")
    (tmp_path / "raw" / "news.txt").write_text("The menu of the day is soup.\n", encoding="utf-8")
    command = ["extract", str(tmp_path / "raw"), "--out", str(tmp_path / "out"), "--workers", "1"]
    for _ in range(2):
        done = CliRunner().invoke(main, command)
        assert done.exit_code == 1, done.output
        assert "Failed: 1 document\n  empty.pdf: The file is empty." in done.output
        assert (
            "Not read: 1 document\n  news.txt (no title of a known kind): No parser recognised this document"
            in done.output
        )
        assert f"ogp suggest {tmp_path / 'raw' / 'news.txt'}" in done.output


def test_ctrl_c_before_a_run_has_begun_ends_like_one_within_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("importlib.import_module", interrupt)
    done = CliRunner().invoke(main, ["extract", "raw"])
    assert (done.exit_code, "Stopped by SIGINT." in done.output) == (130, True)
