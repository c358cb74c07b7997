"""An acronym and the full name that a document of the country defines are one body."""

from __future__ import annotations

from dataclasses import replace

from pipeline.linkage import link
from pipeline.model import Extraction, Row
from tests.linkage.building import extraction


def naming(document: str, *names: str, text: str = "") -> Extraction:
    made = extraction(document, [{"title": "Open data", "description": text}])
    rows = [
        Row("institutions", f"{document}:c1.i{number}", {"role": "lead", "name_raw": name, "name": name})
        for number, name in enumerate(names, 1)
    ]
    return replace(made, document={**made.document, "country_code": "QN"}, rows=(*made.rows, *rows))


def bodies(*extractions: Extraction) -> list[tuple[object, object]]:
    rows = [row for one in link(extractions).extractions for row in one.rows if row.table == "institutions"]
    return [(row.values["canonical_name"], row.values["acronym"]) for row in rows]


def test_an_acronym_defined_in_another_document_is_the_body() -> None:
    found = bodies(naming("a", "The Office of Coastal Affairs (OCA)"), naming("b", "OCA", "Office of Coastal Affairs"))
    assert found == [("Office of Coastal Affairs", "OCA")] * 3


def test_prose_defines_too() -> None:
    text = "The law is drafted by the Ministry of Ports and Harbours (MPH) next year (see the annex)."
    assert bodies(naming("a", "MPH", "Treasury", text=text)) == [
        ("Ministry of Ports and Harbours", "MPH"),
        ("Treasury", None),
    ]


def test_an_acronym_of_two_bodies_stays_as_it_is() -> None:
    found = bodies(
        naming("a", "National Audit Service (NAS)"), naming("b", "Nature and Seas (NAS)"), naming("c", "NAS")
    )
    assert found[-1] == ("NAS", None)


def test_a_dash_defines_and_the_own_document_wins() -> None:
    found = bodies(naming("a", "Planeación Nacional – PN", "PN"), naming("b", "Policía Nacional - PN", "PN"))
    assert [name for name, _ in found] == [
        "Planeación Nacional",
        "Planeación Nacional",
        "Policía Nacional",
        "Policía Nacional",
    ]


def test_an_acronym_has_the_kind_of_its_full_name() -> None:
    def of_kinds(one: Extraction, *kinds: str) -> Extraction:
        rows = [row for row in one.rows if row.table == "institutions"]
        kept = [row for row in one.rows if row.table != "institutions"]
        given = zip(rows, kinds, strict=True)
        return replace(one, rows=(*kept, *(replace(row, values={**row.values, "kind": kind}) for row, kind in given)))

    full = of_kinds(naming("a", "Office of Coastal Affairs (OCA)"), "government")
    short = of_kinds(naming("b", "OCA", "RIV"), "unknown", "unknown")
    rows = [row for one in link([full, short]).extractions for row in one.rows if row.table == "institutions"]
    assert [row.values["kind"] for row in rows] == ["government", "government", "unknown"]
