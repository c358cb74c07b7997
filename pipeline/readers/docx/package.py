"""Open a DOCX safely: bounded in size, without entities, without anything from outside the file.

The archive is repacked in memory before python-docx opens it: only the parts that are read stay (text, styles,
numbering, notes, headers, properties), so a damaged picture or a macro costs nothing; macro-enabled files and templates
pass as documents; strict Open XML gets the common namespaces; relationships to missing parts are dropped.

Names of WordprocessingML elements and small reads of their attributes.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from pipeline.model.issues import Issue, ReadError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

Element = Any
"""An lxml element of python-docx's tree (lxml comes without types)."""


def read_value(element: Element | None, name: str = "val") -> str | None:
    """Return an attribute in the `w:` namespace, None where element or attribute is absent."""
    if element is None:
        return None
    value: str | None = element.get(W + name)
    return value


def read_number(element: Element | None, name: str = "val") -> int | None:
    """Return an attribute that counts, None where it is absent or no number."""
    text = read_value(element, name)
    try:
        return int(float(text)) if text else None
    except (ValueError, OverflowError):
        return None


def is_on(element: Element | None) -> bool | None:
    """Return the state of an on/off element such as `w:b`; None where it is absent.

    >>> is_on(None) is None
    True
    """
    if element is None:
        return None
    return (read_value(element) or "true").lower() not in ("0", "false", "off", "none")


def find_child(element: Element | None, *names: str) -> Element | None:
    """Follow a path of `w:` children, None where one is absent."""
    for name in names:
        if element is None:
            return None
        # Several times as fast as `find`, which works out a path at every call.
        element = next(element.iterchildren(W + name), None)
    return element


def children_by_tag(element: Element | None) -> dict[str, Element]:
    """Return the children of an element by tag, of several alike the first."""
    return {} if element is None else {child.tag: child for child in reversed(element)}


LARGEST_PART = 150_000_000
"""Bytes that one part may unpack to."""

LARGEST_FILE = 400_000_000
"""Bytes that all parts that are read may unpack to together."""

LARGEST_UNREAD = 30_000_000
"""Bytes of a part next to the text (a picture) up to which its checksum is tried."""

MOST_PARTS = 20_000
"""Members of the archive; the largest reports have some hundred pictures."""

_TYPES = "[Content_Types].xml"
_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MAIN_VARIANTS = (
    b"application/vnd.ms-word.document.macroEnabled.main+xml",
    b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)
_ROOTS = {
    "main": "document",
    "styles": "styles",
    "numbering": "numbering",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "header": "hdr",
    "footer": "ftr",
    "settings": "settings",
    "core-properties": "coreProperties",
}
"""The parts that are read: last word of the content type (`main`: the text itself), name of the root element."""

_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_UTF16_STARTS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
_DECLARATION = re.compile(r"\s{0,20}<\?xml[^>]{0,200}\?>")
_ENCRYPTED = 1
"""The bit of a member's flags that says that it is encrypted."""


@dataclass(frozen=True, slots=True)
class DocxPackage:
    """python-docx's document and what was damaged in the file."""

    document: Any
    issues: tuple[Issue, ...]


def open_package(path: Path) -> DocxPackage:
    """Open a DOCX; raise `ReadError` where it is damaged, encrypted, a bomb or none."""
    from docx import Document

    parts, issues = _load_parts(path)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    packed.seek(0)
    try:
        document = Document(packed)
        if document.element.body is None:
            raise corrupt_error("its text is missing")
        return DocxPackage(document, issues)
    except ReadError:
        raise
    except (etree.XMLSyntaxError, KeyError, ValueError, AttributeError) as error:
        raise corrupt_error(f"its parts don't fit together: {error}") from error
    except Exception as error:
        raise corrupt_error(str(error)) from error


def _load_parts(path: Path) -> tuple[dict[str, bytes], tuple[Issue, ...]]:
    try:
        with zipfile.ZipFile(path) as archive:
            return _collect_parts(archive)
    except (ReadError, MemoryError):
        raise
    except Exception as error:  # zlib.error, lzma.LZMAError, struct.error: a damaged archive may provoke any
        raise corrupt_error(str(error) or type(error).__name__) from error


def _collect_parts(archive: zipfile.ZipFile) -> tuple[dict[str, bytes], tuple[Issue, ...]]:
    names = {info.filename: info for info in archive.infolist()}
    if len(names) > MOST_PARTS:
        raise _too_large_error(f"{len(names)} parts")
    if _TYPES not in names:
        raise ReadError("not-a-docx", "The file is a ZIP archive but no Word document (it lacks a list of its parts).")
    if any(info.flag_bits & _ENCRYPTED for info in names.values()):
        raise ReadError("encrypted", "The file is protected by a password. Save it without one.")
    types = read_xml(archive, names[_TYPES])
    for variant in _MAIN_VARIANTS:
        types = types.replace(variant, _MAIN)
    roles = _find_wanted_parts(types)
    parts: dict[str, bytes] = {_TYPES: types}
    damaged_names: list[str] = []
    for name, info in names.items():
        if name == _TYPES or info.is_dir():
            continue
        role = roles.get("/" + name, "")
        is_essential = role == "main" or name == "_rels/.rels"
        if not role and not name.endswith(".rels"):
            # python-docx parses some parts that are not read, such as comments: they have to be XML.
            parts[name] = _make_stub(role)
            damaged_names += [] if _is_sound(archive, info) else [name]
            continue
        try:
            parts[name] = _check_root(read_xml(archive, info), role)
        except Exception as error:
            if is_essential or isinstance(error, ReadError | MemoryError):
                raise
            damaged_names.append(name)
            parts[name] = _make_stub(role)
        if sum(map(len, parts.values())) > LARGEST_FILE:
            raise _too_large_error("more text than any report holds")
    for name in [name for name in parts if name.endswith(".rels")]:
        parts[name] = _drop_missing_targets(parts[name], name, names)
    return parts, _report_damaged(damaged_names)


