"""Every fixture of a parser, `tests/fixtures/<parser>/<case>/`: one test for each accepted value.

A case without `expected.json` fails: what the pipeline gives is written beside it as `expected.new.json`. Review it
against the document, mend the parser, and when it is right accept it: `make accept CASE=<parser>/<case>`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from pipeline.parsers import registry
from pipeline.structure import declared_forms
from scripts import fixtures

CASES = {fixtures.name_of(case): case for case in fixtures.cases()}
ACCEPTED = {name: values for name, case in CASES.items() if (values := fixtures.accepted(case)) is not None}
FIELDS = [
    (name, table, place, field)
    for name, tables in ACCEPTED.items()
    for table, places in tables.items()
    for place, values in places.items()
    for field in values
]


@cache
def found(name: str) -> fixtures.Expectation:
    return fixtures.expectation(fixtures.extraction_of(CASES[name]))


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_case_was_reviewed(name: str) -> None:
    if name not in ACCEPTED:
        found = fixtures.extraction_of(CASES[name])
        written = fixtures.propose(CASES[name])
        said = "".join(f"\n{issue.severity}: {issue.code}: {issue.message}" for issue in found.issues)
        pytest.fail(f"Nobody has reviewed this case. See {written}; when it is right: make accept CASE={name}{said}")


@pytest.mark.parametrize("parser", [p.NAME for p in registry.parsers() if hasattr(p, "LABELS")])
def test_declared_labels_ask_for_fields(parser: str) -> None:
    labels = next(p for p in registry.parsers() if parser == p.NAME).LABELS  # type: ignore[attr-defined]
    if any(labels.values()):
        declared_forms.declared(labels)


@pytest.mark.parametrize("name", sorted(ACCEPTED))
def test_its_parser_reads_it(name: str) -> None:
    document = found(name)["documents"]["-"]
    assert document.get("report_format") == Path(name).parts[0]


@pytest.mark.parametrize(("name", "table", "place", "field"), FIELDS, ids=[" ".join(case) for case in FIELDS])
def test_value(name: str, table: str, place: str, field: str) -> None:
    wanted = ACCEPTED[name][table][place][field]
    assert found(name).get(table, {}).get(place, {}).get(field) == wanted


@pytest.mark.parametrize("name", sorted(ACCEPTED))
def test_nothing_else_is_read(name: str) -> None:
    differences = fixtures.differences(ACCEPTED[name], found(name))
    assert [(field, got) for field, wanted, got in differences if wanted is None] == []


def test_a_new_case_is_proposed_and_then_accepted(tmp_path: Path) -> None:
    case = tmp_path / "some_parser" / "first"
    case.mkdir(parents=True)
    (case / "note.txt").write_text("Nothing of interest.\n", encoding="utf-8")
    assert fixtures.accepted(case) is None
    proposed = fixtures.propose(case)
    assert proposed.name == fixtures.PROPOSED
    fixtures.accept(case)
    assert not proposed.exists()
    assert fixtures.accepted(case) == fixtures.expectation(fixtures.extraction_of(case))
