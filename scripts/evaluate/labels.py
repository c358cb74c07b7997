"""The label classifier, leave-one-country-out: what it makes of the wordings of a country that it has never seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from unittest.mock import patch

from pipeline.lexicon import Context, classify, classify_label, similarity
from pipeline.lexicon.index import Wording, iterate_entries
from pipeline.lexicon.scope import languages
from scripts.evaluate.gold import PrintedLabel
from scripts.evaluate.held_out import find_template_users, hold_out_country

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
    found = classify_label(label.text, Context(heads_labels=not label.has_value))
    field = found.candidates[0].field if found.candidates else None
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
