"""Acceptance: the readers on the shared corpus; nothing that gold names is lost in reading."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from pipeline.catalog import Catalog, catalog_folder
from pipeline.model import Document
from pipeline.model.issues import ReadError
from pipeline.readers import read_file
from pipeline.structure.lines import text_of

SHARED = Path(os.environ.get("OGP_SHARED") or Path(__file__).parents[3] / "shared")
CORPUS, GOLD = SHARED / "corpus", SHARED / "gold"

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")]

VERBATIM = frozenset(
    [
        *("number", "title", "lead_institution", "main_objective", "brief_description", "relevance", "ambition"),
        *("results", "next_steps", "additional_information", "evidence", "reasons", "author", "text", "text_start"),
        *("name_raw", "position", "email", "phone", "actors_government", "actors_non_government", "policy_areas"),
    ]
)
"""Fields of gold whose text stands in the document as it is."""

JOINED = frozenset({"plans", "layouts", "irm"})
"""Folders of gold whose texts are joined over paragraphs, list markers included."""
INTERLEAVED = 0.01
"""Share of the values in running text into which the printed page's other column fell."""


@cache
def found() -> Catalog:
    return catalog_folder(CORPUS)


def opened(path: str) -> Document:
    return read_file(CORPUS / path, next(source for source in found().documents if source.path == path))


def labelled() -> list[str]:
    names = (path.relative_to(GOLD).as_posix().removesuffix(".json") for path in GOLD.glob("*/*.json"))
    return sorted(
        name
        for name in names
        if not name.endswith(".pdf") and name.split("/")[0] not in JOINED and (CORPUS / name).is_file()
    )


def values(part: object, key: str = "") -> Iterator[str]:
    if isinstance(part, dict):
        for name, inner in part.items():
            yield from values(inner, name)
    elif isinstance(part, list):
        for inner in part:
            yield from values(inner, key)
    elif isinstance(part, str) and key in VERBATIM:
        yield part


def bare(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def lost_values(path: str) -> list[str]:
    document = opened(path)
    text = bare(text_of((*document.blocks, *document.notes)))
    wanted = list(values(json.loads((GOLD / f"{path}.json").read_text(encoding="utf-8"))))
    lost = [value for value in wanted if bare(value) not in text]
    return lost if len(lost) > (INTERLEAVED * len(wanted) if path.endswith(".txt") else 0) else []


def test_nothing_is_lost() -> None:
    assert {path: lost for path in labelled() if (lost := lost_values(path))} == {}


def test_media_types_are_told_by_content() -> None:
    types = {source.path: source.media_type for source in found().documents}
    assert types["stress/wrong_ext_docx_named_doc.doc"].endswith("wordprocessingml.document")
    assert types["stress/corrupt_no_pdf_header.pdf"] == "application/pdf"
    assert {types[path] for path in types if path.startswith("registry/")} == {"text/csv"}
    assert {types[path] for path in types if path.endswith(".html")} == {"text/html"}


@pytest.mark.parametrize("name", sorted(path.name for path in (CORPUS / "stress").glob("*doc*")))
def test_stressful_word_files_are_read(name: str) -> None:
    assert opened(f"stress/{name}").blocks


def test_deleted_text_is_not_read() -> None:
    text = text_of(opened("stress/docx_tracked_changes.docx").blocks)
    assert "Nepalese name" in text
    assert "DragonLance" not in text


def test_a_workbook_with_entities_is_refused() -> None:
    with pytest.raises(ReadError, match="XML entities"):
        opened("stress/xlsx_xml_entity_bomb.xlsx")


@pytest.mark.parametrize(("name", "records"), [("ogp-explorer-2016", 812), ("ogp-commitments-2024", 273)])
def test_data_sets(name: str, records: int) -> None:
    document = opened(f"registry/{name}.csv")
    assert len(document.records) == records
    assert document.issues == ()
