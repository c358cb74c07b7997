"""Reports and plans in prose: milestones numbered below their commitment, steps announced, labels in a row."""

from __future__ import annotations

from pathlib import Path

from tests.structure.test_forms_of_many_kinds import FORMS, read
from tests.structure.test_layouts import page

PARTS = (("Draft the rules", "deadline: June 2021"), ("Open the portal", "December 2022"))
DONE = ("The rules were adopted in May after two hearings.", "The portal is used by nine offices of the capital.")


def report(label: str) -> str:
    forms = (
        f"<h2>Commitment {n}. {title}</h2><p><b>Lead agency:</b> {lead}</p><h3>Problem</h3><p>{problem}</p>"
        f"<h3>{label}</h3>"
        + "".join(
            f"<p><b>{n}.{m} {part} on {title.lower()}</b> ({day})</p><p>{done}</p>"
            for m, ((part, day), done) in enumerate(zip(PARTS, DONE, strict=True), 1)
        )
        + "<h3>Next steps</h3><p>The office will publish the figures of next year.</p>"
        for n, (title, lead, problem, _) in enumerate(FORMS, 1)
    )
    return page("".join(forms))


def test_milestones_count_the_parts_of_their_commitments_number(tmp_path: Path) -> None:
    rows = read(tmp_path, report("Progress by activity"))["milestones"]
    assert [(row["number"], str(row["end_date"]), row["evidence"]) for row in rows[:2]] == [
        ("1.1", "2021-06-30", DONE[0]),
        ("1.2", "2022-12-31", DONE[1]),
    ]
    assert len(rows) == len(PARTS) * len(FORMS)


def narrative(item: str) -> str:
    forms = (
        f"<h2>Commitment {n}. {title}</h2><p>{problem}</p><p>In the coming years the government will:</p><ul>"
        + "".join(f"<li>{item.format(part=part)}</li>" for part, _ in PARTS)
        + f"</ul><p>Lead agency: {lead} | Whom we ask: Court of Auditors; Youth Council | Timeline: 2021 – 2022</p>"
        for n, (title, lead, problem, _) in enumerate(FORMS, 1)
    )
    return page("".join(forms))


def test_steps_below_an_announcement_are_milestones(tmp_path: Path) -> None:
    item = "<b>{part}.</b> All offices take part."
    rows = read(tmp_path, narrative(item))
    assert [row["text"] for row in rows["milestones"][:2]] == [f"{part}. All offices take part." for part, _ in PARTS]
    assert "All offices" not in str(rows["commitments"][0]["description"])


def test_steps_that_end_the_sentence_stay_in_the_text_too(tmp_path: Path) -> None:
    rows = read(tmp_path, narrative("work on it for {part}"))
    assert len(rows["milestones"]) == len(PARTS) * len(FORMS)
    assert "work on it for Draft the rules" in str(rows["commitments"][0]["description"])


def test_bars_part_labels_in_a_row(tmp_path: Path) -> None:
    row = read(tmp_path, narrative("<b>{part}.</b> All offices take part."))["commitments"][0]
    assert row["lead_institution"] == FORMS[0][1]
    assert [str(row["start_date"]), str(row["end_date"])] == ["2021-01-01", "2022-12-31"]


def test_the_first_of_several_sentences_of_an_action_stays_in_its_text(tmp_path: Path) -> None:
    opening = "Publishing every month all payments of the ministries"
    texts = [
        f"{opening}. The figures of {name} will be shown on a map." for name in ("towns", "ports", "roads", "mills")
    ]
    row = "<tr><td>{n}.</td><td>{text}</td><td>Ministry of Finance</td><td>Bank of Rivers</td><td>May 2024</td></tr>"
    head = row.format(n="No", text="Action").replace("Ministry of Finance", "Responsible institution")
    head = head.replace("Bank of Rivers", "Partners").replace("May 2024", "Deadline")
    rows = "".join(row.format(n=n, text=text) for n, text in enumerate(texts, 1))
    found = read(tmp_path, page(f"<h2>Actions</h2><table>{head}{rows}</table>"))["commitments"]
    assert [(found_row["title"], found_row["description"]) for found_row in found] == [
        (opening, text) for text in texts
    ]
