"""Which of the IRM's products a document is, and what its first lines say of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.lexicon import match_label
from pipeline.lexicon.vocabularies import fold_printed_word
from pipeline.model import Document, Line, RawValue, TextBlock
from pipeline.parsers.irm.words import words
from pipeline.structure.lines import lines_of, text_of

OPENING = 18
"""Blocks at the beginning that may hold the title."""
LONGEST_TITLE = 160
SHORTEST_NAME = 12
"""Characters of the IRM's name in full, in any language; its abbreviations have 3."""
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d\s*(?:[-–—/]|to|al?|à)\s*(?:20)?\d\d(?!\d)|(?<!\d)20\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Product:
    """One of the IRM's reports: its type, the phase of its own ratings, and the title that says so."""

    report_type: str
    phase: str | None
    title: RawValue | None


@cache
def _titles() -> tuple[tuple[str, int], ...]:
    """Return the folded titles, the longest first, with the index of their product."""
    rows = [(_plain(title), index) for index, row in enumerate(words()["products"]) for title in row["titles"]]
    return tuple(sorted(rows, key=lambda pair: (-len(pair[0]), pair[0])))


def _plain(text: str) -> str:
    """Fold a text to its words, blanks kept.

    >>> _plain("End-of-Term Report: Année")
    'end of term report annee'
    """
    return " ".join(fold_printed_word(word) for word in re.split(r"[\W_]+", text) if word)


def product(document: Document) -> Product | None:
    """Return the product that a document's title names and that its text shows to be the IRM's; None in doubt.

    A government's own report, a letter or a brief that names the product in its title is none.
    """
    title, index = _title(document)
    if title is None or any(f" {_plain(word)} " in f" {_plain(title.text)} " for word in words()["not_reports"]):
        return None
    row: Mapping[str, Any] = words()["products"][index]
    return Product(row["report_type"], row["phase"], title) if _is_irm(document) else None


def _title(document: Document) -> tuple[RawValue | None, int]:
    for lines in _candidates(document):
        text = " ".join(line.text for line in lines)
        index = _names(text)
        if index is not None:
            return RawValue(" ".join(text.split()), "heading", lines), index
    return None, -1


def _candidates(document: Document) -> Iterator[tuple[Line, ...]]:
    """Yield what may be the title: short blocks at the beginning, whole, then with the one behind."""
    blocks = [block for block in document.blocks[:OPENING] if isinstance(block, TextBlock) and block.lines]
    for index, block in enumerate(blocks):
        own = lines_of(block)
        for end in range(1, min(len(own), 4) + 1):
            if (end == len(own) or _YEARS.search(own[end - 1].text)) and _short(own[:end]):
                yield own[:end]
        both = (*own, *lines_of(blocks[index + 1])) if index + 1 < len(blocks) else ()
        if both and len(own) <= 3 and _short(both) and not _ends(own[-1].text):
            yield both


def _short(lines: tuple[Line, ...]) -> bool:
    text = " ".join(line.text for line in lines)
    return 0 < len(text) <= LONGEST_TITLE and not text.rstrip().endswith((".", ";", ",", ":"))


def _ends(text: str) -> bool:
    return text.rstrip().endswith((".", ":", ";"))


def _names(text: str) -> int | None:
    """Return the product that a title names; behind a label ('IRM Report: ...') it is another document's."""
    plain = f" {_plain(text)} "
    found = next((index for title, index in _titles() if f" {title} " in plain), None)
    if found is None:
        return None
    before, colon, after = text.partition(":")
    is_in_front = any(f" {title} " in f" {_plain(before)} " for title, _ in _titles())
    if is_in_front or _is_irm_name(before):
        return found
    # A heading may stand before the label: 'IRM Review', then 'IRM Report: ...' on the next line.
    heads = (before, " ".join(before.split()[-2:]))
    is_label = colon and any(match_label(head, fields={"irm_report", "plan"}) for head in heads)
    return None if is_label and after.strip() else found


def inferred_product(ratings: Collection[tuple[str, str | None]]) -> Product | None:
    """Return the product that has ratings of such indicators and phases, for a report whose title is not known.

    >>> inferred_product({("potential_for_results", None), ("early_results", None)}).report_type
    'irm_results_report'
    """
    indicators = {indicator for indicator, _ in ratings}
    is_final = bool(indicators & {"completion", "early_results", "did_it_open_government"})
    if "potential_for_results" in indicators:
        report_type = "irm_results_report" if is_final else "irm_action_plan_review"
    elif "verifiable" in indicators:
        report_type = "irm_transitional_results_report" if is_final else "irm_design_report"
    elif {("completion", "midterm"), ("did_it_open_government", None)} & set(ratings):
        report_type = "irm_end_of_term_report"
    elif {"specificity", "potential_impact"} & indicators:
        report_type = "irm_progress_report"
    else:
        return None
    row = next(row for row in words()["products"] if row["report_type"] == report_type)
    return Product(report_type, row["phase"], None)


def _is_irm_name(text: str) -> bool:
    """Return whether a text is the IRM's name, perhaps with its letters in brackets.

    >>> _is_irm_name("Independent Reporting Mechanism (IRM)"), _is_irm_name("IRM Report")
    (True, False)
    """
    rest = _irm_names(0).sub(" ", text)
    return rest != text and not re.sub(r"\W+", "", rest)


def plainest_product() -> Product:
    """Return the product of a report that only the manifest names as the IRM's: the one of the plainest title."""
    row: Mapping[str, Any] = words()["products"][-1]
    return Product(row["report_type"], row["phase"], None)


def _is_irm(document: Document) -> bool:
    """Return whether the text names the IRM, anywhere."""
    return _names_irm(" ".join(text_of(part) for part in (*document.furniture, *document.blocks))[:200_000])


def shown_by_title_page(document: Document) -> bool:
    """Return whether the title page, the running headers or the file's properties name the IRM as the author."""
    parts = [text_of(part) for part in (*document.furniture, *document.blocks[:OPENING])]
    return _names_irm(" ".join([*parts, *document.properties.values()]))


def is_signed_by_irm(document: Document) -> bool:
    """Return whether the title page gives the IRM's name in full: its letters alone stand on many pages."""
    return not is_other_product(document) and _names_irm(_front_text(document), shortest=SHORTEST_NAME)


def is_other_product(document: Document) -> bool:
    """Return whether the title page names a product that is no report: a self-assessment, a letter, a brief."""
    plain = f" {_plain(_front_text(document))} "
    return any(f" {_plain(word)} " in plain for word in words()["not_reports"])


def _front_text(document: Document) -> str:
    return " ".join(text_of(part) for part in (*document.furniture, *document.blocks[:OPENING]))


def _names_irm(text: str, shortest: int = 0) -> bool:
    return _irm_names(shortest).search(text) is not None


@cache
def _irm_names(shortest: int) -> re.Pattern[str]:
    names = [word for word in words()["irm"] if len(word) >= shortest]
    listed = "|".join(re.escape(word).replace(r"\ ", r"\s+").replace("'", "['’]") for word in names)
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)
