"""Export OGP's own dataset layout: a CSV with OGP's columns and a row per commitment, and its data package.

Columns that only OGP can fill (its region, its clusters, its scores) stay empty. Our parser reads the file back to the
same values; text that it could not read back is left out and noted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.export import dataset_rows
from pipeline.export.dataset_rows import (
    CommitmentRows,
    Row,
    build_full_text,
    collect_commitments,
    find_rating_codes,
    merge_rows,
    sort_by_precedence,
)
from pipeline.export.folder import describe_csv, find_tables, iterate_rows, write_descriptor
from pipeline.lexicon.vocabularies import find_code
from pipeline.normalize.institution_lists import split_institutions
from pipeline.query.formats import write_atomically, write_csv
from pipeline.schema.codes import code_values, members
from pipeline.schema.data import load_data

NAME = "commitments"
NEEDED_TABLES = ("documents", "commitments", "assessments", "registry", "milestones")


def write_dataset(folder: Path, out: Path) -> tuple[dict[str, int], list[str]]:
    """Write `commitments.csv`, `milestones.csv` and `datapackage.json`; return rows, and notes on what is lost."""
    files = find_tables(folder)
    rows_by_table = {name: list(iterate_rows(name, files[name])) if name in files else [] for name in NEEDED_TABLES}
    layout = load_data("datasets/ogp_2024")
    types = {row["document_id"]: row["report_type"] for row in rows_by_table["documents"]}
    notes: Counter[str] = Counter()
    commitments = collect_commitments(rows_by_table)
    records = [_build_record(entry, number, types, layout, notes) for number, entry in enumerate(commitments, start=1)]
    milestone_rows = list(dataset_rows.build_rows(commitments, rows_by_table["milestones"], types, notes))
    texts = {"title": "Commitments in the layout of OGP's dataset", "description": layout["description"]}
    milestone_texts = {
        "title": "Milestones of the commitments",
        "description": layout["written"]["milestones"]["description"],
    }
    keys = {"foreignKeys": [{"fields": "id", "reference": {"resource": NAME, "fields": "id"}}]}
    resources = [
        _write_file(out, NAME, layout["columns"], records, texts, {"primaryKey": "id"}),
        _write_file(out, dataset_rows.NAME, _milestone_columns(layout), milestone_rows, milestone_texts, keys),
    ]
    write_descriptor(folder, out, resources)
    counts = {entry["name"]: entry["ogp:rows"] for entry in resources}
    return counts, [f"{message}: {number}" for message, number in sorted(notes.items()) if number]


def _milestone_columns(layout: Mapping[str, Any]) -> list[str]:
    first, *others = layout["written"]["milestones"]["columns"]
    return ["id", layout["registry"]["commitment_id"], first, *others, "Status", "Status Reported In"]


def _write_file(
    out: Path, name: str, columns: Sequence[str], records: Sequence[Row], texts: dict[str, str], keys: Mapping[str, Any]
) -> dict[str, Any]:
    """Write one CSV file and return its description."""
    target = out / f"{name}.csv"
    with write_atomically(target) as part, part.open("w", encoding="utf-8", newline="") as stream:
        count = write_csv(columns, records, stream)
    declared = {"fields": [{"name": column, "type": "string"} for column in columns], **keys}
    return describe_csv(target, name, texts, count, declared)


def _build_record(
    commitment: CommitmentRows,
    number: int,
    types: Mapping[str, str | None],
    layout: Mapping[str, Any],
    notes: Counter[str],
) -> dict[str, Any]:
    texts = sort_by_precedence(commitment.commitments, types, layout["written"]["texts_from"])
    ratings = sort_by_precedence(commitment.ratings, types, layout["written"]["ratings_from"])
    registry_values = merge_rows(
        sort_by_precedence(commitment.registry, types, layout["written"]["registry_from"], "source_document_id")
    )
    values = merge_rows(texts)
    title = values.get("title") or registry_values.get("title") or ""
    text, left_out = build_full_text(values, title)
    notes.update(f"Texts left out of the full text, because they hold a label ({name})" for name in left_out)
    tags = dict(
        _policy_columns(
            _policy_areas(texts) or [registry_values.get("policy_area") or ""], layout["policy_areas"], notes
        )
    )
    return {
        **tags,
        **dict(_rating_columns(ratings, types, layout, notes)),
        **_identity_columns(registry_values, values),
        **_date_columns(values),
        "Theme": values.get("theme"),
        "Commitment Title": title,
        "Short Title": registry_values.get("title"),
        "Full Text": text,
        "Lead Institution": values.get("lead_institution"),
        "Supporting Institution(s)": _join_institutions(values.get("support_institutions") or [], notes),
        "id": str(number),
    }


def _join_institutions(names: Sequence[str], notes: Counter[str]) -> str:
    text = "; ".join(names)
    if names and split_institutions(text) != list(names):
        notes["Lists of institutions that are split differently when they are read back"] += 1
    return text


def _identity_columns(registry_values: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    facts = {**registry_values, **{name: value for name, value in values.items() if value is not None}}
    years = (facts.get("plan_id") or "").rpartition("-")[2]
    star = registry_values.get("starred")
    return {
        "Commitment Unique Identifier": facts.get("commitment_id"),
        "Country/Locality": members().get(facts.get("country_code") or ""),
        "Action Plan Number": facts.get("plan_number"),
        "Commitment Number": registry_values.get("number") or values.get("number"),
        "Year Of Submission": years,
        "Max star": None if star is None else str(int(star)),
        "URL": registry_values.get("source_url"),
    }


def _date_columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return dates in their known precision; a text that is not a date stays as printed."""
    dates: dict[str, Any] = {}
    for column, name in (("Start Date", "start_date"), ("End Date", "end_date")):
        value = values.get(name)
        length = {"year": 4, "month": 7}.get(values.get(f"{name}_precision") or "", 10)
        dates[column] = values.get(f"{name}_raw") if value is None else value.isoformat()[:length]
    return dates


