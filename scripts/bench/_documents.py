"""Documents made for benchmarks, of any length and number, from the facts of the fictional country."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

from scripts.specimens import self_assessment_2016
from scripts.specimens import self_assessment_2016_looks as looks
from scripts.specimens.facts import load
from scripts.specimens.sketch import Look, Part, as_text
from scripts.specimens.sketch_docx import as_docx

_THINGS = ("register", "contract", "permit", "quota", "budget", "forum", "portal", "council", "survey", "archive")
_DOING = ("Open", "Publish", "Renew", "Extend", "Merge", "Simplify", "Translate", "Protect", "Digitise", "Review")


def facts(commitments: int, seed: int = 0) -> dict[str, Any]:
    """Return the facts of a self-assessment with as many commitments, each with texts of its own."""
    made: dict[str, Any] = copy.deepcopy(load("self_assessment_2016")["en"])
    chance, given = random.Random(seed), made["commitments"]
    made["commitments"] = [_varied(given[k % len(given)], k + 1, chance) for k in range(commitments)]
    return made


def _varied(commitment: dict[str, Any], number: int, chance: random.Random) -> dict[str, Any]:
    made = copy.deepcopy(commitment)
    first, second, third = chance.sample(_THINGS, 3)
    title = f"{chance.choice(_DOING)} the {first} of the {second} and {third}"
    results = [f"{number}: " + " ".join(chance.choices(_THINGS, k=chance.randint(10, 80))) + "."]
    return {**made, "number": str(number), "title": title, "results": results}


def _labels() -> Any:
    return load("self_assessment_2016_labels")["en"]


def form_pdf(forms: int, seed: int = 0) -> bytes:
    """Return a PDF of so many forms: a page each, nearly."""
    return self_assessment_2016.drawn(facts(forms, seed), _labels(), "form.pdf")


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
    """Write so many short reports of three forms into a folder: of ten, three are PDFs, two DOCX and five texts."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        suffix, made = _report(number)
        (folder / f"report-{number:05}.{suffix}").write_bytes(made)


def _report(number: int) -> tuple[str, bytes]:
    if number % 10 in (0, 4, 7):
        return "pdf", form_pdf(3, number)
    parts: list[Part] = list(looks.one_table(facts(3, number), _labels(), prompts=True))
    if number % 10 in (1, 5):
        return "docx", as_docx(parts, f"Report {number}", "Norlandia", Look())
    return "txt", as_text(parts)
