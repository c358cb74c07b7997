"""The outline of a commitment page: its title, its labelled facts, its chapters and the list at its foot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice
from typing import Any

from pipeline.lexicon import match_label
from pipeline.lexicon.text_folding import join_alternatives
from pipeline.lexicon.vocabularies import find_code, has_no_value, printed_forms, rating_vocabulary
from pipeline.model import Block, Document, Line, Table
from pipeline.schema.data import load_data
from pipeline.structure.lines import (
    BAR,
    cut_line,
    cut_lines,
    join_lines,
    lines_of,
    lines_within,
    make_stream,
    row_lines,
)

TITLE = re.compile(r"(?P<title>[^\n]{2,900}?)\s{0,3}\((?P<id>[A-Z]{2,3}[0-9]{4})\)\.?")
LISTED = re.compile(r"(?P<id>[A-Z]{2,3}[0-9]{4}), ?(?P<year>(?:19|20)[0-9]{2})(?:, ?(?P<area>.{2,120}))?")
_MOST_AREAS = 0.6
"""Share of a list's parts that have to be known areas: the site adds areas from time to time."""
OPENING, OPENING_LINES = 60, 600
"""Blocks and lines among which a page of the site says what it is; tables may fill a whole document."""

CHAPTERS = ("description", "midterm", "end_of_term", "listing")
_UNKNOWN = re.compile(r"[A-Z][\w ()'’/-]{2,38}:(?: \S.{0,60})?$")
_BRACKETS = re.compile(r"\([^()]*\)\s*$")
_INFO = re.compile(r"(?<!\s)\s+[iⓘ]$")
_LOOSE = frozenset({"lead_institution", "support_institutions", "policy_areas", "irm_report", "plan"})
"""Facts whose value may continue in the following paragraphs."""


INDICATORS = (
    "starred",
    "early_results",
    "verifiable",
    "relevance",
    "potential_impact",
    "potential_for_results",
    "ambition",
    "specificity",
    "completion",
    "did_it_open_government",
)
LONGEST_UNKNOWN_MARK = 30
"""Characters of a line below a rating's label that may be a level in words not known; a text's first line is longer."""


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A paragraph of the page; `text` is its lines joined."""

    lines: tuple[Line, ...]
    text: str


@dataclass(slots=True)
class CommitmentPage:
    """The parts of a page: `facts` by the names of the page's data file, chapters as entries, unknown labels."""

    country: PageEntry | None = None
    title: PageEntry | None = None
    facts: dict[str, list[Line]] = field(default_factory=dict)
    printed: set[str] = field(default_factory=set)
    chapters: dict[str, list[PageEntry]] = field(default_factory=dict)
    unknown: list[PageEntry] = field(default_factory=list)


@cache
def load_words() -> Mapping[str, Any]:
    """Return the page's labels, headings and words (`schemas/pages/commitment_page.json`)."""
    data: Mapping[str, Any] = load_data("pages/commitment_page")
    return data


def fold_label(text: str) -> str:
    """Fold a printed heading or mark for comparison.

    >>> fold_label("  Design i"), fold_label("At‑a‑Glance:"), fold_label("N/A.")
    ('design', 'at-a-glance', 'n/a')
    """
    folded = re.sub(r"[‐‑–—]", "-", text.replace("’", "'")).strip(" \t\n:*.")
    return " ".join(_INFO.sub("", folded).casefold().split())


@cache
def _load_headings() -> dict[str, str]:
    return {fold_label(name): key for key, names in load_words()["headings"].items() for name in names}


@cache
def _load_labels() -> dict[str, str]:
    return {fold_label(name): key for key, names in load_words()["labels"].items() for name in names}


@cache
def load_word_list(name: str) -> frozenset[str]:
    """Return one of the data file's word lists, folded."""
    return frozenset(fold_label(word) for word in load_words()[name])


def match_page_label(text: str) -> tuple[str, int] | None:
    """Return the fact that a line's label names and where its value begins.

    >>> match_page_label("Ambición (consulte: definición): Bajo"), match_page_label("Some words: more")
    (('ambition', 32), None)
    """
    colon = text.find(":")
    while 0 <= colon < 60:
        label = text[:colon]
        # What is in brackets links to an explanation, and each translation of the site words it differently.
        known = _load_labels().get(fold_label(label)) or _load_labels().get(fold_label(_BRACKETS.sub("", label)))
        if known:
            return known, colon + 1
        colon = text.find(":", colon + 1)
    return None


