"""Begin a parser: `make new-parser NAME=...`, with `FILE=report.pdf` drafted from a document."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import click

from pipeline.catalog import describe_file
from pipeline.cli.suggest import format_suggestion, write_draft
from pipeline.parsers.suggest import Suggestion, draft_template, suggest_labels
from pipeline.readers.reading import read_document

ROOT = Path(__file__).parents[1]
BESIDE = "Put one document of the format into a folder here (`<case>/report.pdf`), then run `make test`.\n"


def main() -> None:
    """Write the module and the fixture folder."""
    parser = argparse.ArgumentParser(prog="python -m scripts.new_parser", description="Begin a parser.")
    parser.add_argument("name", help="small letters, digits and _")
    parser.add_argument("--file", type=Path, help="a document of the format, from which it is drafted")
    options = parser.parse_args()
    if not options.name:
        sys.exit("Name it: make new-parser NAME=quarterly_report")
    try:
        written = _fill_from_file(options.file, options.name) if options.file else _fill_empty(options.name)
    except click.UsageError as error:
        sys.exit(error.message)
    print("\n".join(f"written: {path}" for path in written))
    print("Go on with docs/add-a-parser.md.")


def _fill_from_file(file: Path, name: str) -> list[Path]:
    found = suggest_labels(read_document(file.parent, describe_file(file)))
    print("\n".join(format_suggestion(file.name, found)))
    return list(write_draft(file, name, name.replace("_", " ").capitalize(), found))


def _fill_empty(name: str) -> list[Path]:
    module = ROOT / "schemas" / "templates" / f"{name}.json"
    folder = ROOT / "tests" / "fixtures" / name
    if not name.isidentifier() or name.startswith("_") or name != name.lower():
        sys.exit(f"'{name}' can't be a parser's name: small letters, digits and _ only, a letter first.")
    if module.exists() or folder.exists():
        sys.exit(f"There is already {module if module.exists() else folder}. Choose another name.")
    module.write_text(draft_template(name, name.replace("_", " ").capitalize(), Suggestion(0, ())), encoding="utf-8")
    folder.mkdir(parents=True)
    (folder / "README.md").write_text(BESIDE, encoding="utf-8")
    return [module.relative_to(ROOT), folder.relative_to(ROOT)]


if __name__ == "__main__":
    main()
