"""The words of IRM reports, the levels of their scales (`schemas/irm/reports.json`), and ratings as they are printed.

Every printed text is folded once and looked up by its key: a report repeats the same few hundred words in every table.
Ratings: 'Limited', 'Limited. The portal is not open yet.', '☐ Low ☒ High'.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from pipeline.lexicon.text_folding import FOOTNOTE_FIGURE, join_alternatives
from pipeline.lexicon.vocabularies import (
    LONGEST_WORDING,
    MEMORY,
    find_code,
    find_meaning,
    fold_wording,
    list_meanings,
)
from pipeline.model import Cell, Line, Method, RawValue
from pipeline.model.issues import Issue, Severity
from pipeline.schema.data import load_data
from pipeline.structure.commitments.completion import read_choices
from pipeline.structure.grids import is_tick
from pipeline.structure.lines import cut_lines, make_stream, text_of

MOST_WORDS = 7
"""Words of the longest name of an OGP value without what it is for ('Technology and innovation')."""

FILE = "irm/reports"
"""Data file of the words."""

LONGEST_DEFINITION = 260
"""Characters: a longer text that has the words of a definition says more (the longest definition has 210)."""

SHORTEST_SIMILAR = 20
"""Characters from which a wording can be compared loosely: in shorter ones two letters make another level."""

SIMILAR = 85.0
"""Similarity (0 to 100) from which two wordings of one level differ by an ending or an article."""

CAPTION = re.compile(r"^[^\W\d]+\s+\d{1,2}\s*[.:–-]\s*")
"""The number of a table in front of its name: 'Table 1. Promising commitments'."""


def load_words() -> Mapping[str, Any]:
    """Return the data of the words."""
    loaded: Mapping[str, Any] = load_data(FILE)
    return loaded


def match_word(group: str, text: str) -> str | None:
    """Return the name of a text within a group of the data (`phases`, `columns`, `overall`, ...).

    >>> match_word("phases", "End-of-term:"), match_word("columns", "Commitment Overview")
    ('end_of_term', 'commitment')
    """
    found: str | None = find_meaning(FILE, group, text)
    return found


def find_phases(cells: Iterable[Cell]) -> list[tuple[Cell, str]]:
    """Return the cells that name a phase, each with it."""
    return [(cell, phase) for cell in cells if (phase := match_word("phases", text_of(cell)))]


@lru_cache(maxsize=MEMORY)
def match_level(indicator: str, text: str) -> str | None:
    """Return the code of a rating's word in its indicator's scale; relevance may list several of OGP's values.

    >>> match_level("completion", "Limited"), match_level("relevance", "Access to Information, Civic Participation")
    ('limited', 'access_to_information, civic_participation')
    >>> match_level("verifiable", "Specific enough to be verifiable"), match_level("completion", "Open data")
    ('yes', None)
    """
    if not text or len(text) > 2 * LONGEST_WORDING:
        return None
    if found := _match_exact_level(indicator, text):
        return found
    return _match_values(text) if indicator == "relevance" else _match_similar_level(indicator, text)


def _match_values(text: str) -> str | None:
    """Return the codes of OGP's values that a text lists, None where it says anything else.

    A value is known by one stem: 'Tech & innovation for transparency' is none of transparency.
    """
    codes: list[str] = []
    lines = text.split("\n")
    # All values may be listed, and those that the commitment serves marked.
    marked = [line for line in lines if any(map(is_tick, line.split()[:: max(len(line.split()) - 1, 1)]))]
    for part in re.split(r"[,;/|\n•·✔✓]", "\n".join(marked or lines)):
        name = _purpose().sub("", part.strip()).casefold()
        places = {name.find(stem): code for code, stems in load_words()["value_stems"].items() for stem in stems}
        found = list(dict.fromkeys(code for at, code in sorted(places.items()) if at >= 0))
        if name and (not found or len(name.split()) > MOST_WORDS * len(found)):
            return None
        codes += found
    return ", ".join(dict.fromkeys(codes)) or None


def _match_similar_level(indicator: str, text: str) -> str | None:
    """Return the level that a longer wording almost spells; one with another number of negations says the opposite."""
    from rapidfuzz import fuzz

    plain = text.strip(" .:;,\n").casefold()
    forms = _long_levels(indicator) if len(plain) >= SHORTEST_SIMILAR else ()
    scored = [
        (fuzz.ratio(plain, form), coded) for form, coded in forms if _count_negations(form) == _count_negations(plain)
    ]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= SIMILAR else None


@lru_cache(maxsize=MEMORY)
def _count_negations(text: str) -> int:
    return sum(word in load_words()["negations"] for word in re.findall(r"[^\W\d_]+", text))


@cache
def _long_levels(indicator: str) -> Sequence[tuple[str, str]]:
    """Return the levels that may be compared loosely, with their codes."""
    own = load_words()["own_levels"].get(indicator, {}).items()
    return [(form.casefold(), coded) for coded, forms in own for form in forms if len(form) >= SHORTEST_SIMILAR]


def _match_exact_level(indicator: str, text: str) -> str | None:
    if own := _own_levels(indicator).get(fold_wording(text)):
        return own
    plain = FOOTNOTE_FIGURE.sub("", text.strip().rstrip(".:;,")).rstrip("* ")
    vocabulary = load_words()["levels"].get(indicator)
    # A wording that is longer than any label is none of a level either.
    if not plain or not vocabulary or len(plain) > LONGEST_WORDING:
        return None
    return next(filter(None, (find_code(vocabulary, form) for form in (plain, *_iterate_inflections(plain)))), None)


@cache
def _own_levels(indicator: str) -> Mapping[str, str]:
    """Return the words that mean a level in these reports, whatever they mean on other scales of the indicator."""
    levels = load_words()["own_levels"].get(indicator, {})
    return {fold_wording(word): coded for coded, forms in levels.items() for word in forms}


def _iterate_inflections(text: str) -> Iterator[str]:
    """Yield the forms of a level's words in the singular and masculine, as the vocabularies of es, fr and pt list them.

    >>> list(_iterate_inflections("Sustanciales"))[:2], list(_iterate_inflections("Moderadas"))[-1]
    (['Sustanciale', 'Sustancial'], 'Moderado')
    """
    noun, endings = _inflections()
    bare = noun.sub("", text)
    if bare != text:
        yield bare
    for ending, instead in endings:
        if ending.search(bare):
            yield ending.sub(instead, bare)


@cache
def _inflections() -> tuple[re.Pattern[str], Sequence[tuple[re.Pattern[str], str]]]:
    """Return the pattern of a noun beside a level, and the endings with what the vocabularies have instead."""
    nouns = join_alternatives(load_words()["level_nouns"])
    noun = re.compile(rf"(?i)^(?:{nouns})\s{{1,9}}|(?<!\s)\s{{1,9}}(?:{nouns})$")
    return noun, [(re.compile(rf"(?i){end}\b"), instead) for end, instead in load_words()["level_endings"]]


@cache
def _purpose() -> re.Pattern[str]:
    return re.compile(rf"(?i)\s(?:{join_alternatives(load_words()['purposes'])})\s.*")


@lru_cache(maxsize=MEMORY)
def match_ogp_value(text: str) -> str | None:
    """Return the code of one of OGP's values.

    >>> match_ogp_value("Technology & innovation for transparency and accountability")
    'technology_and_innovation'
    """
    if not 0 < len(text) <= LONGEST_WORDING:
        return None
    found = find_code("ogp_value", FOOTNOTE_FIGURE.sub("", text.strip()).rstrip("* "))
    short = _purpose().sub("", text.strip())
    return found or (find_code("ogp_value", short) if short != text.strip() else None)


def is_level_of(indicator: str, text: str) -> bool:
    """Return whether a heading is one level of a scale, or one of OGP's values for relevance, in known words or not."""
    coded = match_level(indicator, text) if len(text) > 1 else None
    return coded is not None and "," not in coded and (indicator != "relevance" or coded not in ("yes", "no"))