def is_mark(indicator: str, text: str) -> bool:
    """Return whether a text is a rating of an indicator, in any language, or says that there is none.

    >>> is_mark("early_results", "Marginales"), is_mark("relevance", "Acceso a la información, Participación cívica")
    (True, True)
    >>> is_mark("completion", "N/A"), is_mark("completion", "The portal opens.")
    (True, False)
    """
    vocabulary = rating_vocabulary(indicator) or indicator
    if fold_label(text) in load_word_list("empty") or find_code(vocabulary, text) or has_no_value(vocabulary, text):
        return True
    return indicator == "relevance" and not value_pattern().sub("", text).strip(" ,;\n")


@cache
def value_pattern() -> re.Pattern[str]:
    """Return the pattern of the names of OGP's values, in any language."""
    names = (name for names in printed_forms("ogp_value").values() for name in names)
    return re.compile(rf"\b{join_alternatives(names)}\b", re.I)


def may_be_mark(indicator: str, text: str) -> bool:
    """Return whether a line below a rating's label is its rating: a known one, or a few words without a figure.

    A level in words that are not known becomes an issue; it is not lost.
    """
    bare = text.strip()
    few = len(bare) <= LONGEST_UNKNOWN_MARK and not re.search(r"[\d:.]", bare)
    return few or is_mark(indicator, text)


def match_page_heading(text: str) -> str | None:
    """Return the heading that a line is.

    >>> [match_page_heading(text) for text in ("IRM Midterm Status Summary", "Norlandia's Commitments", "Norlandia")]
    ['midterm', 'listing', None]
    """
    if len(text) > 90:
        return None
    known = _load_headings().get(fold_label(text))
    if known:
        return known
    closed = text.rstrip(" :").endswith(tuple(load_words()["listing_patterns"]))
    return "listing" if closed or text.startswith(tuple(load_words()["listing_openers"])) else None


def list_entries(document: Document) -> tuple[PageEntry, ...]:
    """Return the page's paragraphs; a label, a heading or a list's ID line always opens one."""
    groups: list[list[Line]] = []
    for line in _split_headings(iterate_unwrapped(tuple(_iterate_lines(document.blocks)))):
        if not groups or line.glue == "paragraph" or _opens_entry(line) or match_page_heading(join_lines(groups[-1])):
            groups.append([line])
        else:
            groups[-1].append(line)
    found = (PageEntry(tuple(group), join_lines(group)) for group in groups)
    return tuple(entry for entry in found if fold_label(entry.text) not in load_word_list("skipped"))


