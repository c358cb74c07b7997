"""Write the page 'What is read, from what': kinds of documents with their measured figures."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from babel import Locale

from pipeline.lexicon.scope import languages
from pipeline.parsers.registry import discover_parsers

BASELINE = Path(__file__).parents[1] / "docs" / "evaluation-baseline.json"
"""The figures of the last accepted evaluation (`make evaluate OPTIONS=--accept`)."""

OLD_NAMES = "irm_"
"""Figures of the five former IRM parsers count for the one that reads all products now."""

Counts = Mapping[str, Mapping[str, float]]

INTRODUCTION = """# What is read, from what

Each row is a kind of document that a parser knows. Precision: of the values given, how many are right. Recall: of
the values in the document, how many are given. Both let blanks, case and quotes differ. The **real documents** are
published ones whose values were labelled by hand; the **specimens** are fictional ones that the project wrote, and
what is accepted there guards against losses but proves little. The parsers were built with a view of both: see
[what the figures do not say](../evaluation.md).

PDF, DOCX, HTML, plain text, CSV and XLSX are read for each kind; scans with an OCR engine.
"""

LANGUAGES = """## Languages

Labels of OGP's templates, levels and dates are known in {listed}. Each language is tested on a small plan and a
self-assessment that the project wrote; most have not been measured on real documents. A document in another language
is read where it prints English labels.
"""

UNSEEN = """## Documents of no known kind

Plans and reports whose template nobody described are read by their structure: headings, labels, tables, lists.
Nothing above speaks for them. Three measurements come nearer to it:
"""


def write_formats_page() -> str:
    """Return the page as Markdown."""
    counts = json.loads(BASELINE.read_text(encoding="utf-8"))
    lines = [
        INTRODUCTION,
        "| kind | real documents: values | precision | recall | specimens: values | precision | recall |",
    ]
    lines.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for parser in discover_parsers()[0]:
        figures = (_sum_counts(counts, "corpus ", parser.NAME), _sum_counts(counts, "own", parser.NAME))
        cells = " | ".join(_format_figures(figure) for figure in figures)
        lines.append(f"| {parser.TITLE} (`{parser.NAME}`) | {cells} |")
    return "\n".join([*lines, "", LANGUAGES.format(listed=_list_languages()), UNSEEN, *_describe_unseen(counts), ""])


def _list_languages() -> str:
    """Return the English names of the lexicon's languages.

    >>> _list_languages().split(", ")[0]
    'Albanian'
    """
    names = sorted(str(Locale("en").languages[language]) for language in languages())
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _sum_counts(counts: Counts, place: str, parser: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for name, figures in counts.items():
        where, _, rest = name.partition(" / parser / ")
        is_same = rest == parser or (parser == "irm_report" and rest.startswith(OLD_NAMES))
        if rest and is_same and where.startswith(place) and where != "own labels":
            total.update({key: int(value) for key, value in figures.items()})
    return total


def _format_figures(figures: Mapping[str, float]) -> str:
    if not figures.get("gold"):
        return "none | | "
    precision, recall = figures["soft"] / figures["given"], figures["soft"] / figures["gold"]
    return f"{figures['gold']:,} | {precision:.3f} | {recall:.3f}"


def _describe_unseen(counts: Counts) -> list[str]:
    alone, labels = counts["labels alone / fields"], counts["labels / template's labels answered"]
    own = [figures for name, figures in counts.items() if name.startswith("own labels / language / ")]
    right, given, gold = (int(sum(figures[key] for figures in own)) for key in ("right", "given", "gold"))
    return [
        f"- Known forms with their parser switched off: precision {alone['soft'] / alone['given']:.3f}, recall "
        f"{alone['soft'] / alone['gold']:.3f} of {int(alone['gold']):,} values "
        "(marks of status and IDs need a parser).",
        f"- Labels of a country whose own wordings were removed from the lexicon: {labels['share']:.1%} of "
        f"{int(labels['given'])} answered labels are right.",
        f"- Labels in wordings that the project made up: {right} of {given} answered are right; "
        f"{gold - given} of {gold} got no answer.",
        "",
        "A value of such a document has no measured confidence (null); the review site says how many there are.",
    ]
