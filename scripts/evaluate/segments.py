"""Segmentation: pasted template text cut into fields, by the overlap of words with gold.

The same template text as others paste it: run on in one line, hard-wrapped, with labels that no mark closes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.lexicon.scope import narrow_languages
from pipeline.model import Anchor, Line, RawValue
from pipeline.structure.lines import join_lines
from pipeline.structure.text_labels.segments import TEMPLATE, describe_segments, split_segments
from scripts.evaluate.cells import Cell, compute_overlap, normalize_value
from scripts.evaluate.gold import iterate_printed_labels, load_sections, load_template_texts
from scripts.evaluate.labels import Template, find_template_users, hold_out_country

FORMS = ("one line", "wrapped", "bare labels")

WIDTH = 95
"""Characters of a hard-wrapped line."""

_MARKS = re.compile(r"[\s:?.*]*$")


def print_text(text: str, sections: Sequence[Mapping[str, Any]], form: str) -> str:
    r"""Return a text in another form, with unchanged places of its characters; `sections` are its labels and values.

    >>> print_text("Aim:\nTo open data.", [{"label": [0, 4]}], "one line")
    'Aim: To open data.'
    >>> print_text("Aim:\nTo open data.", [{"label": [0, 4]}], "bare labels")
    'Aim \nTo open data.'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if form == "one line":
        return text.replace("\n", " ")
    if form == "wrapped":
        return "\n".join(map(_wrap_line, text.split("\n")))
    if form == "bare labels":
        for start, end in (section["label"] for section in sections if section["label"]):
            marks = _MARKS.search(text, start, end)
            opening = marks.start() if marks else end
            closing = end + len(text[end : end + 3]) - len(text[end : end + 3].lstrip(" :?"))
            text = text[:start] + text[start:opening].replace("¿", " ") + _blank(text[opening:closing]) + text[closing:]
    return text


def _blank(text: str) -> str:
    return re.sub(r"[^\s]", " ", text)


def _wrap_line(line: str) -> str:
    """Put a line break in place of the last blank before each `WIDTH` characters."""
    start = 0
    while len(line) - start > WIDTH and (blank := line.rfind(" ", start, start + WIDTH)) > start:
        line = f"{line[:blank]}\n{line[blank + 1 :]}"
        start = blank + 1
    return line


FIELDS = (
    *("problem_statement", "main_objective", "brief_description", "description", "expected_results"),
    *("relevance", "ambition", "additional_information"),
)
PARSERS = {"commitment_page", "ogp_dataset"}
"""Parsers whose texts are pasted templates."""

RIGHT = 0.9
"""Least F1 of a value that counts as right."""


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Gold fields, the mean F1 of their words, how many are right, and values where gold has none."""

    fields: int
    mean: float
    right: int
    spurious: int

    def data(self) -> dict[str, float]:
        """Return the figures."""
        return {"fields": self.fields, "mean_f1": round(self.mean, 4), "right": self.right, "spurious": self.spurious}


def compute_overlaps(pairs: Iterable[tuple[str, str]]) -> Overlaps:
    """Compare gold texts with what was given for them; an empty gold text makes a given one spurious.

    >>> compute_overlaps([("open data", "open data"), ("", "words")])
    Overlaps(fields=1, mean=1.0, right=1, spurious=1)
    """
    found = list(pairs)
    figures = [compute_overlap(gold, got) for gold, got in found if gold]
    spurious = sum(not gold and bool(got) for gold, got in found)
    mean = sum(figures) / len(figures) if figures else 0.0
    return Overlaps(len(figures), mean, sum(figure >= RIGHT for figure in figures), spurious)


def score_cells(cells: Iterable[Cell]) -> Overlaps:
    """Return the overlaps of the specimens of pasted templates."""
    return compute_overlaps(
        (normalize_value(cell.gold) or "", normalize_value(cell.got) or "")
        for cell in cells
        if cell.parser in PARSERS and cell.field.removeprefix("commitments.") in FIELDS
    )


def score_corpus() -> tuple[Overlaps, tuple[int, int]]:
    """Return the overlaps of the annotated texts of the corpus, and milestone counts right and in gold."""
    pairs, milestones = _segment_texts(load_sections())
    return compute_overlaps(pairs), milestones


def score_without_country() -> tuple[Overlaps, tuple[int, int]]:
    """Return the figures of `score_corpus` with each country's texts cut without the wordings that it alone prints."""
    pairs: list[tuple[str, str]] = []
    right = counted = 0
    with ProcessPoolExecutor() as pool:
        for found, milestones in pool.map(segment_held_out, sorted(group_texts_by_country())):
            pairs += found
            right, counted = right + milestones[0], counted + milestones[1]
    return compute_overlaps(pairs), (right, counted)


@cache
def group_texts_by_country() -> dict[str, dict[str, Any]]:
    """Return the annotated texts of each country by commitment ID."""
    countries: dict[str, dict[str, Any]] = {}
    for name, annotated in load_sections().items():
        countries.setdefault(load_template_texts()[name][0], {})[name] = annotated
    return countries


def segment_held_out(country: str) -> tuple[list[tuple[str, str]], tuple[int, int]]:
    """Return gold and given texts of a country, and its milestone counts, without the wordings that it alone prints."""
    with hold_out_country(country, load_template_users()):
        return _segment_texts(group_texts_by_country()[country])


@cache
def load_template_users() -> dict[Template, set[str]]:
    """Return the countries whose labels match each template of the lexicon."""
    return find_template_users(list(iterate_printed_labels()))


def _segment_texts(wanted: Mapping[str, Any]) -> tuple[list[tuple[str, str]], tuple[int, int]]:
    """Return gold and given texts of each field, and milestone counts right and in gold."""
    pairs: list[tuple[str, str]] = []
    right = counted = 0
    for name, annotated in wanted.items():
        _, raw, title = load_template_texts()[name]
        text = raw.replace("\r\n", "\n").replace("\r", "\n")
        with narrow_languages([annotated["language"]]):
            found = split_segments([Line(line, Anchor()) for line in map(_segment_text, text.split("\n")) if line])
        pairs += _iterate_pairs(annotated["sections"], text, describe_segments(found, title, TEMPLATE))
        if annotated.get("milestone_count"):
            counted += 1
            right += len(found.milestones) == annotated["milestone_count"]
    return pairs, (right, counted)


def _segment_text(line: str) -> str:
    return "\t".join(part for cell in line.split("\t") if (part := " ".join(cell.split())))


def _iterate_pairs(
    annotated: Sequence[Mapping[str, Any]], text: str, given: Mapping[str, RawValue]
) -> Iterator[tuple[str, str]]:
    for field in FIELDS:
        spans = [part["value"] for part in annotated if part["field"] == field and part["value"]]
        gold = "\n".join(text[slice(*span)] for span in spans)
        empty = gold.strip().lower() in {"", "-", "n/a", "na", "/"}
        yield "" if empty else gold, join_lines(given[field].lines) if field in given else ""


if __name__ == "__main__":
    print("known wordings:", *score_corpus())
    print("each country's own wordings left out:", *score_without_country())
