"""Lines joined to text and rows joined over page ends."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Anchor, Line, TextBlock
from pipeline.structure.lines import cut_line, join_lines, lines_of, text_of
from pipeline.structure.rows import merge_continued_rows
from tests.building import cell, line, row, table


def test_list_markers_stand_before_their_items() -> None:
    item = TextBlock("list_item", (line("publish"), line("data", glue="space")), marker="b.")
    assert join_lines(lines_of(item)) == "b. publish data"


def test_cut_narrows_the_character_span() -> None:
    whole = Line("Email: a@b.mn", Anchor(path="p[1]", start=10, end=23))
    rest = cut_line(whole, 6)
    assert rest is not None
    assert (rest.text, rest.anchor.start, rest.anchor.end) == ("a@b.mn", 17, 23)


def test_cut_of_nothing_is_none() -> None:
    assert cut_line(line("Email:  "), 6) is None


def test_a_row_broken_by_a_page_end_is_joined_and_keeps_both_places() -> None:
    broken = table(row("1", "Open the"), row("", "data", after_break=True, page=2), row("2", "Publish", page=2))
    rows = merge_continued_rows(broken)
    assert [text_of(r.cells[1]) for r in rows] == ["Open the data", "Publish"]
    assert [anchor.page for anchor in rows[0].cells[1].anchors] == [1, 2]


def test_a_row_with_its_own_first_cell_is_not_joined() -> None:
    assert len(merge_continued_rows(table(row("1", "Open"), row("2", "Publish", after_break=True)))) == 2


def test_a_row_without_page_break_is_never_joined() -> None:
    assert len(merge_continued_rows(table(row("1", "Open"), row("", "data")))) == 2


def test_a_closed_sentence_before_the_page_end_ends_its_paragraph() -> None:
    rows = merge_continued_rows(table(row("1", "It is done."), row("", "Next we build.", after_break=True)))
    assert text_of(rows[0].cells[1]) == "It is done.\nNext we build."


def test_a_colour_above_the_page_end_colours_the_whole_row() -> None:
    above = row("1", replace(cell("", 300, 600), fill="00B050"))
    below = row("", replace(cell("more", 300, 600), fill="00B050"), after_break=True)
    assert merge_continued_rows(table(above, below))[0].cells[1].fill == "00B050"
