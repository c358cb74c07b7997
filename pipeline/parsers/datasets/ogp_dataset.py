"""Read OGP's commitments dataset in its layouts: commitments, the IRM's ratings, milestones, rows of the registry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.model import Claim, Document, Parsed, RawRecord, RawValue
from pipeline.parsers.datasets.rows import (
    cell_value,
    columns_of,
    fits,
    is_empty,
    is_flagged,
    level,
    lines_of_cell,
    mapped,
)
from pipeline.schema.data import names, reference
from pipeline.structure.lines import code_value
from pipeline.structure.milestones import milestone_records
from pipeline.structure.segments import TEMPLATE, described, segment

NAME = "ogp_dataset"
VERSION = "1"
TITLE = "OGP's commitments dataset as CSV: with IDs (2024) and the Explorer's without (2016)"

_NOT_LAYOUTS = ("register",)


def _layout(document: Document) -> tuple[str, dict[str, Any]] | None:
    columns = columns_of(document.records)
    layouts = ((name, reference(f"datasets/{name}")) for name in names("datasets") if name not in _NOT_LAYOUTS)
    return next(((name, layout) for name, layout in layouts if fits(columns, layout)), None)


def identify(document: Document) -> Claim | None:
    """Claim a table with the columns of one of the known layouts."""
    found = _layout(document)
    if found is None:
        return None
    return Claim(NAME, f"layout {found[0]}: columns {', '.join(found[1]['required'])}")


def parse(document: Document) -> Parsed:
    """Read every record: a commitment, its ratings and milestones, and where it has an ID, a row of the registry."""
    found = _layout(document)
    if found is None:
        return Parsed("dataset", "ogp", ())
    layout = found[1]
    records = [part for index, row in enumerate(document.records, start=1) for part in _record(row, index, layout)]
    return Parsed("dataset", "ogp", tuple(records))


def _record(row: Mapping[str, str], index: int, layout: Mapping[str, Any]) -> Iterator[RawRecord]:
    place = f"c{index}"
    cut = segment(lines_of_cell(row.get(layout["text"], ""), index, layout["text"]))
    fields = dict(mapped(row, index, layout["commitment"], layout))
    areas = _policy_areas(row, index, layout)
    if areas:
        fields["policy_areas"] = areas
    title = fields["title"].text if "title" in fields else ""
    yield RawRecord("commitments", place, {**described(cut, title, TEMPLATE), **fields})
    yield from milestone_records(cut.milestones, place)
    yield from _assessments(row, index, layout)
    registry = dict(mapped(row, index, layout["registry"], layout))
    if "commitment_id" in registry:
        first = areas.text.split("\n")[0] if areas else ""
        yield RawRecord("registry", f"r{index}", {**registry, **({"policy_area": code_value(first)} if first else {})})


def _policy_areas(row: Mapping[str, str], index: int, layout: Mapping[str, Any]) -> RawValue | None:
    """Return the headers of the tag columns that are set, one a line."""
    tagged = [column for column in layout["policy_areas"] if is_flagged(row.get(column, ""))]
    lines = [line for column in tagged for line in lines_of_cell(row[column], index, column)]
    return RawValue("\n".join(tagged), "column", tuple(lines)) if tagged else None


def _is_meant(text: str, wanted: str) -> bool:
    return is_flagged(text) if wanted == "1" else text == wanted


def _assessments(row: Mapping[str, str], index: int, layout: Mapping[str, Any]) -> Iterator[RawRecord]:
    place = f"c{index}"
    for number, rule in enumerate(layout["assessments"], start=1):
        text = row.get(rule["column"], "")
        if is_empty(text, layout) or ("when" in rule and not _is_meant(text, rule["when"])):
            continue
        raw = cell_value(text, index, rule["column"])
        printed = rule.get("value") or rule.get("words", {}).get(level(text), raw.text)
        fields = {
            "indicator": code_value(rule["indicator"]),
            "value": RawValue(printed, "column", raw.lines),
            "assessor": code_value("irm"),
        }
        if "phase" in rule:
            fields["phase"] = code_value(rule["phase"])
        if rule["indicator"] == "starred":
            # Two formulas were in use: the column tells which one, and of which report.
            fields["evidence"] = code_value(rule["column"])
        yield RawRecord("assessments", f"{place}.a{number}", fields, commitment=place)
