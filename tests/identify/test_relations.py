"""Copies, versions and translations of a document, told by their text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.identify.fingerprints import compute_fingerprint
from pipeline.identify.relations import add_relations, find_relation, find_relations
from pipeline.model import Extraction, Row
from tests.building import document, paragraph

ENGLISH = [
    f"In {1990 + n} the ministry of example number {n} published {137 * n + 11} records and {23 * n + 5} datasets for "
    f"citizens of region {n * 7} who asked {n * 31} questions."
    for n in range(1, 30)
]
SPANISH = [
    f"El ministerio de ejemplo {n} abrió {137 * n + 11} registros y {23 * n + 5} conjuntos de datos para la región "
    f"{n * 7}, cuya gente hizo {n * 31} preguntas."
    for n in range(1, 30)
]


def extraction(name: str, lines: Iterable[str], **columns: object) -> Extraction:
    facts = {"country_code": "QN", "plan_start_year": 2018, "report_type": "action_plan", "language": "en"}
    row = {**facts, "document_id": name, "source_path": name, "media_type": "application/pdf", **columns}
    return Extraction(row, fingerprint=compute_fingerprint(document(*map(paragraph, lines))))


def relations(*extractions: Extraction) -> dict[str, tuple[object, object]]:
    related = add_relations(extractions, find_relations(extractions, {}))
    return {
        str(one.document["document_id"]): (one.document["related_document_id"], one.document["relation"])
        for one in related
        if "relation" in one.document
    }


def test_the_same_text_in_another_format_is_a_copy_whatever_its_front_says() -> None:
    other = extraction("b.txt", ENGLISH, media_type="text/plain", country_code=None)
    assert relations(extraction("a.pdf", ENGLISH), other) == {"b.txt": ("a.pdf", "copy")}


def test_a_draft_is_a_version_of_the_final_text() -> None:
    draft = extraction("a-draft.pdf", [*ENGLISH[:20], "A paragraph that was cut."], is_draft=True)
    assert relations(draft, extraction("z-final.pdf", ENGLISH, is_draft=False)) == {
        "a-draft.pdf": ("z-final.pdf", "version")
    }


def test_the_same_numbers_in_another_language_are_a_translation() -> None:
    spanish = extraction("es.pdf", SPANISH, language="es")
    assert relations(extraction("en.docx", ENGLISH, media_type="wordprocessingml"), spanish) == {
        "es.pdf": ("en.docx", "translation")
    }


def test_another_plan_or_another_report_is_no_version() -> None:
    half = [*ENGLISH[:20], *(f"Other words about matter {n} and so on." for n in range(40))]
    assert relations(extraction("a", ENGLISH), extraction("b", half, plan_start_year=2020)) == {}
    assert relations(extraction("a", ENGLISH), extraction("b", half, report_type="self_assessment")) == {}


def test_the_same_form_with_other_numbers_is_no_copy() -> None:
    changed = [line.replace("records", "records then").replace("1", "7") for line in ENGLISH]
    assert "copy" not in {
        relation for _, relation in relations(extraction("a", ENGLISH), extraction("b", changed)).values()
    }


def test_several_copies_all_point_to_the_same_document() -> None:
    found = relations(*(extraction(name, ENGLISH) for name in ("c", "a", "b")))
    assert found == {"b": ("a", "copy"), "c": ("a", "copy")}


def test_pages_of_one_site_are_compared_as_if_each_pair_were() -> None:
    """Many documents share the frame of their site: those ruled out by an estimate are none that repeat another."""
    frame = ENGLISH[:4]
    pages = [
        extraction(f"p{n:02}", [*frame, *(f"Page {n} says {word} of {n * 97} things." for word in f"abcde{n % 9}")])
        for n in range(30)
    ]
    pages += [extraction(f"q{n}", [*ENGLISH[: 29 - n], *SPANISH[:n]], language=("en", "es")[n % 2]) for n in range(8)]
    every = {
        str(other.document["document_id"]): min(str(main.document["document_id"]) for main in mains)
        for place, other in enumerate(pages)
        if (mains := [main for main in pages[:place] if find_relation(main, other)])
    }
    found = relations(*reversed(pages))
    assert found.keys() == every.keys()
    assert len(found) > 5


def test_a_short_plan_in_another_language_with_as_many_commitments_is_a_translation() -> None:
    rows = tuple(Row("commitments", f"c{n}", {}, ()) for n in range(4))
    short = [f"{line.split(' published')[0]} will publish its registers in the coming year." for line in ENGLISH[:3]]
    spanish = [
        f"El ministerio {n} publicará sus registros de contratos, de gastos y de bienes." for n in ("a", "b", "c")
    ]
    first, second = extraction("en.pdf", short), extraction("es.pdf", spanish, language="es")
    assert relations(replace(first, rows=rows), replace(second, rows=rows)) == {"es.pdf": ("en.pdf", "translation")}
    assert relations(replace(first, rows=rows), replace(second, rows=rows[:3])) == {}
