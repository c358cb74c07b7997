"""The schema files: complete, consistent, and one meaning for one name."""

from __future__ import annotations

from collections import Counter

import pytest

from pipeline import schema
from pipeline.schema.tables import build_table_schema, resolve_declaration

CONTRACT = {
    "documents": "document_id source_path source_url sha256 media_type size_bytes page_count language country_code "
    "country publisher report_format report_type title plan_id plan_start_year plan_end_year "
    "date_prepared parser_version status local_member plan_number is_draft related_document_id "
    "relation commitments_stated",
    "commitments": "commitment_key document_id position country_code plan_id plan_number theme number title "
    "commitment_id plan_commitment_key other_fields id_method id_score lead_institution support_institutions "
    "problem_statement main_objective "
    "brief_description description relevance ambition expected_results ogp_values policy_areas completion "
    "completion_raw results start_date start_date_precision start_date_raw end_date end_date_precision "
    "end_date_raw budget next_steps additional_information",
    "milestones": "milestone_key commitment_key document_id position number part indicator text status status_raw "
    "evidence reasons next_steps "
    "responsible start_date start_date_precision end_date end_date_precision",
    "assessments": "assessment_key document_id commitment_key milestone_key commitment_id part indicator value "
    "value_raw assessor phase evidence",
    "comments": "comment_key document_id commitment_key milestone_key author date date_precision text proposed_status "
    "conditional",
    "institutions": "commitment_key document_id role name_raw name canonical_name acronym kind",
    "contacts": "commitment_key document_id name name_raw position email phone",
    "recommendations": "recommendation_key document_id commitments text issuer response",
    "references": "document_id label text url accessed",
    "registry": "commitment_id country_code plan_id cycle_year number title policy_area starred source_document_id "
    "source_url",
    "plan_commitments": "plan_commitment_key plan_id country_code commitment_id number title theme lead_institution "
    "start_date end_date completion_government completion_government_phase completion_irm completion_irm_phase "
    "verifiable potential early_results starred milestones_total milestones_complete milestones_limited "
    "milestones_not_started documents policy_areas ogp_values thread_id",
    "links": "link_key kind from_key to_key from_plan_id to_plan_id relation score method status evidence "
    "evidence_document_id evidence_page",
    "threads": "thread_id commitment country_code plan_id plan_number plan_position title",
    "titles": "title_key commitment_id title kind document_id",
    "provenance": "record_table record_key field document_id page x0 top x1 bottom text_raw method confidence",
    "issues": "document_id source_path stage severity code message page record_key",
}
"""The output contract's columns: researchers' notebooks read them, so none may be renamed."""

TABLES = [table.name for table in schema.all_tables()]


def test_the_tables_are_those_of_the_contract() -> None:
    assert list(CONTRACT) == TABLES


def test_every_column_of_the_contract_is_there() -> None:
    missing = {name: set(CONTRACT[name].split()) - set(schema.find_table(name).columns) for name in TABLES}
    assert not any(missing.values()), missing


def test_every_field_says_what_it_means() -> None:
    fields = [(table.name, field) for table in schema.all_tables() for field in table.fields]
    unexplained = [(t, f.name) for t, f in fields if len(f.description) <= 10 or not f.description.endswith(".")]
    assert unexplained == []


def test_a_name_that_tables_share_has_one_meaning() -> None:
    shared = schema.load("fields")
    homonyms = set(shared["ogp:homonyms"]["names"])
    counts = Counter(column for table in schema.all_tables() for column in table.columns)
    many = {name for name, count in counts.items() if count > 1}
    assert many - homonyms - shared["fields"].keys() == set()
    assert not homonyms & shared["fields"].keys()
    assert homonyms <= many


def test_shared_fields_are_not_declared_anew() -> None:
    for name in TABLES:
        shared = schema.load("fields")["fields"]
        for declared in schema.load(f"tables/{name}")["fields"]:
            if declared["name"] in shared and "description" in declared:
                assert (name, declared["name"]) == ("registry", "source_url")
            assert resolve_declaration(name, declared)["type"]


def test_order_keys_and_references_name_columns() -> None:
    for name in TABLES:
        table = schema.find_table(name)
        assert set(table.order) <= set(table.columns)
        assert table.primary_key in (*table.columns, None)
        for key in table.foreign_keys:
            assert key.field in table.columns
            assert schema.find_table(key.table).field(key.target).unique
            assert TABLES.index(key.table) < TABLES.index(name), "mending goes through the tables once, in order"


def test_code_lists_are_there() -> None:
    for name in TABLES:
        for field in schema.find_table(name).fields:
            for vocabulary in filter(None, [field.vocabulary, *field.vocabularies.values()]):
                assert schema.list_codes(vocabulary)


def test_indicators_with_a_scale_are_indicators() -> None:
    assessments = schema.find_table("assessments")
    assert assessments.field("value").vocabularies.keys() <= assessments.field("indicator").codes.keys()


def test_a_code_list_may_be_narrowed() -> None:
    codes = schema.find_table("commitments").field("completion").codes
    assert "substantial" in codes
    assert "pending_irm_review" not in codes


def test_frictionless_knows_the_schema() -> None:
    from frictionless import Schema

    for name in TABLES:
        made = Schema.from_descriptor(build_table_schema(name))
        assert made.field_names == list(schema.find_table(name).columns)


def test_the_digest_is_stable() -> None:
    assert schema.schema_digest() == schema.schema_digest()
    assert len(schema.schema_digest()) == 64


def test_an_unknown_table_is_named() -> None:
    with pytest.raises(schema.SchemaError, match="no table 'commitment'; there are documents"):
        schema.find_table("commitment")