SCALES: Sequence[str] = ("completion", "potential_impact", "did_it_open_government", "specificity", "relevance")
"""Indicators whose scale a grid may print without the indicator's name."""


def is_not_assessed(text: str) -> bool:
    """Return whether a text says that the IRM gives no rating here.

    >>> is_not_assessed("Assessed at the end of action plan cycle."), is_not_assessed("N/A"), is_not_assessed("Limited")
    (True, True, False)
    """
    key = fold_wording(text) if len(text) <= 2 * LONGEST_WORDING else ""
    return key in list_meanings(FILE, "nothing") or any(known in key for known in list_meanings(FILE, "not_assessed"))


def is_definition(text: str) -> bool:
    """Return whether the text behind a level only says what the level means, as the first reports print it.

    >>> is_definition("(A major step forward in the policy area)"), is_definition("A major step for the ministry.")
    (True, False)
    """
    plain = text.strip()
    if plain.startswith("(") and plain.endswith(")"):
        return True
    folded = fold_wording(plain) if len(plain) <= LONGEST_DEFINITION else ""
    return any(known in folded for known in list_meanings(FILE, "definitions"))


def default_phase(indicator: str, phase: str | None) -> str | None:
    """Return the phase that a rating stands for where its label names none.

    >>> default_phase("specificity", "midterm"), default_phase("completion", "midterm")
    ('design', 'midterm')
    """
    return "design" if indicator in load_words()["rated_at_design"] else phase


