"""Documents from files to console and table: kind, relation, contradictions, what was not read, next command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from pipeline.cli import main

TITLES = ("Open the budget of schools", "Publish contracts of hospitals", "Name owners of quarries")
FRONT = ("Republic of Ghana", "Open Government Partnership", "National Action Plan 2017-2019", "Contents")
SPANISH_FRONT = (
    "República de Ghana",
    "Alianza para el Gobierno Abierto",
    "Plan de Acción Nacional de Gobierno Abierto 2017-2019",
    "Traducción no oficial",
    "Índice",
)
CONTRADICTION = (
    "Country: Kenya",
    "Open Government Partnership",
    "National Action Plan 2016-2018 of Malawi",
    "Action plan: 2015-2017",
    "Contents",
)
STRATEGY = (
    "Republic of Ghana",
    "National Anti-Corruption Strategy and Action Plan 2017-2019",
    "Contents",
    "It follows the commitments of Ghana in the Open Government Partnership.",
)


def write_english(number: int) -> list[str]:
    """Return the form of one commitment: seven numbers tell a translation from another plan."""
    facts = [number * 1_117 + step * 131 for step in range(7)]
    return [
        f"Commitment {number}: {TITLES[number - 1]}",
        f"Main objective: {facts[0]} pages of {facts[1]} places are put where {facts[2]} readers find them.",
        "Lead implementing agency: Ministry of Example",
        f"Brief description of commitment: A site shows {facts[3]} records, {facts[4]} maps and {facts[5]} tables.",
        f"Relevance: Whoever asks learns within {facts[6]} hours what was paid, to whom, for what and by which office.",
    ]


def write_spanish(number: int) -> list[str]:
    """Return the same form in Spanish."""
    facts = [number * 1_117 + step * 131 for step in range(7)]
    return [
        f"Compromiso {number}: Abrir las cuentas número {number}",
        f"Objetivo principal: {facts[0]} páginas de {facts[1]} lugares estarán donde {facts[2]} lectores las hallen.",
        "Institución responsable: Ministerio de Ejemplo",
        f"Breve descripción del compromiso: Un sitio muestra {facts[3]} actas, {facts[4]} mapas y {facts[5]} tablas.",
        f"Relevancia: Quien pregunte sabrá en {facts[6]} horas qué se pagó, a quién, para qué y por qué oficina.",
    ]


def write_text(path: Path, *lines: str) -> None:
    """Write a plain text, its lines as paragraphs."""
    path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")


def write_page(path: Path, *lines: str) -> None:
    """Write the same lines as a web page."""
    body = "".join(f"<p>{line}</p>" for line in lines)
    path.write_text(f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{body}</body></html>", "utf-8")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Extract a folder by the command; return the folder of both and what the console said."""
    folder = tmp_path_factory.mktemp("identified")
    raw = folder / "raw"
    raw.mkdir()
    forms = [line for number in (1, 2, 3) for line in write_english(number)]
    write_page(raw / "plan.html", *FRONT, *forms)
    write_text(raw / "plan.txt", *FRONT, *forms)
    write_text(raw / "early.txt", "DRAFT", *FRONT, *forms[:-2], "A sentence that the final plan lacks.")
    spanish = [line for number in (1, 2, 3) for line in write_spanish(number)]
    write_text(raw / "plan_es.txt", *SPANISH_FRONT, *spanish)
    write_text(raw / "odd.txt", *CONTRADICTION, *write_english(1), *write_english(2)[:1])
    write_text(raw / "empty.txt", *FRONT[:2], "National Action Plan 2021-2023", "Contents", "To be written.")
    write_text(raw / "strategy.txt", *STRATEGY, *forms)
    called = CliRunner().invoke(main, ["extract", str(raw), "--out", str(folder / "out"), "--workers", "1"])
    assert called.exit_code == 0, called.output
    return folder, called.output


def load_documents(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the rows of `documents` by file name."""
    return {row["source_path"]: row for row in pq.read_table(folder / "out" / "documents.parquet").to_pylist()}


def test_near_copies_are_related_by_what_they_say(run: tuple[Path, str]) -> None:
    documents = load_documents(run[0])
    main_id = documents["plan.html"]["document_id"]
    relations = {name: (row["relation"], row["related_document_id"] == main_id) for name, row in documents.items()}
    assert relations["plan.html"] == (None, False)
    assert relations["plan.txt"] == ("copy", True)
    assert relations["early.txt"] == ("version", True)
    assert relations["plan_es.txt"] == ("translation", True)
    assert {relations[name] for name in ("odd.txt", "empty.txt", "strategy.txt")} == {(None, False)}


def test_a_draft_and_a_translation_say_so(run: tuple[Path, str]) -> None:
    documents = load_documents(run[0])
    assert {name: row["is_draft"] for name, row in documents.items() if row["is_draft"]} == {"early.txt": True}
    assert documents["plan_es.txt"]["language"] == "es"


def test_copies_are_not_counted_twice(run: tuple[Path, str]) -> None:
    plans = pq.read_table(run[0] / "out" / "plan_commitments.parquet").to_pylist()
    assert sorted(row["number"] for row in plans if row["plan_id"] == "GH-2017") == ["1", "2", "3"]


def test_a_contradiction_gives_the_better_supported_value_and_both_in_an_issue(run: tuple[Path, str]) -> None:
    row = load_documents(run[0])["odd.txt"]
    issues = pq.read_table(run[0] / "out" / "issues.parquet").to_pylist()
    messages = [issue["message"] for issue in issues if issue["code"] == "identity-contradicted"]
    assert (row["country_code"], row["plan_start_year"]) == ("KE", 2016)
    assert any("Kenya and Malawi" in message for message in messages)
    assert any("2016 and 2015" in message for message in messages)


def test_what_was_not_read_is_partial_with_its_row_and_the_next_command(run: tuple[Path, str]) -> None:
    folder, output = run
    row = load_documents(folder)["empty.txt"]
    columns = ("status", "report_type", "country_code", "plan_id", "plan_end_year", "language", "title")
    assert [row[name] for name in columns[:-1]] == ["partial", "action_plan", "GH", "GH-2021", 2023, "en"]
    assert row["title"]
    line = next(line for line in output.splitlines() if "empty.txt" in line)
    assert "action plan, Ghana, plan 2021-2023" in line
    assert "/raw/empty.txt`" in output


def test_a_strategy_of_others_with_the_same_forms_is_listed_with_its_reason(run: tuple[Path, str]) -> None:
    folder, output = run
    row = load_documents(folder)["strategy.txt"]
    assert (row["status"], row["report_type"], row["report_format"]) == ("unidentified", "unknown", None)
    assert "another plan" in next(line for line in output.splitlines() if "strategy.txt" in line)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("plan.txt", "action plan, Ghana, plan 2017-2019: 3 commitments"),
        ("early.txt", "action plan, Ghana, plan 2017-2019, draft: 3 commitments"),
        ("empty.txt", "action plan, Ghana, plan 2021-2023: no commitment read"),
        ("strategy.txt", "no document of the partnership: nothing read"),
    ],
)
def test_parse_names_the_document_first(run: tuple[Path, str], name: str, line: str) -> None:
    called = CliRunner().invoke(main, ["parse", str(run[0] / "raw" / name)])
    assert called.output.splitlines()[0] == line
    assert name in run[1], "the run lists it too"
