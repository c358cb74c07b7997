"""Documents made for benchmarks, of any length and number, from the facts of the fictional country."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

from scripts.specimens import (
    action_plan_review,
    completion_template_docx,
    completion_template_pdf,
    completion_template_text,
)
from scripts.specimens.facts import load

_THINGS = ("register", "contract", "permit", "quota", "budget", "forum", "portal", "council", "survey", "archive")
_DOING = ("Open", "Publish", "Renew", "Extend", "Merge", "Simplify", "Translate", "Protect", "Digitise", "Review")


def facts(commitments: int, seed: int = 0) -> dict[str, Any]:
    """Return the facts of a completion template with as many commitments, each with texts of its own."""
    told: dict[str, Any] = copy.deepcopy(load("completion_template"))
    chance, given = random.Random(seed), told["commitments"]
    told["commitments"] = [_varied(given[k % len(given)], k + 1, chance) for k in range(commitments)]
    return told


def _varied(commitment: dict[str, Any], number: int, chance: random.Random) -> dict[str, Any]:
    found = copy.deepcopy(commitment)
    first, second, third = chance.sample(_THINGS, 3)
    found["heading"] = f"{number}. {chance.choice(_DOING)} the {first} of the {second} and {third}"
    found["results"] = f"{number}: " + " ".join(chance.choices(_THINGS, k=chance.randint(10, 80))) + "."
    return found


def form_pdf(forms: int, seed: int = 0) -> bytes:
    """Return a PDF of so many forms: a page each, nearly."""
    return bytes(completion_template_pdf.render(facts(forms, seed)))


def forms_on(pages: int) -> int:
    """Return how many forms fill at least so many pages."""
    return pages + pages // 10 + 1


def long_pdf(path: Path, pages: int, seed: int = 0) -> int:
    """Write a PDF of forms of at least so many pages; return how many it has."""
    import pypdfium2

    path.write_bytes(form_pdf(pages if pages < 10 else forms_on(pages), seed))
    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def archive(folder: Path, count: int) -> None:
    """Write so many short reports into a folder, each with texts of its own.

    Of ten, two are PDFs and one is a DOCX of three forms, two are web pages of a review, five plain texts of forms.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        suffix, made = _report(number)
        (folder / f"report-{number:05}.{suffix}").write_bytes(made)


def _report(number: int) -> tuple[str, bytes]:
    match number % 10:
        case 0 | 5:
            return "pdf", form_pdf(3, number)
        case 1:
            return "docx", bytes(completion_template_docx.render(facts(3, number)))
        case 2 | 7:
            return "html", bytes(action_plan_review.html(_reviewed(number), f"https://example.org/review-{number}"))
    return "txt", bytes(completion_template_text.render(facts(3, number)))


def _reviewed(seed: int) -> dict[str, Any]:
    told: dict[str, Any] = copy.deepcopy(load("action_plan_review"))
    chance = random.Random(seed)
    for item in told["promising"]:
        item["summary"] += f" {seed}: " + " ".join(chance.choices(_THINGS, k=chance.randint(10, 80))) + "."
    return told


def merged_docx(path: Path, rows: int) -> None:
    """Write a Word table of six columns: in each row two pairs of cells are merged, of three rows two in column 1."""
    import docx

    document: Any = docx.Document()
    for number, row in enumerate(document.add_table(rows, 6)._tbl.tr_lst):
        cells = row.tc_lst
        for place, cell in enumerate(cells):
            cell.p_lst[0].add_r().text = f"Row {number} column {place}: some words."
        for kept, gone in ((cells[1], cells[2]), (cells[3], cells[4])):
            kept.grid_span = 2
            row.remove(gone)
        if number % 3 < 2:
            cells[0].vMerge = "continue" if number % 3 else "restart"
    document.save(path)
