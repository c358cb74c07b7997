"""Write small Word files out of raw XML, part by part."""

from __future__ import annotations

import zipfile
from pathlib import Path

from pipeline.files.media import DOCX
from pipeline.model import Block, Cell, Document, SourceDocument, Table, TextBlock
from pipeline.readers.docx import read_docx

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_ROOTS = {
    "styles": "styles",
    "numbering": "numbering",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "settings": "settings",
    "header": "hdr",
    "footer": "ftr",
}
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"

SOURCE = SourceDocument("0" * 16, "report.docx", "0" * 64, DOCX, 1)


def write_docx(path: Path, body: str, main_type: str = _TYPE + "document.main+xml", **parts: str) -> Path:
    """Write a Word file with this body; further parts (`numbering`, `footnotes`, ...) by name."""
    overrides = "".join(f'<Override PartName="/word/{n}.xml" ContentType="{_TYPE}{n}+xml"/>' for n in parts)
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{_RELATION}{n}" Target="{n}.xml"/>' for i, n in enumerate(parts, start=1)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main_type}"/>{overrides}</Types>',
        )
        archive.writestr("_rels/.rels", _relationships(_relation("rId1", "officeDocument", "word/document.xml")))
        archive.writestr("word/_rels/document.xml.rels", _relationships(relations))
        archive.writestr("word/document.xml", f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            root = _ROOTS[name]
            archive.writestr(f"word/{name}.xml", f"<w:{root} {NAMESPACES}>{content}</w:{root}>")
    return path


def _relation(key: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{key}" Type="{_RELATION}{kind}" Target="{target}"/>'


def _relationships(content: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}relationships">{content}</Relationships>'


def read_body(folder: Path, body: str, **parts: str) -> Document:
    """Write a Word file with this body and read it."""
    return read_docx(write_docx(folder / "report.docx", body, **parts), SOURCE)


def p(*content: str, properties: str = "") -> str:
    """Return a paragraph of runs; plain text becomes a run."""
    runs = "".join(part if part.startswith("<") else r(part) for part in content)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"


def r(text: str, properties: str = "") -> str:
    """Return a run of text."""
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def style(key: str, content: str) -> str:
    """Return a paragraph style."""
    return f'<w:style w:type="paragraph" w:styleId="{key}">{content}</w:style>'


def tc(content: str, properties: str = "") -> str:
    """Return a table cell; plain text becomes a paragraph."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


def tbl(*rows: str, grid: tuple[int, ...] = ()) -> str:
    """Return a table of rows, each the XML of its cells."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    body = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{body}</w:tbl>"


def table(document: Document) -> Table:
    """Return the first table of a document."""
    return next(block for block in document.blocks if isinstance(block, Table))


def cells(found: Table) -> list[Cell]:
    """Return all cells of a table."""
    return [cell for row in found.rows for cell in row.cells]


def texts(blocks: tuple[Block, ...]) -> list[str]:
    """Return the text of the text blocks, with list markers, lines joined by a bar."""
    return [
        " ".join(filter(None, (block.marker, "|".join(line.text for line in block.lines))))
        for block in blocks
        if isinstance(block, TextBlock)
    ]
