"""Data that passes between the stages: frozen and typed, without logic.

A reader turns a file into a `Document`, a parser turns a `Document` into a `Parsed`, normalization turns each
`RawRecord` into `Row`s, tables publish them. Every piece of text has an `Anchor`, its position in the source.

Fast pickling of frozen dataclasses: documents and rows are hundreds of thousands of small objects.

The standard library looks up the fields of a class for each object, which takes longer than everything else.

What a document is, by its front: values with the place that they were read from and how sure they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Literal, NamedTuple, TypeVar

from pipeline.model.issues import Issue

C = TypeVar("C")


def pickle_by_position(cls: type[C]) -> type[C]:
    """Make a frozen dataclass with slots and two or more fields pickle as a tuple of its values.

    >>> from pipeline.model import Box
    >>> Box(1.0, 2.0, 3.0, 4.0).__getstate__()
    (1.0, 2.0, 3.0, 4.0)
    """
    names = [field.name for field in fields(cls)]  # type: ignore[arg-type]
    values, setters = attrgetter(*names), [vars(cls)[name].__set__ for name in names]

    def getstate(self: C) -> tuple[object, ...]:
        field_values: tuple[object, ...] = values(self)
        return field_values

    def setstate(self: C, state: Sequence[object]) -> None:
        for put, value in zip(setters, state, strict=True):
            put(self, value)

    cls.__getstate__ = getstate  # type: ignore[assignment,method-assign]
    cls.__setstate__ = setstate  # type: ignore[attr-defined]
    return cls


Method = Literal["label", "column", "heading", "mark", "colour", "list", "prose", "ocr", "derived", "override"]
"""How a value was read, as published in `provenance.method`."""

Glue = Literal["paragraph", "space", "none", "unhyphen"]
"""How a line joins the one before it: a new paragraph, a wrapped line, without a space (CJK, a hyphen that stays), or a
wrapped word whose line-break hyphen is dropped.
"""


@pickle_by_position
@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page in PDF points from the top left corner of the page as shown (rotated)."""

    x0: float
    top: float
    x1: float
    bottom: float


@pickle_by_position
@dataclass(frozen=True, slots=True)
class Anchor:
    """The position of a piece of text: page and box in a PDF, element path and character span elsewhere.

    `page` counts from 1. `path` is an element path (`/w:body/w:tbl[2]/w:tr[1]/w:tc[2]/w:p[1]`, `/html/body/main/p[3]`)
    or `line[12]` in plain text. `start` and `end` are character offsets within the element's text.
    """

    page: int | None = None
    box: Box | None = None
    path: str | None = None
    start: int | None = None
    end: int | None = None


@pickle_by_position
@dataclass(frozen=True, slots=True)
class Line:
    """One line of text as it is in the source: never empty, NFC, without soft hyphens, inner blanks single.

    A PDF gives a `Line` per printed line; the other formats one per paragraph or `<br>`. `size` is the font size in
    points where known. `bold_start` counts the characters at its start that are bold, where the rest is not, or set
    off by another type. `linked` is true for a line of a web page that is nothing but links to other pages.
    """

    text: str
    anchor: Anchor
    glue: Glue = "paragraph"
    bold: bool = False
    size: float | None = None
    bold_start: int = 0
    linked: bool = False


@pickle_by_position
@dataclass(frozen=True, slots=True)
class TextBlock:
    """A heading, paragraph, list item or note.

    `level` is 1 to 6 for headings, 0 where only their type tells it; 0 upwards for the depth of list items. `marker` is
    the printed list marker (`1.`, `a.`, `•`), which is not in `lines`; for notes the printed label (`[12]`, `12`).
    """

    kind: Literal["heading", "paragraph", "list_item", "note"]
    lines: tuple[Line, ...]
    level: int = 0
    marker: str | None = None


