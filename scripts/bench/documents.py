"""Documents made for benchmarks, of any length and number, from the facts of the fictional country."""

from __future__ import annotations

import copy
import json
import random
import re
from pathlib import Path
from typing import Any

from pipeline.schema.codes import members
from scripts.specimens import self_assessment_2016
from scripts.specimens import self_assessment_2016_looks as looks
from scripts.specimens.facts import load_facts
from scripts.specimens.sketch import Look, Part, render_docx, render_text

_THINGS = ("register", "contract", "permit", "quota", "budget", "forum", "portal", "council", "survey", "archive")
_DOING = ("Open", "Publish", "Renew", "Extend", "Merge", "Simplify", "Translate", "Protect", "Digitise", "Review")
REPORTS, PLANS = 5, 5
"""Reports of one plan, and plans of one country, in an archive."""


def make_facts(commitments: int, seed: int = 0) -> dict[str, Any]:
    """Return the facts of a self-assessment with as many commitments, each with texts of its own."""
    facts: dict[str, Any] = copy.deepcopy(load_facts("self_assessment_2016")["en"])
    chance, originals = random.Random(seed), facts["commitments"]
    facts["commitments"] = [_vary_commitment(originals[k % len(originals)], k + 1, chance) for k in range(commitments)]
    return facts


def _vary_commitment(commitment: dict[str, Any], number: int, chance: random.Random) -> dict[str, Any]:
    copied = copy.deepcopy(commitment)
    first, second, third = chance.sample(_THINGS, 3)
    title = f"{chance.choice(_DOING)} the {first} of the {second} and {third}"
    results = [f"{number}: " + " ".join(chance.choices(_THINGS, k=chance.randint(10, 80))) + "."]
    return {**copied, "number": str(number), "title": title, "results": results}


def _load_labels() -> Any:
    return load_facts("self_assessment_2016_labels")["en"]


def draw_form_pdf(forms: int, seed: int = 0) -> bytes:
    """Return a PDF of so many forms: a page each, nearly."""
    return _draw_pdf(make_facts(forms, seed))


def _draw_pdf(facts: dict[str, Any]) -> bytes:
    return self_assessment_2016.draw_form(facts, _load_labels(), "form.pdf")


def count_forms(pages: int) -> int:
    """Return how many forms fill at least so many pages."""
    return pages + pages // 10 + 1


def write_long_pdf(path: Path, pages: int, seed: int = 0) -> int:
    """Write a PDF of forms of at least so many pages; return how many it has."""
    import pypdfium2

    path.write_bytes(draw_form_pdf(pages if pages < 10 else count_forms(pages), seed))
    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def write_archive(folder: Path, count: int) -> None:
    """Write so many short reports of three forms into a folder: of ten, three are PDFs, two DOCX and five texts.

    Five are of one plan, and each country has five plans, as long as there are countries.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        suffix, content = _make_report(number)
        (folder / f"report-{number:05}.{suffix}").write_bytes(content)


def _make_report(number: int) -> tuple[str, bytes]:
    facts = _move_facts(make_facts(3, number), number // REPORTS)
    if number % 10 in (0, 4, 7):
        return "pdf", _draw_pdf(facts)
    parts: list[Part] = list(looks.sketch_one_table(facts, _load_labels(), prompts=True))
    if number % 10 in (1, 5):
        return "docx", render_docx(parts, f"Report {number}", "Norlandia", Look())
    return "txt", render_text(parts)


def _move_facts(facts: dict[str, Any], plan: int) -> dict[str, Any]:
    """Return facts of another country and years, so that plans are as many as those of an archive."""
    names = sorted(name for code, name in members().items() if len(code) == 2 and name.isalpha())
    country, years = names[plan // PLANS % len(names)], 2 * (plan % PLANS) - 6
    text = json.dumps(facts, ensure_ascii=False).replace("Norlandia", country)
    moved: dict[str, Any] = json.loads(re.sub(r"\b20[0-2]\d\b", lambda year: str(int(year[0]) + years), text))
    return moved
