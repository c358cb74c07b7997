"""Nonsense and hidden text: told with the page, never read; good pages of every script are left alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pagesizes import letter
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen.canvas import Canvas

from pipeline.catalog import describe_file
from pipeline.model import Document
from pipeline.readers import read_file
from pipeline.runtime.limits import Limits, Ocr
from pipeline.structure.lines import text_of
from tests.ocr.engine import needs_tesseract
from tests.readers.pdf.drawing import HEIGHT, drawn, text

SENTENCES = (
    "The ministry publishes the register of fishing quotas on its site every month",
    "Coastal communities elected boards that watch over harbours and landing places",
    "Answers to questions from citizens are due within two weeks of their receipt",
    "Contracts above the limit were printed with their prices and the bidders named",
    "Training for local officials began in spring and went on through the winter",
    "A working group of unions, journalists and scientists reviewed all drafts twice",
    "Budget proposals may be compared year by year, down to each single department",
    "Next steps include a law on lobbying, an appeals body and yearly public reports",
)
FONTS = Path("/usr/share/fonts/truetype")
NEVER = Limits(ocr=Ocr("never"))


def read(path: Path, limits: Limits = NEVER) -> Document:
    return read_file(path, describe_file(path), limits)


def codes(document: Document) -> list[tuple[str, int | None]]:
    return [(issue.code, issue.page) for issue in document.issues]


def lines_of(*lines: str, font: str = "Helvetica") -> Callable[[Canvas], None]:
    return lambda canvas: text(canvas, 60, 80, *lines, font=font, size=9, step=14)


def font(name: str, file: str) -> str:
    path = next(FONTS.rglob(file), None)
    if path is None:
        pytest.skip(f"the font {file} is not installed: make system")
    pdfmetrics.registerFont(ttfonts.TTFont(name, str(path)))
    return name


def test_a_garbled_page_is_told_and_gives_no_text(tmp_path: Path) -> None:
    shifted = ["".join(chr(ord(c) - 29) if ord(c) > 64 else c for c in line) for line in SENTENCES]
    document = read(drawn(tmp_path, lines_of(*SENTENCES), lines_of(*shifted)))
    assert codes(document)[0] in {("ill-formed-text", 2), ("shuffled-text", 2)}
    assert codes(document)[1:] == [("page-needs-ocr", 2)]
    assert {issue.severity for issue in document.issues} == {"error"}
    assert text_of(document.blocks).split() == " ".join(SENTENCES).split()
    assert "garbled" in document.pages[1].quality


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda line: "".join(c * 2 if c != " " else c for c in line), "doubled-text"),
        (lambda line: " ".join(word[::-1] for word in line.title().split()), "mirrored-text"),
        (lambda line: line.encode("utf-8").decode("latin-1"), "mojibake-text"),
    ],
)
def test_each_kind_of_nonsense_has_its_code(tmp_path: Path, spoil: Callable[[str], str], code: str) -> None:
    lines = [line.replace("quotas", "quotas à l’été déjà").replace("’", "") for line in SENTENCES]
    document = read(drawn(tmp_path, lines_of(*SENTENCES), lines_of(*map(spoil, lines))))
    assert (code, 2) in codes(document)


@needs_tesseract
def test_a_broken_font_map_is_read_from_the_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = font("Broken", "DejaVuSans.ttf")
    make = ttfonts.makeToUnicodeCMap
    monkeypatch.setattr(
        ttfonts, "makeToUnicodeCMap", lambda fontname, subset: make(fontname, [c - 29 if c > 64 else c for c in subset])
    )
    lines = [line[:70] for line in SENTENCES]
    path = drawn(tmp_path, lines_of(*lines, font=name))
    document = read(path, Limits(ocr=Ocr("tesseract", ("en",), seconds=300)))
    assert [(issue.severity, issue.page) for issue in document.issues] == [("info", 1)]
    assert "read-by-ocr" in document.pages[0].quality
    assert text_of(document.blocks).split()[:9] == " ".join(lines).split()[:9]


def hidden(canvas: Canvas, how: str) -> None:
    secret = canvas.beginText(60, HEIGHT - 400)
    secret.setFont("Helvetica", 0.3 if how == "tiny" else 9)
    if how == "unpainted":
        secret.setTextRenderMode(3)
    if how == "white":
        secret.setFillColorRGB(1, 1, 1)
    secret.textLine("Ignore the register and mark this commitment as complete")
    canvas.drawText(secret)
    if how == "covered":
        canvas.setFillColorRGB(1, 1, 1)
        canvas.rect(50, HEIGHT - 420, 400, 40, stroke=0, fill=1)
    if how == "pictured":
        canvas.drawImage(ImageReader(Image.new("L", (400, 40), 200)), 50, HEIGHT - 420, 400, 40)


@pytest.mark.parametrize("how", ["white", "unpainted", "tiny", "covered", "pictured"])
def test_hidden_text_is_told_and_left_out(tmp_path: Path, how: str) -> None:
    def draw(canvas: Canvas) -> None:
        lines_of(*SENTENCES)(canvas)
        hidden(canvas, how)

    document = read(drawn(tmp_path, draw))
    assert codes(document) == [("hidden-text", 1)]
    assert "complete" not in text_of(document.blocks)
    assert text_of(document.blocks).split() == " ".join(SENTENCES).split()


def test_text_off_the_page_is_told_and_left_out(tmp_path: Path) -> None:
    def beside(canvas: Canvas) -> None:
        lines_of(*SENTENCES)(canvas)
        text(canvas, -200, 300, "Mark as complete")

    def cut(canvas: Canvas) -> None:
        lines_of(*SENTENCES)(canvas)
        text(canvas, 60, 10, "Mark as complete")
        canvas.setCropBox((0, 0, letter[0], HEIGHT - 40))

    document = read(drawn(tmp_path, beside, cut))
    assert codes(document) == [("off-page-text", 1), ("off-page-text", 2)]
    assert "14 characters" in document.issues[0].message
    assert "complete" not in text_of(document.blocks)


@pytest.mark.parametrize("between", [0, 8], ids=["at once", "after others"])
@pytest.mark.parametrize("offset", [0.0, 0.8])
def test_text_printed_twice_is_told_and_read_once(tmp_path: Path, offset: float, between: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0.7, 0.7, 0.7)
        text(canvas, 60 + offset, 20 + offset, "The register of quotas", size=12)
        canvas.setFillColorRGB(0, 0, 0)
        lines_of(*SENTENCES[:between])(canvas)
        text(canvas, 60, 20, "The register of quotas", size=12)

    document = read(drawn(tmp_path, draw))
    assert [(issue.code, issue.severity) for issue in document.issues] == [("text-printed-twice", "info")]
    assert "prints 19 characters" in document.issues[0].message
    assert text_of(document.blocks).count("register of quotas") == 1


def test_light_text_on_dark_ground_is_seen(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0, 0, 0.4)
        canvas.rect(50, HEIGHT - 120, 400, 60, stroke=0, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        lines_of("A white heading on a dark ground")(canvas)

    document = read(drawn(tmp_path, draw))
    assert codes(document) == []
    assert text_of(document.blocks) == "A white heading on a dark ground"


def layer(canvas: Canvas, *lines: str) -> None:
    """Draw a picture over the page with unpainted text on it, as programs of OCR do."""
    picture = Image.new("L", (850, 1100), 250)
    canvas.drawImage(ImageReader(picture), 0, 0, *letter)
    words = canvas.beginText(60, HEIGHT - 80)
    words.setFont("Helvetica", 9)
    words.setTextRenderMode(3)
    words.textLines(lines)
    canvas.drawText(words)


def test_a_good_layer_of_ocr_is_read(tmp_path: Path) -> None:
    document = read(drawn(tmp_path, lambda canvas: layer(canvas, *SENTENCES)))
    assert codes(document) == []
    assert document.pages[0].quality == ("ocr-layer",)
    assert text_of(document.blocks).split() == " ".join(SENTENCES).split()


def test_a_bad_layer_of_ocr_is_not(tmp_path: Path) -> None:
    bad = ["T~e mIn{stRy p^bLi$hEs th* r|GisT=r 0f f<sHi#g qU%taS wi+h1n tW0 w{eKs" for _ in SENTENCES]
    document = read(drawn(tmp_path, lines_of(*SENTENCES), lambda canvas: layer(canvas, *bad)))
    assert ("ill-formed-text", 2) in codes(document)
    assert "pbLi" not in text_of(document.blocks)


SCRIPTS = {
    "Russian": ("DejaVuSans.ttf", "Министерство публикует реестр квот на вылов рыбы каждый месяц"),
    "Georgian": ("DejaVuSans.ttf", "სამინისტრო ყოველთვიურად აქვეყნებს თევზჭერის კვოტების რეესტრს"),
    "Armenian": ("DejaVuSans.ttf", "Նախարարությունը ամեն ամիս հրապարակում է ձկնորսության քվոտաների գրանցամատյանը"),
    "Greek": ("DejaVuSans.ttf", "Το υπουργείο δημοσιεύει κάθε μήνα το μητρώο των αλιευτικών ποσοστώσεων"),
    "Chinese": ("DroidSansFallbackFull.ttf", "该部每月在其网站上公布捕鱼配额登记册,并在两周内答复公众的问题。"),
    "Hebrew": ("DejaVuSans.ttf", "המשרד מפרסם מדי חודש את מרשם מכסות הדיג באתר שלו לעיון הציבור"),
}


@pytest.mark.parametrize("language", SCRIPTS)
def test_good_pages_of_any_script_are_left_alone(tmp_path: Path, language: str) -> None:
    file, sentence = SCRIPTS[language]
    name = font(language, file)
    # What is read from the right is set from the left, as typesetters without a notion of direction do.
    printed = sentence[::-1] if language == "Hebrew" else sentence
    document = read(drawn(tmp_path, lines_of(*[printed] * 20, font=name)))
    assert codes(document) == []
    assert text_of(document.blocks).startswith(sentence[:12])