def _find_wanted_parts(types: bytes) -> dict[str, str]:
    """Return the parts that are read: name -> `main` or the last word of its content type."""
    roles: dict[str, str] = {}
    for element in etree.fromstring(types, make_parser()):
        kind = (element.get("ContentType") or "").encode()
        name = element.get("PartName")
        if not name:
            continue
        if kind == _MAIN:
            roles[name] = "main"
        elif kind.endswith(b"+xml"):
            word = kind.removesuffix(b"+xml").rpartition(b".")[2].decode("ascii", "replace")
            if word in _ROOTS and word != "main":
                roles[name] = word
    if "main" not in roles.values():
        raise ReadError("not-a-docx", "The file is an Office file but no Word document. Save it as DOCX or PDF.")
    return roles


def read_xml(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return a part of an Office file; raise `ReadError` where it is a bomb or defines entities."""
    if info.file_size > LARGEST_PART:
        raise _too_large_error(f"{info.filename} unpacks to {info.file_size:,} bytes")
    if info.compress_size > LARGEST_PART:
        # zipfile would make room for all that the directory claims before it reads.
        raise zipfile.BadZipFile(f"{info.filename} claims to take {info.compress_size:,} bytes")
    data = _decode_utf16(archive.read(info))
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise _unsafe_error()
    if b"purl.oclc.org/ooxml" in data:
        for strict, common in _STRICT:
            data = data.replace(strict, common)
    return data


def _decode_utf16(data: bytes) -> bytes:
    """Return XML in UTF-8 where it is in UTF-16, so that all checks that follow see its characters."""
    encoding = next((name for start, name in _UTF16_STARTS.items() if data.startswith(start)), None)
    if not encoding:
        return data
    text = data.decode(encoding).lstrip("\ufeff")
    return _DECLARATION.sub("", text, count=1).encode()


def _unsafe_error() -> ReadError:
    return ReadError("unsafe-xml", "The file defines XML entities, which no word processor writes. It was not read.")


def _check_root(data: bytes, role: str) -> bytes:
    """Return a part that is XML and has the root element of its role; raise any error if not."""
    if not role:
        return data
    # python-docx parses the main part itself and reports errors; in other parts it would fail without a reason.
    root = _root_name(data) if role == "main" else _safe_root_name(etree.fromstring(data, make_parser()))
    if root.rpartition("}")[2] != _ROOTS[role]:
        raise ValueError(f"the part of {role} holds {root}")
    return data


def _root_name(data: bytes) -> str:
    elements = etree.iterparse(
        io.BytesIO(data), events=("start",), resolve_entities=False, no_network=True, load_dtd=False
    )
    return next((_safe_root_name(element) for _, element in elements), "nothing")


def _safe_root_name(root: Any) -> str:
    """Return the name of a root element; raise `ReadError` where its file defines entities, in whatever encoding."""
    if root.getroottree().docinfo.doctype:
        raise _unsafe_error()
    return str(root.tag)


def _make_stub(role: str) -> bytes:
    """Return an empty part in the place of one that is damaged or not read."""
    root = _ROOTS.get(role, "stub")
    return f'<p:{root} xmlns:p="{_CORE if role == "core-properties" else _WORD}"/>'.encode()


def _is_sound(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    """Return whether a part that is not read unpacks to what its checksum says; those too large to try pass."""
    if info.file_size > LARGEST_UNREAD:
        return True
    try:
        with archive.open(info) as stream:
            while stream.read(1 << 20):
                pass
    except MemoryError:
        raise
    except Exception:
        return False
    return True


def _drop_missing_targets(rels: bytes, name: str, names: dict[str, zipfile.ZipInfo]) -> bytes:
    """Drop the relationships to parts that are not in the archive: python-docx stops at them."""
    folder = posixpath.dirname(posixpath.dirname(name))
    try:
        root = etree.fromstring(rels, make_parser())
    except etree.XMLSyntaxError:
        return b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
    for relation in root.findall(_RELATION):
        target = relation.get("Target") or ""
        target_name = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        if relation.get("TargetMode") != "External" and target_name not in names:
            root.remove(relation)
    relationships: bytes = etree.tostring(root)
    return relationships


def make_parser() -> etree.XMLParser:
    """Return a parser that expands no entity and fetches nothing."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _report_damaged(names: list[str]) -> tuple[Issue, ...]:
    if not names:
        return ()
    message = (
        f"Parts of the file are damaged and were not read: {', '.join(names)}. Open and save it in a word processor."
    )
    return (Issue("read", "warning", "damaged-part", message),)


def corrupt_error(why: str) -> ReadError:
    """Return the error that says what is damaged in the file, and what to do."""
    return ReadError(
        "corrupt-docx", f"The Word file is damaged ({why}). Get it again or repair it in a word processor."
    )


def _too_large_error(what: str) -> ReadError:
    return ReadError("too-large", f"The file unpacks to an unreasonable size ({what}). It was not read.")
