"""Country and plan of a data file: by its columns, its links, its name; none for a table of many of them."""

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


@pytest.mark.parametrize(
    ("plans", "years"),
    [
        (["Norlandia Action Plan 2023-2027", "Norlandia Action Plan 2023-2027"], (2023, 2027)),
        (["Plan 2021-2023", "Plan 2023-2025"], (None, None)),
        (["Plan 2021-2023", "an earlier one"], (None, None)),
    ],
)
def test_the_one_plan_of_a_data_file_is_its_own(plans: list[str], years: tuple[int | None, int | None]) -> None:
    found = identify(data_file(*({"Plan de acción": plan, "Title": f"T{plan}"} for plan in plans)))
    assert (found.value("plan_start_year"), found.value("plan_end_year")) == years


def test_the_cell_that_names_the_country_is_its_place() -> None:
    fact = identify(data_file({"Title": "A"}, {"Title": "See open.canada.ca and ottawa.ca"})).facts["country_code"]
    assert fact.raw is not None
    (line,) = fact.raw.lines
    assert (line.text, line.anchor.path, line.anchor.start) == ("open.canada.ca", "record[2]/Title", 4)
