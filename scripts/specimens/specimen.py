"""The specimens: documents of a fictional country as committed, with what a reader should find in each.

Web pages, text and data files are their own description. Forms and reports in PDF and DOCX are committed as well; new
ones are sketched once (`sketch`) and drawn in several looks by a module with a function `draw_specimens`.

The manifest of the raw folder: where each file comes from.
"""

from __future__ import annotations

import csv
import hashlib
import importlib
import io
import json
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.specimens.facts import load_country

PACKAGE = "scripts.specimens"
RETRIEVED_ON = "2025-03-03"
"""The day in the manifest; fixed, because the clock must not reach the files."""

ROOT = Path(__file__).parents[2]
RAW = ROOT / "raw"
FURTHER = ROOT / "tests" / "fixtures" / "documents"
EXPECTED = ROOT / "tests" / "fixtures" / "specimens"


@dataclass(frozen=True, slots=True)
class Specimen:
    """One file for the raw folder: path relative to it, bytes, address, and what a reader should find in it.

    `expected` has the shape of a gold label file: document, commitments, milestones, comments, registry and so on; its
    `look` names the template or layout if file kind and language do not identify it.
    One that is `shown` is in the raw folder; the others, further looks of a format, are fixtures of the tests.
    """

    path: str
    content: bytes
    url: str
    expected: Mapping[str, Any] = field(default_factory=dict)
    language: str = "en"
    shown: bool = True

    @property
    def name(self) -> str:
        """Return the file name without its folders."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def look(self) -> str:
        """Return the name of the look, empty where it needs none."""
        return str(self.expected.get("look", ""))


def load_specimens() -> list[Specimen]:
    """Return the committed specimens, sorted by path.

    >>> paths = [specimen.path for specimen in load_specimens()]
    >>> paths == sorted(set(paths))
    True
    """
    committed = [*_load_folder(RAW, shown=True), *_load_folder(FURTHER, shown=False)]
    return sorted(committed, key=lambda specimen: specimen.path)


def _load_folder(folder: Path, shown: bool) -> Iterator[Specimen]:
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            path = folder / row["path"]
            expected = EXPECTED / f"{path.name}.expected.json"
            facts = json.loads(expected.read_text(encoding="utf-8")) if expected.is_file() else {}
            yield Specimen(row["path"], path.read_bytes(), row["url"], facts, row["language"], shown)


def draw_all_specimens() -> Iterator[Specimen]:
    """Yield the specimens that modules of this package draw from their descriptions."""
    package = importlib.import_module(PACKAGE)
    for info in pkgutil.iter_modules(package.__path__):
        if not info.name.startswith("_"):
            module = importlib.import_module(f"{PACKAGE}.{info.name}")
            yield from module.draw_specimens() if hasattr(module, "draw_specimens") else ()


COLUMNS = ("path", "sha256", "url", "retrieved_on", "licence", "country", "plan", "language", "format")
LICENCE = "CC-BY-4.0"


def make_manifest(specimens: Iterable[Specimen]) -> bytes:
    """Return `manifest.csv` for specimens, one row each, in their order.

    `plan` and `format` stay empty: they are overrides, and the specimens are to be recognised by what they say.

    >>> make_manifest([]).decode().strip()
    'path,sha256,url,retrieved_on,licence,country,plan,language,format'
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_make_row(specimen) for specimen in specimens)
    return stream.getvalue().encode()


def _make_row(specimen: Specimen) -> tuple[str, ...]:
    digest = hashlib.sha256(specimen.content).hexdigest()
    about = (RETRIEVED_ON, LICENCE, load_country().prefix, "", specimen.language, "")
    return (specimen.path, digest, specimen.url, *about)
