"""From raw records to rows: values, provenance of every one of them, issues, the document's own row."""

from __future__ import annotations

import datetime
from dataclasses import replace

from pipeline.identify import identify
from pipeline.model import Anchor, Box, Document, Extraction, Line, Parsed, RawRecord, RawValue, Row
from pipeline.model.issues import Issue
from pipeline.normalize import describe_unread, normalize
from tests.building import SOURCE, document, heading, line, paragraph

KEY = f"{SOURCE.document_id}:c1"


def value(text: str, method: str = "label", page: int = 1) -> RawValue:
    return RawValue(text, method, tuple(line(part, page) for part in text.split("\n")))  # type: ignore[arg-type]


def commitment(**fields: str) -> RawRecord:
    return RawRecord("commitments", "c1", {name: value(text) for name, text in fields.items()})


def rows(result: Extraction, table: str) -> list[Row]:
    return [row for row in result.rows if row.table == table]


def run(*records: RawRecord, doc: Document | None = None, issues: tuple[Issue, ...] = (), **told: str) -> Extraction:
    facts = {name: value(text) for name, text in told.items()}
    parsed = Parsed("self_assessment", "government", records, facts, issues)
    doc = doc or document(heading("Mongolia 2014-2016"))
    return normalize(doc, parsed, "test_format", "1", identify(doc))


def test_a_commitment_gives_its_row_institutions_and_contact() -> None:
    result = run(
        commitment(
            number="3.3.1.1.",
            title="Open \n contracts",
            lead_institution="Ministry of Finance, Audit Office",
            actors_non_government="Press Club; -",
            contact_name="A. Example, head of audit",
            contact_email="a@example.org",
            end_date="July 2014",
            next_steps="-",
            relevance="It makes ministries accountable.",
        ),
        country="Mongolia",
        period="2014-2016",
    )
    (row,) = rows(result, "commitments")
    assert row.key == KEY
    expected = {
        "number": "3.3.1.1",
        "title": "Open contracts",
        "country_code": "MN",
        "plan_id": "MN-2014",
        "end_date": datetime.date(2014, 7, 31),
        "end_date_precision": "month",
        "end_date_raw": "July 2014",
        "ogp_values": ["public_accountability"],
    }
    assert {name: row.values[name] for name in expected} == expected
    assert "next_steps" not in row.values
    named = [(r.values["role"], r.values["name"], r.values["kind"]) for r in rows(result, "institutions")]
    assert named == [
        ("lead", "Ministry of Finance", "government"),
        ("lead", "Audit Office", "government"),
        ("non_government", "Press Club", "unknown"),
    ]
    (contact,) = rows(result, "contacts")
    assert (contact.values["name"], contact.values["email"]) == ("A. Example", "a@example.org")
    assert contact.values["name_raw"] == "A. Example, head of audit"


def test_every_value_has_a_place_and_a_value_over_two_pages_has_two() -> None:
    text = RawValue("one two", "label", (line("one", 1), line("two", 2, 5.0)))
    result = run(RawRecord("commitments", "c1", {"results": text, "title": value("T")}))
    (row,) = rows(result, "commitments")
    placed = {place.field for place in row.provenance}
    assert {"results", "title"} <= placed
    pages = [(place.anchor.page, place.text_raw) for place in row.provenance if place.field == "results"]
    assert pages == [(1, "one"), (2, "two")]


def test_a_colour_is_placed_with_its_shade() -> None:
    where = Anchor(3, Box(1, 2, 3, 4))
    fields = {
        "text": value("Publish"),
        "status": RawValue("green", "colour", anchors=(where,)),
        "status_raw": RawValue("00B050", "colour", anchors=(where,)),
    }
    result = run(commitment(title="T"), RawRecord("milestones", "c1.m1", fields, commitment="c1"))
    (row,) = rows(result, "milestones")
    assert row.values["status"] == "complete_or_substantial"
    assert row.values["commitment_key"] == KEY
    assert [(p.anchor, p.text_raw) for p in row.provenance if p.field == "status"] == [(where, "00B050")]


def test_a_mark_keeps_what_was_printed_and_takes_the_level_of_its_column() -> None:
    mark = RawValue("Substantia l", "mark", (line("x"),))
    (row,) = rows(run(RawRecord("commitments", "c1", {"completion": mark})), "commitments")
    assert (row.values["completion"], row.values["completion_raw"]) == ("substantial", "x")


