"""Read OGP's commitments dataset in its layouts: commitments, IRM ratings, milestones, registry rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.model import Claim, Document, Parsed, RawRecord, RawValue
from pipeline.parsers.datasets.rows import (
    cell_value,
    column_names,
    has_required_columns,
    is_empty,
    is_flagged,
    iterate_mapped_values,
    lines_of_cell,
    strip_level_letter,
)
from pipeline.schema.data import list_data, load_data
from pipeline.structure.lines import make_code_value
from pipeline.structure.milestones import milestone_records
from pipeline.structure.text_labels.segments import TEMPLATE, describe_segments, split_segments

NAME = "ogp_dataset"
VERSION = "1"
TITLE = "OGP's commitments dataset as CSV: with IDs (2024) and the Explorer's without (2016)"

_NOT_LAYOUTS = ("register",)


def _find_layout(document: Document) -> tuple[str, dict[str, Any]] | None:
    columns = column_names(document.records)
    layouts = ((name, load_data(f"datasets/{name}")) for name in list_data("datasets") if name not in _NOT_LAYOUTS)
    return next(((name, layout) for name, layout in layouts if has_required_columns(columns, layout)), None)


def identify(document: Document) -> Claim | None:
    """Claim a table with the columns of one of the known layouts."""
    match = _find_layout(document)
    if match is None:
        return None
    return Claim(NAME, f"layout {match[0]}: columns {', '.join(match[1]['required'])}")


def parse(document: Document) -> Parsed:
    """Read every record: a commitment, its ratings and milestones, and a registry row if it has an ID."""
    match = _find_layout(document)
    if match is None:
        return Parsed("dataset", "ogp", ())
    layout = match[1]
    records = [part for index, row in enumerate(document.records, start=1) for part in _read_record(row, index, layout)]
    return Parsed("dataset", "ogp", tuple(records))


def _read_record(row: Mapping[str, str], index: int, layout: Mapping[str, Any]) -> Iterator[RawRecord]:
    place = f"c{index}"
    segments = split_segments(lines_of_cell(row.get(layout["text"], ""), index, layout["text"], blank="\t"))
    fields = dict(iterate_mapped_values(row, index, layout["commitment"], layout))
    areas = _policy_areas(row, index, layout)
    if areas:
        fields["policy_areas"] = areas
    title = fields["title"].text if "title" in fields else ""
    yield RawRecord("commitments", place, {**describe_segments(segments, title, TEMPLATE), **fields})
    yield from milestone_records(segments.milestones, place)
    yield from _read_assessments(row, index, layout)
    registry = dict(iterate_mapped_values(row, index, layout["registry"], layout))
    if "commitment_id" in registry:
        first = areas.text.split("\n")[0] if areas else ""
        yield RawRecord(
            "registry", f"r{index}", {**registry, **({"policy_area": make_code_value(first)} if first else {})}
        )


def _policy_areas(row: Mapping[str, str], index: int, layout: Mapping[str, Any]) -> RawValue | None:
    """Return the headers of the tag columns that are set, one per line."""
    set_columns = [column for column in layout["policy_areas"] if is_flagged(row.get(column, ""))]
    lines = [line for column in set_columns for line in lines_of_cell(row[column], index, column)]
    return RawValue("\n".join(set_columns), "column", tuple(lines)) if set_columns else None


def _has_value(text: str, wanted: str) -> bool:
    return is_flagged(text) if wanted == "1" else text == wanted


def _read_assessments(row: Mapping[str, str], index: int, layout: Mapping[str, Any]) -> Iterator[RawRecord]:
    place = f"c{index}"
    for number, rule in enumerate(layout["assessments"], start=1):
        text = row.get(rule["column"], "")
        if is_empty(text, layout) or ("when" in rule and not _has_value(text, rule["when"])):
            continue
        raw = cell_value(text, index, rule["column"])
        printed = rule.get("value") or rule.get("words", {}).get(strip_level_letter(text), raw.text)
        fields = {
            "indicator": make_code_value(rule["indicator"]),
            "value": RawValue(printed, "column", raw.lines),
            "assessor": make_code_value("irm"),
        }
        if "phase" in rule:
            fields["phase"] = make_code_value(rule["phase"])
        if rule["indicator"] == "starred":
            # OGP has used two formulas; the column name says which one, and for which report.
            fields["evidence"] = make_code_value(rule["column"])
        yield RawRecord("assessments", f"{place}.a{number}", fields, commitment=place)
