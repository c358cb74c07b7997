"""What may stand in a column: nulls, types, ranges, codes."""

from __future__ import annotations

import datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import schema
from pipeline.schema import explain_violation, find_faults
from pipeline.schema.tables import FieldSchema

REFUSED: list[tuple[str, str, object, str]] = [
    ("commitments", "commitment_key", None, "must not be null"),
    ("commitments", "title", 3, "must be Unicode text, not the int 3"),
    ("commitments", "title", "lost \ud835 half", "must be Unicode text"),
    ("commitments", "plan_number", "1", "must be a whole number, not the str '1'"),
    ("commitments", "plan_number", True, "must be a whole number"),
    ("commitments", "plan_number", 0, "must be at least 1, not 0"),
    ("commitments", "plan_number", 2**63, "must be a whole number"),
    ("commitments", "id_score", float("nan"), "must be a finite number"),
    ("commitments", "id_score", 1.5, "must be at most 1, not 1.5"),
    ("commitments", "end_date", "2016-06-30", "must be a date"),
    ("commitments", "end_date", datetime.datetime(2016, 6, 30, 12), "must be a date"),
    ("commitments", "support_institutions", "Ministry", "must be a list of texts"),
    ("commitments", "support_institutions", [None], "must be a list of texts"),
    ("commitments", "ogp_values", ["kindness"], "must be one of access_to_information"),
    ("commitments", "completion", "done", "must be one of not_started"),
    ("comments", "conditional", 1, "must be true or false"),
]


@pytest.mark.parametrize(("table", "field", "value", "why"), REFUSED)
def test_refused(table: str, field: str, value: object, why: str) -> None:
    assert (explain_violation(schema.find_table(table).field(field), value, {}) or "").startswith(why)


ACCEPTED: list[tuple[str, object]] = [
    ("title", "Хүний эрх"),
    ("title", None),
    ("plan_number", 3),
    ("id_score", 1),
    ("end_date", datetime.date(2016, 6, 30)),
    ("support_institutions", ("Ministry of Mines",)),
    ("ogp_values", ["civic_participation"]),
    ("completion", "limited"),
]


@pytest.mark.parametrize(("field", "value"), ACCEPTED)
def test_accepted(field: str, value: object) -> None:
    assert explain_violation(schema.find_table("commitments").field(field), value, {}) is None


def test_the_scale_depends_on_the_indicator() -> None:
    field = schema.find_table("assessments").field("value")
    assert explain_violation(field, "transformative", {"indicator": "potential_impact"}) is None
    assert explain_violation(field, "transformative", {"indicator": "completion"})
    assert explain_violation(field, "anything", {"indicator": "progress"}) is None


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=3),
    st.just("\udfff"),
    st.dates(),
    st.datetimes(),
    st.lists(st.one_of(st.none(), st.text(max_size=3)), max_size=2),
    st.sampled_from(["limited", "2", b"x"]),
)
FIELDS = [field for table in schema.all_tables() for field in table.fields]


@given(st.sampled_from(FIELDS), st.lists(VALUES, max_size=4))
def test_columns_and_single_values_are_judged_alike(field: FieldSchema, values: list[Any]) -> None:
    table = schema.TableSchema("t", "", "", "", (field,), None, (), ())
    rows = [{field.name: value} for value in values]
    slow = [i for i, row in enumerate(rows) if explain_violation(field, row[field.name], row)]
    assert [fault.row for fault in find_faults(table, rows)] == slow


@given(st.sampled_from(FIELDS), VALUES)
def test_arrow_takes_what_is_accepted(field: FieldSchema, value: object) -> None:
    if explain_violation(field, value, {}) is None:
        types = {
            f.name: f.type for t in schema.all_tables() for f in schema.arrow_schema(t.name) if t.field(f.name) == field
        }
        assert pa.array([value], type=types[field.name])


def test_descriptions_travel_with_the_file() -> None:
    arrow = schema.arrow_schema("commitments")
    assert arrow.metadata[b"row"] == b"one row per commitment as one document tells it"
    assert b"printed" in arrow.field("title").metadata[b"description"]
    assert not arrow.field("commitment_key").nullable
    assert arrow.field("end_date").type == pa.date32()


def test_differences_are_said() -> None:
    wanted = schema.arrow_schema("links")
    assert schema.schema_differences("links", wanted.remove_metadata()) == []
    found = wanted.remove(0).append(pa.field("extra", pa.string())).set(0, pa.field("kind", pa.int64()))
    assert schema.schema_differences("links", found) == [
        "the column link_key is missing",
        "the column extra is not declared",
        "the column kind is int64, not string and never null",
    ]
