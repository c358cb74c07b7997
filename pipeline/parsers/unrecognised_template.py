"""Forms of a template that no parser knows, read by their labels alone: less sure than a parser, and said so.

Runs only where no parser claims a document. A form is recognised by its labels: at least two groups of them, each with
at least four answered fields that templates of commitments have. Everything else stays unidentified.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import Claim, Document, Parsed, RawRecord
from pipeline.model.issues import Issue
from pipeline.structure.form_groups import groups
from pipeline.structure.form_records import commitment, field_of
from pipeline.structure.pairs import Pair, pairs
from pipeline.structure.titles import title_of

NAME = "unrecognised_template"
VERSION = "1"
TITLE = "Form of a template that no parser knows, read by its labels alone"

LISTED = 40
"""Labels that the issue names at most, of each kind."""


def identify(document: Document) -> Claim | None:
    """Claim a document with forms that repeat, by labels that the lexicon knows."""
    forms = groups(pairs(document.blocks))
    return Claim(NAME, f"{len(forms)} forms with known labels") if forms else None


def parse(document: Document) -> Parsed:
    """Read every form by its labels; an issue says which labels were understood and which were not."""
    found = pairs(document.blocks, singles=True)
    forms = groups(found) or groups(pairs(document.blocks))
    records: list[RawRecord] = []
    issues: list[Issue] = []
    for index, form in enumerate(forms, 1):
        read, odd = commitment(form, f"c{index}", assessor=None)
        records += read
        issues += odd
    labels = [pair for form in forms for pair in form]
    return Parsed("unknown", "", tuple(records), title_of(document), (_told(len(forms), labels), *issues))


def _told(count: int, labels: Sequence[Pair]) -> Issue:
    mapped = dict.fromkeys(_mapped(labels))
    unmapped = dict.fromkeys(f"'{pair.label.strip()[:80]}'" for pair in labels if field_of(pair) is None)
    message = (
        f"No parser knows this template; its {count} forms were read by their labels alone. Check the values. "
        f"Understood: {_listed(list(mapped))}. Not understood: {_listed(list(unmapped))}. "
        "A parser reads it better: `ogp suggest FILE` drafts one."
    )
    return Issue("parse", "warning", "unrecognised-template", message)


def _mapped(labels: Sequence[Pair]) -> Iterator[str]:
    for pair in labels:
        field = field_of(pair)
        if field is not None:
            how = " (by meaning)" if pair.found.method == "meaning" else ""
            yield f"'{pair.label.strip()[:80]}' as {field}{how}"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more if names else "none"
