"""Thirty documents that break readers: each with the outcome that its manifest calls for, and nothing else harmed."""

from __future__ import annotations

import csv
import shutil
import time
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.catalog import describe_file
from pipeline.model import Block, Document, Table
from pipeline.readers.reading import read_document
from pipeline.run.extract_folder import extract_folder
from pipeline.runtime.limits import MEGABYTE, Limits, Ocr
from pipeline.structure.lines import text_of
from tests.acceptance.corpus import MISSING, SHARED
from tests.ocr.engine import needs_tesseract

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(MISSING), reason=MISSING)]

STRESS = SHARED / "corpus" / "stress"
SPECIMENS = Path(__file__).parents[2] / "raw"
LIMITS = Limits(seconds=120, memory=1024 * MEGABYTE, ocr=Ocr("never"))
UNKNOWN = ("unidentified", {"no-parser"})
HIDDEN = ("unidentified", {"no-parser", "hidden-text"})
"""White printers' marks and white headings that stand on nearly every page of the one, on one page of the other."""

OUTCOMES: dict[str, tuple[str, set[str]]] = {
    "scan_notext_table.pdf": ("failed", {"needs-ocr"}),
    "scan_notext_rotated.pdf": ("failed", {"needs-ocr"}),
    "scan_notext_3p.pdf": ("failed", {"needs-ocr"}),
    "table_in_table.pdf": UNKNOWN,
    "table_vertical_header_5p.pdf": UNKNOWN,
    "table_government_rotated_5p.pdf": UNKNOWN,
    "table_superscripts.pdf": UNKNOWN,
    "duplicate_chars_cjk.pdf": ("unidentified", {"no-parser", "text-printed-twice"}),
    "korean_tables.pdf": ("unidentified", {"no-parser", "off-page-text"}),
    "persian_rtl.pdf": UNKNOWN,
    "hyphenation.pdf": UNKNOWN,
    "optional_hyphen.pdf": UNKNOWN,
    "form_prefilled_242_widgets.pdf": UNKNOWN,
    "form_xfa_please_wait.pdf": ("unidentified", {"no-parser", "pdf-xfa-form"}),
    "encrypted_owner_only.pdf": UNKNOWN,
    "corrupt_zero_bytes.pdf": ("failed", {"empty-file"}),
    "corrupt_page_tree_loop.pdf": ("unidentified", {"no-parser", "page-unreadable"}),
    "corrupt_no_xref.pdf": UNKNOWN,
    "corrupt_no_pdf_header.pdf": UNKNOWN,
    "corrupt_one_bad_page.pdf": ("unidentified", {"no-parser", "damaged-part", "hidden-text", "off-page-text"}),
    "bomb_jbig2_giant.pdf": UNKNOWN,
    "huge_400_pages_irm_manual.pdf": HIDDEN,
    "docx_nested_tables_rich_cells.docx": UNKNOWN,
    "docx_merged_cells.docx": UNKNOWN,
    "docx_huge_872_pages.docx": UNKNOWN,
    "docx_tracked_changes.docx": UNKNOWN,
    "docx_external_image_url.docx": UNKNOWN,
    "xlsx_xml_entity_bomb.xlsx": ("failed", {"unsafe-xml"}),
    "docx_bad_crc.docx": ("unidentified", {"no-parser", "damaged-part"}),
    "wrong_ext_docx_named_doc.doc": UNKNOWN,
}
"""File -> status and the codes of its issues. Unidentified is right for a readable document that is no OGP report."""

SCANS = tuple(name for name, (_, codes) in OUTCOMES.items() if "needs-ocr" in codes)
LARGE = ("huge_400_pages_irm_manual.pdf", "docx_huge_872_pages.docx")
"""Files of many pages with text, which OCR has nothing to do with."""


@pytest.fixture(scope="module")
def outs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, float]:
    """Run over the specimens alone, then with the stress files among them; return both folders and the seconds."""
    folder = tmp_path_factory.mktemp("stress")
    raw = folder / "raw"
    shutil.copytree(SPECIMENS, raw)
    extract_folder(raw, folder / "alone", workers=2, use_cache=False, limits=LIMITS)
    for name in OUTCOMES:
        shutil.copy(STRESS / name, raw / name)
    started = time.monotonic()
    extract_folder(raw, folder / "among", workers=2, use_cache=False, limits=LIMITS)
    return folder / "alone", folder / "among", time.monotonic() - started


