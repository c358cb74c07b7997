"""The label classifier, leave-one-country-out: what it makes of the wordings of a country that it has never seen.

The label classifier on wordings that the project made up itself (`tests/fixtures/labels.json`).

The lexicon without what it learned from one country: templates of wordings that no other country prints.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from pipeline.lexicon import classify, classify_label, index, match_label, matching, similarity, wording_trie
from pipeline.lexicon.index import Wording, iterate_entries
from pipeline.lexicon.scope import languages
from pipeline.lexicon.text_folding import expand_template, fold_to_letters, split_enumerator
from pipeline.schema import compiled
from pipeline.structure.text_labels import label_lines as running
from scripts.evaluate.gold import ROOT, PrintedLabel

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


Template = tuple[str, str, str]
"""Language, field and template as the lexicon's file has it."""


def find_template_users(labels: Sequence[PrintedLabel]) -> dict[Template, set[str]]:
    """Return for each template of the lexicon the countries whose labels it matches, by letters or content words."""
    by_key = _index_templates()
    used: dict[Template, set[str]] = {}
    for label in labels:
        forms = {fold_to_letters(label.text), fold_to_letters(split_enumerator(label.text)[1])}
        match = match_label(label.text)
        if match and match.method == "exact":
            forms.add(fold_to_letters(match.wording))
        for template in {t for form in forms for t in by_key.get(form, ())}:
            used.setdefault(template, set()).add(label.country)
    return used


def _index_templates() -> dict[str, set[Template]]:
    templates: dict[str, set[Template]] = {}
    for language in languages():
        data = index.language_data(language)
        for label in data["labels"]:
            for template in label["wordings"]:
                for wording in expand_template(template, data.get("slots", {})):
                    templates.setdefault(fold_to_letters(wording), set()).add((language, label["field"], template))
    return templates


@contextmanager
def hold_out_country(country: str, used: Mapping[Template, Collection[str]]) -> Iterator[None]:
    """Take the templates that only one country's labels need out of the lexicon for as long as the block runs."""
    full = {language: index.language_data(language) for language in languages()}
    reduced = {language: _remove_templates(data, language, country, used) for language, data in full.items()}
    clear_lexicon_caches()
    with (
        patch.object(index, "language_data", reduced.__getitem__),
        patch.object(wording_trie, "language_data", reduced.__getitem__),
        patch.object(compiled, "_write_file", lambda *_: None),
    ):
        yield
    clear_lexicon_caches()


def _remove_templates(
    data: dict[str, Any], language: str, country: str, users: Mapping[Template, Collection[str]]
) -> dict[str, Any]:
    labels = [
        {**label, "wordings": [w for w in label["wordings"] if users.get((language, label["field"], w)) != {country}]}
        for label in data["labels"]
    ]
    return {**data, "labels": labels}


def clear_lexicon_caches() -> None:
    """Drop what the lexicon's modules remember, so that they are built again from its data."""
    for module in (index, matching, similarity, classify, wording_trie, running):
        for name in vars(module):
            attribute = getattr(module, name)
            if hasattr(attribute, "cache_clear") and attribute.__module__ == module.__name__:
                attribute.cache_clear()


COVERAGE = 0.9  # share of labels that must be answered; the issue of the classifier asked for it

KINDS = {
    "actors": "support_institutions",
    "actors_government": "support_institutions",
    "actors_non_government": "support_institutions",
    "implementing_institutions": "lead_institution",
    "responsible": "lead_institution",
    "contact_name": "contacts",
    "contact_position": "contacts",
    "contact_email": "contacts",
    "contact_phone": "contacts",
    "start_date": "timeline",
    "end_date": "timeline",
}
"""Raw field -> the coarser field of the annotation."""


@dataclass(frozen=True, slots=True)
class JudgedLabel:
    """A label and what the classifier made of it without its country's wordings."""

    label: PrintedLabel
    field: str | None
    method: str
    trust: float
    right: bool
    abstained: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Right answers of given ones."""

    right: int
    given: int

    @property
    def share(self) -> float | None:
        """Their share, None without answers."""
        return round(self.right / self.given, 4) if self.given else None


def judge_without_country(labels: Sequence[PrintedLabel]) -> tuple[JudgedLabel, ...]:
    """Judge every label by a classifier that knows the lexicon and the labels of the other countries only."""
    used = find_template_users(labels)
    known = {KINDS.get(label.field, label.field) for label in labels} - {"other"}
    found: list[JudgedLabel] = []
    for country in sorted({label.country for label in labels}):
        with hold_out_country(country, used):
            others = [label for label in labels if label.country != country and label.field in known]
            made = similarity.build_space([*_sample(), *(Wording(x.field, x.text, x.language) for x in others)])
            with patch.object(classify, "lexicon_space", lambda made=made: made):
                found += [_judge(label, known) for label in labels if label.country == country]
    return tuple(found)


def _sample() -> list[Wording]:
    return similarity.sample_expansions(entry for language in languages() for entry in iterate_entries(language))


def _judge(label: PrintedLabel, known: set[str]) -> JudgedLabel:
    found = classify_label(label.text)
    field = found.candidates[0].field if found.candidates else None
    # 'Commitment description' right above its questions heads them.
    if found.field in ("description", "relevance") and not label.has_value:
        field = "heading"
    kind = KINDS.get(field or "", field)
    # 'other' are labels of a national form: right is every field that is none of the template's.
    right = kind == label.field or (label.field == "other" and kind not in known)
    return JudgedLabel(label, field, found.method, found.trust, right, found.abstain)


def count_at_coverage(judged: Sequence[JudgedLabel], coverage: float) -> Figures:
    """Return how many of the surest labels are right, as many as `coverage` needs."""
    ranked = sorted(judged, key=lambda one: (-one.trust, one.label.country, one.label.text))
    kept = ranked[: round(len(ranked) * coverage)]
    return Figures(sum(one.right for one in kept), len(kept))


def count_answered(judged: Sequence[JudgedLabel]) -> Figures:
    """Return how many of the labels that the classifier did not abstain from are right."""
    given = [one for one in judged if not one.abstained]
    return Figures(sum(one.right for one in given), len(given))


def count_by_method(judged: Sequence[JudgedLabel]) -> dict[str, Figures]:
    """Return the figures of the answers of each stage."""
    return {name: count_answered(ones) for name, ones in _count_groups(judged, lambda one: one.method).items()}


def count_by_language(judged: Sequence[JudgedLabel]) -> dict[str, Figures]:
    """Return the figures of the answers in each language."""
    return {name: count_answered(ones) for name, ones in _count_groups(judged, lambda one: one.label.language).items()}


def _count_groups(judged: Sequence[JudgedLabel], of: Callable[[JudgedLabel], str]) -> dict[str, list[JudgedLabel]]:
    groups: dict[str, list[JudgedLabel]] = defaultdict(list)
    for one in judged:
        groups[of(one)].append(one)
    return dict(sorted(groups.items()))
