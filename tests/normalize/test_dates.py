"""Dates: read whole and strictly, with precision; what is unclear gives none and says why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalize.dates import detect_order, read_dates
from pipeline.structure.dates import find_date_chains

DATES = [
    ("July 2014", "2014-07-31", "month"),
    ("2015", "2015-12-31", "year"),
    ("Aug 15, 2023", "2023-08-15", "day"),
    ("2023.09.01", "2023-09-01", "day"),
    ("31/12/2015", "2015-12-31", "day"),
    ("6/30/2018", "2018-06-30", "day"),
    ("31 / 8 / 18", "2018-08-31", "day"),
    ("Nov. 2021", "2021-11-30", "month"),
    ("3rd March 2019", "2019-03-03", "day"),
    ("Up to", None, None),
    ("by the end of 2018", "2018-12-31", "year"),
    ("IV quarter of 2019", "2019-12-31", "month"),
    ("1er semestre 2023", "2023-06-30", "month"),
    ("15 de agosto de 2023", "2023-08-15", "day"),
    ("1er janvier 2020", "2020-01-01", "day"),
    ("30 de junho de 2022", "2022-06-30", "day"),
    ("15 августа 2023 г.", "2023-08-15", "day"),
    ("2023 оны 8 дугаар сарын 15", "2023-08-15", "day"),
    ("June 2023 - July 2024", "2024-07-31", "month"),
    ("April 2018 – 2019", "2019-12-31", "year"),
    ("August – December 2018", "2018-12-31", "month"),
    ("2014-16", "2016-12-31", "year"),
    ("2021.11", "2021-11-30", "month"),
    ("D’ici à juin 2023", "2023-06-30", "month"),
    ("2ème semestre 2023", "2023-12-31", "month"),
    ("Dec '22", "2022-12-31", "month"),
    ("30-Jun-2023", "2023-06-30", "day"),
    ("primer cuatrimestre de 2023", "2023-04-30", "month"),
    ("31 de diciembre del año 2022", "2022-12-31", "day"),
    ("trim. II 2022", "2022-06-30", "month"),
    ("ІІ квартал 2022 року", "2022-06-30", "month"),
    ("Β’ τρίμηνο 2022", "2022-06-30", "month"),
    ("до 31. децембра 2022. године", "2022-12-31", "day"),
    ("2022 წლის დეკემბრამდე", "2022-12-31", "month"),
    ("2022年第二季度", "2022-06-30", "month"),
    ("throughout 2023", "2023-12-31", "year"),
    ("primavera de 2023", None, None),
]


RANGES_OF_ONE_YEAR = {
    "octubre – diciembre de 2014": ("2014-10-01", "2014-12-31"),
    "julho a dezembro de 2018": ("2018-07-01", "2018-12-31"),
    "15 January to 30 June 2015": ("2015-01-15", "2015-06-30"),
    "October 1 – November 15, 2014": ("2014-10-01", "2014-11-15"),
    "1-15 March 2015": ("2015-03-01", "2015-03-15"),
    "Q1-Q3 2016": ("2016-01-01", "2016-09-30"),
    "first to third quarter of 2015": ("2015-01-01", "2015-09-30"),
    "deuxième trimestre 2018": ("2018-04-01", "2018-06-30"),
    "первый квартал 2017": ("2017-01-01", "2017-03-31"),
}


@pytest.mark.parametrize("text", RANGES_OF_ONE_YEAR)
def test_both_dates_of_a_range_are_of_its_year(text: str) -> None:
    span = read_dates(text)
    assert span.start is not None
    assert span.end is not None
    assert (span.start.first.isoformat(), span.end.last.isoformat()) == RANGES_OF_ONE_YEAR[text]


@pytest.mark.parametrize(("text", "end", "precision"), DATES)
def test_ends(text: str, end: str | None, precision: str | None) -> None:
    moment = read_dates(text).end
    assert (moment and moment.last.isoformat(), moment and moment.precision) == (end, precision)


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("1 / 9 / 2018", "date-ambiguous"),
        ("2011-12", "date-ambiguous"),
        ("31/9/2014", "date-impossible"),
        ("29/02/2015", "date-impossible"),
        ("May 2020 - May 2018", "date-impossible"),
        ("Both efforts will continue into 2015 and beyond.", "date-in-prose"),
        ("This work will remain ongoing.", None),
        ("Already started", None),
    ],
)
def test_what_gives_no_date_says_why(text: str, trouble: str | None) -> None:
    found = read_dates(text)
    assert (found.start, found.end, found.trouble) == (None, None, trouble)


def test_the_order_shown_by_other_dates_settles_an_unclear_one() -> None:
    order = detect_order(["31/12/2019", "no date"])
    moment = read_dates("01/10/2018", order).end
    assert moment is not None
    assert moment.last.isoformat() == "2018-10-01"


@given(st.dates())
def test_iso_dates_come_back(date: object) -> None:
    moment = read_dates(str(date)).end
    year = int(str(date)[:4])
    assert (moment.last.isoformat() if moment else None) == (str(date) if 1900 <= year < 2100 else None)


@given(st.text(alphabet="0123456789-/. ,ofQIVMayJun–", max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    found = read_dates(text)
    if found.start and found.end:
        assert found.start.first <= found.end.last


@pytest.mark.parametrize(
    ("printed", "month"),
    [
        ("settembre 2019", "2019-09-30"),
        ("Dezember 2020", "2020-12-31"),
        ("września 2020", "2020-09-30"),
        ("siječnja 2021", "2021-01-31"),
        ("травня 2022", "2022-05-31"),
        ("iunie 2020", "2020-06-30"),
        ("březen 2021", "2021-03-31"),
    ],
)
def test_months_of_further_languages(printed: str, month: str) -> None:
    end = read_dates(printed).end
    assert end is not None
    assert str(end.last) == month


def test_a_month_that_means_another_one_elsewhere_stays_unread() -> None:
    assert read_dates("listopad 2020").end is None


@pytest.mark.parametrize(
    "text",
    [
        "2021. március 15.",
        "2021 m. kovo 15 d.",
        "2021. gada 15. marts",
        "2021-ж., 15-март",
        "2021년 3월 15일",
        "2021年3月15日",
        "15 مارس 2021",
    ],
)
def test_a_day_may_follow_its_year(text: str) -> None:
    assert read_dates(text).end == read_dates("15 March 2021").end
    assert find_date_chains(f"Law: {text}")


def test_a_quarter_may_follow_its_year() -> None:
    assert read_dates("2021. gada 2. ceturksnis").end == read_dates("Q2 2021").end
