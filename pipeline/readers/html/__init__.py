"""Read HTML: the main text of a page as headings, paragraphs, lists and tables; site chrome apart.

Anchors are element paths (`/html/body/main[1]/p[3]`) with the line's character span in the element's text as read
(lines of one element joined by one character). Encoding: byte order mark, UTF-8, what the page declares, detection.
"""

from __future__ import annotations

import re
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.files.decoding import decode_text
from pipeline.model import Document, SourceDocument, TextBlock
from pipeline.model.issues import ReadError
from pipeline.readers.cleaning import clean_text, separate_chrome
from pipeline.readers.html.content import find_main_part, find_title_outside
from pipeline.readers.html.elements import parse_stylesheet
from pipeline.readers.html.walk import PageWalker
from pipeline.readers.text import report_undecodable

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)


def read_html(path: Path, source: SourceDocument) -> Document:
    """Read an HTML page; raise `ReadError` where it holds no text."""
    data = path.read_bytes()
    declared = _CHARSET.search(data[:4096])
    decoded = decode_text(data, declared.group(1).decode("ascii") if declared else None)
    check_depth(decoded.text)
    tree = LexborHTMLParser(decoded.text)
    if tree.body is None:
        raise ReadError("no-text", "The page has no body. Check that it was saved completely.")
    main, chrome = find_main_part(tree.body)
    facts = read_properties(tree, decoded.encoding)
    rules = parse_stylesheet(node.text() for node in tree.css("style"))
    title = find_title_outside(tree.body, main, facts.get("title", ""))
    reader = PageWalker(tree.body, main, chrome, title, rules, facts.get("canonical_url") or source.url or "")
    reader.read(tree.body)
    blocks, phrases = separate_chrome(reader.blocks)
    if not blocks:
        raise ReadError("no-text", "The page holds no text; it may be filled in by a script. Save it from a browser.")
    return Document(
        source=source,
        blocks=blocks,
        notes=tuple(block for block in reader.notes if isinstance(block, TextBlock)),
        furniture=(*reader.furniture, *phrases),
        language=facts.get("lang", "").split("-")[0].lower() or None,
        properties=facts,
        issues=report_undecodable(decoded.lost, decoded.encoding),
    )


MOST_NESTED = 5000
"""Elements within elements that a page may have; a page that people wrote has dozens."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_WITHOUT_END_TAG = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source"),
        *("track", "wbr"),
        *("p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "colgroup", "caption", "dt", "dd", "option"),
        *("optgroup", "rt", "rp", "html", "head", "body"),
    }
)
"""Elements without an end, and those whose end people leave out."""


def check_depth(text: str) -> None:
    """Raise `ReadError` where a page's elements are nested too deep.

    >>> check_depth("<div><b>Text</b></div>")
    """
    depth = 0
    for closing, name in _TAG.findall(text):
        if name.lower() not in _WITHOUT_END_TAG:
            depth = max(0, depth - 1) if closing else depth + 1
            if depth > MOST_NESTED:
                raise ReadError(
                    "too-deep",
                    f"More than {MOST_NESTED:,} elements of the page stand in each other, as no page of people has it. "
                    "Save the page from a browser again.",
                )


_PROPERTY_SOURCES: tuple[tuple[str, str, str], ...] = (
    ("canonical_url", 'link[rel~="canonical"]', "href"),
    ("canonical_url", 'meta[property="og:url"]', "content"),
    ("title", "title", ""),
    ("title", 'meta[property="og:title"]', "content"),
    ("lang", "html", "lang"),
    ("lang", "html", "xml:lang"),
    ("lang", 'meta[http-equiv="content-language" i]', "content"),
    ("author", 'meta[name="author" i]', "content"),
    ("created", 'meta[property="article:published_time"]', "content"),
    ("site_name", 'meta[property="og:site_name"]', "content"),
)
"""Property, CSS selector and attribute (none: the element's text); the first that says something counts."""


def read_properties(tree: LexborHTMLParser, encoding: str) -> dict[str, str]:
    """Return the page's properties that it states, and the encoding it was read in."""
    properties: dict[str, str] = {}
    for name, selector, attribute in _PROPERTY_SOURCES:
        node = None if name in properties else tree.css_first(selector)
        text = _node_text(node, attribute) if node is not None else ""
        if text:
            properties[name] = text
    return {**properties, "encoding": encoding}


def _node_text(node: LexborNode, attribute: str) -> str:
    return clean_text((node.attributes.get(attribute) or "") if attribute else node.text())
