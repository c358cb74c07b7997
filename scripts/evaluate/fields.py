"""Score the cells of the specimens, of the parsers' fixtures and of a labelled corpus next to the checkout."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts import fixtures
from scripts.evaluate.cells import Cell, has_same_start, is_same, normalize_value, pair_cells
from scripts.evaluate.gold import SHARED, ExtractedDocument, extract_by_labels, extract_folder
from scripts.specimens.__main__ import expectation_files, further_files, raw_files
from scripts.specimens.specimen import load_specimens

CORPUS = {
    "mongolia": ("mongolia", "registry/registry-mongolia.csv"),
    "usa": ("usa",),
    "colombia": ("colombia",),
    "commitment_pages": ("commitment_pages",),
}
"""Gold folder -> what of the labelled corpus is extracted for it."""


KEPT_APART = {"milestones.evidence"}
"""Fields behind whose value the cell continues with the remarks of stakeholders, which are comments."""


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of gold values, values given, and right values, strictly and softly."""

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


def iterate_specimen_cells() -> Iterator[Cell]:
    """Yield the cells of all specimens, read as a run reads them."""
    yield from _iterate_specimens(extract_folder)


def iterate_label_engine_cells() -> Iterator[Cell]:
    """Yield the cells of the specimens that are forms, read by their labels alone."""
    yield from _iterate_specimens(extract_by_labels)


def _iterate_specimens(read: Callable[[Path], dict[str, ExtractedDocument]]) -> Iterator[Cell]:
    specimens = load_specimens()
    with tempfile.TemporaryDirectory() as folder:
        for path, content in {**raw_files(specimens), **further_files(specimens)}.items():
            target = Path(folder) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        found = read(Path(folder))
    for name, content in sorted(expectation_files(specimens, "").items()):
        if name in found:
            yield from pair_cells(name, json.loads(content), found[name])


def iterate_fixture_cells() -> Iterator[Cell]:
    """Yield the cells of the accepted fixtures of parsers."""
    for case in fixtures.list_cases():
        wanted = fixtures.load_accepted(case)
        if wanted is None:
            continue
        found = fixtures.extract_case(case)
        methods = {(row.table, p.field): p.method for row in found.rows for p in row.provenance}
        facts = (
            str(found.document.get("report_format")),
            str(found.document.get("language")),
            fixtures.case_name(case),
        )
        for name, gold, got in fixtures.iterate_differences(wanted, fixtures.build_expectation(found)):
            table, _, column = name.split(" ")
            yield Cell(*facts, f"{table}.{column}", gold, got, methods.get((table, column), "derived"))


def iterate_corpus_cells(name: str) -> Iterator[Cell]:
    """Yield the cells of one part of the labelled corpus."""
    with tempfile.TemporaryDirectory() as folder:
        for part in CORPUS[name]:
            source = SHARED / "corpus" / part
            for file in [source] if source.is_file() else sorted(source.iterdir()):
                shutil.copy(file, Path(folder) / file.name)
        found = extract_folder(Path(folder))
    for file in sorted((SHARED / "gold" / name).glob("*.json")):
        if file.stem in found:
            yield from pair_cells(file.stem, json.loads(file.read_text(encoding="utf-8")), found[file.stem])


def is_right(cell: Cell) -> bool:
    """Return whether a value is softly right; remarks of others may be separated from evidence."""
    apart = cell.field in KEPT_APART and has_same_start(cell.gold, cell.got)
    return apart or is_same(cell.gold, cell.got, soft=True)


def compute_score(all_cells: Iterable[Cell]) -> Score:
    """Count the cells."""
    gold = given = strict = soft = 0
    for cell in all_cells:
        wants, gives = normalize_value(cell.gold) is not None, normalize_value(cell.got) is not None
        gold, given = gold + wants, given + gives
        if wants and gives:
            strict += is_same(cell.gold, cell.got)
            soft += is_right(cell)
    return Score(gold, given, strict, soft)


def compute_scores(all_cells: Iterable[Cell], of: Callable[[Cell], str]) -> Mapping[str, Score]:
    """Score the cells in groups, by name."""
    groups: dict[str, list[Cell]] = defaultdict(list)
    for cell in all_cells:
        groups[of(cell)].append(cell)
    return {name: compute_score(groups[name]) for name in sorted(groups)}
