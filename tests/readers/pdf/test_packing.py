"""Pages come back from their bytes as they were, and take no more memory than before."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from pipeline.readers.pdf.opening import pack_pages, read_part, unpack_pages
from scripts.bench.documents import draw_form_pdf


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "form.pdf"
    path.write_bytes(draw_form_pdf(5))
    return path


def test_pages_come_back_as_they_were(form: Path) -> None:
    whole = read_part(form, range(1, 4))
    parts = [read_part(form, range(number, number + 1)) for number in (1, 2, 3)]
    assert sum(len(page.words) for page in whole.values()) > 100
    assert unpack_pages([pack_pages(whole)]) == whole
    assert unpack_pages(map(pack_pages, parts)) == whole
    assert unpack_pages([pack_pages({})]) == {}


def test_numbers_keep_their_bits_and_equal_ones_are_one(form: Path) -> None:
    page = read_part(form, range(1, 2))[1]
    one, other = (page.words[0]._replace(start=start, size=page.words[0].size) for start in (0.0, -0.0))
    (found,) = unpack_pages(
        [pack_pages({1: page.__class__(1, page.frame, (one, other), (), (), (), page.drawing)})]
    ).values()
    assert [math.copysign(1, word.start) for word in found.words] == [1, -1]
    assert found.words[0].size is found.words[1].size
    assert found.words[0].text is found.words[1].text
