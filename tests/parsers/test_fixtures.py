"""Every fixture of a parser, `tests/fixtures/<parser>/<case>/`: what is read is what was accepted.

A case without `expected.json` fails: what the pipeline gives is written beside it as `expected.new.json`. Review it
against the document, mend the parser, and when it is right accept it: `make accept CASE=<parser>/<case>`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import fixtures

CASES = {fixtures.case_name(case): case for case in fixtures.list_cases()}
ACCEPTED = {name: values for name, case in CASES.items() if (values := fixtures.load_accepted(case)) is not None}


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_case_was_reviewed(name: str) -> None:
    if name not in ACCEPTED:
        found = fixtures.extract_case(CASES[name])
        written = fixtures.write_proposal(CASES[name])
        said = "".join(f"\n{issue.severity}: {issue.code}: {issue.message}" for issue in found.issues)
        pytest.fail(f"Nobody has reviewed this case. See {written}; when it is right: make accept CASE={name}{said}")


@pytest.mark.parametrize("name", sorted(ACCEPTED))
def test_the_case_is_read_as_accepted(name: str) -> None:
    given = fixtures.build_expectation(fixtures.extract_case(CASES[name]))
    assert given["documents"]["-"].get("report_format") == Path(name).parts[0]
    differences = fixtures.iterate_differences(ACCEPTED[name], given)
    assert [(field, wanted, got) for field, wanted, got in differences if wanted != got] == []


def test_a_new_case_is_proposed_and_then_accepted(tmp_path: Path) -> None:
    case = tmp_path / "some_parser" / "first"
    case.mkdir(parents=True)
    (case / "note.txt").write_text("Nothing of interest.\n", encoding="utf-8")
    assert fixtures.load_accepted(case) is None
    proposed = fixtures.write_proposal(case)
    assert proposed.name == fixtures.PROPOSED
    fixtures.accept_case(case)
    assert not proposed.exists()
    assert fixtures.load_accepted(case) == fixtures.build_expectation(fixtures.extract_case(case))
