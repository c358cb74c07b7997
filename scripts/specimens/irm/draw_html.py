"""A specimen of an IRM report as a web page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from scripts.specimens import sketch
from scripts.specimens.irm.parts import Box, Bullets, Heading, Paragraph, Part, make_grid


def as_html(parts: Sequence[Part], language: str, mark: str) -> bytes:
    """Return the page."""
    body = "\n".join(text for part in parts for text in _iterate_elements(part, mark))
    title = next(part.text for part in parts if isinstance(part, Heading))
    head = f'<head><meta charset="utf-8"><title>{escape(title)}</title></head>'
    return f'<!DOCTYPE html>\n<html lang="{language}">{head}<body>\n{body}\n</body></html>\n'.encode()


def _iterate_elements(part: Part, mark: str) -> Iterator[str]:
    if isinstance(part, Heading):
        yield f"<h{part.level}>{escape(part.text)}</h{part.level}>"
    elif isinstance(part, Paragraph):
        text = f"<b>{escape(part.text)}</b>" if part.bold else escape(part.text)
        yield f"<p>{f'<b>{escape(part.label)}</b> ' if part.label else ''}{text}</p>"
    elif isinstance(part, Bullets):
        yield "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in part.items) + "</ul>"
    elif isinstance(part, Box):
        first, *rest = part.paragraphs
        texts = "".join(f"<p>{escape(text)}</p>" for text in rest)
        yield f'<table border="1"><tr><td><p><b>{escape(first)}</b></p>{texts}</td></tr></table>'
    else:
        rows = ("".join(map(_format_cell, boxes)) for boxes in make_grid(part, mark).rows)
        yield '<table border="1">' + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def _format_cell(box: sketch.Box) -> str:
    text = "".join(f"<p>{escape(line)}</p>" for line in box.texts)
    fill = f' style="background-color:#{box.fill}"' if box.fill else ""
    return f'<td colspan="{box.span}" rowspan="{box.down}"{fill}>{f"<b>{text}</b>" if box.bold else text}</td>'
