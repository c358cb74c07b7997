"""Fields: the cells of the specimens, of the parsers' fixtures and of a labelled corpus beside the checkout, scored."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts import fixtures
from scripts.evaluate.cells import Cell, cells
from scripts.evaluate.comparing import opens_alike, plain, same
from scripts.evaluate.extracted import Extracted, by_labels_alone, extracted
from scripts.evaluate.gold import SHARED
from scripts.specimens.__main__ import expectations, files, further
from scripts.specimens.specimen import all_specimens

CORPUS = {
    "mongolia": ("mongolia", "registry/registry-mongolia.csv"),
    "usa": ("usa",),
    "colombia": ("colombia",),
    "commitment_pages": ("commitment_pages",),
}
"""Gold folder -> what of the labelled corpus is extracted for it."""


KEPT_APART = {"milestones.evidence"}
"""Fields behind whose value the cell goes on with the remarks of stakeholders, which are comments."""


@dataclass(frozen=True, slots=True)
class Score:
    """Values of gold, values given, and those that are right, strictly and softly."""

    gold: int
    given: int
    strict: int
    soft: int

    @property
    def precision(self) -> float | None:
        """Softly right of given; None where nothing is given."""
        return self.soft / self.given if self.given else None

    def data(self) -> dict[str, int]:
        """Return the counts."""
        return {"gold": self.gold, "given": self.given, "strict": self.strict, "soft": self.soft}


def specimen_cells() -> Iterator[Cell]:
    """Yield the cells of all specimens, read as a run reads them."""
    yield from _specimens(extracted)


def label_engine_cells() -> Iterator[Cell]:
    """Yield the cells of the specimens that are forms, read by their labels alone."""
    yield from _specimens(by_labels_alone)


def _specimens(read: Callable[[Path], dict[str, Extracted]]) -> Iterator[Cell]:
    specimens = all_specimens()
    with tempfile.TemporaryDirectory() as folder:
        for path, content in {**files(specimens), **further(specimens)}.items():
            target = Path(folder) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        found = read(Path(folder))
    for name, content in sorted(expectations(specimens, "").items()):
        if name in found:
            yield from cells(name, json.loads(content), found[name])


def fixture_cells() -> Iterator[Cell]:
    """Yield the cells of the accepted fixtures of parsers."""
    for case in fixtures.cases():
        wanted = fixtures.accepted(case)
        if wanted is None:
            continue
        found = fixtures.extraction_of(case)
        methods = {(row.table, p.field): p.method for row in found.rows for p in row.provenance}
        facts = (str(found.document.get("report_format")), str(found.document.get("language")), fixtures.name_of(case))
        for name, gold, got in fixtures.differences(wanted, fixtures.expectation(found)):
            table, _, column = name.split(" ")
            yield Cell(*facts, f"{table}.{column}", gold, got, methods.get((table, column), "derived"))


def corpus_cells(name: str) -> Iterator[Cell]:
    """Yield the cells of one part of the labelled corpus."""
    with tempfile.TemporaryDirectory() as folder:
        for part in CORPUS[name]:
            source = SHARED / "corpus" / part
            for file in [source] if source.is_file() else sorted(source.iterdir()):
                shutil.copy(file, Path(folder) / file.name)
        found = extracted(Path(folder))
    for file in sorted((SHARED / "gold" / name).glob("*.json")):
        if file.stem in found:
            yield from cells(file.stem, json.loads(file.read_text(encoding="utf-8")), found[file.stem])


def right(cell: Cell) -> bool:
    """Say whether a value is softly right; evidence may have the remarks of others behind it kept apart."""
    apart = cell.field in KEPT_APART and opens_alike(cell.gold, cell.got)
    return apart or same(cell.gold, cell.got, soft=True)


def score(all_cells: Iterable[Cell]) -> Score:
    """Count the cells."""
    gold = given = strict = soft = 0
    for cell in all_cells:
        wants, gives = plain(cell.gold) is not None, plain(cell.got) is not None
        gold, given = gold + wants, given + gives
        if wants and gives:
            strict += same(cell.gold, cell.got)
            soft += right(cell)
    return Score(gold, given, strict, soft)


def scores(all_cells: Iterable[Cell], of: Callable[[Cell], str]) -> Mapping[str, Score]:
    """Score the cells in groups, by name."""
    groups: dict[str, list[Cell]] = defaultdict(list)
    for cell in all_cells:
        groups[of(cell)].append(cell)
    return {name: score(groups[name]) for name in sorted(groups)}
