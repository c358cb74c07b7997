"""Pages in two columns with a chapter's heading between them, and boxes beside and above the text of a column."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.readers.pdf.drawing import HEIGHT, drawn, read, text, texts

BOLD = "Helvetica-Bold"
LEFT, RIGHT = 50.0, 320.0


def prose(name: str, count: int) -> list[str]:
    return [f"{name} {at} fills this column of the page with its words" for at in range(1, count + 1)]


def box(canvas: Canvas, x: float, top: float) -> None:
    canvas.setFillColor("#F3ECD8")
    canvas.rect(x, HEIGHT - top - 60, 240, 60, stroke=0, fill=1)
    canvas.setFillColor("black")
    text(canvas, x + 8, top + 8, "AT A GLANCE", font=BOLD, size=8)
    text(canvas, x + 8, top + 22, "Lead: Ministry of Water", "Period: May 2022", size=8)


@pytest.mark.parametrize("heads", [("Water for all",), ("CHAPTER 2", "Water for all"), ("Water for all", "3. Wells")])
def test_a_heading_above_a_box_parts_the_columns(tmp_path: Path, heads: tuple[str, ...]) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, LEFT, 60, *prose("Above", 6), size=9)
        text(canvas, RIGHT, 60, *prose("Beside", 5), size=9)
        for at, head in enumerate(heads):
            is_small = head.isupper()
            text(canvas, LEFT, 176 + 17 * at, head, font="Helvetica" if is_small else BOLD, size=8 if is_small else 14)
        top = 176 + 17 * len(heads) + 20
        text(canvas, LEFT, top, *prose("Below", 14), size=9)
        box(canvas, RIGHT, top)
        text(canvas, RIGHT, top + 84, *prose("Last", 7), size=9)

    found = "\n".join(texts(read(drawn(tmp_path, draw))))
    order = [found.index(word) for word in ("Above 1", "Above 6", "Beside 5", heads[-1], "Below 1")]
    assert order == sorted(order)


def test_a_heading_over_lines_across_both_columns_is_read_with_them(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, LEFT, 60, "What is the problem?", font=BOLD, size=9)
        text(canvas, LEFT, 72, *prose("Above", 12), size=9)
        text(canvas, RIGHT, 60, "What will be done?", font=BOLD, size=9)
        text(canvas, RIGHT, 72, *prose("Beside", 10), size=9)
        text(canvas, LEFT, 226, "Milestones", font=BOLD, size=9)
        for step in range(1, 4):
            text(canvas, LEFT, 226 + 16 * step, f"Step {step}: " + "lay the pipes along the coast, " * 3, size=9)

    found = "\n".join(texts(read(drawn(tmp_path, draw))))
    order = [found.index(word) for word in ("Above 12", "Beside 10", "Milestones", "Step 1")]
    assert order == sorted(order)


def test_text_below_a_box_continues_on_the_next_page(tmp_path: Path) -> None:
    def first(canvas: Canvas) -> None:
        text(canvas, LEFT, 60, *prose("Above", 50), size=9)
        box(canvas, RIGHT, 60)
        text(canvas, RIGHT, 140, *prose("Beside", 43), size=9)

    def second(canvas: Canvas) -> None:
        text(canvas, LEFT, 60, "and so it goes on here up to its end.", size=9)
        text(canvas, LEFT, 90, *prose("Then", 8), size=9)

    found = texts(read(drawn(tmp_path, first, second)))
    assert any("Beside 43" in block and block.endswith("up to its end.") for block in found)
    assert any(block.endswith("Period: May 2022") for block in found)
