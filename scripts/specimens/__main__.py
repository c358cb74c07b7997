"""Draw the specimens that have a description, with their expectations and manifests: `python -m scripts.specimens`."""

from __future__ import annotations

import json

from scripts.specimens.manifest import manifest
from scripts.specimens.specimen import EXPECTED, FURTHER, RAW, Specimen, all_specimens, drawn_specimens


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


def main() -> None:
    """Write the drawn documents and their expectations, then the manifests of both folders."""
    drawn = list(drawn_specimens())
    known = {specimen.path: specimen for specimen in [*all_specimens(), *drawn]}
    specimens = [known[path] for path in sorted(known)]
    for folder, contents in ((RAW, files(specimens)), (FURTHER, further(specimens)), (EXPECTED, expectations(drawn))):
        for name, content in contents.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    print(f"{len(drawn)} documents drawn; {len(specimens)} are named in the manifests")


if __name__ == "__main__":
    main()
