"""What a document of an unknown format looks like: its repeating labels with the fields that they may ask for."""

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

SAMPLE = 60
"""Characters of an answer that are shown."""

SAMPLES = 2

HINT = 0.3
"""Least score of a candidate that is worth a look."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """A printed label: how often it stands, the field that its answers would be read as, the candidates, answers.

    `field` is None where no candidate is to be trusted; `how` is the stage of the label classifier.
    """

    label: str
    count: int
    field: str | None
    how: str
    candidates: tuple[Candidate, ...]
    samples: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """Return plain data, the best two candidates only."""
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
    """The repeating structure: how many forms, and their labels in the order of the first forms.

    Without forms the labels are whatever recurs in the document. `known` says whether enough of the labels are known
    for the forms to be read without a parser.
    """

    forms: int
    labels: tuple[Suggested, ...]
    known: bool = False


def suggest(document: Document) -> Suggestion:
    """Look for a repeating structure in a document."""
    found = pairs(document.blocks)
    recognised = groups(found)
    forms = recognised or repeating(found)
    shown = [pair for form in forms for pair in form] if forms else list(found)
    by_label: dict[str, list[Pair]] = {}
    for pair in shown:
        by_label.setdefault(pair.key, []).append(pair)
        for column in _columns(pair):
            by_label.setdefault(column.key, []).append(column)
    return Suggestion(len(forms), tuple(_suggested(same) for same in by_label.values()), bool(recognised))


def _columns(pair: Pair) -> Iterator[Pair]:
    """Yield the headings of the tables that stand with a label, each with what stands below it."""
    for table in pair.tables if pair.found.field != "completion" else ():
        rows = merged(table)
        for cell in rows[0].cells if len(rows) > 1 else ():
            label = text_of(cell)
            if label and letters(label) != pair.key:
                below = cells_under(rows[1], cell)
                value = lines_of(below[0]) if below else ()
                yield Pair(label, classify_label(label), "column", lines_of(cell), value)


def _suggested(same: Sequence[Pair]) -> Suggested:
    first = same[0]
    texts = dict.fromkeys(" ".join(pair.text.split()) for pair in same if pair.text)
    samples = tuple(text if len(text) <= SAMPLE else text[: SAMPLE - 1] + "…" for text in texts)
    label = " ".join(first.label.split())
    return Suggested(label, len(same), field_of(first), first.found.method, first.found.candidates, samples[:SAMPLES])


def draft(name: str, title: str, suggestion: Suggestion) -> str:
    """Return the module of a parser whose labels are those suggested, to be checked by a person.

    >>> found = Suggested("Lead agency", 3, "lead_institution", "exact", (), ())
    >>> '"Lead agency": "lead_institution",' in draft("quarterly", "Quarterly report", Suggestion(3, (found,)))
    True
    """
    lines = [f"    {_quoted(s.label)}: {_quoted(s.field)},{_comment(s)}" for s in suggestion.labels]
    inner = "\n" + "\n".join(lines) + "\n" if lines else ""
    return TEMPLATE.format(name=name, title=title, labels=inner)


def _quoted(text: str | None) -> str:
    return "None" if text is None else json.dumps(text, ensure_ascii=False)


def _comment(suggested: Suggested) -> str:
    """Say what else a label may ask for, unless it is sure; a score near nothing is no hint."""
    if suggested.field is not None and suggested.how == "exact":
        return ""
    others = (c for c in suggested.candidates if c.field != suggested.field and c.field in fields())
    other = next((c for c in others if c.score >= HINT), None)
    hint = f"; perhaps {other.field} ({other.score:.2f})" if other else ""
    return f"  # {'check' if suggested.field else 'not understood'}{hint}"


TEMPLATE = '''"""{title}. Drafted by `ogp suggest`: check every line of LABELS."""

from __future__ import annotations

from pipeline.structure import declared_forms
from pipeline.model import Claim, Document, Parsed

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
"""A parser that is data alone."""
