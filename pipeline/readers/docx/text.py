"""Read the text of a paragraph from its runs: what is printed, with boldness and size.

Tracked insertions are text, deletions are not; of fields the result is text, the code is not; of alternatives (a
drawing and its fallback) one is read; check boxes show ☒ or ☐; the text of text boxes follows the paragraph
that they hang on.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.model import Anchor, Glue, Line
from pipeline.readers.cleaning import clean
from pipeline.readers.docx.names import MATH, MC, W14, Element, W, child, is_on, number, value
from pipeline.readers.docx.styles import Style, Styles, read_run
from pipeline.readers.docx.symbols import from_font, symbol

_WITHIN = frozenset(
    [W + name for name in ("hyperlink", "ins", "moveTo", "smartTag", "customXml", "fldSimple", "bdo", "dir", "ruby")]
    + [W + name for name in ("rubyBase", "sdtContent", "subDoc")]
)
"""Elements within a paragraph whose runs are its text. Not among them: `w:del`, `w:moveFrom`, `w:rt`."""

_BLANKS = frozenset([W + "tab", W + "ptab"])
_BREAKS = frozenset([W + "br", W + "cr"])
_DRAWN = frozenset([W + "drawing", W + "pict", W + "object"])
_REFERENCES = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}
_SYMBOL_FONTS = ("wingdings", "wingdings 2", "wingdings 3", "webdings")


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to a note: its kind (footnote, endnote), id, and the mark where the writer set one of his own."""

    kind: str
    note_id: str
    mark: str | None = None


@dataclass(slots=True)
class Text:
    """A paragraph's text as it is collected: lines of (text, bold, size), text boxes, references to notes."""

    styles: Styles
    style: Style
    lines: list[list[tuple[str, bool, float | None]]] = field(default_factory=lambda: [[]])
    boxes: list[Element] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    fields: list[bool] = field(default_factory=list)

    def add(self, text: str, style: Style) -> None:
        """Add text unless it is hidden or stands in the code of a field."""
        if text and not style.hidden and all(self.fields):
            self.lines[-1].append((text, bool(style.bold), style.size))

    def printed(self, path: str, glue: Glue = "paragraph") -> tuple[Line, ...]:
        """Return the lines that hold text; `glue` joins the second and following ones."""
        found: list[Line] = []
        offset = 0
        for pieces in self.lines:
            text = clean("".join(piece for piece, _, _ in pieces))
            if not text:
                continue
            visible = [(bold, size) for piece, bold, size in pieces if piece.strip()]
            anchor = Anchor(path=path, start=offset, end=offset + len(text))
            bold = all(bold for bold, _ in visible)
            found.append(Line(text, anchor, glue if found else "paragraph", bold, visible[0][1] if visible else None))
            offset += len(text) + 1
        return tuple(found)


def read_paragraph(paragraph: Element, style: Style, styles: Styles) -> Text:
    """Collect the text of a `w:p` element."""
    text = Text(styles, style)
    _within(paragraph, text)
    return text


def _within(parent: Element, text: Text) -> None:
    for element in parent:
        tag = element.tag
        if tag == W + "r":
            _run(element, text)
        elif tag in _WITHIN:
            _within(element, text)
        elif tag == W + "sdt":
            _control(element, text)
        elif tag == MC + "AlternateContent":
            _alternative(element, text, lambda chosen: _within(chosen, text))
        elif isinstance(tag, str) and tag.startswith(MATH):
            text.add("".join(part.text or "" for part in element.iter(MATH + "t")), text.style)


def _control(control: Element, text: Text) -> None:
    """Read a content control: a check box by its state, others by their content."""
    properties = child(control, "sdtPr")
    box = properties.find(W14 + "checkbox") if properties is not None else None
    if box is not None:
        checked = box.find(W14 + "checked")
        state = checked.get(W14 + "val", "1") if checked is not None else "0"
        text.add("☒" if state in ("1", "true", "on") else "☐", text.style)
        return
    content = child(control, "sdtContent")
    if content is not None:
        _within(content, text)


def _is_placeholder(run: Element, style_id: str | None, styles: Styles) -> bool:
    """Say whether a run is the prompt of a content control into which nothing was entered."""
    if not style_id or styles.get(style_id).name != "placeholder text":
        return False
    return any(is_on(child(control, "sdtPr", "showingPlcHdr")) for control in run.iterancestors(W + "sdt"))


