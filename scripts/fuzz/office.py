"""Damage to a DOCX: its XML trees bent, its archive's members lost, doubled or broken."""

from __future__ import annotations

import io
import random
import warnings
import zipfile
from copy import deepcopy

from lxml import etree

from scripts.fuzz.chance import NUMBERS, WORDS, damage_bytes

_PARTS = ("word/document.xml", "word/document.xml", "word/document.xml", "word/styles.xml", "word/numbering.xml")
_MOST_LEVELS = 600  # elements within each other, more than parsers allow


def damage_docx(data: bytes, chance: random.Random) -> bytes:
    """Return a DOCX whose parts are damaged; one that is no archive is damaged as bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
        return damage_bytes(data, chance)
    names = sorted(parts)
    wanted = [name for name in _PARTS if name in parts] or names
    name = chance.choice(wanted if chance.random() < 0.7 else names)
    match chance.randrange(8):
        case 0:
            del parts[chance.choice(names)]
        case 1:
            parts[name] = damage_bytes(parts[name], chance)
        case 2:
            parts[name] = parts[chance.choice(names)]
        case _:
            parts[name] = _bend_tree(parts[name], chance)
    packed = _pack(parts, chance)
    return damage_bytes(packed, chance) if chance.random() < 0.1 else packed


def _pack(parts: dict[str, bytes], chance: random.Random) -> bytes:
    packed, method = io.BytesIO(), chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "w", method) as archive:
        warnings.simplefilter("ignore")  # a duplicate name is intended
        for name, part in parts.items():
            for _ in range(2 if chance.random() < 0.02 else 1):
                archive.writestr(zipfile.ZipInfo(name), part, method)  # the clock must not reach the bytes
    return packed.getvalue()


def _bend_tree(part: bytes, chance: random.Random) -> bytes:
    try:
        root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        return damage_bytes(part, chance)
    for _ in range(chance.choice((1, 2, 5, 20))):
        elements = [element for element in root.iter() if isinstance(element.tag, str)][1:]
        if not elements:
            break
        _bend_element(chance.choice(elements), chance.choice(elements), chance)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content


def _bend_element(element: etree._Element, other: etree._Element, chance: random.Random) -> None:
    parent = element.getparent()
    copy = deepcopy(other)
    match chance.randrange(9):
        case 0 if parent is not None:
            parent.remove(element)
        case 1:
            element.append(copy)
        case 2 if parent is not None:
            parent.insert(chance.randrange(len(parent) + 1), copy)
        case 3:
            element.tag = other.tag
        case 4:
            for name in element.attrib:
                element.set(name, chance.choice(NUMBERS))
        case 5:
            for name in other.attrib:
                element.set(name, chance.choice((*NUMBERS, str(other.get(name)))))
        case 6:
            element.text = chance.choice(WORDS)
        case 7:
            for child in list(element):
                element.remove(child)
        case _:
            _deepen(element, chance)


def _deepen(element: etree._Element, chance: random.Random) -> None:
    inner = element
    for _ in range(chance.choice((3, 50, _MOST_LEVELS))):
        inner = etree.SubElement(inner, element.tag)
