"""Forms typed as plain text: titles underlined by characters, milestones by number with their labels indented below."""

from __future__ import annotations

from pathlib import Path

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document

TITLES = ("Harbour fees in the open", "Minutes of school boards")


def step(number: str, text: str) -> str:
    return (
        f"    {number} {text}\n        Start: 1 March 2022    End: 30 June 2022\n"
        "        Responsible: Port Authority\n        Status: Completed\n\n"
    )


def form(number: int) -> str:
    title = f"COMMITMENT {number} - {TITLES[number - 1]}"
    steps = step(f"{number}.1", "List the fees") + step(f"{number}.2", "Print the list")
    return (
        f"{title}\n{'-' * len(title)}\n\nLead agency: Ministry of Item {number}\n\n"
        "Main objective: Everybody knows what is decided and can look at it in one\nplace.\n\n"
        f"Completion level: Substantial\n\nMilestones\n\n{steps}\n"
    )


def test_numbered_milestones_keep_the_labels_below_them(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    contents = "CONTENTS\n\n1. Commitments\n" + "".join(f"   Commitment {n} - {TITLES[n - 1]}\n" for n in (1, 2))
    rule = "=" * 70
    file.write_text(
        f"SELF-ASSESSMENT REPORT 2021-2023\n\n{rule}\n\n{contents}\n{rule}\n\n3. COMMITMENTS\n\n"
        f"{form(1)}{form(2)}4. CLOSING REMARKS\n\nMuch is done.\n",
        encoding="utf-8",
    )
    rows = extract_document(tmp_path, describe_file(file)).extraction.rows
    assert [row.values.get("title") for row in rows if row.table == "commitments"] == list(TITLES)
    steps = [row.values for row in rows if row.table == "milestones"]
    assert [str(values.get("number")) for values in steps] == ["1.1", "1.2", "2.1", "2.2"]
    assert {str(values.get("text")) for values in steps} == {"List the fees", "Print the list"}
    assert {str(values.get("end_date")) for values in steps} == {"2022-06-30"}
    assert {str(values.get("status")) for values in steps} == {"complete"}
