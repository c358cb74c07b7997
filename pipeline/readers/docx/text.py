"""Read the text of a paragraph from its runs: what is printed, with boldness and size.

Tracked insertions are text, deletions are not; of fields the result is text, the code is not; of alternatives (a
drawing and its fallback) one is read; check boxes show ☒ or ☐; the text of text boxes follows the paragraph that they
hang on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from pipeline.model import Anchor, Glue, Line
from pipeline.readers.cleaning import clean_text, decode_symbol, decode_symbol_font, is_symbol_font
from pipeline.readers.docx.package import MATH, MC, W14, Element, W, find_child, is_on, read_number, read_value
from pipeline.readers.docx.styles import DocxStyle, Styles, apply_character_style, read_run
from pipeline.readers.markers import format_raised, remove_note_marks
from pipeline.readers.marks import mark_choice, read_picture_mark

_TEXT_ELEMENTS = frozenset(
    [W + name for name in ("hyperlink", "ins", "moveTo", "smartTag", "customXml", "fldSimple", "bdo", "dir", "ruby")]
    + [W + name for name in ("rubyBase", "sdtContent", "subDoc")]
)
"""Elements within a paragraph whose runs are its text. Not among them: `w:del`, `w:moveFrom`, `w:rt`."""

_BLANKS = frozenset([W + "tab", W + "ptab"])
_BREAKS = frozenset([W + "br", W + "cr"])
_DRAWINGS = frozenset([W + "drawing", W + "pict", W + "object"])
_REFERENCES = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}
_FONTS = ("ascii", "hAnsi", "cs", "eastAsia")
_GREY = frozenset({"808080", "7F7F7F", "666666", "A6A6A6", "999999"})
"""Colors in which word processors show the prompt of an empty control."""
_PROMPT = re.compile(
    r"\W*(?:click|tap|choose|select|enter|haga|haz|elija|escriba|cliquez|choisissez|clique|escolha|klicken|"
    r"щелкните|место|выберите)\b.{0,80}",
    re.IGNORECASE,
)
"""How the prompts of controls begin, in the languages that word processors write them in."""
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DRAWING_PROPERTIES = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_SHAPE_PROPERTIES = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}spPr"
_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_EMBEDDED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_LARGEST_TICK = 48 * 9525
"""A picture of a tick is at most 48 pixels wide and high, in the units of Office files."""
_PICTURE = "\ufffc"
"""Holds the place of a small picture in a line."""
_VML = "{urn:schemas-microsoft-com:vml}"
_RGB = re.compile(r"#?([0-9A-Fa-f]{6})")


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to a note: its kind (footnote, endnote), id, and the mark where the writer set one of his own."""

    kind: str
    note_id: str
    mark: str | None = None


class TextRun(NamedTuple):
    """A piece of a line as it is set; `marked` pieces are underlined or highlighted, `ink` is their color."""

    text: str
    bold: bool
    size: float | None
    marked: bool
    ink: str | None = None


@dataclass(slots=True)
class ParagraphText:
    """A paragraph's text as it is collected: lines of (text, bold, size, marked), text boxes, references to notes.

    `inks` are the colors of its letters, `shapes` those of the shapes that are drawn in it; `pictures` name the files
    of small pictures that do not say what they show.
    """

    styles: Styles
    style: DocxStyle
    lines: list[list[TextRun]] = field(default_factory=lambda: [[]])
    boxes: list[Element] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    fields: list[bool] = field(default_factory=list)
    inks: set[str] = field(default_factory=set)
    shapes: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)

    def add(self, text: str, style: DocxStyle) -> None:
        """Add text unless it is hidden, crossed out or is in the code of a field."""
        if text and not style.hidden and not style.struck and all(self.fields):
            self.lines[-1].append(
                TextRun(
                    format_raised(text) if style.raised else text,
                    bool(style.bold),
                    style.size,
                    bool(style.marked),
                    style.ink,
                )
            )
            if style.ink and text.strip():
                self.inks.add(style.ink.upper())

    @property
    def tint(self) -> str | None:
        """The one color of its letters, or of a shape where it has no letters; None for several or none."""
        if any(piece.text.strip() not in ("", _PICTURE) for line in self.lines for piece in line):
            return next(iter(self.inks)) if len(self.inks) == 1 else None
        return self.shapes[-1] if self.shapes else None

    def make_lines(self, path: str, glue: Glue = "paragraph") -> tuple[Line, ...]:
        """Return the lines that hold text; `glue` joins the second and following ones."""
        lines: list[Line] = []
        offset = 0
        for pieces in map(_show_bullet, self.lines):
            text = remove_note_marks(clean_text(mark_choice([(piece.text, piece.marked) for piece in pieces])))
            if not text:
                continue
            visible = [piece for piece in pieces if piece.text.strip()]
            anchor = Anchor(path=path, start=offset, end=offset + len(text))
            bold = all(piece.bold for piece in visible)
            size = visible[0].size if visible else None
            opening = 0 if bold else len(clean_text(_find_opening(pieces)))
            lines.append(Line(text, anchor, glue if lines else "paragraph", bold, size, min(opening, len(text))))
            offset += len(text) + 1
        return tuple(lines)


