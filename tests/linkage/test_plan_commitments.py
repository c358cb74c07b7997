"""A commitment of a plan is one row over all documents: one key, the latest marks, copies that do not vote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.linkage import link
from pipeline.model import Anchor, Extraction, Provenance, Row
from pipeline.tables import collect_tables
from tests.linkage.building import PLAN as REGISTERED
from tests.linkage.building import Values, extraction, ids

TITLES = (
    "Modernize the records of the state archive",
    "Publish contracts of public works on one portal",
    "Register the beneficial owners of mining companies",
    "Hold budget hearings in every district",
    "Protect those who report wrongdoing in ministries",
)
TEXTS = (
    "Paper records of ministries are scanned and kept by the archive under the Records Act.",
    "Every contract above the threshold is published within ten days with its amendments.",
    "Owners who hold a tenth or more of a licence holder are listed in a public register.",
    "Residents of each district discuss the draft budget before the council votes.",
    "An office receives reports and shields the reporting persons from dismissal.",
)
PLAN: Values = {"plan_id": "QN-2014", "plan_number": 1}


def report(name: str, commitments: Sequence[Values], **document: object) -> Extraction:
    made = extraction(name, [{**PLAN, **values} for values in commitments])
    return replace(made, document={**made.document, **document})


def listed(prefix: str = "", **more: object) -> list[Values]:
    """Return five commitments whose numbers start again after the third."""
    numbers = ("1", "2", "3", "1", "2")
    rows = zip(numbers, TITLES, TEXTS, strict=True)
    return [{"number": n, "title": prefix + title, "description": text, **more} for n, title, text in rows]


def plan_rows(extractions: Sequence[Extraction]) -> list[dict[str, object]]:
    rows = [row for row in link(extractions).rows if row.table == "plan_commitments"]
    return [{"key": row.key, **row.values} for row in rows]


def keys(extractions: Sequence[Extraction]) -> list[list[object]]:
    """Return the plan_commitment_key of the commitments of each document, in order."""
    return [
        [row.values["plan_commitment_key"] for row in one.rows if row.table == "commitments"]
        for one in link(extractions).extractions
    ]


MIDTERM = report("a", listed(completion="limited"), report_type="self_assessment_midterm", publisher="government")
END = report(
    "b",
    [{**values, "title": f"{values['title']} (updated)"} for values in listed(completion="complete")],
    report_type="self_assessment_end_of_term",
    publisher="government",
)


def test_two_reports_of_one_plan_share_their_keys() -> None:
    first, second = keys([MIDTERM, END])
    assert first == second
    assert len(set(first)) == len(TITLES)


def test_the_latest_phase_counts_and_each_commitment_once() -> None:
    rows = plan_rows([MIDTERM, END])
    assert len(rows) == len(TITLES)
    assert {row["completion_government"] for row in rows} == {"complete"}
    assert {row["completion_government_phase"] for row in rows} == {"end_of_term"}
    assert {row["documents"] for row in rows} == {2}
    assert sorted(str(row["position"]) for row in rows) == ["1", "2", "3", "4", "5"]


def test_keys_do_not_depend_on_the_order_of_documents() -> None:
    assert keys([MIDTERM, END]) == keys([END, MIDTERM])[::-1]


def test_a_copy_does_not_vote() -> None:
    wrong = listed(completion="not_started")
    document_id = END.document["document_id"]
    copy = report(
        "c",
        wrong,
        report_type="self_assessment_end_of_term",
        publisher="government",
        related_document_id=document_id,
        relation="version",
        date_prepared="2030-01-01",
    )
    rows = plan_rows([MIDTERM, END, copy])
    assert {(row["completion_government"], row["documents"]) for row in rows} == {("complete", 2)}


def test_a_translation_joins_by_number() -> None:
    own: list[dict[str, object]] = [
        {"number": str(n), "title": title, "description": text}
        for n, (title, text) in enumerate(zip(TITLES, TEXTS, strict=True), 1)
    ]
    other: list[dict[str, object]] = [
        {"number": str(n), "title": f"Título {n}", "description": "Texto."} for n in range(1, 6)
    ]
    original = report("a", own)
    translated = report("b", other, related_document_id=original.document["document_id"], relation="translation")
    first, second = keys([original, translated])
    assert first == second


def test_parts_that_differ_are_mixed_and_the_irm_stands_apart() -> None:
    def rating(part: str | None, value: str, assessor: str, phase: str) -> Row:
        values = {"indicator": "completion", "part": part, "value": value, "assessor": assessor, "phase": phase}
        place = f"{key}.a{part}{assessor}"
        return Row("assessments", place, {"commitment_key": key, **values})

    one = report(
        "d", [{"number": "1", "title": TITLES[0]}], report_type="self_assessment_midterm", publisher="government"
    )
    key = next(row.key for row in one.rows)
    ratings = (
        rating("a", "complete", "government", "midterm"),
        rating("b", "limited", "government", "midterm"),
        rating(None, "substantial", "irm", "end_of_term"),
    )
    (row,) = plan_rows([replace(one, rows=(*one.rows, *ratings))])
    assert (row["completion_government"], row["completion_government_phase"]) == ("mixed", "midterm")
    assert (row["completion_irm"], row["completion_irm_phase"]) == ("substantial", "end_of_term")


def test_marks_of_relevance_give_the_values_of_a_plan_without_a_statement() -> None:
    one = report("d", [{"number": "1", "title": TITLES[0]}], report_type="irm_design_report", publisher="irm")
    key = next(row.key for row in one.rows)

    def relevance(value: str, part: str | None = None) -> Row:
        values = {"indicator": "relevance", "value": value, "part": part, "assessor": "irm", "phase": "design"}
        return Row("assessments", f"{key}.{value}{part}", {"commitment_key": key, **values})

    parts = (relevance("public_accountability", "a"), relevance("civic_participation", "b"))
    whole = (relevance("access_to_information"), relevance("yes"))
    read = [plan_rows([replace(one, rows=(*one.rows, *marks))])[0]["ogp_values"] for marks in (parts, parts + whole)]
    assert read == [["civic_participation", "public_accountability"], ["access_to_information"]]


def test_commitments_of_other_plans_and_other_titles_stay_apart() -> None:
    other = report(
        "e", [{"number": "1", "title": "Plant school gardens", "description": "Seedlings from the nursery."}]
    )
    assert len(plan_rows([MIDTERM, other])) == len(TITLES) + 1
    later = extraction("f", [{"plan_id": "QN-2016", "plan_number": 2, "number": "1", "title": TITLES[0]}])
    assert len({row["key"] for row in plan_rows([MIDTERM, later])}) == len(TITLES) + 1


def test_neither_one_plan_nor_another_owner_is_continued() -> None:
    """A statement that names an ID links a later plan of the same owner only."""
    said = "This continues commitment QN0001 of the first action plan."

    def later(**more: object) -> Extraction:
        values = {"commitment_id": "QN0002", "number": "2", "title": "Second step", "description": said}
        return report("b", [{**values, **more}])

    first = report("a", [{"commitment_id": "QN0001", "number": "1", "title": TITLES[0], "description": TEXTS[0]}])
    next_plan = later(plan_id="QN-2016", plan_number=2)
    towns = replace(next_plan, document={**next_plan.document, "local_member": "Harbourtown"})
    same_plan = later(plan_id="QN-2016", plan_number=1)

    def accepted(second: Extraction) -> int:
        rows = [row.values for row in link([first, second]).rows if row.table == "links"]
        return sum(row["kind"] == "succession" and row["status"] == "accepted" for row in rows)

    assert [accepted(second) for second in (next_plan, towns, same_plan)] == [1, 0, 0]


def test_derived_values_have_the_places_of_what_they_stand_on() -> None:
    def placed(one: Extraction) -> Extraction:
        """Give each title and completion a place that names its row."""
        rows = [
            replace(
                row,
                provenance=tuple(
                    Provenance(name, Anchor(path=row.key), str(row.values[name]), "label")
                    for name in ("title", "completion")
                    if row.values.get(name)
                ),
            )
            for row in one.rows
        ]
        return replace(one, rows=tuple(rows))

    linked = link([placed(MIDTERM), placed(END)])
    tables = collect_tables(linked.extractions, (), linked.rows)
    places = [row for row in tables["provenance"] if row["record_table"] == "plan_commitments"]
    marks = {row["record_key"]: row for row in places if row["field"] == "completion_government"}
    assert {row["plan_commitment_key"] for row in tables["plan_commitments"]} == set(marks)
    assert {row["text_raw"] for row in marks.values()} == {"complete"}
    assert {row["document_id"] for row in marks.values()} == {END.document["document_id"]}
    assert {row["field"] for row in places} == {"title", "completion_government"}


def test_the_id_of_one_report_holds_in_another_of_the_plan() -> None:
    registry = extraction("r", registry=REGISTERED)
    title = "Contracts on the web"
    stating = report("a", [{"commitment_id": "QN0001", "title": title, "description": TEXTS[1]}])
    silent = report("b", [{"title": title, "description": "Work began in spring."}, {"title": "Plant trees"}])
    assert ids(link([registry, silent]).extractions, "b") == [None, None]
    assert ids(link([registry, stating, silent]).extractions, "b") == ["QN0001", None]


def test_commitments_without_number_and_title_have_no_key_of_a_number() -> None:
    nameless: list[Values] = [{"description": text} for text in TEXTS[:3]]
    numbered: list[Values] = [{"number": "2", "title": TITLES[4], "description": TEXTS[4]}]
    found = [row["key"] for row in plan_rows([report("a", nameless), report("b", numbered)])]
    assert len(set(found)) == 4
    assert found.count("QN-2014:2") == 1


def test_places_in_a_plan_follow_its_numbers_not_the_order_of_a_report() -> None:
    order = (2, 0, 1)
    discussed: list[Values] = [{"number": str(n + 1), "title": TITLES[n], "description": TEXTS[n]} for n in order]
    rows = plan_rows([report("a", discussed, report_type="irm_results_report", publisher="irm")])
    assert sorted((row["position"], row["number"]) for row in rows) == [(1, "1"), (2, "2"), (3, "3")]


def test_the_registry_numbers_a_commitment_that_a_report_counts_anew() -> None:
    counted: list[Values] = [
        {"number": "1", "title": "Citizen budget hearings in every district", "commitment_id": "QN0003"}
    ]
    rows = plan_rows([extraction("r", registry=REGISTERED), report("a", counted, report_type="self_assessment")])
    assert [row["number"] for row in rows if row["key"] == "QN0003"] == ["3"]
