"""What the fuzzer calls: readers with bytes, the pipeline with damaged files, parsers with bent documents, normalizers.

A target returns where the outcome is a foreseen one and raises what no one foresaw.
"""

from __future__ import annotations

import io
import random
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

from pipeline.catalog import describe_file
from pipeline.extraction import choose_parser, extract_document
from pipeline.files import media
from pipeline.lexicon import language
from pipeline.model import Document, SourceDocument
from pipeline.model.issues import ReadError
from pipeline.normalize import contacts, countries, dates, institutions, normalize, periods, records, relevance
from pipeline.normalize.columns import first_number, first_url
from pipeline.normalize.institution_lists import split_institutions
from pipeline.normalize.sources import read_access_date
from pipeline.normalize.text import clean_text, is_empty
from pipeline.parsers import registry
from pipeline.readers import read_file
from pipeline.runtime.limits import Limits
from scripts.fuzz import damage
from scripts.fuzz.bending import bend_document

SPECIMENS = Path(__file__).parents[2] / "raw"
LIMITS = Limits(pages=50, cells=100_000)

READERS = {"pdf": media.PDF, "docx": media.DOCX, "html": media.HTML, "text": media.TEXT, "csv": media.CSV}

NORMALIZERS: tuple[Callable[[str], object], ...] = (
    *(
        split_institutions,
        institutions.clean_name,
        institutions.classify_kind,
        contacts.extract_person,
        contacts.extract_email,
        contacts.extract_phones,
    ),
    *(
        countries.read_country,
        countries.find_country,
        countries.find_mentioned_countries,
        dates.read_dates,
        first_number,
        first_url,
        read_access_date,
    ),
    *(periods.read_period, periods.first_year, periods.plan_number),
    *(relevance.read_prose, relevance.values_listed, clean_text, is_empty),
    *(
        partial(records.read_rating, indicator)
        for indicator in ("completion", "ambition", "relevance", "potential_impact")
    ),
    language.detect_language,
)

_WORD = (
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    b'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:body>BODY</w:body></w:document>'
)
_BODIES = (
    b"<w:p><w:pPr><w:numPr><w:ilvl w:val='1'/><w:numId w:val='2'/></w:numPr></w:pPr>"
    b"<w:r><w:t>One</w:t><w:br/></w:r></w:p>",
    b"<w:tbl><w:tblGrid><w:gridCol w:w='9'/></w:tblGrid><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/><w:vMerge/></w:tcPr>"
    b"<w:p/></w:tc></w:tr></w:tbl>",
    b"<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val='1'/></w14:checkbox></w:sdtPr>"
    b"<w:sdtContent><w:p/></w:sdtContent></w:sdt>"
    b"<w:p><w:r><w:sym w:font='Wingdings' w:char='F0FC'/><w:footnoteReference w:id='1'/></w:r></w:p>",
)

DAMAGE: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "pdf": damage.damage_pdf,
    "docx": damage.damage_docx,
    "html": damage.damage_html,
    "csv": damage.damage_csv,
    "text": damage.damage_text,
}
"""Kind of file -> what damages one in ways of its own format: objects, elements, tags, quotes, lines."""

SMALL = 60_000
"""Bytes of the largest specimen that readers start with: inputs must be read often."""

Target = Callable[[bytes], None]


def list_targets() -> dict[str, Target]:
    """Return all targets by name: readers, parsers, `normalize`, and `media` (detecting a file's type)."""
    targets: dict[str, Target] = {f"read-{name}": partial(_fuzz_reader, kind) for name, kind in READERS.items()}
    targets |= {f"damage-{name}": partial(_fuzz_extraction, name) for name in DAMAGE}
    targets |= {f"parse-{parser.NAME}": partial(_fuzz_parser, parser) for parser in registry.all_parsers()}
    return targets | {"read-docx-text": _fuzz_text_part, "normalize": _fuzz_normalizers, "media": _fuzz_media}


def iterate_seeds(name: str) -> Iterator[bytes]:
    """Yield what a target begins with: small specimens for a reader, a few choices for a parser."""
    if name == "read-docx-text":
        yield from (_WORD.replace(b"BODY", body) for body in _BODIES)
        return
    if not name.startswith("read-"):
        yield from (bytes((17 * place + first) % 256 for place in range(24)) for first in range(0, 250, 25))
        return
    for path in _list_specimens():
        if media.detect_media_type(path) == READERS[name.removeprefix("read-")] and path.stat().st_size < SMALL:
            yield path.read_bytes()


def _list_specimens() -> list[Path]:
    return sorted(path for path in SPECIMENS.rglob("*") if path.is_file() and path.name != "manifest.csv")


def _fuzz_reader(kind: str, data: bytes) -> None:
    with tempfile.NamedTemporaryFile() as file:
        path = Path(file.name)
        path.write_bytes(data)
        try:
            read_file(path, SourceDocument("0" * 16, path.name, "0" * 64, kind, len(data)), LIMITS)
        except ReadError:
            return


def make_damaged_file(kind: str, data: bytes) -> tuple[str, bytes]:
    """Return the name of a small specimen, and its content with the damage that an input encodes."""
    chance = random.Random(data)
    specimens = [path for path in _list_specimens() if media.detect_media_type(path) == READERS[kind]]
    path = chance.choice([path for path in specimens if path.stat().st_size < SMALL] or specimens)
    return path.name, DAMAGE[kind](path.read_bytes(), chance)


def _fuzz_extraction(kind: str, data: bytes) -> None:
    """Extract a damaged specimen; a stage that crashed is what no one foresaw."""
    name, content = make_damaged_file(kind, data)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        issues = extract_document(path.parent, describe_file(path), LIMITS).extraction.issues
    crashes = [f"{issue.code}: {issue.message}" for issue in issues if issue.code.endswith("-crashed")]
    if crashes:
        raise AssertionError(crashes)


def make_word_file(text: bytes) -> bytes:
    """Return a Word file whose one part has these bytes."""
    packages, damage = (
        "http://schemas.openxmlformats.org/package/2006",
        "http://schemas.openxmlformats.org/officeDocument",
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{packages}/content-types"><Override PartName="/d.xml" ContentType="{kind}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r" Target="d.xml" '
            f'Type="{damage}/2006/relationships/officeDocument"/></Relationships>',
        )
        archive.writestr("d.xml", text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _fuzz_text_part(data: bytes) -> None:
    _fuzz_reader(media.DOCX, make_word_file(data))


def _fuzz_media(data: bytes) -> None:
    with tempfile.NamedTemporaryFile() as file:
        path = Path(file.name)
        path.write_bytes(data)
        describe_file(path)


def _fuzz_normalizers(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for function in NORMALIZERS:
        function(text)


@cache
def _parser_documents(parser: str) -> tuple[Document, ...]:
    """Return the specimens of a parser as read; for a parser without one, those of another."""
    documents = [
        read_file(path, describe_file(path), LIMITS) for path in _list_specimens() if path.stat().st_size < 200_000
    ]
    own_documents = [
        document for document in documents if (chosen := choose_parser(document)[0]) and parser == chosen.NAME
    ]
    return tuple(
        sorted(own_documents or documents, key=lambda document: len(document.blocks) + len(document.records))[:3]
    )


def _fuzz_parser(parser: registry.Parser, data: bytes) -> None:
    documents = _parser_documents(parser.NAME)
    document = bend_document(documents[data[0] % len(documents) if data else 0], data[1:])
    # A manifest may name the format of any document, so a parser must survive documents that it would not claim.
    parser.identify(document)
    normalize(document, parser.parse(document), parser.NAME, parser.VERSION)
