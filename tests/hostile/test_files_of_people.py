"""Nonsense in the files that people write (manifest.csv, overrides.csv) is reported and published nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import schema
from pipeline.catalog.manifest import read_manifest
from pipeline.overrides.corrections import parse_value
from pipeline.overrides.decisions import parse_decisions


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("country_code", "a;a;a"),
        ("country_code", "xxxxxxxxxxxx"),
        ("plan_id", "0001-01-01"),
        ("plan_number", "99999999999999999999"),
        ("id_score", "nan"),
        ("id_score", "1e400"),
        ("start_date", "2024-W01-1"),
        ("start_date", "0001-01-01"),
        ("end_date", "9999-12-31"),
        ("title", "a\x00b"),
        ("title", "\u202eevil"),
    ],
)
def test_a_correction_that_no_column_can_mean_is_refused(field: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        parse_value(schema.find_table("commitments").field(field), text)


def test_a_correction_with_paragraphs_is_taken() -> None:
    assert parse_value(schema.find_table("commitments").field("description"), "One\nTwo") == "One\nTwo"


def test_an_identity_with_something_else_than_an_id_is_refused() -> None:
    head = "kind,from_key,to_key,decision,who,when,why\n"
    decisions, issues = parse_decisions(head + "identity,a:c1,132ca20134365e66:c1,accept,me,2024-01-31,same\n")
    assert (decisions, [issue.code for issue in issues]) == ((), ["overrides-bad-line"])
    assert len(parse_decisions(head + "identity,a:c1,QN0001,accept,me,2024-01-31,same\n")[0]) == 1


@pytest.mark.parametrize(("column", "value"), [("language", "zz"), ("language", "English"), ("plan", "second")])
def test_a_manifest_that_says_nothing_usable_overrides_nothing(tmp_path: Path, column: str, value: str) -> None:
    (tmp_path / "manifest.csv").write_text(f"path,{column}\na.pdf,{value}\n", encoding="utf-8")
    found = read_manifest(tmp_path)
    assert found.entries["a.pdf"].facts[column] is None
    assert [issue.code for issue in found.issues] == ["manifest-bad-value"]