@pickle_by_position
@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell: merged cells appear once, with their spans.

    `left` and `right` are the horizontal extent (PDF points, else grid units): marks are bound to headings by it.
    `anchors` are the boxes or paths of the whole cell, one a page. `fill` is the shading as RRGGBB, None for none or
    white. `marked` is the state of a check box that the cell consists of, None where it holds none.
    """

    row: int
    column: int
    left: float
    right: float
    blocks: tuple[Block, ...]
    anchors: tuple[Anchor, ...]
    row_span: int = 1
    column_span: int = 1
    fill: str | None = None
    marked: bool | None = None


@pickle_by_position
@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: the cells that start in it, from left to right.

    `after_break` is true for the first row on a new page of a table that continues there: it may continue the row above
    (`structure.rows` decides). Readers leave repeated header rows out.
    """

    cells: tuple[Cell, ...]
    after_break: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table, joined across page breaks; `anchors` has one entry per page."""

    rows: tuple[TableRow, ...]
    anchors: tuple[Anchor, ...]
    ruled: bool = True


Block = TextBlock | Table


class Recognised(NamedTuple):
    """A word that an engine of OCR saw: its middle on the page as shown, its letters, how `sure` it is (0 to 1)."""

    x: float
    y: float
    letters: int
    sure: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page's facts: size in points as shown; `quality` flags such as `no-text`, `garbled`, `read-by-pdfplumber`.

    `engine` is the engine of OCR that read the page, empty for none, `recognised` what it saw.
    """

    number: int
    width: float
    height: float
    rotation: int = 0
    quality: tuple[str, ...] = ()
    engine: str = ""
    recognised: tuple[Recognised, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A file in the raw folder as the catalog describes it. `path` is relative to the raw folder, with slashes."""

    document_id: str
    path: str
    sha256: str
    media_type: str
    size_bytes: int
    url: str | None = None
    retrieved_on: str | None = None
    licence: str | None = None
    country: str | None = None
    plan: str | None = None
    language: str | None = None
    report_format: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader gives: blocks in reading order over the whole file, notes and page furniture apart.

    `furniture` holds running headers, footers and page numbers. `properties` are facts the file states of itself
    (title, author, created, canonical_url). `records` are the rows of a data file (CSV): header -> cell. `report_type`
    is the kind that the front shows, once the document is identified.
    """

    source: SourceDocument
    blocks: tuple[Block, ...]
    notes: tuple[TextBlock, ...] = ()
    furniture: tuple[TextBlock, ...] = ()
    pages: tuple[Page, ...] = ()
    language: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    records: tuple[Mapping[str, str], ...] = ()
    issues: tuple[Issue, ...] = ()
    report_type: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A parser's claim that a document has its format, with its evidence."""

    parser: str
    evidence: str
    is_by_title: bool = False


@dataclass(frozen=True, slots=True)
class RawValue:
    """A value as read, before normalisation: text with paragraphs as newlines, and the lines that it was read from.

    `cells` is in for lines where the value is no text (a coloured or marked cell). `confidence` is left None: only
    measurement fills it.
    """

    text: str
    method: Method
    lines: tuple[Line, ...] = ()
    anchors: tuple[Anchor, ...] = ()


OTHER_FIELD = "other:"
"""Start of the names of raw fields that no column holds: 'other:Risks' is the text under the printed label 'Risks'."""


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A record as a parser read it: canonical raw field -> value.

    `place` is unique and stable within the document (`c3`, `c3.m2`, `c3.a1`) and becomes the tail of the key;
    `commitment` and `milestone` are the places of the records that it belongs to.
    """

    table: str
    place: str
    fields: Mapping[str, RawValue]
    commitment: str | None = None
    milestone: str | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a parser gives: facts of the document, its records and what it could not read.

    `document` holds raw values of documents' columns (country, title, period, date_prepared, plan).
    """

    report_type: str
    publisher: str
    records: tuple[RawRecord, ...]
    document: Mapping[str, RawValue] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


@pickle_by_position
@dataclass(frozen=True, slots=True)
class Provenance:
    """The place of one published value on one page: a row of `provenance`.

    `engine` is the engine of OCR that read it, if one did, and `sure` how sure that is of its words, 0 to 1: from these
    its measured confidence is looked up. `confidence` is one that was measured for this value itself.
    """

    field: str
    anchor: Anchor
    text_raw: str
    method: Method
    engine: str | None = None
    sure: float | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A field of another row from which the value of `column` is derived."""

    column: str
    table: str
    key: str
    field: str


@pickle_by_position
@dataclass(frozen=True, slots=True)
class Row:
    """A normalized row of one table with the positions of its values. `values` has the columns of the table.

    `sources` are what the values of a row rest on that no document prints: their positions are those of the sources.
    """

    table: str
    key: str
    values: Mapping[str, object]
    provenance: tuple[Provenance, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A text in short: its smallest hashes of runs of words, how many runs it has, and the numbers that it prints."""

    sketch: tuple[int, ...]
    size: int
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that one document gives to the tables: its `documents` row, its rows and its issues."""

    document: Mapping[str, object]
    rows: tuple[Row, ...] = ()
    issues: tuple[Issue, ...] = ()
    fingerprint: Fingerprint | None = None


@dataclass(frozen=True, slots=True)
class IdentityFact:
    """One value: of a column of `documents`, the text that it was read from, and its measured confidence.

    `raw` is None where no line prints it (it follows from the register of plans, or the manifest says so).
    """

    value: object
    raw: RawValue | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """What identification found: facts by the column of `documents` that they fill, and issues.

    `report_type` is None if the front does not show the kind; `is_refused` says that it shows something else, such as
    news or guidance. `evidence` names the signs for people.
    """

    report_type: str | None = None
    publisher: str | None = None
    facts: dict[str, IdentityFact] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    evidence: str = ""
    is_refused: bool = False

    def value(self, column: str) -> object:
        """Return the value of a column, None where it was not found."""
        fact = self.facts.get(column)
        return fact.value if fact else None
