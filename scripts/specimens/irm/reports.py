"""Reports of the IRM in all generations and four languages, described once with the facts that a run must give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from scripts.specimens.irm.report import (
    MARKS,
    SCALES,
    STEPS,
    Box,
    Bullets,
    Cells,
    Heading,
    Paragraph,
    RatingGrid,
    Report,
    Row,
    rating_codes,
)


def write_report(generation: str, language: str) -> Report:
    """Return a report."""
    report = Report(generation, language)
    words = report.words
    report.add(Heading(1, words["irm"]), Heading(1, f"{words['country']}: {words['titles'][generation]}"))
    report.add(Paragraph("Ana Berg, Institute for Public Policy"), Heading(2, words["summary"]))
    report.add(Paragraph(f"{words['number']}: 4"), Paragraph(words["recommendations"], bold=True))
    report.add(Bullets(tuple(f"{words['prose'][3].format(x=name)}" for name in words["names"])))
    if generation in ("progress", "end"):
        report.add(_make_summary(report))
    report.add(Heading(1, words["chapter"]), Paragraph(words["method_text"]))
    if generation == "review":
        _add_review(report)
    elif generation == "results":
        _add_results(report)
    elif generation == "transitional":
        _add_transitional(report)
    else:
        for index in range(4):
            _add_chapter(report, index)
    report.add(Heading(1, words["method"]), Paragraph(words["method_text"]))
    return report


def _commitment_name(report: Report, index: int) -> str:
    is_starred = index == 0 and report.generation in ("progress", "midterm")
    return f"{'✪ ' if is_starred else ''}{report.number(index)}. {report.words['names'][index]}"


def _list_indicators(generation: str) -> tuple[str, ...]:
    first = "specificity" if generation in ("progress", "midterm", "end") else "verifiable"
    last = {"progress": ("completion",), "midterm": ("completion", "on_time")}.get(
        generation, ("completion", "did_it_open_government")
    )
    return (first, "relevance", "potential_impact", *last)


def _make_grid(report: Report, rows: Sequence[Row]) -> RatingGrid:
    words = report.words
    indicators = _list_indicators(report.generation)
    halves = (words["midterm"], words["end_of_term"]) if report.generation == "end" else None
    return RatingGrid(
        words["overview"], tuple(map(report.group, indicators)), tuple(rows), halves, indicators.index("completion")
    )


def _make_row(report: Report, index: int, name: str) -> Row:
    marks: dict[int, Sequence[int]] = {}
    merged: dict[int, str] = {}
    lower: dict[int, Sequence[int]] | None = None
    for place, indicator in enumerate(_list_indicators(report.generation)):
        mark = MARKS[index].get(indicator, index % 2)
        if report.generation == "design" and indicator in ("completion", "did_it_open_government"):
            merged[place] = report.words["assessed"]
        elif indicator == "relevance" and not mark:
            merged[place] = report.words["unclear"]
        elif report.generation == "end" and indicator == "completion":
            marks[place], lower = (MARKS[index]["midterm"],), {place: (int(str(mark)),)}
        else:
            marks[place] = mark if isinstance(mark, tuple) else (int(str(mark)),)
    return Row(name, marks, lower, merged)


def _iterate_milestone_rows(report: Report, index: int) -> Iterator[Row]:
    place = _list_indicators(report.generation).index("completion")
    for step, (end, midterm) in enumerate(STEPS):
        name = f"{report.number(index)}.{step + 1}. {report.words['steps'][step]}"
        if report.generation == "design":
            yield Row(name, {0: (1,)}, None, {place: report.words["assessed"]})
        elif report.generation == "end":
            yield Row(name, {place: (midterm,)}, {place: (end,)})
        else:
            yield Row(name, {place: (end,)})


def _make_summary(report: Report) -> RatingGrid:
    return _make_grid(report, [_make_row(report, index, _commitment_name(report, index)) for index in range(4)])


def _add_chapter(report: Report, index: int) -> None:
    words = report.words
    generation = report.generation
    report.add(Heading(2, _commitment_name(report, index)))
    fact = report.add_fact(index, description=words["deed"][index])
    if generation == "vertical":
        _add_vertical_table(report, index, fact)
        return
    steps = [f"{report.number(index)}.{step + 1}. {text}" for step, text in enumerate(words["steps"])]
    has_milestones = index < 2
    if generation in ("progress", "midterm"):
        report.add(Box((words["text"], words["deed"][index])))
    elif generation == "end":
        report.add(Paragraph(words["text"] + ":", bold=True), Paragraph(words["deed"][index]))
    else:
        report.add(Paragraph(words["language"], bold=True), Paragraph(f"“{words['deed'][index]}”"))
    if has_milestones:
        report.add(Paragraph(words["milestones"], bold=True), *(Paragraph(step) for step in steps))
        fact["milestones"] = [
            {"number": f"{report.number(index)}.{n + 1}", "text": text} for n, text in enumerate(words["steps"])
        ]
    _add_institutions(report, index, fact)
    report.add(Paragraph(words["note"]))
    if generation == "block":
        _add_block(report, index, fact)
        return
    rows = [_make_row(report, index, f"{report.number(index)}. {words['overall']}")]
    report.add(_make_grid(report, [*rows, *(_iterate_milestone_rows(report, index) if has_milestones else ())]))
    _add_grid_facts(report, index, fact)
    _add_texts(report, index, fact)


def _add_grid_facts(report: Report, index: int, fact: dict[str, Any]) -> None:
    generation = report.generation
    wanted = [
        i
        for i in _list_indicators(generation)
        if i != "on_time" and not (generation == "design" and i in ("completion", "did_it_open_government"))
    ]
    fact["ratings"] = rating_codes(index, *wanted)
    if "completion" in wanted:
        fact["completion"] = fact["ratings"]["completion"]
        for milestone, (end, _) in zip(fact["milestones"], STEPS, strict=False):
            milestone["status"] = SCALES["completion"][end]
    if generation == "end":
        fact["ratings"]["completion_midterm"] = SCALES["completion"][MARKS[index]["midterm"]]
    if generation == "midterm":
        fact["ratings"]["on_time"] = ("yes", "no")[index % 2]
    if index == 0 and generation in ("progress", "midterm"):
        fact["ratings"]["starred"] = "yes"


def _add_institutions(report: Report, index: int, fact: dict[str, Any]) -> None:
    words = report.words
    report.add(
        Paragraph(words["leads"][index], words["lead"] + ":"),
        Paragraph(words["supports"][index], words["support"] + ":"),
    )
    report.add(Paragraph(f"{words['start']}: {words['dates'][0]}    {words['end_date']}: {words['dates'][1]}"))
    fact["lead_institution"], fact["support_institutions"] = words["leads"][index], words["supports"][index]
    fact["fields"]["end_date"] = words["dates"][1]


def _add_texts(report: Report, index: int, fact: dict[str, Any]) -> None:
    """Add the chapter's texts under the generation's headings, each in its column."""
    words, add, fields = report.words, report.add, fact["fields"]
    said = [report.write_prose(kind, index) for kind in range(5)]
    if report.generation == "progress":
        add(Heading(3, words["what"]), Paragraph(said[1]), Heading(3, words["matter"]), Paragraph(said[2]))
        add(Heading(3, words["moving"]), Paragraph(said[3]))
        fields |= {"results": f"{said[1]}\n{said[2]}", "next_steps": said[3]}
    elif report.generation in ("midterm", "hybrid"):
        add(Heading(3, words["context"]), Paragraph(said[0]), Heading(3, words["completion"][0]), Paragraph(said[1]))
        add(Heading(3, words["early_if"]), Paragraph(said[4]), Heading(3, words["next"]), Paragraph(said[3]))
        fields |= {"problem_statement": said[0], "results": f"{said[1]}\n{said[4]}", "next_steps": said[3]}
    elif report.generation == "end":
        level = words["completion"]
        add(Heading(3, words["aim"]), Paragraph(said[0]), Heading(3, words["status"]))
        add(Paragraph(f"{words['midterm']}: {level[1 + MARKS[index]['midterm']]}", bold=True), Paragraph(said[1]))
        add(
            Paragraph(f"{words['end_of_term']}: {level[1 + int(str(MARKS[index]['completion']))]}", bold=True),
            Paragraph(said[2]),
        )
        add(Heading(3, words["did_it_open_government"][0]))
        add(Paragraph(f"{words['relevance'][1]}: {words['did_it_open_government'][3]}", bold=True), Paragraph(said[4]))
        add(Heading(3, words["carried"]), Paragraph(said[3]))
        fields |= {"main_objective": said[0], "results": f"{said[1]}\n{said[2]}\n{said[4]}", "next_steps": said[3]}
    else:
        add(Heading(3, words["context"]), Paragraph(said[0]), Heading(3, words["next"]), Paragraph(said[3]))
        fields |= {"problem_statement": said[0], "next_steps": said[3]}


def _add_vertical_table(report: Report, index: int, fact: dict[str, Any]) -> None:
    words = report.words
    levels = words["completion"][1:]
    impact = words["potential_impact"][1 + MARKS[index]["potential_impact"]]
    values = MARKS[index]["relevance"]
    served = (
        ", ".join(words["relevance"][1 + i] for i in values)
        if isinstance(values, tuple) and values
        else words["unclear"]
    )
    projected = tuple("X" if i == 3 else "" for i in range(4))
    actual = tuple("X" if i == MARKS[index]["completion"] else "" for i in range(4))
    report.add(Paragraph(words["text"], bold=True), Paragraph(words["deed"][index]))
    rows: list[tuple[str | None, ...]] = [
        (words["answerability"], words["lead2"], words["leads"][index], None, None, None),
        ("", words["support2"], words["supports"][index], None, None, None),
        ("", words["contact"], words["yes"], None, None, None),
        (words["specificity2"], None, words["specificity"][1 + MARKS[index]["specificity"]], None, None, None),
        (words["relevance2"], words["challenges"], words["prose"][2].format(x="OGP"), None, None, None),
        ("", words["values"], served, None, None, None),
        (words["ambition"], words["new"], words["no"], None, None, None),
        (
            "",
            words["potential_impact"][0],
            f"{impact}: {words['prose'][2].format(x=words['names'][index])}",
            None,
            None,
            None,
        ),
        (words["level"], "", *levels),
        (words["start"], words["projected"], *projected),
        (words["dates"][0], words["actual"], *actual),
        (words["next"], None, report.write_prose(3, index), None, None, None),
    ]
    report.add(Cells(tuple(rows), has_head=False))
    fact["lead_institution"], fact["support_institutions"] = words["leads"][index], words["supports"][index]
    fact["ratings"] = rating_codes(index, "specificity", "relevance", "potential_impact", "completion")
    fact["completion"] = fact["ratings"]["completion"]
    fact["fields"]["next_steps"] = report.write_prose(3, index)
    report.add(Heading(3, words["what"]), Paragraph(report.write_prose(1, index)))
    fact["fields"]["results"] = report.write_prose(1, index)


def _add_block(report: Report, index: int, fact: dict[str, Any]) -> None:
    words = report.words
    report.add(Heading(3, words["context"]), Paragraph(report.write_prose(0, index)))
    report.add(Paragraph(words["assessment"], bold=True))
    values = MARKS[index]["relevance"]
    served = (
        ", ".join(words["relevance"][1 + i] for i in values) if isinstance(values, tuple) and values else words["no"]
    )
    impact = words["potential_impact"]
    report.add(
        Bullets(
            (
                f"{words['verifiable2']}: {words['yes'] if MARKS[index]['verifiable'] else words['no']}",
                f"{words['relevant']}: {served}",
                f"{impact[0]}: {impact[1 + int(str(MARKS[index]['potential_impact']))]}",
            )
        )
    )
    report.add(Heading(3, words["next"]), Paragraph(report.write_prose(3, index)))
    fact["ratings"] = rating_codes(index, "verifiable", "relevance", "potential_impact")
    fact["fields"] |= {"problem_statement": report.write_prose(0, index), "next_steps": report.write_prose(3, index)}


def _add_transitional(report: Report) -> None:
    words = report.words
    opened = words["did_it_open_government"]
    for index in range(2):
        report.add(Heading(2, f"{words['commitment']} {index + 1}. {words['names'][index]}"))
        report.add(Paragraph(words["aim2"] + ":", bold=True), Paragraph(report.write_prose(0, index)))
        level = opened[1 + MARKS[index]["did_it_open_government"]]
        report.add(Paragraph(f"{words['diog2']} {level}", bold=True), Paragraph(report.write_prose(4, index)))
        report.add_fact(index, main_objective=report.write_prose(0, index))
    for index in range(2, 4):
        report.add_fact(index)
    rows: list[tuple[str | None, ...]] = [(words["commitment"], words["completion"][0])]
    for index in range(4):
        level = (words["completion"][1 + MARKS[index]["completion"]], words["withdrawn"], words["no_evidence"])
        which = {2: 1, 3: 2}.get(index, 0)
        rows.append((f"{index + 1}. {words['names'][index]}", f"{level[which]}: {report.write_prose(1, index)}"))
        code = (rating_codes(index, "completion")["completion"], "withdrawn", "no_evidence")[which]
        fact = report.facts[index]
        fact["completion"] = fact["ratings"]["completion"] = code
        fact["fields"]["results"] = report.write_prose(1, index)
        if index < 2:
            fact["ratings"] |= rating_codes(index, "did_it_open_government")
            fact["fields"]["results"] = f"{report.write_prose(4, index)}\n{report.write_prose(1, index)}"
    report.add(Heading(2, words["completion"][0]), Cells(tuple(rows)))


def _rating_lines(report: Report, index: int, is_results: bool) -> tuple[str, ...]:
    words = report.words
    potential = words["potential"]
    lines = [f"{words['verifiable2']}: {words['yes'] if MARKS[index]['verifiable'] else words['no']}"]
    lines.append(f"{words['lens']} {words['yes'] if MARKS[index]['relevance'] else words['no']}")
    if index in (0, 3):
        cluster = f"{words['names'][0]} ({words['commitments']} 1 {words['and']} 4)"
        lines.append(f"{words['clustered']}: {cluster}")
    lines.append(f"{potential[0]}: {potential[1 + _potential_level(index)]}")
    if is_results:
        lines.append(f"{words['completion'][0]}: {words['completion'][1 + int(str(MARKS[index]['completion']))]}")
        lines.append(f"{words['early'][0]}: {words['early'][1 + int(str(MARKS[index]['early']))]}")
    return tuple(lines)


def _potential_level(index: int) -> int:
    """Return the place of the potential: that of the cluster for both of its commitments."""
    return 2 if index in (0, 3) else MARKS[index]["potential"]


def _add_annex(report: Report, is_results: bool) -> None:
    words = report.words
    report.add(Heading(1, words["annex"]))
    for index in range(4):
        name = f"{words['commitment']} {index + 1}: {words['names'][index]}"
        lines = _rating_lines(report, index, is_results)
        if report.language in ("en", "fr"):
            report.add(Cells(((name,), ("\n".join(f"• {line}" for line in lines),))))
        else:
            report.add(Heading(3, name), Bullets(lines))
        fact = report.facts[index]
        fact["ratings"] |= {
            "verifiable": SCALES["verifiable"][MARKS[index]["verifiable"]],
            "relevance": "yes" if MARKS[index]["relevance"] else "no",
            "potential_for_results": ("unclear", "modest", "substantial")[_potential_level(index)],
        }
        if is_results:
            early = ("no_notable_results", "moderate", "significant")[MARKS[index]["early"]]
            fact["ratings"] |= {**rating_codes(index, "completion"), "early_results": early}
            fact["completion"] = fact["ratings"]["completion"]


def _add_review(report: Report) -> None:
    words = report.words
    for index in range(4):
        report.add_fact(index)
    both = f"1 {words['and']} 4"
    report.add(Heading(2, words["promising"]))
    rows = (
        (words["promising"],),
        (f"{both}. {words['names'][0]}: {report.write_prose(2, 0)}",),
        (f"2. {words['names'][1]}: {report.write_prose(2, 1)}",),
    )
    report.add(Cells(rows))
    for numbers, index, head in (
        ((0, 3), 0, f"{words['cluster']} 1: {words['names'][0]} ({words['commitments']} {both})"),
        ((1,), 1, f"{words['commitment']} 2: {words['names'][1]} [{words['leads'][1]}]"),
    ):
        report.add(
            Heading(2, head),
            Paragraph(words["for_text"]),
            Heading(3, words["context"]),
            Paragraph(report.write_prose(0, index)),
        )
        report.add(
            Heading(3, f"{words['potential'][0]}: {words['potential'][1 + _potential_level(index)]}"),
            Paragraph(report.write_prose(2, index)),
        )
        report.add(Heading(3, words["opportunities"]), Paragraph(report.write_prose(3, index)))
        for number in numbers:
            report.facts[number]["fields"] |= {
                "problem_statement": report.write_prose(0, index),
                "ambition": report.write_prose(2, index),
                "next_steps": report.write_prose(3, index),
            }
            report.facts[number]["ratings"]["promising"] = "yes"
    report.facts[1]["lead_institution"] = words["leads"][1]
    _add_annex(report, is_results=False)


def _add_results(report: Report) -> None:
    words = report.words
    for index in range(4):
        report.add_fact(index)
    for index in range(2):
        early = f"{words['early'][0]}: {words['early'][1 + int(str(MARKS[index]['early']))]}"
        report.add(Heading(2, f"{words['commitment']} {index + 1}: {words['names'][index]} [{words['leads'][index]}]"))
        report.add(
            Heading(3, words["context"]),
            Paragraph(report.write_prose(0, index)),
            Heading(3, early),
            Paragraph(report.write_prose(4, index)),
        )
        report.add(Heading(3, words["looking"]), Paragraph(report.write_prose(3, index)))
        report.facts[index]["lead_institution"] = words["leads"][index]
        report.facts[index]["fields"] |= {
            "problem_statement": report.write_prose(0, index),
            "results": report.write_prose(4, index),
            "next_steps": report.write_prose(3, index),
        }
    _add_annex(report, is_results=True)