def test_an_unknown_word_is_an_issue_with_its_place_and_no_value() -> None:
    result = run(RawRecord("commitments", "c1", {"completion": value("half done", page=7), "title": value("T")}))
    (row,) = rows(result, "commitments")
    assert "completion" not in row.values
    assert row.values["completion_raw"] == "half done"
    assert [(i.code, i.page, i.place) for i in result.issues] == [("unknown-code", 7, "c1")]


def assessment(indicator: str, text: str) -> RawRecord:
    fixed = {"indicator": RawValue(indicator, "derived"), "assessor": RawValue("irm", "derived")}
    return RawRecord("assessments", "c1.a1", {**fixed, "value": value(text)}, commitment="c1")


def test_relevance_gives_one_row_a_value() -> None:
    result = run(
        commitment(commitment_id="MN0046"), assessment("relevance", "Access to Information , Civic Participation")
    )
    made = rows(result, "assessments")
    assert [row.values["value"] for row in made] == ["access_to_information", "civic_participation"]
    assert len({row.key for row in made}) == 2
    assert {row.values["commitment_id"] for row in made} == {"MN0046"}
    assert all({"indicator", "assessor", "value"} <= {p.field for p in row.provenance} for row in made)


def test_ratings_without_a_value() -> None:
    assert rows(run(assessment("verifiable", "")), "assessments") == []
    (pending,) = rows(run(assessment("early_results", "NR")), "assessments")
    assert pending.values["value"] == "no_irm_data"
    unclear = run(assessment("completion", "Unclear"))
    assert rows(unclear, "assessments")[0].values.get("value") is None
    assert unclear.issues == ()


def test_two_dates_of_a_document_settle_each_other() -> None:
    first = RawRecord("commitments", "c1", {"end_date": value("31/12/2019")})
    second = RawRecord("commitments", "c2", {"end_date": value("01/10/2018")})
    made = rows(run(first, second), "commitments")
    assert made[1].values["end_date"] == datetime.date(2018, 10, 1)


def test_a_reference_gives_address_and_day_of_access() -> None:
    text = "Law, https://example.org/law (accessed 5 May 2024)."
    (row,) = rows(run(RawRecord("references", "r1", {"label": value("1"), "text": value(text)})), "references")
    assert (row.values["url"], row.values["accessed"]) == ("https://example.org/law", datetime.date(2024, 5, 5))


def test_a_registry_row_belongs_to_its_own_plan() -> None:
    fields = {"commitment_id": value("MN0025"), "cycle_year": value("2016"), "plan": value("Plan 2016-2018")}
    (row,) = rows(run(RawRecord("registry", "g1", fields)), "registry")
    assert (row.values["country_code"], row.values["plan_id"], row.values["cycle_year"]) == ("MN", "MN-2016", 2016)


def test_an_id_of_a_new_member_is_kept_from_a_column_of_ids_and_not_from_text() -> None:
    def read(method: str) -> Extraction:
        fields = {"title": value("Open the quay"), "commitment_id": value("QQ0011", method)}
        return run(RawRecord("commitments", "c1", fields))

    [row] = rows(read("column"), "commitments")
    assert row.values["commitment_id"] == "QQ0011"
    [row] = rows(read("label"), "commitments")
    assert "commitment_id" not in row.values
    assert "commitment-id-unread" in {issue.code for issue in read("label").issues}


def test_the_document_row_tells_country_and_plan_from_its_head() -> None:
    doc = document(heading("Georgia"), paragraph("National Action Plan 2018-2020"))
    row = run(commitment(title="T"), doc=doc).document
    wanted = {"country_code": "GE", "country": "Georgia", "plan_id": "GE-2018", "plan_end_year": 2020, "status": "ok"}
    assert {name: row[name] for name in wanted} == wanted


def test_a_document_that_tells_no_country_or_plan_asks_for_them() -> None:
    result = run(commitment(title="T"), doc=document(heading("Report 2016")))
    assert [issue.code for issue in result.issues] == ["country-unknown", "plan-unknown"]
    assert result.document.get("plan_id") is None


