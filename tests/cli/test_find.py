"""`ogp find`, one document, folders and options: what a user types first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.tables import publish_tables
from tests.cli.test_commands import TEXT_FORM, ogp
from tests.review import small


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = tmp_path_factory.mktemp("find")
    _, extracted, _ = small.publish(at)
    return extracted


def test_find_names_the_commitment_and_where_the_word_stands(folder: Path) -> None:
    done = ogp("find", "WÁTER", "levels", "--from", folder)
    assert done.exit_code == 0
    assert done.stdout.startswith("QN0001 (QN-2014)")
    assert "problem statement: Nobody sees the water levels.  [report.pdf]" in done.stdout


def test_find_puts_titles_first_and_answers_programs(folder: Path) -> None:
    found = json.loads(ogp("find", "open", "--from", folder, "--json").stdout)
    assert [match["name"] for match in found] == ["QN0002", "QN0001"]
    assert [match["field"] for match in found] == [None, "results"]


def test_find_says_what_is_spelled_nearly_alike(folder: Path) -> None:
    done = ogp("find", "regsters", "--from", folder)
    assert done.exit_code == 1
    assert "Did you mean registers?" in done.stderr


def test_an_unknown_id_leads_to_the_search(folder: Path) -> None:
    for command in ("show", "timeline"):
        done = ogp(command, "QN0999", "--from", folder)
        assert done.exit_code == 1
        assert "ogp find WORDS" in done.stderr


def test_every_command_takes_the_folder_by_the_same_option(folder: Path, tmp_path: Path) -> None:
    for words in (["tables"], ["validate"], ["review", "build", "--no-raw", "-q", "-o", tmp_path / "site"]):
        assert "Usage" not in ogp(*words, "--from", folder).output
    assert (tmp_path / "site" / "index.html").is_file()


def test_one_file_is_extracted_without_its_neighbors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OGP_CACHE", str(tmp_path / "cache"))
    for name in ("one.txt", "other.txt"):
        Path(name).write_text(TEXT_FORM.replace("quotas", name), encoding="utf-8")
    summary = json.loads(ogp("extract", "one.txt", "--json", "--workers", 1).stdout)
    assert (summary["tables"]["documents"], summary["tables"]["commitments"]) == (1, 2)
    assert (tmp_path / "extracted" / "commitments.parquet").is_file()


def test_raw_and_extracted_are_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OGP_CACHE", str(tmp_path / "cache"))
    Path("raw").mkdir()
    Path("raw/report.txt").write_text(TEXT_FORM, encoding="utf-8")
    assert ogp("extract", "-q", "--workers", 1).exit_code == 0
    assert ogp("find", "quotas").exit_code == 0


@pytest.mark.parametrize("out", ["raw", "raw/tables"])
def test_tables_among_the_documents_are_refused(out: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("raw").mkdir()
    Path("raw/report.txt").write_text(TEXT_FORM, encoding="utf-8")
    done = ogp("extract", "raw", "--out", out)
    assert done.exit_code == 2
    assert "the next run would read its own tables" in done.stderr
    assert "Usage:" not in done.stderr
    assert [path.name for path in Path("raw").iterdir()] == ["report.txt"]


def test_excel_has_two_names(folder: Path, tmp_path: Path) -> None:
    for kind in ("xlsx", "excel"):
        assert ogp("export", "--to", kind, "--from", folder, "-o", tmp_path / f"{kind}.xlsx").exit_code == 0
    assert (tmp_path / "xlsx.xlsx").stat().st_size == (tmp_path / "excel.xlsx").stat().st_size


def test_a_query_may_give_what_json_and_python_do_not_have(folder: Path) -> None:
    publish_tables(folder, small.tables(small.raw(folder.parent / "raw")))
    sql = "SELECT 'inf'::DOUBLE AS x, [1, 'nan'::DOUBLE] AS y, DATE '9999-12-31' + INTERVAL 1 YEAR AS d"
    sql += ", DATE '-infinity' AS e"
    done = ogp("query", sql, "--from", folder, "--format", "json")
    assert done.exit_code == 0
    (row,) = json.loads(done.stdout, parse_constant=pytest.fail)
    assert (row["x"], row["y"]) == (None, [1.0, None])
    assert row["d"].startswith("10000")
    assert row["e"] == "-infinity"
    for form in ("csv", "table"):
        assert ogp("query", sql, "--from", folder, "--format", form).exit_code == 0
