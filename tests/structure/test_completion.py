"""Marks bound to their columns by geometry, and what is said where that can't be done."""

from __future__ import annotations

import pytest

from pipeline.lexicon.vocabularies import find_code
from pipeline.model import Cell
from pipeline.structure.commitments.completion import read_completion
from pipeline.structure.grids import read_parts
from tests.building import cell, table

LEVELS = ("Not started", "Limited", "Substantial", "Completed")


def grid(marks: dict[float, str], headings: tuple[str, ...] = LEVELS) -> list[Cell]:
    heads = [cell(name, 100.0 * i, 100.0 * i + 100) for i, name in enumerate(headings)]
    return [*heads, *(cell(text, left, left + 90) for left, text in marks.items())]


def level(cells: list[Cell]) -> str | None:
    common = read_completion(cells).common
    return find_code("completion", common.text) if common else None


@pytest.mark.parametrize("tick", ["x", "X", "+", "✓", "√", "☒", "\uf0fc"])
def test_any_tick_counts_by_the_column_it_stands_in(tick: str) -> None:
    assert level(grid({205: tick})) == "substantial"


def test_headings_broken_within_words_are_known() -> None:
    assert level(grid({305: "x"}, ("Not started", "Limited", "Substantia l", "Complete d"))) == "complete"


def test_an_empty_grid_has_no_level() -> None:
    found = read_completion(grid({5: "-", 105: ""}))
    assert found.levels == ()
    assert found.problem is None


def test_a_mark_between_two_columns_is_not_guessed() -> None:
    found = read_completion(grid({155: "x"}))
    assert found.common is None
    assert found.problem is not None
    assert found.problem[0] == "completion-mark-unclear"


def test_two_ticks_are_ambiguous() -> None:
    found = read_completion(grid({5: "x", 205: "x"}))
    assert found.problem is not None
    assert found.problem[0] == "completion-ambiguous"


def test_letters_rate_parts_and_only_agreement_rates_the_whole() -> None:
    found = read_completion(grid({205: "a, c", 305: "b"}))
    assert [(x.part, x.value.text) for x in found.levels] == [
        ("a", "Substantial"),
        ("c", "Substantial"),
        ("b", "Completed"),
    ]
    assert found.common is None
    assert level(grid({305: "a, b, c"})) == "complete"


def test_a_filled_cell_is_a_mark() -> None:
    cells = grid({5: "", 105: "", 205: "", 305: ""})
    cells[5] = cell("", 105, 195, fill="00B050")
    assert level(cells) == "limited"


def test_a_grid_within_the_cell_is_entered() -> None:
    inner = table(LEVELS, ("", "x", "", ""))
    assert level([cell(blocks=(inner,))]) == "limited"


def test_a_mark_that_lost_its_column_is_said_and_not_read() -> None:
    found = read_completion([cell("Not started Limited Substantia l Complete d x", 0, 0)])
    assert found.common is None
    assert found.problem is not None
    assert found.problem[0] == "completion-column-lost"


def test_a_bullet_is_no_tick() -> None:
    found = read_completion(grid({205: "• to be done"}))
    assert found.common is None
    assert found.problem is not None


@pytest.mark.parametrize(("text", "wanted"), [("☐ Limited ☒ Substantial", "substantial"), ("Limited", "limited")])
def test_check_boxes_in_a_line_and_plain_words(text: str, wanted: str) -> None:
    assert level([cell(text)]) == wanted


@pytest.mark.parametrize(
    ("text", "parts"),
    [("a,b", ("a", "b")), ("a & c", ("a", "c")), ("a-c", ("a", "b", "c")), ("1, 2", ("1", "2")), ("x", ()), ("", ())],
)
def test_parts(text: str, parts: tuple[str, ...]) -> None:
    assert read_parts(text) == parts
