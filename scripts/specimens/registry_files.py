"""Data files: the plain list of commitment IDs, and a few rows in the layout of OGP's own dataset."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scripts.specimens.facts import SITE, Entry, country, entry_of, load, plan_of, registry, registry_row
from scripts.specimens.specimen import Specimen

REGISTRY_COLUMNS = (
    "commitment_id",
    "country_code",
    "plan_start_year",
    "plan_end_year",
    "number",
    "title",
    "other_titles",
    "policy_areas",
)
TAGS = ("Anti-Corruption and Integrity", "Money in Politics")
"""The first and the last of the dataset's policy columns (0 or 1)."""
NO_DATA = "ND"


def specimens() -> Iterator[Specimen]:
    """Yield the registry and the extract of the dataset."""
    slug = country().slug
    rows = load("dataset")
    plain = {"registry": [registry_row(entry, None) for entry in registry()]}
    extract = {"registry": [_dataset_expected(row) for row in rows]}
    url = f"{SITE}/data/"
    yield Specimen(f"registry/registry-{slug}.csv", registry_csv(), f"{url}registry-{slug}.csv", _with(plain))
    yield Specimen(f"registry/dataset-{slug}.csv", dataset_csv(rows), f"{url}dataset-{slug}.csv", _with(extract))


def _with(facts: dict[str, Any]) -> dict[str, Any]:
    return {"document": {"report_type": "dataset"}, "registry_count": len(facts["registry"])} | facts


def registry_csv() -> bytes:
    """Return the plain list of commitment IDs."""
    return _csv(REGISTRY_COLUMNS, [_plain(entry) for entry in registry()])


def _plain(entry: Entry) -> tuple[str, ...]:
    plan = plan_of(entry.plan)
    years = (country().prefix, str(plan.start), str(plan.end))
    return (entry.id, *years, entry.number, entry.title, " || ".join(entry.other_titles), entry.policy_area)


def dataset_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return commitments in the layout of the dataset: all its columns, codes for what is missing."""
    header = load("dataset_header")
    return _csv(header, [_dataset_row(header, row, number) for number, row in enumerate(rows, start=1)])


def printed_columns(facts: Mapping[str, Any]) -> dict[str, str]:
    """Return what both layouts of OGP's data print alike: the texts, dates and institutions of a commitment."""
    return {
        "Theme": facts["theme"],
        "Commitment Title": facts["title"],
        "Short Title": facts["short_title"],
        "Full Text": facts["text"],
        "Start Date": facts["start"],
        "End Date": facts["end"],
        "Lead Institution": facts["lead"],
        "Supporting Institution(s)": facts["support"],
    }


def _dataset_row(header: list[str], facts: Mapping[str, Any], number: int) -> list[str]:
    entry = entry_of(facts["id"])
    plan = plan_of(entry.plan)
    first, last = (header.index(name) for name in TAGS)
    values = dict.fromkeys(header, NO_DATA) | dict.fromkeys(header[first : last + 1], "0")
    values |= dict.fromkeys(facts["tags"], "1") | facts["irm"]
    values |= {
        "Commitment Unique Identifier": entry.id,
        "Country/Locality": country().name,
        "Action Plan Number": str(plan.number),
        "Commitment Number": entry.number,
        "Code": country().iso3,
        "Region": "Europe",
        "National Or Local": "National",
        "Commitment Dummy": "1",
        "Year Of Submission": str(plan.start),
        "Action Plan End Year": str(plan.end),
        "Action Plan Duration (Years)": str(plan.end - plan.start),
        **printed_columns(facts),
        "URL": f"{SITE}/members/{country().slug}/commitments/{entry.id.lower()}",
        "Action Plan ID": f"AP_{country().iso3}{plan.number:02}",
        "id": str(number),
    }
    return [values[name] for name in header]


def _dataset_expected(facts: Mapping[str, Any]) -> dict[str, Any]:
    star = facts["irm"].get("Starred (Current Formula) End of Term")
    header = load("dataset_header")
    found = registry_row(entry_of(facts["id"]), None if star is None else star == "1")
    return found | {"title": facts["short_title"], "policy_area": min(facts["tags"], key=header.index)}


def _csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue().encode()
