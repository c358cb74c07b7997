"""Gold and found values side by side: one cell for each value that gold has or the pipeline gives in its place.

Compare a value with gold: strictly (the same text but for blanks) and softly (the same but for signs and a slip).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from scripts.evaluate.gold import ExtractedDocument, Row

ALIKE = 0.985
"""Least similarity of two long texts that count as the same softly."""

SHORT = 20
"""Characters: shorter texts must be the same letter by letter."""

_DASHES = re.compile(r"[‐‑‒–—―]")
_QUOTES = re.compile(r"[“”„«»″\"‘’`´']")
_BULLETS = re.compile(r"(^|\s)[•·▪●-]+\s+")


def normalize_value(value: object) -> str | None:
    """Return a value as text with single blanks; None for nothing.

    >>> normalize_value(" open \\n data "), normalize_value(True), normalize_value([]), normalize_value(None)
    ('open data', 'true', None, None)
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return "; ".join(sorted(filter(None, map(normalize_value, value)))) or None
    if value is None:
        return None
    return " ".join(unicodedata.normalize("NFC", str(value)).split()) or None


def is_same(gold: object, got: object, soft: bool = False) -> bool:
    """Return whether a value is the gold one.

    >>> is_same("Open data – now", "Open data - now"), is_same("Open data – now", "Open data - now", soft=True)
    (False, True)
    """
    gold_text, found_text = normalize_value(gold), normalize_value(got)
    if gold_text is None or found_text is None or not soft:
        return gold_text == found_text
    gold_text, found_text = _fold(gold_text), _fold(found_text)
    if gold_text == found_text:
        return True
    return (
        min(len(gold_text), len(found_text)) >= SHORT
        and SequenceMatcher(None, gold_text, found_text, autojunk=False).ratio() >= ALIKE
    )


def has_same_start(gold: object, got: object) -> bool:
    """Return whether one of two texts is the beginning of the other.

    >>> has_same_start("Done. NGO: not so.", "Done."), has_same_start("Done.", None)
    (True, False)
    """
    gold_text, found_text = _fold(normalize_value(gold) or ""), _fold(normalize_value(got) or "")
    return bool(gold_text and found_text) and (gold_text.startswith(found_text) or found_text.startswith(gold_text))


def _fold(text: str) -> str:
    text = _BULLETS.sub(" ", _DASHES.sub("-", unicodedata.normalize("NFKC", text)))
    return "".join(_QUOTES.sub("", text).casefold().split())


def compute_overlap(gold: str, got: str) -> float:
    """Return the F1 of the words of two texts.

    >>> compute_overlap("open the data", "open data")
    0.8
    """
    gold_words, found_words = _count_words(gold), _count_words(got)
    shared = sum((gold_words & found_words).values())
    return 2 * shared / (sum(gold_words.values()) + sum(found_words.values())) if shared else 0.0


def _count_words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", unicodedata.normalize("NFKC", text).lower()))


Gold = Mapping[str, Any]

NOT_A_FIELD = {"number", "commitment", "milestone", "completion_parts", "report_format_family", "text_start"}
ACTORS = {"actors_government": "government", "actors_non_government": "non_government", "actors_other": "other"}
UNTELLABLE = "?"
"""Gold value of a mark whose column the file has lost: null is right."""

