"""Looks of the self-assessment of 2016 to 2019: one table, cells merged down, check boxes, labels as headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.specimens.sketch import Box, Boxes, Grid, Part, Text, make_box

Facts = Mapping[str, Any]
Labels = Mapping[str, Any]
NOTHING = "-"


def iterate_front(facts: Facts) -> Iterator[Part]:
    """Yield the title page and the chapters before the forms."""
    for line in facts["title"]:
        yield Text(line, "title")
    for title, paragraphs in facts["chapters"]:
        yield Text(title, "heading")
        yield from (Text(text) for text in paragraphs)


def _answer_or_dash(texts: list[str]) -> list[str]:
    return texts or [NOTHING]


def _commitment_heading(facts: Facts) -> str:
    return f"{facts['number']}. {facts['title']}"


# One table a commitment: two columns of labels, four of answers.


def sketch_one_table(facts: Facts, labels: Labels, prompts: bool) -> Iterator[Part]:
    """Yield the form as one table a commitment; `prompts` leaves the guidance of the blank form above the answers."""
    yield from iterate_front(facts)
    for commitment in facts["commitments"]:
        yield Grid((3, 4, 3, 3, 3, 3), tuple(_form_rows(commitment, labels, prompts)))


def _pair_boxes(label: tuple[str | None, ...], answer: list[str]) -> Boxes:
    return make_box(*label, span=2, bold=True), make_box(*answer, span=4)


def _form_rows(facts: Facts, labels: Labels, prompts: bool) -> Iterator[Boxes]:
    yield _pair_boxes((labels["commitment"],), [_commitment_heading(facts)])
    yield _pair_boxes((labels["dates"], labels["dates_prompt"]), [facts["dates"]])
    yield _pair_boxes((labels["lead"],), [facts["lead"]])
    yield (make_box(labels["section"], span=6, bold=True),)
    for key, question, guidance in labels["questions"]:
        yield _pair_boxes((question,), [*(guidance if prompts else ()), *_answer_or_dash(facts[key])])
    yield (
        make_box(labels["completion"], span=2, down=2, bold=True),
        *(make_box(level) for level in labels["levels"].values()),
    )
    yield tuple(make_box(mark) for mark in _level_marks(facts, labels))
    yield _pair_boxes((labels["results"],), _answer_or_dash(facts["results"]))
    yield _pair_boxes((labels["next"],), _answer_or_dash(facts["next"]))
    yield from _milestone_rows(facts, labels, spans=(3, 1, 1, 1))
    yield (make_box(labels["contact"], span=6, bold=True),)
    yield from _contact_rows(facts, labels)
    yield from _actor_rows(facts, labels, span=4)


def _level_marks(facts: Facts, labels: Labels) -> list[str | None]:
    return [facts["mark"] if level == facts["completion"] else None for level in labels["levels"]]


def _milestone_rows(facts: Facts, labels: Labels, spans: tuple[int, ...]) -> Iterator[Boxes]:
    yield tuple(make_box(text, span=span, bold=True) for text, span in zip(labels["milestones"], spans, strict=True))
    for row in facts["milestones"]:
        level = labels["levels"].get(row["completion"])
        texts = (f"{row['number']} {row['text']}", row["start"][0], row["end"][0], level)
        yield tuple(make_box(text, span=span) for text, span in zip(texts, spans, strict=True))


def _contact_rows(facts: Facts, labels: Labels) -> Iterator[Boxes]:
    contact = facts["contact"]
    answers = (contact["name"], contact["position"], f"{contact['email']}, {contact['phone']}")
    for label, answer in zip(labels["contact_labels"], answers, strict=True):
        yield _pair_boxes((label,), [answer])


def _actor_rows(facts: Facts, labels: Labels, span: int) -> Iterator[Boxes]:
    over, state, others = labels["actors"]
    yield (
        make_box(over, down=2, bold=True),
        make_box(state, bold=True),
        make_box(", ".join(_answer_or_dash(facts["state"])), span=span),
    )
    yield make_box(others, bold=True), make_box(", ".join(_answer_or_dash(facts["others"])), span=span)


# Two tables a commitment: the description's label merged over its questions, milestones apart, one cell of contacts.


def sketch_merged(facts: Facts, labels: Labels, boxes: bool) -> Iterator[Part]:
    """Yield the form under a heading a commitment; `boxes` marks the level by check boxes in one cell."""
    yield from iterate_front(facts)
    for commitment in facts["commitments"]:
        yield Text(labels["named"].format(commitment["number"], commitment["title"]), "heading")
        yield Grid((3, 4, 2, 2, 2, 2), tuple(_description_rows(commitment, labels, boxes)))
        yield Grid((7, 2, 2, 2), tuple(_milestone_rows(commitment, labels, spans=(1, 1, 1, 1))), repeats=True)
        yield Grid((3, 4, 8), tuple(_people_rows(commitment, labels)))


def _description_rows(facts: Facts, labels: Labels, boxes: bool) -> Iterator[Boxes]:
    yield _pair_boxes((labels["lead"],), [facts["lead"]])
    yield _pair_boxes((labels["dates"],), [facts["dates"]])
    questions = labels["questions"]
    for index, (key, question, _) in enumerate(questions):
        group = (make_box(labels["section"], down=len(questions), bold=True),) if index == 0 else ()
        yield *group, make_box(question, bold=True), make_box(*_answer_or_dash(facts[key]), span=4)
    if boxes:
        yield _pair_boxes((labels["completion"],), [_check_boxes(facts, labels)])
    else:
        yield _wide_label(labels["completion"], down=2), *(make_box(level) for level in labels["levels"].values())
        yield tuple(make_box(mark) for mark in _level_marks(facts, labels))
    yield _pair_boxes((labels["results"],), _answer_or_dash(facts["results"]))
    yield _pair_boxes((labels["next"],), _answer_or_dash(facts["next"]))


def _wide_label(label: str, down: int) -> Box:
    return make_box(label, span=2, down=down, bold=True)


def _check_boxes(facts: Facts, labels: Labels) -> str:
    names = labels["levels"].items()
    return "  ".join(f"{'☒' if level == facts['completion'] else '☐'} {name}" for level, name in names)


def _people_rows(facts: Facts, labels: Labels) -> Iterator[Boxes]:
    contact = facts["contact"]
    texts = (contact["name"], contact["position"], contact["email"], contact["phone"])
    yield make_box(labels["contact"], span=2, bold=True), make_box(*texts)
    yield from _actor_rows(facts, labels, span=1)


# No form at all: each label a heading or a bold line, the answer below it.


def sketch_headings(facts: Facts, labels: Labels) -> Iterator[Part]:
    """Yield the form without tables but for the milestones: labels as lines of their own, the level as a word."""
    yield from iterate_front(facts)
    for commitment in facts["commitments"]:
        yield Text(labels["named"].format(commitment["number"], commitment["title"]), "heading")
        yield from _iterate_lines(commitment, labels)


def _iterate_lines(facts: Facts, labels: Labels) -> Iterator[Part]:
    level = labels["levels"].get(facts["completion"], NOTHING)
    contact = facts["contact"]
    over, state, others = labels["actors"]
    yield from _labeled_text(labels["dates"], [facts["dates"]])
    yield from _labeled_text(labels["lead"], [facts["lead"]])
    for key, question, _ in labels["questions"]:
        yield from _labeled_text(question, _answer_or_dash(facts[key]))
    yield from _labeled_text(labels["completion"], [level])
    yield from _labeled_text(labels["results"], _answer_or_dash(facts["results"]))
    yield from _labeled_text(labels["next"], _answer_or_dash(facts["next"]))
    yield Grid((7, 2, 2, 2), tuple(_milestone_rows(facts, labels, spans=(1, 1, 1, 1))))
    for label, answer in zip(labels["contact_labels"], (contact["name"], contact["position"]), strict=False):
        yield from _labeled_text(label, [answer])
    yield from _labeled_text(labels["contact_labels"][2], [f"{contact['email']}, {contact['phone']}"])
    yield Text(over, "bold")
    yield from _labeled_text(state, [", ".join(_answer_or_dash(facts["state"]))])
    yield from _labeled_text(others, [", ".join(_answer_or_dash(facts["others"]))])


def _labeled_text(label: str, answers: list[str]) -> Iterator[Part]:
    yield Text(label, "bold")
    yield from (Text(answer) for answer in answers)
