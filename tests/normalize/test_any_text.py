"""Whatever a document says, normalisers give a value of their kind or none, and rows that the tables take."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import quality, schema
from pipeline.lexicon.vocabularies import rating_vocabulary
from pipeline.model import Parsed, RawRecord, RawValue
from pipeline.normalize import contacts, countries, institutions, normalize, periods, records, relevance
from pipeline.normalize.columns import first_number, first_url
from pipeline.normalize.institution_lists import split_institutions
from pipeline.normalize.text import clean_text, one_line
from pipeline.tables import collect_tables
from pipeline.tables.parts import check_rows
from scripts.fuzz.targets import NORMALIZERS
from tests.building import document, line

PIECES = (
    *(
        "2014",
        "2014-2016",
        "31/12/2015",
        "➍",
        "²",
        "٣",
        "9" * 30,
        "1.2.3",
        "IV",
        "Ministry of Finance",
        "NGOs",
        "(",
        ")",
    ),
    *(";", ",", "•", "\n", "\t", " - ", "N/A", "yes", "x", "a@b.org", "+1 (555) 010-0100", "https://example.org/a_(b)"),
    *(
        "\u202e",
        "\u00ad",
        "\ufffd",
        "e\u0301",
        "Norlandia",
        "completed",
        "not started",
        "ongoing",
        "May",
        "\ud800",
        "\0",
    ),
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join))
PLAIN = TEXTS.map(lambda text: "".join(filter(str.isprintable, text)))


@pytest.mark.parametrize("function", NORMALIZERS, ids=lambda function: getattr(function, "__qualname__", "rating"))
@given(text=TEXTS)
def test_any_text_gives_the_same_each_time(function: Callable[[str], object], text: str) -> None:
    assert function(text) == function(text)


@given(TEXTS)
def test_clean_texts_are_clean(text: str) -> None:
    found = clean_text(text)
    assert found is None or (found.strip() == found != "" and clean_text(found) == found)
    assert one_line(one_line(text)) == one_line(text)


@given(TEXTS)
def test_names_of_institutions_stay_what_they_are(text: str) -> None:
    for raw in split_institutions(text):
        assert raw == raw.strip() != ""
        assert institutions.clean_name(raw).strip() != ""
        assert institutions.classify_kind(raw) in {"government", "civil_society", "private", "multilateral", "unknown"}


@given(TEXTS)
def test_addresses_and_numbers_stand_in_the_text(text: str) -> None:
    address, number, link = contacts.extract_email(text), contacts.extract_phones(text), first_url(text)
    assert address is None or ("@" in address and address.casefold() in text.casefold())
    assert number is None or [c for c in number if c.isdigit()] == [c for c in number if c in text and c.isdigit()]
    assert link is None or (link in text and link.startswith(("http", "www")))


@given(st.integers(0, 999_999_999), st.sampled_from(["", "Plan ", "№"]), st.sampled_from(["", " of 5", "."]))
def test_numbers_come_back(number: int, before: str, after: str) -> None:
    assert first_number(f"{before}{number}{after}") == number


@given(st.integers(2011, 2034), st.integers(1, 5), st.sampled_from(["-", "–", " to ", " - "]))
def test_periods_come_back(first: int, years: int, between: str) -> None:
    assert periods.read_period(f"National Action Plan {first}{between}{first + years}") == (first, first + years)
    assert periods.first_year(f"Action Plan {first}") == first


@given(st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join))
def test_codes_are_those_of_the_vocabulary(text: str) -> None:
    values = set(schema.list_codes("ogp_value"))
    assert set(relevance.read_prose(text).values) <= values
    assert set(relevance.values_listed(text) or ()) <= set(schema.list_codes("relevance"))
    for indicator in ("completion", "ambition", "potential_impact"):
        vocabulary = rating_vocabulary(indicator)
        assert vocabulary is not None
        assert set(records.read_rating(indicator, text) or ()) <= set(schema.list_codes(vocabulary))


@given(TEXTS)
def test_a_country_is_known_by_its_name(text: str) -> None:
    found = countries.read_country(text)
    assert found is None or countries.read_country(found[1]) == found


FIELDS = (
    *("number", "title", "theme", "commitment_id", "lead_institution", "support_institutions", "actors_government"),
    *(
        "contact_name",
        "contact_email",
        "contact_phone",
        "relevance",
        "ogp_values",
        "completion",
        "start_date",
        "end_date",
    ),
    *("timeline", "budget", "policy_areas", "text", "status", "status_raw", "indicator", "value", "assessor", "phase"),
    *(
        "author",
        "date",
        "proposed_status",
        "conditional",
        "commitments",
        "issuer",
        "label",
        "url",
        "accessed",
        "country",
    ),
    *("plan", "plan_start_year", "plan_end_year", "plan_number", "cycle_year", "starred", "policy_area", "part"),
)
TABLES = ("commitments", "milestones", "assessments", "comments", "recommendations", "references", "registry")
VALUES = st.builds(
    RawValue,
    PLAIN,
    st.sampled_from(["label", "column", "heading", "mark", "derived"]),
    st.sampled_from([(), (line("As printed."),)]),
)
RECORDS = st.lists(
    st.tuples(st.sampled_from(TABLES), st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=5)), max_size=4
)


@given(RECORDS, st.dictionaries(st.sampled_from(["country", "plan", "period", "date_prepared", "title"]), VALUES))
def test_any_records_give_rows_that_the_tables_take(
    records: list[tuple[str, dict[str, RawValue]]], facts: dict[str, RawValue]
) -> None:
    made = [RawRecord(table, f"r{i}", fields, commitment="r0") for i, (table, fields) in enumerate(records)]
    extraction = normalize(document(), Parsed("self_assessment", "government", tuple(made), facts), "any", "1")
    for table, rows in quality.check_tables(collect_tables([extraction])).items():
        check_rows(table, rows)
