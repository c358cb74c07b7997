"""Read HTML: the main text of a page as headings, paragraphs, lists and tables; site chrome apart.

Anchors are element paths (`/html/body/main[1]/p[3]`) with the line's character span in the element's text as read
(lines of one element joined by one character). Encoding: byte order mark, UTF-8, what the page declares, detection.
"""

from __future__ import annotations

import re
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from pipeline.files.decoding import decode
from pipeline.model import Document, SourceDocument, TextBlock
from pipeline.model.issues import ReadError
from pipeline.readers.chrome import parted
from pipeline.readers.html.content import main_part, title_outside
from pipeline.readers.html.depth import check_depth
from pipeline.readers.html.head import properties
from pipeline.readers.html.stylesheet import sheet
from pipeline.readers.html.walk import Reader
from pipeline.readers.text import undecodable

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)


def read_html(path: Path, source: SourceDocument) -> Document:
    """Read an HTML page; raise `ReadError` where it holds no text."""
    data = path.read_bytes()
    declared = _CHARSET.search(data[:4096])
    decoded = decode(data, declared.group(1).decode("ascii") if declared else None)
    check_depth(decoded.text)
    tree = LexborHTMLParser(decoded.text)
    if tree.body is None:
        raise ReadError("no-text", "The page has no body. Check that it was saved completely.")
    main, chrome = main_part(tree.body)
    facts = properties(tree, decoded.encoding)
    rules = sheet(node.text() for node in tree.css("style"))
    reader = Reader(tree.body, main, chrome, title_outside(tree.body, main, facts.get("title", "")), rules)
    reader.read(tree.body)
    blocks, phrases = parted(reader.blocks)
    if not blocks:
        raise ReadError("no-text", "The page holds no text; it may be filled in by a script. Save it from a browser.")
    return Document(
        source=source,
        blocks=blocks,
        notes=tuple(block for block in reader.notes if isinstance(block, TextBlock)),
        furniture=(*reader.furniture, *phrases),
        language=facts.get("lang", "").split("-")[0].lower() or None,
        properties=facts,
        issues=undecodable(decoded.lost, decoded.encoding),
    )
