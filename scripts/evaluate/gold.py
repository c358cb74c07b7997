"""Where gold is: the project's own expectations, and a labelled corpus next to the checkout where there is one."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("OGP_SHARED") or ROOT.parent / "shared")
SECTIONS = SHARED / "gold" / "sections.json"
DATASET = SHARED / "corpus" / "registry" / "ogp-commitments-2024.csv"


@dataclass(frozen=True, slots=True)
class PrintedLabel:
    """A label of an annotated template text: its country, gold field, wording, and whether a value follows it."""

    country: str
    language: str
    field: str
    text: str
    has_value: bool


def has_corpus() -> bool:
    """Return whether the labelled corpus lies next to the checkout."""
    return SECTIONS.is_file() and DATASET.is_file()


def load_sections() -> dict[str, Any]:
    """Return the annotated template texts by commitment ID."""
    loaded: dict[str, Any] = json.loads(SECTIONS.read_text(encoding="utf-8"))
    return loaded


@cache
def load_template_texts() -> dict[str, tuple[str, str, str]]:
    """Return the country, the pasted template text and the title of each commitment of the dataset."""
    csv.field_size_limit(2**30)
    with DATASET.open(encoding="utf-8", newline="") as file:
        return {
            row["Commitment Unique Identifier"]: (row["Country/Locality"], row["Full Text"], row["Commitment Title"])
            for row in csv.DictReader(file)
        }


def iterate_printed_labels() -> Iterator[PrintedLabel]:
    """Yield every label of the annotated texts."""
    texts = load_template_texts()
    for name, annotated in load_sections().items():
        country, raw, _ = texts[name]
        text = raw.replace("\r\n", "\n").replace("\r", "\n")
        for part in annotated["sections"]:
            if part["label"]:
                wording = text[slice(*part["label"])]
                yield PrintedLabel(country, annotated["language"], part["field"], wording, bool(part["value"]))
