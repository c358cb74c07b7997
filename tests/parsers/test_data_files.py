from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.model import Parsed
from pipeline.parsers.datasets import ogp_dataset, registry_csv
from pipeline.parsers.datasets.rows import cell_value
from pipeline.schema.data import load_data
from tests.parsers.page_samples import document_of, records, texts

TEXT = "Main objective: To open the register.\n\nMilestones:\n1. Clean it | May 2021 - June 2021\n2. Publish it"
ROW_2024 = {
    "Commitment Unique Identifier": "QN0011",
    "Country/Locality": "Norlandia",
    "Action Plan Number": "2",
    "Commitment Number": "8.1999999999999993",
    "Year Of Submission": "2018",
    "Action Plan End Year": "2020",
    "Commitment Title": "Open the register of fishing quotas",
    "Short Title": "Open Register",
    "Full Text": TEXT,
    "Lead Institution": "Ministry of Fisheries",
    "Supporting Institution(s)": "NA",
    "Start Date": "7/31/2018",
    "Open Data": "1",
    "Fiscal Openness": "1",
    "Gender": "ND",
    "Specificity": "ND",
    "Verifiable": "Yes",
    "OGP Value Access To Information": "1",
    "OGP Value Civic Participation": "0",
    "Potential Impact": "None",
    "Completion (Progress Report)": "Limited",
    "Completion (End Of Term)": "Complete",
    "Early Results": "NR",
    "Starred (Current Formula) Progress Report": "0",
    "Max star": "1",
    "URL": "https://example.org/members/norlandia/commitments/qn0011",
}
ROW_2016 = {
    "Country": "Norlandia",
    "Action Plan Number": "1",
    "Comm No": "3.1",
    "Commitment Title": "3.1 Publish the budget",
    "Short Title": "3.1 Budget",
    "Full Text": "The ministry publishes its budget.",
    "Supporting Institution(s)": "None Specified",
    "Year of submission": "2014",
    "Contact Name": "NR",
    "Specificity": "c. high",
    "Did it open government (end of term only)": "b. None",
}


def table(layout: str, rows: Sequence[Mapping[str, str]], first: str = "") -> str:
    names = columns(load_data(f"datasets/{layout}"))
    names += [name for row in rows for name in row if name not in names]
    out = io.StringIO()
    out.write(first)
    writer = csv.DictWriter(out, names, restval="0", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: row.get(name, "") for name in names} for row in rows)
    return out.getvalue()


def columns(layout: Mapping[str, Any]) -> list[str]:
    maps = [*layout["commitment"].values(), *layout["registry"].values(), *layout["policy_areas"], layout["text"]]
    return list(dict.fromkeys([*layout["required"], *maps, *(rule["column"] for rule in layout["assessments"])]))


@pytest.fixture
def new(tmp_path: Path) -> Parsed:
    document = document_of(tmp_path, "new.csv", table("ogp_2024", [ROW_2024, {**ROW_2024, "Full Text": ""}]))
    assert ogp_dataset.identify(document) is not None
    assert registry_csv.identify(document) is None
    return ogp_dataset.parse(document)


@pytest.fixture
def old(tmp_path: Path) -> Parsed:
    numbering = ",".join(map(str, range(90))) + "\n"
    document = document_of(tmp_path, "old.csv", table("ogp_2016", [ROW_2016, ROW_2016], numbering))
    assert ogp_dataset.identify(document) is not None
    return ogp_dataset.parse(document)


def test_commitment_tells_its_own_country_and_plan(new: Parsed) -> None:
    fields = texts(records(new, "commitments")[0])
    assert (fields["country"], fields["plan_number"], fields["plan_start_year"]) == ("Norlandia", "2", "2018")
    assert fields["title"] == "Open the register of fishing quotas"


def test_damaged_number_is_mended_and_kept_as_printed(new: Parsed) -> None:
    number = records(new, "commitments")[0].fields["number"]
    assert (number.text, number.lines[0].text) == ("8.2", "8.1999999999999993")


