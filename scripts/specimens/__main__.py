"""Draw the specimens that have a description, with their expectations and manifests: `python -m scripts.specimens`."""

from __future__ import annotations

import json

from scripts.specimens.specimen import (
    EXPECTED,
    FURTHER,
    RAW,
    Specimen,
    draw_all_specimens,
    load_specimens,
    make_manifest,
)


def raw_files(specimens: list[Specimen]) -> dict[str, bytes]:
    """Return the content of the raw folder: path -> bytes, with the manifest."""
    shown = [specimen for specimen in specimens if specimen.shown]
    return {specimen.path: specimen.content for specimen in shown} | {"manifest.csv": make_manifest(shown)}


def further_files(specimens: list[Specimen]) -> dict[str, bytes]:
    """Return the documents that only the tests read, with their manifest: path -> bytes."""
    hidden = [specimen for specimen in specimens if not specimen.shown]
    return {specimen.path: specimen.content for specimen in hidden} | {"manifest.csv": make_manifest(hidden)}


def expectation_files(specimens: list[Specimen], suffix: str = ".expected.json") -> dict[str, bytes]:
    """Return what a run should find: `<file name><suffix>` -> JSON in the shape of gold labels."""
    expected = {specimen.name + suffix: specimen.expected for specimen in specimens if specimen.expected}
    return {name: (json.dumps(facts, indent=1, ensure_ascii=False) + "\n").encode() for name, facts in expected.items()}


def main() -> None:
    """Write the drawn documents and their expectations, then the manifests of both folders."""
    drawn = list(draw_all_specimens())
    known = {specimen.path: specimen for specimen in [*load_specimens(), *drawn]}
    specimens = [known[path] for path in sorted(known)]
    for folder, contents in (
        (RAW, raw_files(specimens)),
        (FURTHER, further_files(specimens)),
        (EXPECTED, expectation_files(drawn)),
    ):
        for name, content in contents.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    print(f"{len(drawn)} documents drawn; {len(specimens)} are named in the manifests")


if __name__ == "__main__":
    main()
