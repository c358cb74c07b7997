"""Fixtures of parsers: a document and what was accepted as its values, `tests/fixtures/<parser>/<case>/`.

`python -m scripts.fixtures accept <parser>/<case>` accepts what the pipeline gives now, after a look at it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.model import Extraction
from pipeline.tables.parts import build_table_row

FIXTURES = Path(__file__).parents[1] / "tests" / "fixtures"
ACCEPTED = "expected.json"
PROPOSED = "expected.new.json"
"""What the pipeline gives, waiting for a person's eyes; `accept_case` renames it."""

ABOUT_THE_FILE = {"document_id", "sha256", "size_bytes", "source_path", "parser_version", "source_url", "status"}
KEYS = {"document_id", "source_document_id"}

Expectation = Mapping[str, Mapping[str, Mapping[str, object]]]
"""Table -> place of the record (`c1.m2`; `-` for the document) -> column -> value, null left out."""


def list_cases() -> list[Path]:
    """Return the folders of all cases, sorted."""
    return sorted(folder for folder in FIXTURES.glob("*/*/") if folder.is_dir() and find_source(folder))


def find_source(case: Path) -> Path | None:
    """Return the document of a case: its one file next to the expectations and a README."""
    beside = {ACCEPTED, PROPOSED, "README.md"}
    found = sorted(path for path in case.iterdir() if path.is_file() and path.name not in beside)
    return found[0] if len(found) == 1 else None


def case_name(case: Path) -> str:
    """Return a case's name as `make accept` takes it."""
    return f"{case.parent.name}/{case.name}"


def extract_case(case: Path) -> Extraction:
    """Return what the pipeline gives for a case's document; raise FileNotFoundError without one."""
    source = find_source(case)
    if source is None:
        raise FileNotFoundError(f"{case} must hold one document beside {ACCEPTED}")
    return extract_document(source.parent, describe_file(source)).extraction


def build_expectation(found: Extraction) -> Expectation:
    """Return an extraction's values without what only says which file it is."""
    document_id = str(found.document["document_id"])
    tables: dict[str, dict[str, Mapping[str, object]]] = {}
    about = {name: value for name, value in found.document.items() if name not in ABOUT_THE_FILE}
    tables["documents"] = {"-": _row_values(about, document_id)}
    for row in found.rows:
        if row.table == "documents":
            tables["documents"]["-"] = {**tables["documents"]["-"], **_row_values(row.values, document_id)}
        else:
            place = row.key.removeprefix(f"{document_id}:")
            tables.setdefault(row.table, {})[place] = _row_values(build_table_row(row, document_id), document_id)
    if found.issues:
        counted = sorted({issue.code for issue in found.issues})
        tables["issues"] = {"-": {code: sum(i.code == code for i in found.issues) for code in counted}}
    return tables


def _row_values(values: Mapping[str, object], document_id: str) -> Mapping[str, object]:
    kept = {name: _plain_value(value, document_id) for name, value in values.items() if name not in KEYS}
    return {name: value for name, value in sorted(kept.items()) if value not in (None, "", [])}


def _plain_value(value: object, document_id: str) -> object:
    if isinstance(value, str):
        return value.removeprefix(f"{document_id}:")
    if isinstance(value, list | tuple):
        return [_plain_value(item, document_id) for item in value]
    return value if isinstance(value, bool | int | float) or value is None else str(value)


def load_accepted(case: Path) -> Expectation | None:
    """Return the accepted values of a case, None where no one has accepted any."""
    path = case / ACCEPTED
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def iterate_differences(wanted: Expectation, got: Expectation) -> Iterator[tuple[str, object, object]]:
    """Yield the field, the accepted value and the one found wherever one of both is given.

    >>> list(iterate_differences({"commitments": {"c1": {"title": "Data"}}}, {"commitments": {"c1": {"number": "1"}}}))
    [('commitments c1 number', None, '1'), ('commitments c1 title', 'Data', None)]
    """
    for table in sorted({*wanted, *got}):
        places = {**wanted.get(table, {}), **got.get(table, {})}
        for place in sorted(places):
            one, other = wanted.get(table, {}).get(place, {}), got.get(table, {}).get(place, {})
            for name in sorted({*one, *other}):
                yield f"{table} {place} {name}", one.get(name), other.get(name)


def write_proposal(case: Path) -> Path:
    """Write what the pipeline returns for a case into its folder, for review; return the file."""
    return _write_expectation(case / PROPOSED, build_expectation(extract_case(case)))


def accept_case(case: Path) -> Path:
    """Write what the pipeline gives for a case as accepted; return the file."""
    (case / PROPOSED).unlink(missing_ok=True)
    return _write_expectation(case / ACCEPTED, build_expectation(extract_case(case)))


def _write_expectation(path: Path, values: Expectation) -> Path:
    path.write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def main() -> None:
    """Accept a case, showing what changes."""
    parser = argparse.ArgumentParser(prog="python -m scripts.fixtures", description="Accept a fixture's values.")
    parser.add_argument("command", choices=["accept"])
    parser.add_argument("case", help="<parser>/<case>, a folder of tests/fixtures")
    case = FIXTURES / parser.parse_args().case
    if not case.is_dir() or find_source(case) is None:
        known = ", ".join(map(case_name, list_cases())) or "none yet"
        sys.exit(f"{case} is no case: a folder with one document. There are: {known}")
    found = extract_case(case)
    for name, old, new in iterate_differences(load_accepted(case) or {}, build_expectation(found)):
        if old != new:
            print(f"{name}: {old!r} -> {new!r}")
    for issue in found.issues:
        print(f"{issue.severity}: {issue.code}: {issue.message}")
    print(f"accepted: {accept_case(case).relative_to(FIXTURES.parents[1])}")


if __name__ == "__main__":
    main()
