"""`ogp.toml`: flags before the environment, that before the file, that before the built-in defaults."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from tests.query.folder import made


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("config") / "tables")


@pytest.fixture
def here(tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(tables, tmp_path / "tables")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, **variables: str) -> Result:
    return CliRunner().invoke(main, list(words), env=variables)


def shown(*words: str, **variables: str) -> int:
    """Return how many rows a query prints below its header."""
    done = run("query", "SELECT title FROM commitments", *words, **variables)
    assert done.exit_code == 0, done.output
    return len(done.stdout.splitlines()) - 1


def test_precedence(here: Path) -> None:
    assert shown("--from", "tables") == 3
    (here / "ogp.toml").write_text('[ogp]\nfrom = "tables"\n\n[query]\nlimit = 2\n')
    assert shown() == 2
    assert shown(OGP_QUERY_LIMIT="1") == 1
    assert shown("--limit", "3", OGP_QUERY_LIMIT="1") == 3
    assert run("tables", "tables", OGP_QUERY_LIMIT="1").exit_code == 0


def test_old_names_work_with_a_notice(here: Path) -> None:
    question = ("query", "SELECT title FROM commitments", "--from", "tables")
    for done in (run(*question, "--rows", "1"), run(*question, "--rows=1")):
        assert len(done.stdout.splitlines()) == 2
        assert "use --limit" in done.stderr
    assert len(run(*question, OGP_QUERY_ROWS="1").stdout.splitlines()) == 2
    assert "use --format json" in run(*question, "--json").stderr
    (here / "ogp.toml").write_text("[query]\nrows = 1\n")
    done = run(*question)
    assert len(done.stdout.splitlines()) == 2
    assert "use limit" in done.stderr


def test_limits_are_settings(here: Path) -> None:
    (here / "notes.csv").write_text("a,b\n" + "1,2\n" * 10, encoding="utf-8")
    (here / "ogp.toml").write_text("[ogp]\nmax-cells = 10\n")
    assert "too-many-cells" in run("parse", "notes.csv").stdout
    assert "--max-cells" not in run("parse", "--help").stdout
    assert "set max-cells in ogp.toml" in run("parse", "notes.csv", "--max-cells", "100").stderr


def test_a_file_can_be_named(here: Path) -> None:
    (here / "other.toml").write_text('query.from = "tables"\nquery.limit = 1\n')
    assert shown(OGP_CONFIG="other.toml") == 1
    done = run("--config", "other.toml", "query", "SELECT 1 AS one")
    assert done.exit_code == 0
    assert run("--config", "none.toml", "tables").exit_code == 2


def test_a_command_of_a_group_has_its_own_table(here: Path) -> None:
    (here / "ogp.toml").write_text("[review.build]\nno-raw = true\njson = true\n")
    done = run("review", "build", "tables")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("{")


FAULTS = {
    "[extrct]": "Did you mean extract?",
    "[extract]\nworker = 2": "Did you mean workers?",
    "[extract]\nworkers = 'many'": "[extract] workers = 'many'",
    "[extract]\nworkers = 0": "0 is not in the range",
    "[extract]\nworkers = true": "takes a value",
    "[extract]\nquiet = 'yes'": "true or false",
    "[review.biuld]": "Did you mean build?",
    "[ogp]\nform = 'x'": "Did you mean f",
    "extract = 2": "must be a table",
    "[query]\nformat = 'word'": "'word' is not one of",
    "extract =": "is no TOML",
}


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_is_said_with_what_to_do(text: str, here: Path) -> None:
    (here / "ogp.toml").write_text(text)
    done = run("tables", "tables")
    assert done.exit_code == 2
    assert FAULTS[text] in done.output
    assert "ogp.toml" in done.output


def test_the_doctor_says_a_fault_too(here: Path) -> None:
    text, advice = next(iter(FAULTS.items()))
    (here / "ogp.toml").write_text(text)
    looked = run("doctor")
    assert looked.exit_code == 1
    assert advice in looked.output


def test_an_empty_file_changes_nothing(here: Path) -> None:
    (here / "ogp.toml").write_text("")
    assert shown("--from", "tables") == 3
