"""Looks of the self-assessment of 2016 to 2019: one table, cells merged down, check boxes, labels as headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.specimens.sketch import Box, Boxes, Grid, Part, Text, box

Facts = Mapping[str, Any]
Labels = Mapping[str, Any]
NOTHING = "-"


def front(facts: Facts) -> Iterator[Part]:
    """Yield the title page and the chapters before the forms."""
    for line in facts["title"]:
        yield Text(line, "title")
    for title, paragraphs in facts["chapters"]:
        yield Text(title, "heading")
        yield from (Text(text) for text in paragraphs)


def _answer(texts: list[str]) -> list[str]:
    return texts or [NOTHING]


def _heading(facts: Facts) -> str:
    return f"{facts['number']}. {facts['title']}"


# One table a commitment: two columns of labels, four of answers.


def one_table(facts: Facts, labels: Labels, prompts: bool) -> Iterator[Part]:
    """Yield the form as one table a commitment; `prompts` leaves the guidance of the blank form above the answers."""
    yield from front(facts)
    for commitment in facts["commitments"]:
        yield Grid((3, 4, 3, 3, 3, 3), tuple(_form(commitment, labels, prompts)))


def _pair(label: tuple[str | None, ...], answer: list[str]) -> Boxes:
    return box(*label, span=2, bold=True), box(*answer, span=4)


def _form(facts: Facts, labels: Labels, prompts: bool) -> Iterator[Boxes]:
    yield _pair((labels["commitment"],), [_heading(facts)])
    yield _pair((labels["dates"], labels["dates_prompt"]), [facts["dates"]])
    yield _pair((labels["lead"],), [facts["lead"]])
    yield (box(labels["section"], span=6, bold=True),)
    for key, question, guidance in labels["questions"]:
        yield _pair((question,), [*(guidance if prompts else ()), *_answer(facts[key])])
    yield box(labels["completion"], span=2, down=2, bold=True), *(box(level) for level in labels["levels"].values())
    yield tuple(box(mark) for mark in _marks(facts, labels))
    yield _pair((labels["results"],), _answer(facts["results"]))
    yield _pair((labels["next"],), _answer(facts["next"]))
    yield from _milestones(facts, labels, spans=(3, 1, 1, 1))
    yield (box(labels["contact"], span=6, bold=True),)
    yield from _contact(facts, labels)
    yield from _actors(facts, labels, span=4)


def _marks(facts: Facts, labels: Labels) -> list[str | None]:
    return [facts["mark"] if level == facts["completion"] else None for level in labels["levels"]]


def _milestones(facts: Facts, labels: Labels, spans: tuple[int, ...]) -> Iterator[Boxes]:
    yield tuple(box(text, span=span, bold=True) for text, span in zip(labels["milestones"], spans, strict=True))
    for row in facts["milestones"]:
        level = labels["levels"].get(row["completion"])
        texts = (f"{row['number']} {row['text']}", row["start"][0], row["end"][0], level)
        yield tuple(box(text, span=span) for text, span in zip(texts, spans, strict=True))


def _contact(facts: Facts, labels: Labels) -> Iterator[Boxes]:
    contact = facts["contact"]
    answers = (contact["name"], contact["position"], f"{contact['email']}, {contact['phone']}")
    for label, answer in zip(labels["contact_labels"], answers, strict=True):
        yield _pair((label,), [answer])


def _actors(facts: Facts, labels: Labels, span: int) -> Iterator[Boxes]:
    over, state, others = labels["actors"]
    yield box(over, down=2, bold=True), box(state, bold=True), box(", ".join(_answer(facts["state"])), span=span)
    yield box(others, bold=True), box(", ".join(_answer(facts["others"])), span=span)


# Two tables a commitment: the description's label merged over its questions, milestones apart, one cell of contacts.


def merged(facts: Facts, labels: Labels, boxes: bool) -> Iterator[Part]:
    """Yield the form under a heading a commitment; `boxes` marks the level by check boxes in one cell."""
    yield from front(facts)
    for commitment in facts["commitments"]:
        yield Text(labels["named"].format(commitment["number"], commitment["title"]), "heading")
        yield Grid((3, 4, 2, 2, 2, 2), tuple(_described(commitment, labels, boxes)))
        yield Grid((7, 2, 2, 2), tuple(_milestones(commitment, labels, spans=(1, 1, 1, 1))), repeats=True)
        yield Grid((3, 4, 8), tuple(_people(commitment, labels)))


def _described(facts: Facts, labels: Labels, boxes: bool) -> Iterator[Boxes]:
    yield _pair((labels["lead"],), [facts["lead"]])
    yield _pair((labels["dates"],), [facts["dates"]])
    questions = labels["questions"]
    for index, (key, question, _) in enumerate(questions):
        group = (box(labels["section"], down=len(questions), bold=True),) if index == 0 else ()
        yield *group, box(question, bold=True), box(*_answer(facts[key]), span=4)
    if boxes:
        yield _pair((labels["completion"],), [_boxes(facts, labels)])
    else:
        yield _wide(labels["completion"], down=2), *(box(level) for level in labels["levels"].values())
        yield tuple(box(mark) for mark in _marks(facts, labels))
    yield _pair((labels["results"],), _answer(facts["results"]))
    yield _pair((labels["next"],), _answer(facts["next"]))


def _wide(label: str, down: int) -> Box:
    return box(label, span=2, down=down, bold=True)


def _boxes(facts: Facts, labels: Labels) -> str:
    names = labels["levels"].items()
    return "  ".join(f"{'☒' if level == facts['completion'] else '☐'} {name}" for level, name in names)


def _people(facts: Facts, labels: Labels) -> Iterator[Boxes]:
    contact = facts["contact"]
    texts = (contact["name"], contact["position"], contact["email"], contact["phone"])
    yield box(labels["contact"], span=2, bold=True), box(*texts)
    yield from _actors(facts, labels, span=1)


# No form at all: each label a heading or a bold line, the answer below it.


def headed(facts: Facts, labels: Labels) -> Iterator[Part]:
    """Yield the form without tables but for the milestones: labels as lines of their own, the level as a word."""
    yield from front(facts)
    for commitment in facts["commitments"]:
        yield Text(labels["named"].format(commitment["number"], commitment["title"]), "heading")
        yield from _lines(commitment, labels)


def _lines(facts: Facts, labels: Labels) -> Iterator[Part]:
    level = labels["levels"].get(facts["completion"], NOTHING)
    contact = facts["contact"]
    over, state, others = labels["actors"]
    yield from _said(labels["dates"], [facts["dates"]])
    yield from _said(labels["lead"], [facts["lead"]])
    for key, question, _ in labels["questions"]:
        yield from _said(question, _answer(facts[key]))
    yield from _said(labels["completion"], [level])
    yield from _said(labels["results"], _answer(facts["results"]))
    yield from _said(labels["next"], _answer(facts["next"]))
    yield Grid((7, 2, 2, 2), tuple(_milestones(facts, labels, spans=(1, 1, 1, 1))))
    for label, answer in zip(labels["contact_labels"], (contact["name"], contact["position"]), strict=False):
        yield from _said(label, [answer])
    yield from _said(labels["contact_labels"][2], [f"{contact['email']}, {contact['phone']}"])
    yield Text(over, "bold")
    yield from _said(state, [", ".join(_answer(facts["state"]))])
    yield from _said(others, [", ".join(_answer(facts["others"]))])


def _said(label: str, answers: list[str]) -> Iterator[Part]:
    yield Text(label, "bold")
    yield from (Text(answer) for answer in answers)
