"""Tables as text files: lines before the header, quotes, code pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.files import media
from pipeline.files.decoding import decode_text
from tests.readers.reading import read_bytes

RECORDS = (
    {"ID": "QN0041", "Number": "3.10", "Title": "Open the archive; publish its catalogue, in full"},
    {"ID": "QN0042", "Number": "3.2", "Title": "Say yes to petitions"},
)


def written(delimiter: str, before: str = "") -> str:
    rows = [("ID", "Number", "Title"), *(tuple(record.values()) for record in RECORDS)]
    return before + "".join(delimiter.join(f'"{cell}"' for cell in row) + "\n" for row in rows)


@pytest.mark.parametrize(
    "text",
    [
        written(";", "\ufeffsep=;\r\n"),
        written("\t", '"sep=\t"\n'),
        written("|", "SEP=|\n"),
        written(",", "Commitments of Norlandia\n\n"),
        written(";", "Commitments of Norlandia;;\nUpdated 4 May 2015;;\n;;\n"),
        written(",", '"Register, as of May",,\n'),
        written(",", "0,1,2\n"),
    ],
)
def test_lines_before_the_header_are_passed_over(tmp_path: Path, text: str) -> None:
    document = read_bytes(tmp_path, text)
    assert document.source.media_type == media.CSV
    assert document.records == RECORDS


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_quotes_may_be_escaped_by_a_backslash(tmp_path: Path, delimiter: str) -> None:
    rows = [["id", "title", "year"], ["1", '"Say \\"yes\\", always"', "2014"], ["2", '"No \\"; no"', "2015"]]
    document = read_bytes(tmp_path, "\n".join(delimiter.join(row) for row in rows))
    assert [record["title"] for record in document.records] == ['Say "yes", always', 'No "; no']


@pytest.mark.parametrize("delimiter", [",", "\t"])
@pytest.mark.parametrize("title", ['"Say \\"yes\\", always"', '"Open doors"'])
def test_a_null_of_a_database_is_an_empty_cell(tmp_path: Path, delimiter: str, title: str) -> None:
    rows = [["id", "title", "year"], ["1", title, r"\N"], [r"\N", r'"Case \N of the archive"', "2015"]]
    document = read_bytes(tmp_path, "\n".join(delimiter.join(row) for row in rows))
    assert [(record["id"], record["year"]) for record in document.records] == [("1", ""), ("", "2015")]


def test_prose_with_a_title_is_no_table(tmp_path: Path) -> None:
    text = "Report\n\nWe met, spoke, and left.\nThen, on Monday, we wrote.\nLater, too, we read it.\n"
    assert read_bytes(tmp_path, text).source.media_type == media.TEXT


RUSSIAN = "Добавить договоры муниципалитетов и опубликовать цены на материалы для дорог."
ENGLISH = "<p>Commitment Completion Template: the ministry publishes contracts with prices and dates.</p>" * 20


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "iso8859-5"])
@pytest.mark.parametrize("around", ["", ENGLISH])
def test_code_pages_of_cyrillic_are_told_by_the_words(encoding: str, around: str) -> None:
    assert RUSSIAN in decode_text((around + RUSSIAN).encode(encoding)).text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("Plan de acción: año próximo, información básica", "cp1252"), ("Łącznie więcej żądań i źródeł", "cp1250")],
)
def test_code_pages_of_latin_script_as_before(text: str, encoding: str) -> None:
    assert text in decode_text((ENGLISH + text).encode(encoding)).text