def test_the_manifest_wins() -> None:
    doc = document(heading("Georgia 2018-2020"))
    doc = replace(doc, source=replace(SOURCE, country="Mongolia", plan="MN-2014"))
    row = run(commitment(title="T"), doc=doc).document
    assert (row["country_code"], row["plan_id"]) == ("MN", "MN-2014")


def test_an_error_makes_the_document_partial() -> None:
    error = Issue("parse", "error", "lost", "A table was lost.")
    assert run(commitment(title="T"), issues=(error,)).document["status"] == "partial"


def test_fields_and_tables_that_nobody_knows_are_issues() -> None:
    result = run(commitment(title="T", favourite_colour="green"), RawRecord("poems", "p1", {}))
    assert [issue.code for issue in result.issues] == ["unknown-field", "unknown-table"]


def test_what_was_not_parsed_has_a_row_too() -> None:
    issue = Issue("identify", "info", "no-parser", "No parser.")
    result = describe_unread(document(), "unidentified", issue)
    assert (result.document["status"], result.rows, result.issues) == ("unidentified", (), (issue,))


def test_the_same_input_gives_the_same_rows() -> None:
    record = commitment(title="T", lead_institution="A, B", end_date="2015")
    assert run(record) == run(record)


def test_places_without_pages_are_elements() -> None:
    where = [Anchor(path="/p[1]", start=0, end=4), Anchor(path="/p[2]", start=0, end=4)]
    text = RawValue("open\ndata", "label", tuple(Line(t, a) for t, a in zip(("open", "data"), where, strict=True)))
    (row,) = rows(run(RawRecord("commitments", "c1", {"results": text})), "commitments")
    assert [p.anchor for p in row.provenance if p.field == "results"] == where


def test_a_title_loses_its_own_number_and_areas_have_one_spelling() -> None:
    result = run(
        commitment(number="2.1", title="2.10. Open contracts", policy_areas="Anti corruption & Integrity; Fisheries")
    )
    (row,) = rows(result, "commitments")
    assert row.values["title"] == "Open contracts"
    assert row.values["policy_areas"] == ["Anti-Corruption and Integrity", "Fisheries"]
    (other,) = rows(run(commitment(number="4", title="2030 Agenda")), "commitments")
    assert other.values["title"] == "2030 Agenda"


def test_raw_values_are_as_printed_without_private_glyphs() -> None:
    mark = RawValue("Substantial", "mark", (line("\uf0fc"),))
    end = RawValue("06/2017", "label", (line("06/16 y 06/17: Lanzado el portal."),))
    (row,) = rows(
        run(RawRecord("commitments", "c1", {"title": value("Open data"), "completion": mark, "end_date": end})),
        "commitments",
    )
    assert row.values["completion_raw"] == "✓"
    assert row.values["end_date_raw"] == "06/16 y 06/17"


def test_labels_without_a_column_and_places_in_the_order_of_the_document() -> None:
    first = RawRecord(
        "commitments",
        "c1",
        {"title": value("Open data"), "other:Risks": value("Few people"), "other:Notes": value("-")},
    )
    second = RawRecord("commitments", "c2", {"title": value("Open laws")})
    steps = [RawRecord("milestones", f"c2.m{n}", {"text": value(f"Step {n}")}, commitment="c2") for n in (1, 2)]
    result = run(first, second, *steps)
    one, two = rows(result, "commitments")
    assert one.values["other_fields"] == [{"label": "Risks", "text": "Few people"}]
    assert [one.values["position"], two.values["position"]] == [1, 2]
    assert [row.values["position"] for row in rows(result, "milestones")] == [1, 2]
    assert [place.text_raw for place in one.provenance if place.field == "other_fields"] == ["Few people"]


def test_bodies_listed_by_kind_are_the_supporting_institutions_together() -> None:
    (row,) = rows(
        run(commitment(actors_government="Ministry of Justice; State Archives", actors_non_government="Press Club")),
        "commitments",
    )
    assert row.values["support_institutions"] == ["Ministry of Justice", "State Archives", "Press Club"]
    assert {place.method for place in row.provenance if place.field == "support_institutions"} == {"derived"}
    (row,) = rows(run(commitment(support_institutions="Audit Office", actors_other="Press Club")), "commitments")
    assert row.values["support_institutions"] == ["Audit Office"]
