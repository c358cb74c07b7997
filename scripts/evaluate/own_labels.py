"""The label classifier on wordings that the project made up itself (`tests/fixtures/labels.json`)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pipeline.lexicon import classify_label
from scripts.evaluate.gold import ROOT

LABELS = ROOT / "tests" / "fixtures" / "labels.json"


def load() -> dict[str, Any]:
    """Return the wordings by language and field, and texts that are no labels."""
    loaded: dict[str, Any] = json.loads(LABELS.read_text(encoding="utf-8"))
    return loaded


def own_labels() -> Iterator[tuple[str, dict[str, float]]]:
    """Yield the figures by stage and by language, and how many texts that are no labels were taken for one."""
    stages: dict[str, Counter[str]] = {}
    spoken: dict[str, Counter[str]] = {}
    for language, listed in load()["labels"].items():
        for field, texts in listed.items():
            for text in texts:
                found = classify_label(text)
                counted = ["gold", *(["given"] if found.field else []), *(["right"] if found.field == field else [])]
                stages.setdefault(found.method, Counter()).update(counted)
                spoken.setdefault(language, Counter()).update(counted)
    for kind, groups in {"stage": stages, "language": spoken}.items():
        for name, counts in sorted(groups.items()):
            yield f"own labels / {kind} / {name}", {key: counts[key] for key in ("gold", "given", "right")}
    texts = load()["no_labels"]
    taken = sum(classify_label(text).field is not None for text in texts)
    yield "own labels / no labels", {"gold": len(texts), "spurious": taken}