def test_full_text_is_cut(new: Parsed) -> None:
    assert texts(records(new, "commitments")[0])["main_objective"] == "To open the register."
    rows = [texts(record) for record in records(new, "milestones")]
    assert rows[0] == {"number": "1", "text": "Clean it", "start_date": "May 2021", "end_date": "June 2021"}
    assert rows[1] == {"number": "2", "text": "Publish it"}


def test_place_in_the_file_is_kept(new: Parsed) -> None:
    line = records(new, "commitments")[0].fields["main_objective"].lines[0]
    assert line.anchor.path == "record[1]/Full Text"
    assert TEXT[line.anchor.start : line.anchor.end] == "To open the register."


def test_tags_with_a_one_are_the_policy_areas(new: Parsed) -> None:
    assert set(texts(records(new, "commitments")[0])["policy_areas"].split("\n")) == {"Fiscal Openness", "Open Data"}


def test_words_for_nothing_are_empty(new: Parsed) -> None:
    fields = texts(records(new, "commitments")[0])
    assert "support_institutions" not in fields
    assert "end_date" not in fields


def test_ratings_of_the_new_layout(new: Parsed) -> None:
    rows = [texts(record) for record in records(new, "assessments") if record.commitment == "c1"]
    assert [(row["indicator"], row["value"], row.get("phase")) for row in rows] == [
        ("verifiable", "Yes", None),
        ("relevance", "Access to Information", None),
        ("potential_impact", "None", None),
        ("completion", "Limited", "midterm"),
        ("completion", "Complete", "end_of_term"),
        ("starred", "No", "midterm"),
    ]


def test_registry_has_the_short_title(new: Parsed) -> None:
    row = texts(records(new, "registry")[0])
    assert (row["commitment_id"], row["title"], row["cycle_year"]) == ("QN0011", "Open Register", "2018")
    assert row["policy_area"] == "Fiscal Openness"


def test_old_layout_has_no_ids(old: Parsed) -> None:
    assert records(old, "registry") == []
    fields = texts(records(old, "commitments")[0])
    # The title is the cell as it stands: the number in it is not always the one in the column beside it.
    assert (fields["number"], fields["title"]) == ("3.1", "3.1 Publish the budget")
    assert fields["description"] == "The ministry publishes its budget."
    assert "contact_name" not in fields


def test_letters_of_old_levels_fall_away(old: Parsed) -> None:
    rows = [texts(record) for record in records(old, "assessments") if record.commitment == "c1"]
    assert ("specificity", "high") in [(row["indicator"], row["value"]) for row in rows]
    assert ("did_it_open_government", "Did not change") in [(row["indicator"], row["value"]) for row in rows]


def test_register_gives_each_id_once(tmp_path: Path) -> None:
    text = "commitment_id,country_code,plan_start_year,title\nQN0001,QN,2014,One\nQN0001,QN,2014,Again\n,QN,2014,None\n"
    document = document_of(tmp_path, "register.csv", text)
    assert registry_csv.identify(document) is not None
    parsed = registry_csv.parse(document)
    assert [texts(record)["title"] for record in records(parsed, "registry")] == ["One"]
    assert texts(records(parsed, "registry")[0])["cycle_year"] == "2014"
    assert [issue.code for issue in parsed.issues] == ["registry-record-left-out"] * 2


def test_other_tables_are_not_claimed(tmp_path: Path) -> None:
    document = document_of(tmp_path, "other.csv", "name,amount\nA,1\n")
    assert ogp_dataset.identify(document) is None
    assert registry_csv.identify(document) is None


def test_cell_keeps_its_lines() -> None:
    value = cell_value("first\n\n  second", 4, "Full Text")
    assert value.text == "first\nsecond"
    assert [line.anchor.start for line in value.lines] == [0, 9]