def _show_bullet(pieces: Sequence[TextRun]) -> list[TextRun]:
    """Return the pieces of a line with a bullet for a small picture that opens it, other pictures left out."""
    visible = [piece for piece in pieces if piece.text.strip()]
    letters = [piece for piece in pieces if piece.text != _PICTURE]
    if visible and visible[0].text == _PICTURE and len(visible) > 1:
        opening = next((index for index, piece in enumerate(letters) if piece.text.strip()), None)
        if opening is not None:
            letters[opening] = letters[opening]._replace(text=f"• {letters[opening].text}")
    return letters


def _find_opening(pieces: Sequence[TextRun]) -> str:
    """Return the text that opens a line set off from the rest: in bold, or by size or color where nothing is bold."""
    visible = [piece for piece in pieces if piece.text.strip()]
    first = visible[0]
    has_bold = any(piece.bold for piece in visible)
    opening = list(takewhile(lambda piece: not piece.text.strip() or _is_set_off(piece, first, has_bold), pieces))
    text = "".join(piece.text for piece in opening)
    rest = {(piece.size, piece.ink) for piece in pieces[len(opening) :] if piece.text.strip()}
    is_label = len(rest) == 1 and not first.marked and any(map(str.isalpha, text))
    return text if has_bold or is_label else ""


def _is_set_off(piece: TextRun, first: TextRun, has_bold: bool) -> bool:
    return piece.bold if has_bold else (piece.size, piece.ink) == (first.size, first.ink)


def read_paragraph(paragraph: Element, style: DocxStyle, styles: Styles) -> ParagraphText:
    """Collect the text of a `w:p` element."""
    text = ParagraphText(styles, style)
    _read_children(paragraph, text)
    return text


def _read_children(parent: Element, text: ParagraphText) -> None:
    for element in parent:
        tag = element.tag
        if tag == W + "r":
            _read_run(element, text)
        elif tag in _TEXT_ELEMENTS:
            _read_children(element, text)
        elif tag == W + "sdt":
            _read_control(element, text)
        elif tag == MC + "AlternateContent":
            _read_alternative(element, text, lambda chosen: _read_children(chosen, text))
        elif isinstance(tag, str) and tag.startswith(MATH):
            text.add("".join(part.text or "" for part in element.iter(MATH + "t")), text.style)


def _read_control(control: Element, text: ParagraphText) -> None:
    """Read a content control: a check box by its state, others by their content."""
    properties = find_child(control, "sdtPr")
    box = properties.find(W14 + "checkbox") if properties is not None else None
    if box is not None:
        checked = box.find(W14 + "checked")
        state = checked.get(W14 + "val", "1") if checked is not None else "0"
        text.add("☒" if state in ("1", "true", "on") else "☐", text.style)
        return
    content = find_child(control, "sdtContent")
    if content is not None:
        _read_children(content, text)


def _is_placeholder(run: Element, style_id: str | None, styles: Styles) -> bool:
    """Return whether a run is the prompt of a content control into which nothing was entered.

    The control says so, and the run looks like one: by its style, in grey, or by its words. What somebody wrote over a
    prompt with another program has none of these.
    """
    has_prompt_style = bool(style_id) and styles.get(style_id).name == "placeholder text"
    controls = list(run.iterancestors(W + "sdt"))
    if not controls and not has_prompt_style:
        return False
    text = "".join(part.text or "" for part in run.iterchildren(W + "t"))
    has_prompt_text = bool(_PROMPT.fullmatch(text.strip()))
    if any(is_on(find_child(control, "sdtPr", "showingPlcHdr")) for control in controls):
        is_grey = (read_value(find_child(run, "rPr", "color")) or "").upper() in _GREY
        return has_prompt_style or is_grey or has_prompt_text
    return has_prompt_style and has_prompt_text


def _read_run(run: Element, text: ParagraphText) -> None:
    properties = find_child(run, "rPr")
    style_id = read_value(find_child(properties, "rStyle"))
    if _is_placeholder(run, style_id, text.styles):
        return
    if properties is None:
        _read_content(run, text, text.style, "")
        return
    style = _run_style(properties, text)
    _read_content(run, text, style, _find_symbol_font(find_child(properties, "rFonts")))


def _find_symbol_font(fonts: Element | None) -> str:
    """Return the symbol font of a run by its name in lower case; empty where it is set in letters."""
    names = ((read_value(fonts, slot) or "").lower() for slot in _FONTS) if fonts is not None else ()
    return next((name for name in names if is_symbol_font(name)), "")


def _run_style(properties: Element | None, text: ParagraphText) -> DocxStyle:
    if properties is None:
        return text.style
    style_id = read_value(find_child(properties, "rStyle"))
    style = text.style
    if style_id:
        own = text.styles.get(style_id)
        style = apply_character_style(own, style)
    return read_run(properties, style)


