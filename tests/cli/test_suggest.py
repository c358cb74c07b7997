"""`ogp suggest` as a user runs it, and the draft that it writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.catalog import describe_file
from pipeline.cli import main
from pipeline.cli import suggest as command
from pipeline.parsers.template_parser import TemplateParser
from pipeline.readers.reading import read_document

CARD = """{title}

Pledge: {title}
Office in charge: Transport Agency
Main objective: To open the timetables.
Shelf mark: {mark}
End date: {year}
"""
TEXT = "Cards of pledges\n\n" + "\n".join(
    CARD.format(title=title, mark=mark, year=year)
    for title, mark, year in (("1. Ferries", "a9", 2024), ("2. Pilots", "b7", 2025))
)


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    file = tmp_path / "Cards of 2024.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "checkout"
    (root / "tests" / "fixtures").mkdir(parents=True)
    (root / "schemas" / "templates").mkdir(parents=True)
    monkeypatch.setattr(command, "ROOT", root)
    return root


def ogp(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_labels_stand_with_field_candidates_and_samples(cards: Path) -> None:
    done = ogp("suggest", cards)
    assert done.exit_code == 0
    assert "2 forms, each opened by 'Pledge'" in done.output
    line = next(line for line in done.output.splitlines() if line.startswith("Main objective"))
    assert line.split()[2:5] == ["2", "main_objective", "exact"]
    assert "e.g. To open the timetables." in done.output


def test_json_holds_the_same(cards: Path) -> None:
    data = json.loads(ogp("suggest", cards, "--json").output)
    by_label = {label["label"]: label for label in data["labels"]}
    assert data["forms"] == 2
    assert by_label["End date"]["field"] == "end_date"
    assert by_label["Shelf mark"]["field"] is None
    assert all(len(label["candidates"]) <= 2 for label in data["labels"])


def test_write_drafts_a_template_that_reads_the_document(cards: Path, checkout: Path) -> None:
    done = ogp("suggest", cards, "--write", "pledge_cards", "--title", "Cards of pledges")
    assert done.exit_code == 0, done.output
    assert (checkout / "tests" / "fixtures" / "pledge_cards" / "cards-of-2024-txt" / cards.name).is_file()
    template = json.loads((checkout / "schemas" / "templates" / "pledge_cards.json").read_text(encoding="utf-8"))
    assert template["name"] == "pledge_cards"
    assert template["labels"]["Main objective"] == "main_objective"
    template["labels"] |= {"Pledge": "commitment", "Shelf mark": "budget"}
    parser, document = TemplateParser(template), read_document(cards.parent, describe_file(cards))
    assert parser.identify(document) is not None
    records = [record for record in parser.parse(document).records if record.table == "commitments"]
    assert [record.fields["title"].text for record in records] == ["Ferries", "Pilots"]
    assert [record.fields["budget"].text for record in records] == ["a9", "b7"]


@pytest.mark.parametrize("name", ["_hidden", "Capital", "with-hyphen", "9lives"])
def test_a_bad_name_is_refused(cards: Path, checkout: Path, name: str) -> None:
    done = ogp("suggest", cards, "--write", name)
    assert done.exit_code == 2
    assert "can't be a parser's name" in done.output
    assert list((checkout / "schemas" / "templates").iterdir()) == []


def test_nothing_is_overwritten(cards: Path, checkout: Path) -> None:
    assert ogp("suggest", cards, "--write", "cards").exit_code == 0
    done = ogp("suggest", cards, "--write", "cards")
    assert done.exit_code == 2
    assert "There is already" in done.output


def test_a_document_without_forms_says_so(tmp_path: Path, checkout: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear colleagues,\n\nthe meeting is on Monday.\n", encoding="utf-8")
    assert "no repeating form" in ogp("suggest", file).output
    assert ogp("suggest", file, "--write", "letter").exit_code == 2
    assert ogp("suggest", tmp_path / "none.pdf").exit_code == 2
