"""The front of a document: its first lines, running headers, own title and address, read and folded once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal
from urllib.parse import unquote, urlsplit

from pipeline.identify.phrases import LINKER, Folded, Hit, fold_text, load_front_words
from pipeline.identify.seams import find_seams
from pipeline.lexicon.text_folding import fold_digits
from pipeline.model import Document, Line, Table, TextBlock
from pipeline.structure.lines import own_lines, text_of

Place = Literal["title", "property", "address", "heading", "text", "row", "link", "header", "around"]
"""The place of a line of the front: the title of a web page, the title in a file's properties, the address, the body, a
row of a table, links to other pages, which say what those are, a running header, what surrounds the text of a web page.
The properties of a file are often those of an earlier one that it was made from."""

MOST_LINES = 140
MOST_CHARACTERS = 4_000
"""What is read of the body: title page, contents and first page of text. Nothing behind it changed what was found of
450 labelled and corpus documents; of half of it, one plan was not known."""
MOST_LINES_BEFORE_ID = 12
BEHIND_ID = 600
"""Characters behind a title with a commitment's ID that are read: the page's overview, with its plan, is no longer."""
LONGEST_LINE = 700
LONG = 60
"""Characters: in plain text a line that is filled up so far continues in the next one."""
FULL_SHARE = 0.85
"""Share of the longest line of a paragraph that a line with its next word reaches if it was wrapped before that word;
letters differ in width."""
LONGEST_TITLE = 300
"""Characters of the longest title seen, with subtitle and publisher, is 240."""
MOST_COVER_LINES = 30
MOST_LINES_OF_LAW = 12
MOST_LINES_CUT = 3
"""Lines of the body that are cut where line ends were lost: those that may hold the title."""
SHORTEST_PROSE = 150
MOST_HEADERS = 6
LEAST_HEADINGS = 3
"""Cells of a first row that are headings of columns: two are a label and its value."""
NAMES = (
    ("ogp", "open", "partner", 4),
    ("ogp", "open", "govern", 0),
    ("ogp", "open", "local_body", 0),
    ("irm", "independent", "mechanism", 4),
    ("plan", "plan_noun", "action", 4),
)
"""Names of the partnership, of what it is for, of its reporting mechanism and of a plan by two words that identify
them, and how many words may be between ('open region' is the government of one): the longest name in the lexicon's
languages has three, 'open government' none, and an ordinal or years may be within the name of a plan."""
ID_TITLE = re.compile(r"\(([A-Z]{2,3}[0-9]{4})\)\s*$")
"""The title of a commitment's page ends with its ID."""
_LEADERS = re.compile(r"(?:(?<!\s)\s+)?(?:(?:\.\s?){4,}\s*\d*|(?<!…)…+\s*\d+)")
_PAGE = re.compile(r"^Page \d{1,3}:\s*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SITE = re.compile(r"(?<!\s)\s+[|·»]\s+")


@dataclass(frozen=True, slots=True)
class FrontLine:
    """One line of the front, and the offset at which it begins in the text of the front."""

    text: str
    lines: tuple[Line, ...]
    place: Place
    start: int

    @property
    def page(self) -> int | None:
        """Return the page that the line is on; None for a format without pages."""
        return self.lines[0].anchor.page if self.lines else None

    @property
    def end(self) -> int:
        """Return the offset behind the line."""
        return self.start + len(self.text)


class Front:
    """What identification looks at. The text is folded and searched for phrases once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        lines = tuple(_place_lines(_collect_lines(document)))
        self.text = "\n".join(line.text for line in lines)
        known = [hit for hit in load_front_words().find(self.folded) if not self._is_genitive(hit)]
        names = list(_iterate_names(self.text, known))
        self.lines: tuple[FrontLine, ...] = tuple(_cut_lines(lines, [*known, *names]))
        self.text = "\n".join(line.text for line in self.lines)
        self._starts = [line.start for line in self.lines]
        self.hits = sorted([*known, *names], key=lambda hit: hit.first)
        """Every phrase of the vocabulary on the front, and names in forms that it lacks."""

    def _is_genitive(self, hit: Hit) -> bool:
        """Return whether a linker is the ending of a word: 'Attorney General's'."""
        return hit.group == LINKER and self.text[max(0, hit.start - 1) : hit.start] in ("'", "’")

    @cached_property
    def folded(self) -> Folded:
        """Return the folded text."""
        return fold_text(self.text)

    @cached_property
    def by_line(self) -> list[list[Hit]]:
        """Return the phrases that begin in each line."""
        found: list[list[Hit]] = [[] for _ in self.lines]
        for hit in self.hits:
            found[self.line_at(hit.start)].append(hit)
        return found

    def line_at(self, offset: int) -> int:
        """Return the index of the line that holds an offset of the text."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def where(self, start: int, end: int) -> tuple[Line, ...]:
        """Return the lines of the document that a span of the text was read from."""
        first, last = self.line_at(start), self.line_at(max(start, end - 1))
        return tuple(line for part in self.lines[first : last + 1] for line in part.lines)

    def of(self, *groups: str) -> list[Hit]:
        """Return the phrases of some groups, in order."""
        if len(groups) == 1:
            return self._by_group.get(groups[0], [])
        return [hit for hit in self.hits if hit.group in groups]

    @cached_property
    def _by_group(self) -> dict[str, list[Hit]]:
        found: dict[str, list[Hit]] = {}
        for hit in self.hits:
            found.setdefault(hit.group, []).append(hit)
        return found

    @cached_property
    def body(self) -> range:
        """Return the indices of the lines of the body."""
        own = [i for i, line in enumerate(self.lines) if line.place in ("heading", "text", "row")]
        return range(own[0], own[-1] + 1) if own else range(0)

    @cached_property
    def cover(self) -> tuple[int, ...]:
        """Return the indices of the lines of the title page: those before the first prose, contents or chapter."""
        found: list[int] = []
        for index in self.body:
            if found and self._ends_name(index):
                found.append(index)
                continue
            if self.lines[index].place == "link" or self._is_chrome(index):
                continue
            if found and (self._opens_text(index) or len(found) == MOST_COVER_LINES):
                if not self._is_law(found):
                    break
                continue
            if not found and self._is_prose(index) and index - self.body.start > 4:
                break
            found.append(index)
        return tuple(found)

    def _is_law(self, lines: Sequence[int]) -> bool:
        """Return whether the first lines cite the law by which a plan is adopted, and name none: its title follows."""
        groups = {hit.group for index in lines for hit in self.by_line[index]}
        return len(lines) < MOST_LINES_OF_LAW and "instrument" in groups and groups.isdisjoint(("kind", "plan"))

    def _ends_name(self, index: int) -> bool:
        """Return whether the name of a plan or report runs from the line above into a line."""
        above = self.by_line[index - 1] if index else ()
        return any(hit.end > self.lines[index].start for hit in above if hit.group in ("kind", "plan"))

    def _is_chrome(self, index: int) -> bool:
        """Return whether a line is furniture of a web site: nearly all of it words that are on any page."""
        letters = sum(map(str.isalpha, self.lines[index].text))
        if letters < 2:
            return _YEAR.search(self.lines[index].text) is None
        return self._count_letters_in(index, "chrome") >= 0.7 * letters

    def _opens_text(self, index: int) -> bool:
        letters = sum(map(str.isalpha, self.lines[index].text))
        opens = self._count_letters_in(index, "contents") or self._count_letters_in(index, "sections")
        return self._is_prose(index) or opens > 0.6 * letters

    def _is_prose(self, index: int) -> bool:
        text = self.lines[index].text
        return len(text) >= SHORTEST_PROSE and ". " in text + " " and self.lines[index].place != "heading"

    def _count_letters_in(self, index: int, group: str) -> int:
        return sum(hit.last - hit.first for hit in self.by_line[index] if hit.group == group)


def _iterate_names(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Yield where the two words of a name are close together.

    Languages order and inflect the words of such a name in more ways than a list holds.
    """
    for name, *words, most_between in NAMES:
        for first, second in pairwise(hit for hit in hits if hit.group in words):
            between = text[first.end : second.start]
            # A name in capitals runs over the lines of a title page.
            is_one = between.isprintable() or (text[first.start : second.end].isupper() and between.count("\n") == 1)
            if first.group != second.group and len(between.split()) <= most_between and is_one:
                yield Hit(name, name, first.start, second.end, first.first, second.last)


def _place_lines(parts: Iterator[tuple[str, tuple[Line, ...], Place]]) -> Iterator[FrontLine]:
    start = 0
    for text, lines, place in parts:
        yield FrontLine(fold_digits(text), lines, place, start)
        start += len(text) + 1


def _cut_lines(lines: Sequence[FrontLine], hits: Sequence[Hit]) -> Iterator[FrontLine]:
    """Yield the lines; one that opens the body and has lost its line ends as several, each at its old offset."""
    opening = 0
    for line in lines:
        is_body = line.place in ("heading", "text")
        if not is_body or len(line.text) < SHORTEST_PROSE or opening >= MOST_LINES_CUT:
            opening += is_body
            yield line
            continue
        opening += 1
        inside = [hit for hit in hits if line.start <= hit.start and hit.end <= line.end]
        seams = find_seams(line.text, line.start, inside)
        for first, last in pairwise([-1, *seams, len(line.text)]):
            yield FrontLine(line.text[first + 1 : last], line.lines, line.place, line.start + first + 1)


def _collect_lines(document: Document) -> Iterator[tuple[str, tuple[Line, ...], Place]]:
    title = document.properties.get("title", "").strip()
    for part in _SITE.split(title):
        if part.strip():
            yield part[:LONGEST_TITLE].strip(), (), "title" if _is_web_page(document) else "property"
    if address := find_address_words(document):
        yield address, (), "address"
    letters, most = 0, MOST_CHARACTERS
    for count, (text, lines, place) in enumerate(_iterate_body(document)):
        yield text, lines, place
        letters += len(text)
        if count < MOST_LINES_BEFORE_ID and ID_TITLE.search(text):
            most = letters + BEHIND_ID
        if letters > most or count >= MOST_LINES:
            break
    seen: set[str] = set()
    for block in document.furniture:
        text = " ".join(line.text for line in block.lines if not line.linked)[:LONGEST_TITLE]
        if text not in seen and sum(map(str.isalpha, text)) > 3 and len(seen) < MOST_HEADERS:
            seen.add(text)
            yield text, block.lines, "around" if _is_of_web_page(block) else "header"


def _is_of_web_page(block: TextBlock) -> bool:
    return (block.lines[0].anchor.path or "").startswith("/html")


def _is_web_page(document: Document) -> bool:
    return document.source.media_type == "text/html"


def find_address(document: Document) -> str:
    """Return the address that a page states of itself, else the one that it was fetched from; empty for none."""
    return document.properties.get("canonical_url") or document.source.url or ""


def find_address_words(document: Document) -> str:
    """Return the words of a page's address: what is between slashes, hyphens read as blanks."""
    path = unquote(urlsplit(find_address(document)).path)
    return " ".join(re.sub(r"[-_+.]+", " ", path.replace("/", " / ")).split())


def _iterate_body(document: Document) -> Iterator[tuple[str, tuple[Line, ...], Place]]:
    for block in document.blocks:
        if isinstance(block, Table):
            yield from _iterate_rows(block)
        else:
            yield from _iterate_lines(block)


def _iterate_rows(table: Table) -> Iterator[tuple[str, tuple[Line, ...], Place]]:
    for number, row in enumerate(table.rows):
        texts = [(text_of(cell), cell) for cell in row.cells]
        filled = [(" ".join(text.split()), cell) for text, cell in texts if text.strip()]
        if not filled:
            continue
        if not number and len(filled) >= LEAST_HEADINGS:
            for text, cell in filled:
                yield text[:LONGEST_LINE], tuple(line for block in cell.blocks for line in own_lines(block)), "row"
            continue
        lines = tuple(line for _, cell in filled for block in cell.blocks for line in own_lines(block))
        first, rest = filled[0][0], " ".join(text for text, _ in filled[1:])
        joined = f"{first.rstrip(':')}: {rest}" if rest else first
        yield joined[:LONGEST_LINE], lines, "link" if lines and all(line.linked for line in lines) else "row"


def _iterate_lines(block: TextBlock) -> Iterator[tuple[str, tuple[Line, ...], Place]]:
    """Yield the lines of a block; a paragraph of running text as one, a heading that wraps as one."""
    place: Place = "heading" if block.kind == "heading" else "text"
    group: list[Line] = []
    width = max((len(line.text) for line in block.lines), default=0)
    for line in block.lines:
        if group and not _is_continued(group[-1], line, place, width):
            yield from _make_line(group, place)
            group = []
        group.append(line)
    yield from _make_line(group, place)


def _is_continued(before: Line, line: Line, place: Place, width: int) -> bool:
    """Return whether a line continues in the next one.

    A page's layout shows it. In plain text a short line may as well be one of its own, and so is one that would have
    had room for the next word, or whose letters are small where the next one's are capitals.
    """
    if line.glue == "paragraph" or line.linked != before.linked:
        return False
    if place == "heading" or line.anchor.box is not None:
        return True
    is_full = len(before.text) + len(line.text.split()[0]) >= FULL_SHARE * width
    return is_full and len(before.text) > LONG and before.text.isupper() == line.text.isupper()


def _make_line(group: list[Line], place: Place) -> Iterator[tuple[str, tuple[Line, ...], Place]]:
    text = ""
    for line in group:
        text += ("" if not text or line.glue == "none" else " ") + line.text
        text = text.removesuffix("-") if line.glue == "unhyphen" else text
    if ".." in text or ". ." in text or "…" in text:
        text = _LEADERS.sub(" ", text)
    text = _PAGE.sub("", text).strip()
    if not text:
        return
    yield text[:LONGEST_LINE], tuple(group), "link" if all(line.linked for line in group) else place
