"""The command `ogp` as a user runs it: on the specimens, and on bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import COMMANDS, main

RAW = Path(__file__).parents[2] / "raw"
TEXT_FORM = """Norlandia
Midterm self-assessment report
National Action Plan 2014-2016

Commitment Completion Template
1. Open the register of quotas
Lead implementing agency Ministry of Fisheries
Main Objective To publish who may fish.
Relevance It opens a register.
Completion level
Not started Limited Substantial Completed
Descriptions of the results
The register is online.
End date July 2015
Next steps Offer it for download.

Commitment Completion Template
2. Publish contracts
Lead implementing agency Ministry of Finance
Main Objective To publish contracts.
Relevance It shows spending.
Completion level
Not started Limited Substantial Completed
x
Descriptions of the results
Contracts above a limit are published.
End date 2015
Next steps -
"""


def ogp(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def report(tmp_path: Path) -> Path:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "report.txt").write_text(TEXT_FORM, encoding="utf-8")
    return raw / "report.txt"


@pytest.fixture
def extracted(report: Path, tmp_path: Path) -> Path:
    out = tmp_path / "extracted"
    done = ogp("extract", report.parent, "--out", out, "--workers", 1)
    assert done.exit_code == 0, done.output
    return out


def read_json(result: Result) -> object:
    return json.loads(result.stdout)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_help_with_an_example(command: str) -> None:
    done = ogp(command, "--help")
    assert done.exit_code == 0
    assert f"ogp {command}" in done.output


def test_extract_prints_a_line_per_parser(report: Path, tmp_path: Path) -> None:
    done = ogp("extract", report.parent, "--out", tmp_path / "x", "--workers", 1)
    assert done.exit_code == 0
    assert "completion_template" in done.output


def test_extract_as_json(report: Path, tmp_path: Path) -> None:
    done = ogp("extract", report.parent, "--out", tmp_path / "x", "--workers", 1, "--json")
    data = read_json(done)
    assert isinstance(data, dict)
    assert data["tables"]["commitments"] == 2
    assert data["failed"] == []


def test_a_failed_document_gives_exit_code_1_and_the_others_are_written(report: Path, tmp_path: Path) -> None:
    (report.parent / "empty.pdf").write_bytes(b"")
    (report.parent / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    out = tmp_path / "x"
    done = ogp("extract", report.parent, "--out", out, "--workers", 1)
    assert done.exit_code == 1
    assert "empty.pdf" in done.output
    assert len(rows(out, "commitments")) == 2
    issues = [row for row in rows(out, "issues") if row["severity"] == "error"]
    assert {row["source_path"] for row in issues} == {"empty.pdf", "broken.pdf"}


def rows(out: Path, table: str) -> Sequence[dict[str, object]]:
    import pyarrow.parquet as pq

    found: list[dict[str, object]] = pq.read_table(out / f"{table}.parquet").to_pylist()
    return found


@pytest.mark.parametrize("make", [False, True], ids=["missing", "empty"])
def test_a_raw_folder_without_documents_is_a_usage_error(make: bool, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    if make:
        raw.mkdir()
    done = ogp("extract", raw, "--out", tmp_path / "x")
    assert done.exit_code == 2
    assert str(raw) in done.output
    assert not (tmp_path / "x").exists()


def test_parse_prints_commitments_and_issues(report: Path) -> None:
    done = ogp("parse", report)
    assert done.exit_code == 0
    assert "Open the register of quotas" in done.output
    assert "completion-column-lost" in done.output


def test_parse_as_json_holds_provenance(report: Path) -> None:
    data = read_json(ogp("parse", report, "--json"))
    assert isinstance(data, dict)
    title = [p for p in data["commitments"][0]["provenance"] if p["field"] == "title"]
    assert title[0]["anchor"]["path"].startswith("line[")


def test_parse_of_a_file_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    done = ogp("parse", tmp_path / "nothing.pdf")
    assert done.exit_code == 2
    assert "nothing.pdf" in done.output


def test_parsers_are_listed() -> None:
    found = read_json(ogp("parsers", "--json"))
    assert isinstance(found, list)
    assert {"completion_template", "traffic_light", "commitment_page"} <= {row["name"] for row in found}


def test_tables_and_issues(extracted: Path) -> None:
    assert "commitments" in ogp("tables", extracted).output
    assert "completion-column-lost" in ogp("tables", extracted, "--issues").output


def test_validate_accepts_what_extract_wrote(extracted: Path) -> None:
    done = ogp("validate", extracted)
    assert done.exit_code == 0, done.output


def test_validate_says_what_is_missing(extracted: Path) -> None:
    (extracted / "milestones.parquet").unlink()
    done = ogp("validate", extracted)
    assert done.exit_code == 1
    assert "milestones" in done.output


def test_show_of_an_unknown_id_says_so(extracted: Path) -> None:
    done = ogp("show", "QN9999", "--from", extracted)
    assert done.exit_code == 1
    assert "QN9999" in done.output


def test_dictionary_has_every_table() -> None:
    done = ogp("dictionary")
    assert "provenance" in done.output
    assert "commitment_key" in done.output


def test_explain_text_names_the_line(report: Path) -> None:
    done = ogp("explain", report, "--commitment", "1", "--field", "main_objective")
    assert done.exit_code == 0
    assert "To publish who may fish." in done.output
    assert "line[" in done.output


def test_explain_of_an_unknown_commitment_lists_the_known(report: Path) -> None:
    done = ogp("explain", report, "--commitment", "77")
    assert done.exit_code == 1
    assert "1, 2" in done.output


def test_explain_draws_the_box_on_the_page(tmp_path: Path) -> None:
    source = RAW / "norlandia" / "norlandia-2014-2016-midterm-self-assessment.pdf"
    target = tmp_path / "page.png"
    done = ogp("explain", source, "--commitment", "2.1.1", "--field", "completion", "--png", target)
    assert done.exit_code == 0, done.output
    assert "page " in done.output
    assert target.read_bytes().startswith(b"\x89PNG")
    assert reddish(target) > 20


def reddish(picture: Path) -> int:
    from PIL import Image

    with Image.open(picture) as image:
        counts = image.convert("RGB").getcolors(1 << 24) or []
    pixels = [(count, tuple(map(int, colour))) for count, colour in counts if isinstance(colour, tuple)]
    return sum(count for count, (red, green, blue) in pixels if red > 180 and green < 80 and blue < 80)


@pytest.mark.parametrize("words", [("parse",), ("explain", "--commitment", "1"), ("suggest",)])
def test_one_document_is_read_within_limits(words: tuple[str, ...], tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    report.write_text("a,b\n" + "1,2\n" * 10, encoding="utf-8")
    done = ogp(words[0], report, *words[1:], "--max-cells", 10)
    assert done.exit_code == 1
    assert "max-cells in ogp.toml" in done.output


def test_a_document_that_takes_too_long_is_given_up(report: Path) -> None:
    report.write_text(TEXT_FORM + "One more line of the report.\n" * 800_000, encoding="utf-8")
    done = ogp("parse", report, "--time-limit", 1)
    assert done.exit_code == 1
    assert "time-limit" in done.output


def test_cache_is_shown_and_cleared(report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OGP_CACHE", str(tmp_path / "cache"))
    assert ogp("extract", report.parent, "--out", tmp_path / "out", "--workers", 1, "--quiet").exit_code == 0
    shown = json.loads(ogp("cache", "--json").output)
    layers = [layer["layer"] for layer in shown["layers"] if layer["entries"]]
    assert layers[-4:] == ["read", "results", "outlines", "groups"]
    assert shown["layers"][1]["last_run"] == {"hits": 0, "misses": 1}
    assert "documents as read" in ogp("cache").output
    assert json.loads(ogp("cache", "--older-than", 1, "--json").output)["removed"]["entries"] == 0
    cleared = json.loads(ogp("cache", "--clear", "--json").output)
    assert cleared["removed"]["entries"] == sum(layer["entries"] for layer in shown["layers"])
    assert all(layer["entries"] == 0 for layer in cleared["layers"])


def test_clearing_touches_no_file_of_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OGP_CACHE", str(tmp_path))
    mine = [tmp_path / "read" / "ab" / "notes.txt", tmp_path / "thesis.docx"]
    for file in mine:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("mine", encoding="utf-8")
    ogp("cache", "--clear")
    assert all(file.read_text(encoding="utf-8") == "mine" for file in mine)


@pytest.mark.parametrize("wanted", ["import pandas", "import importlib; importlib.import_module('pandas')"])
def test_commands_start_without_pandas_which_plugins_may_import(wanted: str) -> None:
    code = (
        "import sys\nfrom pipeline.cli import _WithoutPandas\nsys.meta_path.insert(0, _WithoutPandas)\n"
        "import pyarrow\npyarrow.array([1])\nassert 'pandas' not in sys.modules\n"
        f"{wanted}\nassert 'pandas' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
