"""Steps over the words of a page take time in proportion to their number."""

from __future__ import annotations

import pytest

from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.layout.columns import split_into_columns
from tests.growth import grows_less_than

pytestmark = pytest.mark.slow


def lines(count: int) -> list[Word]:
    """Return words of five a line, each line on its own over the whole width."""
    return [
        Word("word", (100.0 * k, 4.0 * row, 100.0 * k + 97, 4.0 * row + 2), 0, 97, 4.0 * row, 2, False, 0, 0, 1)
        for row in range(count)
        for k in range(5)
    ]


def test_runs_of_lines_are_taken_by_their_height() -> None:
    few, many = lines(100), lines(900)
    assert grows_less_than(25, lambda count: split_into_columns(few if count == 100 else many), 100, 900)


def test_words_of_a_page_stay_in_their_order() -> None:
    words = lines(20)[::-1]
    assert split_into_columns(words) == [(words, False)]
