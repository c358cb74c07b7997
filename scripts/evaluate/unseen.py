"""Cells of documents that no template was written for, read by the structure engine alone.

What the engine reads on the project's own specimens says little of its confidence: they were drawn for it. Where enough
values of real documents are labelled, their precision counts instead.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.evaluate.cells import Cell, normalize_value, pair_cells
from scripts.evaluate.gold import SHARED, extract_by_labels
from scripts.evaluate.measured import LEAST_SUPPORT

FOLDERS = ("plans", "layouts")
"""Folders of corpus and gold with documents that no template was written for."""

AS_PRINTED = frozenset({"start_date", "end_date", "timeline"})
"""Fields that this gold gives as printed, where the tables have dates."""

IDENTIFIED = "documents.report_type"
"""A field that the front tells, before labels are read: reading by labels alone does not give it."""


def iterate_unseen_cells() -> Iterator[Cell]:
    """Yield the cells of the labelled documents that no template was written for."""
    for name in FOLDERS:
        gold = {file.stem: json.loads(file.read_text("utf-8")) for file in (SHARED / "gold" / name).glob("*.json")}
        with tempfile.TemporaryDirectory() as folder:
            for document in gold:
                source = SHARED / "corpus" / name / document
                if source.is_file():
                    shutil.copy(source, folder)
            found = extract_by_labels(Path(folder))
        for document in sorted(found):
            yield from pair_cells(document, convert_gold(gold[document]), found[document])


def convert_gold(gold: Mapping[str, Any]) -> dict[str, Any]:
    """Return gold of whole documents in the form of the specimens' gold: a list of rows for each table.

    >>> found = convert_gold({"commitments": [{"number": "1", "title": "Law", "fields": {"end_date": "2020"}}]})
    >>> found["commitments"], found["milestones"]
    ([{'number': '1', 'title': 'Law'}], [])
    """
    commitments: list[dict[str, Any]] = []
    milestones: list[dict[str, Any]] = []
    for wanted in gold["commitments"]:
        fields = {name: value for name, value in wanted["fields"].items() if name not in AS_PRINTED}
        # Where the document prints two titles, either is right, which a cell cannot say.
        title = {} if wanted.get("title_alt") else {"title": wanted["title"]}
        commitments.append({"number": wanted["number"], **title, **fields})
        if wanted.get("lead_institution"):
            commitments[-1]["lead_institution"] = wanted["lead_institution"]
        for milestone in wanted.get("milestones", ()) if wanted["number"] else ():
            dates = {name: milestone[name] for name in ("start_date", "end_date") if milestone.get(name)}
            row = {"commitment": wanted["number"], "number": milestone.get("number"), "text": milestone["text"]}
            milestones.append({**row, **dates})
    return {"commitments": commitments, "milestones": milestones}


def prefer_unseen(own: Sequence[Cell], unseen: Sequence[Cell]) -> list[Cell]:
    """Return the cells that confidence is measured on: the specimens' only where too few others are labelled."""
    given = Counter((cell.field, cell.method) for cell in unseen if normalize_value(cell.got) is not None)
    return [
        *unseen,
        *(cell for cell in own if given[cell.field, cell.method] < LEAST_SUPPORT and cell.field != IDENTIFIED),
    ]