LONGEST_RATING = 60
"""Characters: what is longer behind a label is prose."""

FEWEST_WORDS = 4
"""Words of a short sentence behind a level; fewer are a remark on the level ('Limited, since 2015.')."""

_VALUE_END = re.compile(r"[.;:](?=\s|$|\d)|\s[–—-]\s|\s?\(|\n|,\s(?=[a-z])|\d{1,2}(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating as printed: indicator, phase (None: the report's own), value, its code, and the part it represents.

    `part` is one of OGP's values where government's opening is rated by value.
    """

    indicator: str
    value: RawValue
    code: str
    phase: str | None = None
    part: str | None = None
    evidence: RawValue | None = None


def make_issue(code: str, message: str, page: int | None = None, severity: Severity = "warning") -> Issue:
    """Return the issue that something in a report could not be determined, without the place that it is on."""
    return Issue("parse", severity, code, message, page)


def is_prose(text: str) -> bool:
    """Return whether the text behind a level is prose: long, or a sentence."""
    return len(text) > LONGEST_RATING or (len(text.split()) >= FEWEST_WORDS and text.rstrip().endswith("."))


def read_rating(indicator: str, text: str) -> tuple[str, int] | None:
    """Return the code that a text opens with and where its words end.

    >>> read_rating("completion", "Limited. The portal is not open yet."), read_rating("specificity", "☐ Low ☒ High")
    (('limited', 7), ('high', 12))
    >>> read_rating("completion", "The completion is limited") is None
    True
    """
    if choices := read_choices(text, lambda word: match_level(indicator, word) is not None):
        ticked = [coded for is_ticked, word in choices if is_ticked and (coded := match_level(indicator, word))]
        return (ticked[0], len(text)) if len(ticked) == 1 else None
    if coded := match_level(indicator, text):
        return coded, len(text)
    for end in _VALUE_END.finditer(text, 0, 2 * LONGEST_RATING):
        if coded := match_level(indicator, text[: end.start()]):
            return coded, end.start()
    return None


@dataclass(frozen=True, slots=True)
class Answer:
    """The rating that a text opens with, as printed and as a code, and the lines behind it."""

    printed: RawValue
    code: str
    rest: tuple[Line, ...]


def read_answer(indicator: str, lines: Sequence[Line], method: Method = "label") -> Answer | None:
    """Return the rating that the answer to a label, or a cell, opens with: as printed if its vocabulary has the words.

    >>> from pipeline.model import Anchor
    >>> found = read_answer("completion", [Line("Limited: two of nine portals are open.", Anchor())])
    >>> found.printed.text, found.code, [line.text for line in found.rest]
    ('Limited', 'limited', ['two of nine portals are open.'])
    """
    joined = make_stream(lines)
    found = read_rating(indicator, joined.text)
    if found is None:
        return None
    code, end = found
    vocabulary = load_words()["levels"].get(indicator)
    plain = joined.text[:end].strip(" .:;,")
    printed = plain if vocabulary and find_code(vocabulary, plain) == code else code
    start = len(joined.text) - len(joined.text[end:].lstrip(" .:;–—-\n"))
    return Answer(
        RawValue(printed, method, cut_lines(joined, 0, end)), code, cut_lines(joined, start, len(joined.text))
    )