def _run(run: Element, text: Text) -> None:
    properties = child(run, "rPr")
    if properties is None:
        _content(run, text, text.style, "")
        return
    if _is_placeholder(run, value(child(properties, "rStyle")), text.styles):
        return
    style = _run_style(properties, text)
    font = (value(child(properties, "rFonts"), "ascii") or "").lower()
    _content(run, text, style, font if font in _SYMBOL_FONTS else "")


def _run_style(properties: Element | None, text: Text) -> Style:
    if properties is None:
        return text.style
    named = value(child(properties, "rStyle"))
    style = text.style
    if named:
        own = text.styles.get(named)
        style = Style(
            bold=style.bold if own.bold is None else own.bold,
            hidden=style.hidden if own.hidden is None else own.hidden,
            size=style.size if own.size is None else own.size,
        )
    return read_run(properties, style)


def _content(run: Element, text: Text, style: Style, font: str) -> None:
    own_mark = False
    for element in run:
        tag = element.tag
        if tag == W + "t":
            if not own_mark:
                text.add(from_font(element.text or "", font), style)
        elif tag in _BLANKS:
            text.add(" ", style)
        elif tag in _BREAKS:
            text.lines.append([])
        elif tag == W + "noBreakHyphen":
            text.add("-", style)
        elif tag == W + "sym":
            text.add(symbol(value(element, "font") or "", value(element, "char") or ""), style)
        elif tag == W + "fldChar":
            _field(element, text, style)
        elif tag in _REFERENCES:
            own_mark = _reference(run, element, _REFERENCES[tag], text)
        else:
            _embedded(element, text, style, font)


def _embedded(element: Element, text: Text, style: Style, font: str) -> None:
    if element.tag in _DRAWN:
        text.boxes.extend(_boxes(element))
    elif element.tag == MC + "AlternateContent":
        _alternative(element, text, lambda chosen: _content(chosen, text, style, font))
    elif element.tag == W + "ruby":
        _within(element, text)


def _alternative(element: Element, text: Text, read: object) -> None:
    """Read the first of the alternatives that gives anything."""
    assert callable(read)
    before = (len(text.boxes), sum(map(len, text.lines)))
    for chosen in element:
        if chosen.tag in (MC + "Choice", MC + "Fallback"):
            read(chosen)
        if (len(text.boxes), sum(map(len, text.lines))) != before:
            return


def _boxes(drawn: Element) -> list[Element]:
    """Return the contents of the text boxes of a drawing, without boxes within boxes."""
    found: list[Element] = []
    pending = [drawn]
    while pending:
        element = pending.pop()
        if element.tag == W + "txbxContent":
            found.append(element)
        elif element.tag == MC + "AlternateContent":
            choices = [part for part in element if part.tag in (MC + "Choice", MC + "Fallback")]
            pending.extend(next(([c] for c in choices if c.find(f".//{W}txbxContent") is not None), []))
        else:
            pending.extend(reversed(element))
    return found


def _reference(run: Element, element: Element, kind: str, text: Text) -> bool:
    own = (value(element, "customMarkFollows") or "0") in ("1", "true", "on")
    mark = "".join(part.text or "" for part in run.findall(W + "t")).strip() if own else None
    text.references.append(Reference(kind, value(element, "id") or "", mark or None))
    return own


def _field(element: Element, text: Text, style: Style) -> None:
    kind = value(element, "fldCharType")
    if kind == "begin":
        text.add(_form_field(child(element, "ffData")), style)
        text.fields.append(False)
    elif kind == "separate" and text.fields:
        text.fields[-1] = True
    elif kind == "end" and text.fields:
        text.fields.pop()


def _form_field(data: Element | None) -> str:
    """Return what a legacy form field shows that its result does not hold: a box's state, a list's choice."""
    box, choices = child(data, "checkBox"), child(data, "ddList")
    if box is not None:
        state = is_on(child(box, "checked"))
        return "☒" if (is_on(child(box, "default")) if state is None else state) else "☐"
    if choices is not None:
        entries = choices.findall(W + "listEntry")
        chosen = child(choices, "result")
        index = max(number(chosen) or 0, 0)
        return value(entries[index]) or "" if index < len(entries) else ""
    return ""