def iterate_unwrapped(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield lines with paragraphs opened where a plain text was not wrapped: where the next word would have fitted.

    >>> from pipeline.model import Anchor
    >>> texts = "Status: Inactive", "Lead Institution: Ministry of Fisheries"
    >>> [line.glue for line in iterate_unwrapped([Line(t, Anchor(path="line[1]"), glue="space") for t in texts])]
    ['space', 'paragraph']
    """
    width = max((len(line.text) for line in lines if _is_plain(line)), default=0)
    before = width
    for line in lines:
        fits = before + 1 + len(line.text.split(" ", 1)[0]) <= width
        yield replace(line, glue="paragraph") if line.glue == "space" and _is_plain(line) and fits else line
        before = len(line.text)


def _is_plain(line: Line) -> bool:
    return (line.anchor.path or "").startswith("line[")


def _opens_entry(line: Line) -> bool:
    return bool(
        match_page_label(line.text) or _load_headings().get(fold_label(line.text)) or LISTED.fullmatch(line.text)
    )


def _iterate_lines(blocks: Iterable[Block]) -> Iterator[Line]:
    for block in blocks:
        yield from row_lines(block) if isinstance(block, Table) else lines_of(block)


def _split_headings(lines: Iterable[Line]) -> Iterator[Line]:
    """Part a heading that a compact text glued to the value before it: 'Public ParticipationIRM Review'."""
    endings = [name for key, names in load_words()["headings"].items() if key in _GLUED for name in names]
    for line in lines:
        bare = _INFO.sub("", line.text)
        ending = next((e for e in endings if bare.endswith(e) and bare[: -len(e)][-1:].isalnum()), None)
        at = len(bare) - len(ending) if ending else 0
        head, tail = (cut_line(line, 0, at), cut_line(line, at)) if ending else (line, None)
        yield from (part for part in (head, tail) if part is not None)


_GLUED = ("irm_review", "description", "institutions", "policy_areas", "midterm", "end_of_term")


def opening_text(document: Document) -> str:
    """Return the text that a document begins with: enough to distinguish a page of the site from other documents."""
    lines = (line for block in document.blocks[:OPENING] for line in lines_within(block))
    return join_lines(tuple(islice(lines, OPENING_LINES)))


def read_page(document: Document) -> CommitmentPage:
    """Read the outline of a page; `title` is None where the document has no title with an ID."""
    entries = list_entries(document)
    index = next((i for i, entry in enumerate(entries[:40]) if _is_title(entry)), None)
    page = CommitmentPage()
    if index is None:
        return page
    page.title = entries[index]
    before = [entry for entry in entries[:index] if len(entry.text) < 60 and not match_page_heading(entry.text)]
    page.country = before[-1] if before else None
    _read_body(page, entries[index + 1 :])
    return page


def _is_title(entry: PageEntry) -> bool:
    return TITLE.fullmatch(entry.text.replace("\n", " ")) is not None and not LISTED.fullmatch(entry.text)


def _read_body(page: CommitmentPage, entries: Sequence[PageEntry]) -> None:
    chapter = current = None
    for index, entry in enumerate(entries):
        heading = match_page_heading(entry.text)
        if heading == "listing" and not _is_listing(entries, index):
            heading = None
        if heading in CHAPTERS and not (heading == "description" and chapter):
            chapter = heading
            page.chapters.setdefault(chapter, [])
        elif chapter:
            page.chapters[chapter].append(entry)
        elif heading:
            current = heading if heading == "policy_areas" else None
        else:
            current, chapter = _read_fact(page, entry, current)


def _is_listing(entries: Sequence[PageEntry], index: int) -> bool:
    """Return whether a heading opens the list at the foot: IDs follow, or nothing but the footer."""
    return len(entries) - index <= 3 or any(LISTED.fullmatch(entry.text) for entry in entries[index + 1 : index + 5])


def _read_fact(page: CommitmentPage, entry: PageEntry, current: str | None) -> tuple[str | None, str | None]:
    """Read a labelled fact or the rest of one; return the fact that continues, or the chapter that begins."""
    label = match_page_label(entry.text)
    if label is not None:
        name, begin = label
        page.printed.add(name)
        page.facts.setdefault(name, []).extend(_lines_after(entry, begin))
        return name, None
    if "policy_areas" not in page.printed and not page.chapters and names_policy_areas(entry.text):
        # Some text layers lost the heading 'Policy Areas'.
        page.printed.add("policy_areas")
        page.facts["policy_areas"] = list(entry.lines)
        return None, None
    if current not in _LOOSE and "completion" not in page.printed and _is_unknown(entry):
        page.unknown.append(entry)
        return None, None
    if current is not None and _continues_fact(page, entry, current):
        # A hint or a link to the definition may stand between label and rating.
        if current in _LOOSE or not _BRACKETS.fullmatch(entry.text):
            page.facts.setdefault(current, []).extend(entry.lines)
            page.printed.add(current)
        return current, None
    if "completion" in page.printed or "verifiable" in page.printed:
        # Some text layers lost the heading 'Description'.
        page.chapters["description"] = [entry]
        return None, "description"
    return None, None


def _continues_fact(page: CommitmentPage, entry: PageEntry, current: str) -> bool:
    """Return whether a paragraph continues a fact: any does a loose one, a rating may stand below its label."""
    if current in _LOOSE:
        return True
    awaited = current in INDICATORS and not page.facts.get(current)
    return awaited and (_BRACKETS.fullmatch(entry.text) is not None or may_be_mark(current, entry.text))


@cache
def _load_policy_areas() -> frozenset[str]:
    """Return the names of policy areas in all spellings, folded."""
    data = load_data("policy_areas")
    return frozenset(map(fold_label, (*data["names"], *(name for names in data["others"].values() for name in names))))


def names_policy_areas(text: str) -> bool:
    """Return whether a line lists policy areas and nothing else: most of its parts are areas of the site.

    >>> names_policy_areas("Access to Information, Open Data, Sustainable Development Goals")
    True
    >>> names_policy_areas("Ministry of Health, Education Office, Open Data"), names_policy_areas("Health")
    (False, False)
    """
    parts = [fold_label(part) for part in text.split(",") if part.strip()]
    known = sum(part in _load_policy_areas() for part in parts)
    return len(parts) > 1 and known > _MOST_AREAS * len(parts)


def _is_unknown(entry: PageEntry) -> bool:
    """Return whether a paragraph has a label that neither the page's data nor the lexicon knows."""
    return _UNKNOWN.match(entry.text) is not None and match_label(entry.text.split(":")[0]) is None


def _lines_after(entry: PageEntry, begin: int) -> list[Line]:
    """Return what follows a label in its paragraph."""
    whole = make_stream(entry.lines)
    return [line for line in cut_lines(whole, begin, len(whole.text)) if line.text != BAR]
