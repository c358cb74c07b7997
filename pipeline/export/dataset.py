"""OGP's own dataset layout: a CSV with OGP's columns and a row for each commitment, and its data package.

What OGP alone knows (its region, its clusters, its scores) stays empty. Our parser reads the file back to the same
values; what it could not read back is left out and noted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.export import dataset_milestones
from pipeline.export.csv_folder import resource, write_descriptor
from pipeline.export.dataset_rows import Row, Told, by_word, collect, merged, rating
from pipeline.export.dataset_text import full_text
from pipeline.export.reading import rows, tables
from pipeline.lexicon.vocabularies import code
from pipeline.normalize import institutions
from pipeline.query.formats import write_csv
from pipeline.query.writing import whole
from pipeline.schema.codes import code_values
from pipeline.schema.data import members, reference

NAME = "commitments"
NEEDED = ("documents", "commitments", "assessments", "registry", "milestones")


def write(folder: Path, out: Path) -> tuple[dict[str, int], list[str]]:
    """Write `commitments.csv`, `milestones.csv` and `datapackage.json`; return rows, and notes on what is not told."""
    found = tables(folder)
    read = {name: list(rows(name, found[name])) if name in found else [] for name in NEEDED}
    layout = reference("datasets/ogp_2024")
    types = {row["document_id"]: row["report_type"] for row in read["documents"]}
    notes: Counter[str] = Counter()
    told = collect(read)
    made = [_record(one, number, types, layout, notes) for number, one in enumerate(told, start=1)]
    steps = list(dataset_milestones.rows(told, read["milestones"], types, notes))
    about = {"title": "Commitments in the layout of OGP's dataset", "description": layout["description"]}
    beside = {"title": "Milestones of the commitments", "description": layout["written"]["milestones"]["description"]}
    keys = {"foreignKeys": [{"fields": "id", "reference": {"resource": NAME, "fields": "id"}}]}
    resources = [
        _file(out, NAME, layout["columns"], made, about, {"primaryKey": "id"}),
        _file(out, dataset_milestones.NAME, _columns(layout), steps, beside, keys),
    ]
    write_descriptor(folder, out, resources)
    counts = {one["name"]: one["ogp:rows"] for one in resources}
    return counts, [f"{message}: {number}" for message, number in sorted(notes.items()) if number]


def _columns(layout: Mapping[str, Any]) -> list[str]:
    first, *others = layout["written"]["milestones"]["columns"]
    return ["id", layout["registry"]["commitment_id"], first, *others, "Status", "Status Reported In"]


def _file(
    out: Path, name: str, columns: Sequence[str], made: Sequence[Row], about: dict[str, str], keys: Mapping[str, Any]
) -> dict[str, Any]:
    """Write one CSV file and return its description."""
    target = out / f"{name}.csv"
    with whole(target) as part, part.open("w", encoding="utf-8", newline="") as stream:
        count = write_csv(columns, made, stream)
    declared = {"fields": [{"name": column, "type": "string"} for column in columns], **keys}
    return resource(target, name, about, count, declared)


def _record(
    told: Told, number: int, types: Mapping[str, str | None], layout: Mapping[str, Any], notes: Counter[str]
) -> dict[str, Any]:
    texts = by_word(told.commitments, types, layout["written"]["texts_from"])
    ratings = by_word(told.ratings, types, layout["written"]["ratings_from"])
    known = merged(by_word(told.registry, types, layout["written"]["registry_from"], "source_document_id"))
    values = merged(texts)
    title = values.get("title") or known.get("title") or ""
    text, lost = full_text(values, title)
    notes.update(f"Texts left out of the full text, because they hold a label ({name})" for name in lost)
    tags = dict(_tags(_areas(texts) or [known.get("policy_area") or ""], layout["policy_areas"], notes))
    return {
        **tags,
        **dict(_ratings(ratings, types, layout, notes)),
        **_identity(known, values),
        **_dates(values),
        "Theme": values.get("theme"),
        "Commitment Title": title,
        "Short Title": known.get("title"),
        "Full Text": text,
        "Lead Institution": values.get("lead_institution"),
        "Supporting Institution(s)": _institutions(values.get("support_institutions") or [], notes),
        "id": str(number),
    }


def _institutions(names: Sequence[str], notes: Counter[str]) -> str:
    text = "; ".join(names)
    if names and institutions.split_institutions(text) != list(names):
        notes["Lists of institutions that are cut otherwise when they are read back"] += 1
    return text


def _identity(known: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    facts = {**known, **{name: value for name, value in values.items() if value is not None}}
    years = (facts.get("plan_id") or "").rpartition("-")[2]
    star = known.get("starred")
    return {
        "Commitment Unique Identifier": facts.get("commitment_id"),
        "Country/Locality": members().get(facts.get("country_code") or ""),
        "Action Plan Number": facts.get("plan_number"),
        "Commitment Number": known.get("number") or values.get("number"),
        "Year Of Submission": years,
        "Max star": None if star is None else str(int(star)),
        "URL": known.get("source_url"),
    }


def _dates(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the dates as exactly as they are known; one that is no date stays as printed."""
    found: dict[str, Any] = {}
    for column, name in (("Start Date", "start_date"), ("End Date", "end_date")):
        value = values.get(name)
        length = {"year": 4, "month": 7}.get(values.get(f"{name}_precision") or "", 10)
        found[column] = values.get(f"{name}_raw") if value is None else value.isoformat()[:length]
    return found


def _areas(texts: Iterable[Row]) -> list[str]:
    """Return the policy areas that any document names: taxonomies differ, and only one of them has columns here."""
    return list(dict.fromkeys(area for row in texts for area in row["policy_areas"] or ()))


def _tags(areas: Iterable[str], columns: Iterable[str], notes: Counter[str]) -> Iterable[tuple[str, str]]:
    """Yield a 1 or a 0 for each policy column where any policy area is known."""
    areas = [area for area in areas if area]
    named = {column.casefold(): column for column in columns}
    given = {named[area.casefold()] for area in areas if area.casefold() in named}
    if others := sum(area.casefold() not in named for area in areas):
        notes["Policy areas that the layout has no column for"] += others
    if given:
        yield from ((column, "1" if column in given else "0") for column in named.values())


def _ratings(
    ratings: list[Row], types: Mapping[str, str | None], layout: Mapping[str, Any], notes: Counter[str]
) -> Iterable[tuple[str, str]]:
    for rule in layout["assessments"]:
        codes = rating(ratings, rule, types)
        if "when" in rule:
            if codes:
                yield rule["column"], rule["when"] if code(rule["indicator"], rule["value"]) in codes else "0"
        elif len(codes) == 1:
            words = {code("starred", printed): word for word, printed in rule.get("words", {}).items()}
            yield rule["column"], words.get(codes[0]) or _label(rule["indicator"], codes[0])
        elif codes:
            notes[f"Ratings left empty, because reports of one kind differ ({rule['column']})"] += 1


def _label(indicator: str, code: str) -> str:
    vocabulary = {"verifiable": "yes_no"}.get(indicator, indicator)
    values = code_values(vocabulary)
    return next((str(value["label"]) for value in values if value["code"] == code), code)