def rows(out: Path, table: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = pq.read_table(out / f"{table}.parquet").to_pylist()
    return found


def test_every_file_of_the_manifest_has_its_outcome() -> None:
    with (STRESS / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        assert {row["file"] for row in csv.DictReader(file, delimiter="\t")} == set(OUTCOMES)


@pytest.mark.parametrize("name", OUTCOMES)
def test_outcome(outs: tuple[Path, Path, float], name: str) -> None:
    status, codes = OUTCOMES[name]
    (document,) = [row for row in rows(outs[1], "documents") if row["source_path"] == name]
    issues = [row for row in rows(outs[1], "issues") if row["source_path"] == name]
    assert document["status"] == status
    assert {str(row["code"]) for row in issues} == codes
    assert not [row for row in rows(outs[1], "provenance") if row["document_id"] == document["document_id"]]


def test_within_five_minutes(outs: tuple[Path, Path, float]) -> None:
    assert outs[2] < 300


def test_the_other_documents_give_the_same_tables(outs: tuple[Path, Path, float]) -> None:
    alone, among, _ = outs
    for file in sorted(alone.glob("*.parquet")):
        if file.stem not in {"documents", "issues"}:
            assert (among / file.name).read_bytes() == file.read_bytes(), file.name
    for table in ("documents", "issues"):
        others = [row for row in rows(among, table) if row["source_path"] not in OUTCOMES]
        assert others == rows(alone, table)


@needs_tesseract
def test_with_ocr_the_scans_are_read_and_all_others_are_the_same(
    outs: tuple[Path, Path, float], tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(SPECIMENS, raw)
    for name in sorted(OUTCOMES.keys() - set(LARGE)):
        shutil.copy(STRESS / name, raw / name)
    extract_folder(
        raw, tmp_path / "out", workers=2, use_cache=False, limits=replace(LIMITS, ocr=Ocr("tesseract", ("en",)))
    )
    given = {row["source_path"]: row for row in rows(tmp_path / "out", "documents")}
    codes: dict[object, set[str]] = {}
    for row in rows(tmp_path / "out", "issues"):
        codes.setdefault(row["source_path"], set()).add(str(row["code"]))
    for name in OUTCOMES.keys() - set(LARGE):
        wanted = UNKNOWN if name in SCANS else OUTCOMES[name]
        assert (given[name]["status"], codes[name]) == wanted, name
    for file in sorted(outs[0].glob("*.parquet")):
        if file.stem not in {"documents", "issues"}:
            assert (tmp_path / "out" / file.name).read_bytes() == file.read_bytes(), file.name


@cache
def document(name: str) -> Document:
    return read_document(STRESS, describe_file(STRESS / name))


def text(name: str) -> str:
    return text_of(document(name).blocks)


def tables(blocks: tuple[Block, ...]) -> list[Table]:
    found = [block for block in blocks if isinstance(block, Table)]
    inner = [t for table in found for row in table.rows for cell in row.cells for t in tables(cell.blocks)]
    return found + inner


def test_nested_tables() -> None:
    found = document("docx_nested_tables_rich_cells.docx").blocks
    outer = [block for block in found if isinstance(block, Table)]
    assert len(tables(found)) > len(outer)


def test_merged_cells_stand_once_with_their_spans() -> None:
    cells = [c for t in tables(document("docx_merged_cells.docx").blocks) for row in t.rows for c in row.cells]
    assert any(cell.row_span > 1 for cell in cells)
    assert any(cell.column_span > 1 for cell in cells)


def test_turned_pages_give_one_table_and_upright_boxes() -> None:
    found = document("table_government_rotated_5p.pdf")
    assert {page.rotation for page in found.pages} == {90}
    assert all(page.width > page.height for page in found.pages)
    (table,) = tables(found.blocks)
    assert len(table.anchors) == 5
    assert "\u00a0" not in text("table_government_rotated_5p.pdf")


def test_vertical_headings_are_read_as_words() -> None:
    found = text("table_vertical_header_5p.pdf")
    assert "Number of Registered voters" in found


def test_fake_bold_is_read_once() -> None:
    found = text("duplicate_chars_cjk.pdf")
    doubled = sum(1 for one, two in pairwise(found) if one == two and one > "\u2e80")
    assert doubled < 0.02 * len(found)


@pytest.mark.parametrize(
    ("name", "first", "last"), [("korean_tables.pdf", "가", "힣"), ("persian_rtl.pdf", "\u0600", "\u06ff")]
)
def test_scripts(name: str, first: str, last: str) -> None:
    found = text(name)
    assert sum(first <= letter <= last for letter in found) > 0.4 * len(found)


def test_persian_is_in_reading_order_and_its_ligatures_too() -> None:
    # Lam with alef is one glyph; some fonts map it to the two letters in the order of the eye.
    found = text("persian_rtl.pdf")
    assert "کالا" in found
    assert "ايران" in found


def test_soft_hyphens_are_no_text() -> None:
    assert text("optional_hyphen.pdf") == "optionalhyphen"


def test_values_of_form_fields_are_read() -> None:
    names = [word for word in text("form_prefilled_242_widgets.pdf").split() if word in {"☒", "☐"}]
    assert names


@pytest.mark.parametrize(
    ("name", "pages"),
    [("encrypted_owner_only.pdf", 2), ("corrupt_one_bad_page.pdf", 19), ("huge_400_pages_irm_manual.pdf", 400)],
)
def test_pages_are_all_there(name: str, pages: int) -> None:
    assert len(document(name).pages) == pages
    assert len(text(name)) > 700 * pages


def test_deleted_text_of_tracked_changes_is_not_read() -> None:
    from zipfile import ZipFile

    from lxml import etree

    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    with ZipFile(STRESS / "docx_tracked_changes.docx") as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    deleted = [part.text or "" for part in root.iter(f"{word}delText")]
    inserted = [part.text or "" for change in root.iter(f"{word}ins") for part in change.iter(f"{word}t")]
    found = " ".join(text("docx_tracked_changes.docx").split())
    assert any(len(gone) > 12 for gone in deleted)
    assert not [gone for gone in deleted if len(gone) > 12 and " ".join(gone.split()) in found]
    assert all(" ".join(new.split()) in found for new in inserted)


def test_bomb_pictures_are_not_unpacked() -> None:
    assert "BOMB" in text("bomb_jbig2_giant.pdf")
