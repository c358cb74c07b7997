"""Describe a document of unknown format: its repeating labels, and the fields that they may ask for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.lexicon import Candidate, classify_label
from pipeline.model import Document
from pipeline.structure.form_groups import groups, repeating
from pipeline.structure.form_records import field_of, fields
from pipeline.structure.label_events import letters
from pipeline.structure.lines import lines_of, text_of
from pipeline.structure.milestones.columns import cells_under
from pipeline.structure.pairs import Pair, pairs
from pipeline.structure.rows import merged

MAX_SAMPLE_LENGTH = 60
"""Characters of a sample answer that are printed."""

MAX_SAMPLES = 2

MIN_HINT_SCORE = 0.3
"""Candidates below this similarity are hardly ever the right field, so they are not mentioned."""


@dataclass(frozen=True, slots=True)
class SuggestedLabel:
    """A printed label: how often it occurs, the field for its answers, the candidates, sample answers.

    `field` is None if no candidate is reliable; `how` is the method of the label classifier.
    """

    label: str
    count: int
    field: str | None
    how: str
    candidates: tuple[Candidate, ...]
    samples: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """Return plain data with the best two candidates."""
        ranked = [{"field": c.field, "score": c.score, "wording": c.wording} for c in self.candidates[:2]]
        return {
            "label": self.label,
            "count": self.count,
            "field": self.field,
            "how": self.how,
            "candidates": ranked,
            "samples": list(self.samples),
        }


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The repeating structure: the number of forms, and their labels in the order of the first forms.

    Without forms the labels are whatever recurs in the document. `known` says whether enough of the labels are
    known to
    read the forms without a parser.
    """

    forms: int
    labels: tuple[SuggestedLabel, ...]
    known: bool = False


def suggest_labels(document: Document) -> Suggestion:
    """Find the repeating structure of a document."""
    all_pairs = pairs(document.blocks)
    known_forms = groups(all_pairs)
    forms = known_forms or repeating(all_pairs)
    listed_pairs = [pair for form in forms for pair in form] if forms else list(all_pairs)
    by_label: dict[str, list[Pair]] = {}
    for pair in listed_pairs:
        by_label.setdefault(pair.key, []).append(pair)
        for column in _column_pairs(pair):
            by_label.setdefault(column.key, []).append(column)
    return Suggestion(len(forms), tuple(_build_suggestion(same) for same in by_label.values()), bool(known_forms))


def _column_pairs(pair: Pair) -> Iterator[Pair]:
    """Yield the column headings of tables next to a label, each with the text below it."""
    for table in pair.tables if pair.found.field != "completion" else ():
        rows = merged(table)
        for cell in rows[0].cells if len(rows) > 1 else ():
            label = text_of(cell)
            if label and letters(label) != pair.key:
                below = cells_under(rows[1], cell)
                value = lines_of(below[0]) if below else ()
                yield Pair(label, classify_label(label), "column", lines_of(cell), value)


def _build_suggestion(same: Sequence[Pair]) -> SuggestedLabel:
    first = same[0]
    texts = dict.fromkeys(" ".join(pair.text.split()) for pair in same if pair.text)
    samples = tuple(text if len(text) <= MAX_SAMPLE_LENGTH else text[: MAX_SAMPLE_LENGTH - 1] + "…" for text in texts)
    label = " ".join(first.label.split())
    return SuggestedLabel(
        label, len(same), field_of(first), first.found.method, first.found.candidates, samples[:MAX_SAMPLES]
    )


def draft_parser(name: str, title: str, suggestion: Suggestion) -> str:
    """Return a parser module with the suggested labels, to be checked by a person.

    >>> found = SuggestedLabel("Lead agency", 3, "lead_institution", "exact", (), ())
    >>> '"Lead agency": "lead_institution",' in draft_parser("quarterly", "Quarterly report", Suggestion(3, (found,)))
    True
    """
    lines = [f"    {_quote(s.label)}: {_quote(s.field)},{_build_comment(s)}" for s in suggestion.labels]
    inner = "\n" + "\n".join(lines) + "\n" if lines else ""
    return TEMPLATE.format(name=name, title=title, labels=inner)


def _quote(text: str | None) -> str:
    return "None" if text is None else json.dumps(text, ensure_ascii=False)


def _build_comment(suggested: SuggestedLabel) -> str:
    """Return a comment with the next best field, unless the label is certain."""
    if suggested.field is not None and suggested.how == "exact":
        return ""
    alternatives = (c for c in suggested.candidates if c.field != suggested.field and c.field in fields())
    best = next((c for c in alternatives if c.score >= MIN_HINT_SCORE), None)
    hint = f"; perhaps {best.field} ({best.score:.2f})" if best else ""
    return f"  # {'check' if suggested.field else 'not understood'}{hint}"


TEMPLATE = '''"""{title}. Drafted by `ogp suggest`: check every line of LABELS."""

from __future__ import annotations

from pipeline.model import Claim, Document, Parsed
from pipeline.structure import declared_forms

NAME = "{name}"
VERSION = "1"
TITLE = "{title}"

REPORT_TYPE = "self_assessment"
PUBLISHER = "government"

# Printed label -> field; None leaves its answer out. The first label opens each form.
LABELS: dict[str, str | None] = {{{labels}}}


def identify(document: Document) -> Claim | None:
    """Claim a document with nearly all of the labels."""
    return declared_forms.identify(NAME, LABELS, document)


def parse(document: Document) -> Parsed:
    """Read every form by the labels."""
    return declared_forms.parse(LABELS, document, REPORT_TYPE, PUBLISHER)
'''
"""A parser that consists of data only."""
