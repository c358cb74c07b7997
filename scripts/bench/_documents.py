"""Documents made for benchmarks, of any length and number, from the facts of the fictional country."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from types import ModuleType
from typing import Any

from scripts.specimens import completion_template_docx, completion_template_pdf, completion_template_text
from scripts.specimens.facts import load

_THINGS = ("register", "contract", "permit", "quota", "budget", "forum", "portal", "council", "survey", "archive")
_DOING = ("Open", "Publish", "Renew", "Extend", "Merge", "Simplify", "Translate", "Protect", "Digitise", "Review")


_KINDS: dict[int, tuple[str, ModuleType]] = {
    0: ("pdf", completion_template_pdf),
    1: ("docx", completion_template_docx),
}


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


def archive(folder: Path, count: int) -> None:
    """Write so many short reports into a folder: of ten one PDF, one DOCX, eight plain texts."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        suffix, kind = _KINDS.get(number % 10, ("txt", completion_template_text))
        (folder / f"report-{number:05}.{suffix}").write_bytes(kind.render(facts(3, number)))
