"""The country of a data file: by its column, its links, its name; none for a table of many countries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.identify import identify
from pipeline.model import Document
from tests.building import document


def data_file(*records: dict[str, str], name: str = "tracker.csv") -> Document:
    plain = document(records=records)
    return replace(plain, source=replace(plain.source, path=name))


@pytest.mark.parametrize(
    ("records", "name", "code"),
    [
        ([{"País": "Perú", "Compromiso": "Datos abiertos"}], "datos.csv", "PE"),
        ([{"Country": "Kenya"}, {"Country": "Ghana"}], "kenya.csv", None),
        (
            [{"Commitment": "Publish on data.gov.ie"}, {"Commitment": "Improve data.gov.ie and foi.gov.ie"}],
            "x.csv",
            "IE",
        ),
        ([{"Commitment": "Open data"}], "kenya_nap4_tracker.csv", "KE"),
        ([{"Commitment": "Learn from Kenya, Ghana and Liberia"}], "x.csv", None),
        ([{"Commitment": "Open data"}], "tracker.csv", None),
    ],
)
def test_a_data_file_s_country(records: list[dict[str, str]], name: str, code: str | None) -> None:
    assert identify(data_file(*records, name=name)).value("country_code") == code


def test_the_cell_that_names_the_country_is_its_place() -> None:
    fact = identify(data_file({"Title": "A"}, {"Title": "See open.canada.ca and ottawa.ca"})).facts["country_code"]
    assert fact.raw is not None
    (line,) = fact.raw.lines
    assert (line.text, line.anchor.path, line.anchor.start) == ("open.canada.ca", "record[2]/Title", 4)