def _read_content(run: Element, text: ParagraphText, style: DocxStyle, font: str) -> None:
    has_own_mark = False
    for element in run:
        tag = element.tag
        if tag == W + "t":
            if not has_own_mark:
                text.add(decode_symbol_font(element.text or "", font), style)
        elif tag in _BLANKS:
            text.add("\t", style)
        elif tag in _BREAKS:
            text.lines.append([])
        elif tag == W + "noBreakHyphen":
            text.add("-", style)
        elif tag == W + "sym":
            text.add(decode_symbol(read_value(element, "font") or "", read_value(element, "char") or ""), style)
        elif tag == W + "fldChar":
            _read_field(element, text, style)
        elif tag in _REFERENCES:
            has_own_mark = _read_reference(run, element, _REFERENCES[tag], text)
        else:
            _read_embedded(element, text, style, font)


def _read_embedded(element: Element, text: ParagraphText, style: DocxStyle, font: str) -> None:
    if element.tag in _DRAWINGS:
        text.boxes.extend(_find_text_boxes(element))
        _read_drawing(element, text, style)
    elif element.tag == MC + "AlternateContent":
        _read_alternative(element, text, lambda chosen: _read_content(chosen, text, style, font))
    elif element.tag == W + "ruby":
        _read_children(element, text)


def _is_small(drawing: Element) -> bool:
    extent = next(drawing.iter(_EXTENT), None)
    sizes = [extent.get("cx") or "", extent.get("cy") or ""] if extent is not None else []
    return bool(sizes) and all(size.isdigit() and int(size) <= _LARGEST_TICK for size in sizes)


def _read_drawing(drawing: Element, text: ParagraphText, style: DocxStyle) -> None:
    """Read a drawing: a picture of a tick as the tick that its description names, a shape's color."""
    descriptions = [part.get("descr") or part.get("title") or "" for part in drawing.iter(_DRAWING_PROPERTIES)]
    descriptions += [part.get("alt") or "" for part in drawing.iter(_VML + "shape")]
    marks = [mark for mark in map(read_picture_mark, descriptions) if mark]
    if marks:
        text.add(marks[0], style)
    elif _is_small(drawing):
        text.add(_PICTURE, style)
        text.pictures += [blip.get(_EMBEDDED) or "" for blip in drawing.iter(_DRAWING + "blip")]
    for properties in drawing.iter(_SHAPE_PROPERTIES):
        color = properties.find(f"{_DRAWING}solidFill/{_DRAWING}srgbClr")
        text.shapes.extend([(color.get("val") or "").upper()] if color is not None else [])
    for shape in drawing.iter(_VML + "shape", _VML + "oval", _VML + "rect", _VML + "roundrect"):
        fill = _RGB.match(shape.get("fillcolor") or "")
        text.shapes.extend([fill[1].upper()] if fill and shape.get("filled") not in ("f", "false") else [])


def _read_alternative(element: Element, text: ParagraphText, read: object) -> None:
    """Read the first of the alternatives that gives anything."""
    assert callable(read)
    before = (len(text.boxes), sum(map(len, text.lines)))
    for alternative in element:
        if alternative.tag in (MC + "Choice", MC + "Fallback"):
            read(alternative)
        if (len(text.boxes), sum(map(len, text.lines))) != before:
            return


def _find_text_boxes(drawing: Element) -> list[Element]:
    """Return the contents of the text boxes of a drawing, without boxes within boxes."""
    contents: list[Element] = []
    pending = [drawing]
    while pending:
        element = pending.pop()
        if element.tag == W + "txbxContent":
            contents.append(element)
        elif element.tag == MC + "AlternateContent":
            choices = [part for part in element if part.tag in (MC + "Choice", MC + "Fallback")]
            pending.extend(next(([c] for c in choices if c.find(f".//{W}txbxContent") is not None), []))
        else:
            pending.extend(reversed(element))
    return contents


def _read_reference(run: Element, element: Element, kind: str, text: ParagraphText) -> bool:
    has_own_mark = (read_value(element, "customMarkFollows") or "0") in ("1", "true", "on")
    mark = "".join(part.text or "" for part in run.findall(W + "t")).strip() if has_own_mark else None
    text.references.append(Reference(kind, read_value(element, "id") or "", mark or None))
    return has_own_mark


def _read_field(element: Element, text: ParagraphText, style: DocxStyle) -> None:
    kind = read_value(element, "fldCharType")
    if kind == "begin":
        text.add(_form_field_text(find_child(element, "ffData")), style)
        text.fields.append(False)
    elif kind == "separate" and text.fields:
        text.fields[-1] = True
    elif kind == "end" and text.fields:
        text.fields.pop()


def _form_field_text(data: Element | None) -> str:
    """Return what a legacy form field shows that its result does not hold: a box's state, a list's choice."""
    box, choices = find_child(data, "checkBox"), find_child(data, "ddList")
    if box is not None:
        state = is_on(find_child(box, "checked"))
        return "☒" if (is_on(find_child(box, "default")) if state is None else state) else "☐"
    if choices is not None:
        entries = choices.findall(W + "listEntry")
        chosen = find_child(choices, "result")
        index = max(read_number(chosen) or 0, 0)
        return read_value(entries[index]) or "" if index < len(entries) else ""
    return ""
