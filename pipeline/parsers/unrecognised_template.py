"""Documents of a template that no parser knows, read by their structure: labels, headings, lists.

Runs only where no parser claims a document. Forms are recognised by their labels; a plan in prose only where its title
page names a plan or a report on one. Everything else stays unidentified.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.lexicon import LONGEST
from pipeline.lexicon.index import find_by_letters
from pipeline.lexicon.text_folding import fold_to_letters, split_enumerator
from pipeline.model import Claim, Document, Parsed
from pipeline.model.issues import Issue
from pipeline.schema.data import load_data
from pipeline.structure.commitments.collection import Commitment
from pipeline.structure.labelling.document_labels import DocumentLabel
from pipeline.structure.lines import lines_of, text_of
from pipeline.structure.outline.report_title import find_title, opening_lines
from pipeline.structure.outline.section_kinds import names_plan
from pipeline.structure.structure_reading import StructureReading, get_reading

NAME = "unrecognised_template"
VERSION = "2"
TITLE = "Form or plan of a template that no parser knows, read by its structure alone"

PLANS = ("plan", "self_assessment")
"""Families of documents whose commitments may be in prose."""

LISTED = 40
"""Labels that the issue names at most, of each kind."""

FEWEST_FORMS = 2
"""Forms by which a document shows itself whose title names no plan."""

FEWEST_FIELDS = 4
"""Different fields that such forms ask for: fewer are found in any list of services or persons."""

TYPICAL = frozenset(
    {
        "commitment",
        "problem_statement",
        "main_objective",
        "expected_results",
        "relevance",
        "ogp_values",
        "ambition",
        "milestones",
        "completion",
    }
)
"""Fields that only templates of commitments ask for; such forms ask for two of them."""

FEWEST_TYPICAL = 2

_LABEL_END = re.compile(r"[:：?]")


def has_form_labels(document: Document) -> bool:
    """Return whether lines of a document are labels that only forms of commitments print, or repeat.

    Looking words up takes a hundredth of the time in which a document's structure is read. Forms of 50 documents print
    two or more such labels for each commitment; notes of a meeting printed two of them once or twice.
    """
    counts: Counter[str] = Counter()
    for line in lines_of(document.blocks):
        text = split_enumerator(line.text[:LONGEST])[1]
        labels = {fold_to_letters(opening) for opening in (text, _LABEL_END.split(text, 1)[0])}
        counts.update({entry.field for label in labels for entry in find_by_letters(label)} & TYPICAL)
    return len(counts) > FEWEST_TYPICAL or sum(count >= FEWEST_FORMS for count in counts.values()) >= FEWEST_TYPICAL


def identify(document: Document) -> Claim | None:
    """Claim a document with forms that repeat, or a plan whose sections do."""
    found = get_reading(document, prose=_is_plan(document))
    if not found.count:
        return None
    if _is_plan(document):
        return Claim(NAME, f"{found.count} commitments by its structure")
    forms = [form for form in found.commitments if _is_form(form)]
    return Claim(NAME, f"{len(forms)} forms with known labels") if len(forms) >= FEWEST_FORMS else None


def parse(document: Document) -> Parsed:
    """Read every commitment; an issue says which labels were understood and which were not."""
    found = get_reading(document, prose=_is_plan(document))
    records, issues = found.records()
    return Parsed("unknown", "", records, find_title(document), (_build_summary_issue(found), *issues))


def _is_plan(document: Document) -> bool:
    """Return whether the front shows a plan or a government's report on one, or the title names it."""
    families = load_data("identify/parsers")["families"]
    if any(document.report_type in families[name]["report_types"] for name in PLANS):
        return True
    titled = " ".join(line.text for line in opening_lines(document))
    return names_plan(titled) or names_plan(document.properties.get("title", ""))


def _is_form(form: Commitment) -> bool:
    fields = {entry.label.field for entry in form.entries if entry.label.field and text_of(entry.blocks)}
    return len(fields) >= FEWEST_FIELDS and len(fields & TYPICAL) >= FEWEST_TYPICAL


def _build_summary_issue(found: StructureReading) -> Issue:
    if found.narrative or found.tracker:
        message = (
            f"No parser knows this document; its {found.count} commitments were read by its headings and lists alone. "
            "Check the values. `ogp outline FILE` shows the headings."
        )
        return Issue("parse", "warning", "unrecognised-template", message)
    known = [f"'{label.name[:80]}' as {label.field}{_describe_method(label)}" for label in found.labels if label.field]
    unknown = [f"'{label.name[:80]}'" for label in found.labels if not label.field]
    message = (
        f"No parser knows this template; its {found.count} forms were read by their labels alone. Check the values. "
        f"Understood: {_list_names(known)}. Not understood: {_list_names(unknown)}. "
        "A parser reads it better: `ogp suggest FILE` drafts one."
    )
    return Issue("parse", "warning", "unrecognised-template", message)


def _describe_method(label: DocumentLabel) -> str:
    return {"meaning": " (by meaning)", "context": " (by place and answers)"}.get(label.method, "")


def _list_names(names: Sequence[str]) -> str:
    distinct: Iterator[str] = iter(dict.fromkeys(names))
    names = list(distinct)
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more if names else "none"
