"""Write the specimens: `python -m scripts.specimens raw`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from scripts.specimens.manifest import manifest
from scripts.specimens.specimen import Specimen, all_specimens

EXPECTED = Path("tests/fixtures/specimens")
FURTHER = Path("tests/fixtures/documents")


def files(specimens: list[Specimen]) -> dict[str, bytes]:
    """Return the content of the raw folder: path -> bytes, with the manifest."""
    shown = [specimen for specimen in specimens if specimen.shown]
    return {specimen.path: specimen.content for specimen in shown} | {"manifest.csv": manifest(shown)}


def further(specimens: list[Specimen]) -> dict[str, bytes]:
    """Return the documents that only the tests read, with their manifest: path -> bytes."""
    beside = [specimen for specimen in specimens if not specimen.shown]
    return {specimen.path: specimen.content for specimen in beside} | {"manifest.csv": manifest(beside)}


def expectations(specimens: list[Specimen], suffix: str = ".expected.json") -> dict[str, bytes]:
    """Return what a run should find: `<file name><suffix>` -> JSON in the shape of gold labels."""
    found = {specimen.name + suffix: specimen.expected for specimen in specimens if specimen.expected}
    return {name: (json.dumps(facts, indent=1, ensure_ascii=False) + "\n").encode() for name, facts in found.items()}


def write(folder: Path, contents: dict[str, bytes]) -> None:
    """Write files into a folder, with the folders that they stand in."""
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def main() -> None:
    """Write the raw folder, the expectations of the tests and, if asked, gold labels named as a scorer wants them."""
    parser = argparse.ArgumentParser(prog="python -m scripts.specimens", description="Write the specimen documents.")
    parser.add_argument("raw", type=Path, help="folder that the documents and manifest.csv are written to")
    parser.add_argument("--expected", type=Path, default=EXPECTED, help="folder for <file>.expected.json")
    parser.add_argument("--further", type=Path, default=FURTHER, help="folder for the documents of the tests alone")
    parser.add_argument("--gold", type=Path, help="folder for the same expectations as <file>.json")
    options = parser.parse_args()
    specimens = all_specimens()
    write(options.raw, files(specimens))
    write(options.further, further(specimens))
    write(options.expected, expectations(specimens))
    if options.gold:
        write(options.gold, expectations(specimens, ".json"))
    beside = sum(not specimen.shown for specimen in specimens)
    print(f"{len(specimens) - beside} documents written to {options.raw}, {beside} to {options.further}")


if __name__ == "__main__":
    main()