KEYS = {
    "documents": "document_id",
    "commitments": "commitment_key",
    "milestones": "milestone_key",
    "contacts": "contact_key",
    "comments": "comment_key",
    "assessments": "assessment_key",
    "registry": "commitment_id",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: its parser, language, document and field, the gold value, the value found, and how it was read."""

    parser: str
    language: str
    source: str
    field: str
    gold: object
    got: object
    method: str


@dataclass(slots=True)
class _Pairing:
    """Gold and what was found of one document; `used` are the rows that have their gold row already."""

    name: str
    found: ExtractedDocument
    used: set[int] = field(default_factory=set)

    def cell(self, table: str, name: str, gold: object, row: Row) -> Cell:
        key = str(row.get(KEYS[table]))
        method = self.found.methods.get((table, key, name), "derived")
        facts = self.found.document
        got = row.get(name)
        return Cell(
            str(facts.get("report_format")), str(facts.get("language")), self.name, f"{table}.{name}", gold, got, method
        )

    def take(self, table: str, fits: Callable[[Row], float]) -> Row:
        """Return the best row that fits (more than 0) and was not taken yet; an empty one where none does."""
        scored = [(fits(row), row) for row in self.found.rows.get(table, ()) if id(row) not in self.used]
        best = max(scored, key=lambda pair: pair[0], default=(0.0, {}))
        if best[0] <= 0:
            return {}
        self.used.add(id(best[1]))
        return best[1]


def pair_cells(name: str, gold: Gold, found: ExtractedDocument) -> Iterator[Cell]:
    """Yield the cells of one document, except where both values are empty."""
    pairing = _Pairing(name, found)
    all_cells = _iterate_cells(pairing, gold)
    return (
        cell for cell in all_cells if normalize_value(cell.gold) is not None or normalize_value(cell.got) is not None
    )


def _iterate_cells(pairing: _Pairing, gold: Gold) -> Iterator[Cell]:
    for name, value in gold.get("document", {}).items():
        if name not in NOT_A_FIELD:
            yield pairing.cell("documents", name, value, pairing.found.document)
    rows = {_normalize_number(wanted["number"]): row for wanted, row in _pair_commitments(pairing, gold)}
    pairing.used.clear()
    for wanted, row in _pair_commitments(pairing, gold):
        yield from _iterate_commitment(pairing, wanted, row)
    yield from _iterate_extra(pairing, "commitments", gold)
    yield from _iterate_milestones(pairing, gold, rows)
    yield from _iterate_contacts(pairing, gold, rows)
    yield from _iterate_ratings(pairing, gold, rows)
    yield from _iterate_registry(pairing, gold)


def _pair_commitments(pairing: _Pairing, gold: Gold) -> Iterator[tuple[Gold, Row]]:
    for wanted in gold.get("commitments", ()):
        yield wanted, pairing.take("commitments", lambda row, w=wanted: _compute_similarity(w, row))  # type: ignore[misc]


def _compute_similarity(wanted: Gold, row: Row) -> float:
    title = SequenceMatcher(
        None, normalize_value(wanted.get("title")) or "", normalize_value(row.get("title")) or ""
    ).ratio()
    if _normalize_number(wanted["number"]) is not None:
        return 1 + title if _normalize_number(wanted["number"]) == _normalize_number(row.get("number")) else 0.0
    commitment_id = wanted.get("commitment_id")
    return 2.0 if commitment_id and commitment_id == row.get("commitment_id") else title if title > 0.9 else 0.0


def _iterate_commitment(pairing: _Pairing, wanted: Gold, row: Row) -> Iterator[Cell]:
    yield pairing.cell("commitments", "commitment_key", row.get("commitment_key") or "a row", row)
    for name, value in wanted.items():
        if name in ACTORS:
            yield _pair_actors(pairing, name, value, row)
        elif name not in NOT_A_FIELD:
            yield pairing.cell("commitments", name, None if value == UNTELLABLE else value, row)


def _pair_actors(pairing: _Pairing, name: str, value: object, row: Row) -> Cell:
    names = [
        i["name_raw"]
        for i in pairing.found.rows.get("institutions", ())
        if i["commitment_key"] == row.get("commitment_key") and i["role"] == ACTORS[name]
    ]
    joined = "; ".join(map(str, names)) or None
    cell = pairing.cell("commitments", name, value, {**row, name: joined})
    parts = [sorted(re.split(r"\s*[;,]\s*", (normalize_value(text) or "").casefold())) for text in (value, joined)]
    return (
        cell
        if parts[0] != parts[1]
        else Cell(cell.parser, cell.language, cell.source, cell.field, value, value, "label")
    )


def _iterate_extra(pairing: _Pairing, table: str, gold: Gold) -> Iterator[Cell]:
    """Yield a cell for each row that gold does not have."""
    if gold.get(table):
        for row in pairing.found.rows.get(table, ()):
            if id(row) not in pairing.used:
                yield pairing.cell(table, KEYS[table], None, row)


def _iterate_milestones(pairing: _Pairing, gold: Gold, rows: Mapping[str | None, Row]) -> Iterator[Cell]:
    for wanted in gold.get("milestones", ()):
        owner = rows.get(_normalize_number(wanted["commitment"]), {}).get("commitment_key")
        row = pairing.take("milestones", lambda r, o=owner, w=wanted: _match_milestone(w, o, r))  # type: ignore[misc]
        yield pairing.cell("milestones", "milestone_key", row.get("milestone_key") or "a row", row)
        for name, value in wanted.items():
            if name not in NOT_A_FIELD:
                yield pairing.cell("milestones", name, value, row)
    yield from _iterate_extra(pairing, "milestones", gold)


def _match_milestone(wanted: Gold, owner: object, row: Row) -> float:
    if row["commitment_key"] != owner:
        return 0.0
    if wanted["number"] is not None:
        return float(_normalize_number(wanted["number"]) == _normalize_number(row.get("number")))
    return float(is_same(wanted["text"], row["text"], soft=True))


def _iterate_contacts(pairing: _Pairing, gold: Gold, rows: Mapping[str | None, Row]) -> Iterator[Cell]:
    for wanted in gold.get("contacts", ()):
        owner = rows.get(_normalize_number(wanted["number"]), {}).get("commitment_key")
        row = pairing.take("contacts", lambda r, o=owner: float(r["commitment_key"] == o))  # type: ignore[misc]
        for name, value in wanted.items():
            if name not in NOT_A_FIELD:
                yield pairing.cell("contacts", name, value, row)


def _iterate_ratings(pairing: _Pairing, gold: Gold, rows: Mapping[str | None, Row]) -> Iterator[Cell]:
    """Yield the ratings of the indicators in gold, compared as sets: an indicator may have several values."""
    wanted = list(gold.get("assessments", ()))
    indicators = {rating["indicator"] for rating in wanted}
    for rating in wanted:
        owner = rows.get(_normalize_number(rating["number"]), {}).get("commitment_key")
        row = pairing.take("assessments", lambda r, o=owner, w=rating: _match_rating(w, o, r))  # type: ignore[misc]
        yield pairing.cell("assessments", "value", rating["value"], row)
    known = {_rating_key(row) for row in pairing.found.rows.get("assessments", ()) if id(row) in pairing.used}
    for row in pairing.found.rows.get("assessments", ()):
        extra = row["indicator"] in indicators and row["assessor"] == "irm" and row["value"]
        if extra and _rating_key(row) not in known:
            yield pairing.cell("assessments", "value", None, row)


def _rating_key(row: Row) -> tuple[object, ...]:
    """Return what a rating says: a document may say it twice."""
    return row.get("commitment_key"), row["indicator"], row["value"]


def _match_rating(wanted: Gold, owner: object, row: Row) -> float:
    is_same_indicator = row.get("commitment_key") == owner and row["indicator"] == wanted["indicator"]
    return float(is_same_indicator and row["value"] == wanted["value"] and row["assessor"] == wanted["assessor"])


def _iterate_registry(pairing: _Pairing, gold: Gold) -> Iterator[Cell]:
    for wanted in gold.get("registry", ()):
        name = wanted["commitment_id"]
        row = pairing.take("registry", lambda r, n=name: float(r["commitment_id"] == n))  # type: ignore[misc]
        for column, value in wanted.items():
            yield pairing.cell("registry", column, value, row)


def _normalize_number(value: object) -> str | None:
    text = normalize_value(value)
    return text.rstrip(". ") if text else None
