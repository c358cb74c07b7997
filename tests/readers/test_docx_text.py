"""DOCX: what of a paragraph's XML is text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.readers.docx_file import p, r, read_body, style, texts

CHECKBOX = (
    '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{state}"/></w14:checkbox></w:sdtPr>'
    "<w:sdtContent>" + r("?") + "</w:sdtContent></w:sdt>"
)
LEGACY = (
    '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{state}</w:checkBox></w:ffData></w:fldChar></w:r>'
    "<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>"
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK x </w:instrText></w:r>'
    + r("code")
    + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    + r("result")
    + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
CHOICES = "<mc:Choice>{shape}</mc:Choice><mc:Fallback>{picture}</mc:Fallback>"
BOX = f"<w:r><mc:AlternateContent>{CHOICES}</mc:AlternateContent></w:r>"
SHAPE = "<w:drawing><wps:txbx><w:txbxContent>" + p("In the box") + "</w:txbxContent></wps:txbx></w:drawing>"
PICTURE = "<w:pict><v:textbox><w:txbxContent>" + p("In the box") + "</w:txbxContent></v:textbox></w:pict>"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ((r("Open"), r(" "), r("data")), "Open data"),
        ((r("Open"), "<w:r><w:tab/></w:r>", r("data")), "Open data"),
        ((r("co"), "<w:r><w:noBreakHyphen/></w:r>", r("creation")), "co-creation"),
        ((r("gov"), "<w:r><w:softHyphen/></w:r>", r("ern\u00adment")), "government"),
        (
            ("Kept ", "<w:ins>" + r("inserted") + "</w:ins>", "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"),
            "Kept inserted",
        ),
        (("<w:moveFrom>" + r("old") + "</w:moveFrom>", "<w:moveTo>" + r("new") + "</w:moveTo>"), "new"),
        (("<w:hyperlink>" + r("link") + "</w:hyperlink>", " and text"), "link and text"),
        (('<w:fldSimple w:instr="DATE">' + r("May 2024") + "</w:fldSimple>",), "May 2024"),
        (("A ", FIELD), "A result"),
        (("<w:sdt><w:sdtContent>" + r("control") + "</w:sdtContent></w:sdt>",), "control"),
        (("<w:smartTag>" + r("tagged") + "</w:smartTag>",), "tagged"),
        ((r("seen"), r("hidden", "<w:vanish/>")), "seen"),
        (('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>',), "✓"),
        (('<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>',), "☑"),
        ((r("ü", '<w:rFonts w:ascii="Wingdings"/>'),), "✓"),
        (("<w:ruby><w:rt>" + r("reading") + "</w:rt><w:rubyBase>" + r("base") + "</w:rubyBase></w:ruby>",), "base"),
        (("<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>",), "x=1"),
    ],
)
def test_text(tmp_path: Path, content: tuple[str, ...], expected: str) -> None:
    assert texts(read_body(tmp_path, p(*content)).blocks) == [expected]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (CHECKBOX.format(state="1"), "☒ Yes"),
        (CHECKBOX.format(state="0"), "☐ Yes"),
        (LEGACY.format(state="<w:checked/>"), "☒ Yes"),
        (LEGACY.format(state='<w:default w:val="1"/>'), "☒ Yes"),
        (LEGACY.format(state='<w:default w:val="1"/><w:checked w:val="0"/>'), "☐ Yes"),
    ],
)
def test_check_boxes(tmp_path: Path, content: str, expected: str) -> None:
    assert texts(read_body(tmp_path, p(content, " Yes")).blocks) == [expected]


def test_a_chosen_entry_of_a_form_is_text(tmp_path: Path) -> None:
    choices = '<w:ddList><w:result w:val="1"/><w:listEntry w:val="Limited"/><w:listEntry w:val="Complete"/></w:ddList>'
    field = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{choices}</w:ffData></w:fldChar></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert texts(read_body(tmp_path, p("Completion: ", field, end)).blocks) == ["Completion: Complete"]


def test_a_field_that_never_ends_costs_one_paragraph(tmp_path: Path) -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    assert texts(read_body(tmp_path, p("Before", begin, "code") + p("After")).blocks) == ["Before", "After"]


@pytest.mark.parametrize(("shape", "picture"), [(SHAPE, PICTURE), (SHAPE, ""), ("", PICTURE)])
def test_text_boxes_are_read_once(tmp_path: Path, shape: str, picture: str) -> None:
    body = p("Beside", BOX.format(shape=shape, picture=picture))
    assert texts(read_body(tmp_path, body).blocks) == ["Beside", "In the box"]


def test_breaks_make_lines_with_their_places(tmp_path: Path) -> None:
    block = read_body(tmp_path, p("Actor (1 May 2023):", "<w:r><w:br/></w:r>", "  Remark")).blocks[0]
    assert [line.text for line in block.lines] == ["Actor (1 May 2023):", "Remark"]  # type: ignore[union-attr]
    first, second = (line.anchor for line in block.lines)  # type: ignore[union-attr]
    assert (first.path, first.start, first.end) == ("/w:body/w:p[1]", 0, 19)
    assert (second.start, second.end) == (20, 26)


def test_prompts_of_controls_are_not_text(tmp_path: Path) -> None:
    styles = '<w:style w:type="character" w:styleId="PH"><w:name w:val="Placeholder Text"/></w:style>'
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    prompt = control.format("<w:showingPlcHdr/>", r("Click to enter text", '<w:rStyle w:val="PH"/>'))
    left = control.format("<w:showingPlcHdr/>", r("typed over"))
    body = p("Budget: ", prompt) + p("Agency: ", left)
    assert texts(read_body(tmp_path, body, styles=styles).blocks) == ["Budget:", "Agency: typed over"]


def test_bold_is_said_of_lines_that_are_bold_throughout(tmp_path: Path) -> None:
    styles = style("Base", '<w:name w:val="Label"/><w:rPr><w:b/><w:sz w:val="24"/></w:rPr>') + style(
        "Sub", '<w:name w:val="Sub"/><w:basedOn w:val="Base"/>'
    )
    body = (
        p(r("Label", "<w:b/>"), r(" "), r("all", "<w:b/>"))
        + p(r("Label:", "<w:b/>"), " value")
        + p("By style", properties='<w:pStyle w:val="Sub"/>')
        + p(r("not", '<w:b w:val="0"/>'), properties='<w:pStyle w:val="Sub"/>')
    )
    lines = [block.lines[0] for block in read_body(tmp_path, body, styles=styles).blocks]  # type: ignore[union-attr]
    assert [line.bold for line in lines] == [True, False, True, False]
    assert [line.size for line in lines] == [None, None, 12.0, 12.0]
