"""Pages as pictures with boxes."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from pipeline.model import Box
from pipeline.readers.pdf.render import RED, draw_boxes
from tests.readers.pdf.drawing import drawn, text


def test_the_box_is_drawn_around_its_place(tmp_path: Path) -> None:
    path = drawn(tmp_path, lambda canvas: text(canvas, 72, 100, "Text"))
    image = Image.open(BytesIO(draw_boxes(path, 1, [Box(70, 98, 100, 114)], 2.0)))
    assert image.size == (1224, 1584)
    assert image.getpixel((140, 210)) == RED
    assert image.getpixel((170, 190)) == (255, 255, 255)


def test_a_page_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no page 2"):
        draw_boxes(drawn(tmp_path, lambda canvas: text(canvas, 72, 100, "Text")), 2, [])