def _policy_areas(texts: Iterable[Row]) -> list[str]:
    """Return the policy areas that any document names. Taxonomies differ; only one has columns in this layout."""
    return list(dict.fromkeys(area for row in texts for area in row["policy_areas"] or ()))


def _policy_columns(areas: Iterable[str], columns: Iterable[str], notes: Counter[str]) -> Iterable[tuple[str, str]]:
    """Yield 1 or 0 for each policy column, if any policy area is known."""
    areas = [area for area in areas if area]
    column_by_area = {column.casefold(): column for column in columns}
    matching = {column_by_area[area.casefold()] for area in areas if area.casefold() in column_by_area}
    if unmatched := sum(area.casefold() not in column_by_area for area in areas):
        notes["Policy areas that the layout has no column for"] += unmatched
    if matching:
        yield from ((column, "1" if column in matching else "0") for column in column_by_area.values())


def _rating_columns(
    ratings: list[Row], types: Mapping[str, str | None], layout: Mapping[str, Any], notes: Counter[str]
) -> Iterable[tuple[str, str]]:
    for rule in layout["assessments"]:
        codes = find_rating_codes(ratings, rule, types)
        if "when" in rule:
            if codes:
                yield rule["column"], rule["when"] if find_code(rule["indicator"], rule["value"]) in codes else "0"
        elif len(codes) == 1:
            printed_words = {find_code("starred", printed): word for word, printed in rule.get("words", {}).items()}
            yield rule["column"], printed_words.get(codes[0]) or _code_label(rule["indicator"], codes[0])
        elif codes:
            notes[f"Ratings left empty, because reports of one kind differ ({rule['column']})"] += 1


def _code_label(indicator: str, code: str) -> str:
    vocabulary = {"verifiable": "yes_no"}.get(indicator, indicator)
    values = code_values(vocabulary)
    return next((str(value["label"]) for value in values if value["code"] == code), code)
