"""The label classifier on wordings that the project made up itself (`tests/fixtures/labels.json`)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pipeline.lexicon import classify_label
from scripts.evaluate.gold import ROOT

LABELS = ROOT / "tests" / "fixtures" / "labels.json"


def load_own_labels() -> dict[str, Any]:
    """Return the wordings by language and field, and texts that are no labels."""
    loaded: dict[str, Any] = json.loads(LABELS.read_text(encoding="utf-8"))
    return loaded


def iterate_own_figures() -> Iterator[tuple[str, dict[str, float]]]:
    """Yield the figures by stage and by language, and how many texts that are no labels were taken for one."""
    stages: dict[str, Counter[str]] = {}
    languages: dict[str, Counter[str]] = {}
    for language, texts_by_field in load_own_labels()["labels"].items():
        for field, texts in texts_by_field.items():
            for text in texts:
                match = classify_label(text)
                keys = ["gold", *(["given"] if match.field else []), *(["right"] if match.field == field else [])]
                stages.setdefault(match.method, Counter()).update(keys)
                languages.setdefault(language, Counter()).update(keys)
    for kind, groups in {"stage": stages, "language": languages}.items():
        for name, counts in sorted(groups.items()):
            yield f"own labels / {kind} / {name}", {key: counts[key] for key in ("gold", "given", "right")}
    texts = load_own_labels()["no_labels"]
    spurious = sum(classify_label(text).field is not None for text in texts)
    yield "own labels / no labels", {"gold": len(texts), "spurious": spurious}
