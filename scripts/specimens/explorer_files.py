"""Data files of other looks: the Explorer's table of 2016, which has no IDs, and a register as an office keeps it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scripts.specimens.facts import SITE, Entry, country, listed_in, load, path_of, plan_of, registry_row
from scripts.specimens.registry_files import printed_columns
from scripts.specimens.specimen import Specimen

PLAN = 2014
FIRST_TAG, LAST_TAG = "Anti-corruption", "Marginalized Communities"
NO_DATA = "ND"
REGISTER_COLUMNS = ("No.", "OGP ID", "Título del compromiso", "Plan", "Área de política", "Estelar")


def specimens() -> Iterator[Specimen]:
    """Yield the Explorer's extract and the office's register."""
    rows = load("explorer")
    slug, url = country().slug, f"{SITE}/data/"
    name = f"registry/explorer-{slug}.csv"
    yield Specimen(
        name, explorer_csv(rows), f"{url}explorer-{slug}.csv", _explorer_expected(rows), look="Explorer 2016"
    )
    entries = listed_in([2018])
    path = path_of(f"registro-{slug}-2018.csv")
    expected = {
        "document": {"report_type": "dataset"},
        "registry_count": len(entries),
        "registry": [registry_row(entry, entry.starred) for entry in entries],
    }
    content, address = register_csv(entries), f"{url}registro-2018.csv"
    yield Specimen(path, content, address, expected, language="es", shown=False, look="headings of an office")


def explorer_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return commitments in the layout of 2016: a first line that numbers the columns, no IDs."""
    header = [*load("explorer_header"), "", ""]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(range(len(header)))
    writer.writerow(header)
    writer.writerows(_explorer_row(header, row) for row in rows)
    return stream.getvalue().encode()


def _explorer_row(header: list[str], facts: Mapping[str, Any]) -> list[str]:
    first, last = header.index(FIRST_TAG), header.index(LAST_TAG)
    values = dict.fromkeys(header, NO_DATA) | dict.fromkeys(header[first : last + 1], "0") | {"": ""}
    values |= dict.fromkeys(facts["tags"], "1") | facts["irm"]
    values |= {
        "Country": country().name,
        "Action Plan Number": str(plan_of(PLAN).number),
        **printed_columns(facts),
        "Comm No": facts["number"],
        "Comm Dummy": "1",
        "Contact Name": "NR",
        "Year of submission": str(PLAN),
    }
    return [values[name] for name in header]


def _explorer_expected(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "document": {"report_type": "dataset", "publisher": "ogp"},
        "registry_count": 0,
        "commitments": [_explorer_commitment(row) for row in rows],
        "assessments": [
            {"number": row["number"], "indicator": indicator, "value": value, "assessor": "irm"}
            for row in rows
            for indicator, value in row["assessments"]
        ],
    }


def _explorer_commitment(facts: Mapping[str, Any]) -> dict[str, Any]:
    header = load("explorer_header")
    return {
        "number": facts["number"],
        "title": facts["title"],
        "theme": None if facts["theme"] == "NA" else facts["theme"],
        "plan_id": f"{country().prefix}-{PLAN}",
        "plan_number": plan_of(PLAN).number,
        "description": facts["text"],
        "lead_institution": None if facts["lead"] == "Not Specified" else facts["lead"],
        "support_institutions": [] if facts["support"] == "None Specified" else facts["support"].split(", "),
        "start_date": facts["start_date"],
        "end_date": facts["end_date"],
        "policy_areas": sorted(facts["tags"], key=header.index),
    }


def register_csv(entries: Sequence[Entry]) -> bytes:
    """Return a register with other headings, semicolons and a byte order mark, as a spreadsheet in Spanish saves it."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(REGISTER_COLUMNS)
    writer.writerows(_register_row(entry) for entry in entries)
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _register_row(entry: Entry) -> tuple[str, ...]:
    plan = plan_of(entry.plan)
    starred = "Sí" if entry.starred else "No"
    return (entry.number, entry.id, entry.title, f"{plan.start}-{plan.end}", entry.policy_area, starred)
