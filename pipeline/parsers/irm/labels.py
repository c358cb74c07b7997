"""The labels of IRM reports: what a heading, the words in front of an answer or the head of a grid ask for.

A label may open a paragraph or run in it, its answer behind it: 'Start date: May 2013 End date: 2014'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from pipeline.lexicon.index import find_by_letters
from pipeline.lexicon.text_folding import fold_to_letters
from pipeline.lexicon.vocabularies import LONGEST_WORDING, MEMORY, fold_wording, list_meanings, printed_forms
from pipeline.model import Line
from pipeline.parsers.irm.ratings import FILE, LONGEST_RATING, Rating, load_words, match_level, read_answer, read_rating
from pipeline.structure.lines import cut_lines, make_stream
from pipeline.structure.text_labels.places import fields_with_role

SHORTEST_PREFIX = 14
"""Folded letters of the shortest label that tells a longer one ('commitmenttext')."""

MOST_WORDS = 14
"""Words of the longest label that may be in front of a colon."""

SHORT = 400
"""Characters: a longer paragraph holds one label, at its beginning; further ones in it are prose."""

BULLETS = " \t•·▪●–-*\uf0b7\uf0a7\uf0d8➢"
_COLON = re.compile(r"\?\s?:|[:：](?!//)|\?")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Label:
    """What a label asks for.

    `rating` asks for an indicator (`name`), `field` for a column of the commitment, `phase` for the completion at a
    phase (`name`), `value` for the rating of one of OGP's values (`name`); `none` is a known label without a column.
    """

    kind: Literal["rating", "field", "phase", "value", "none"]
    name: str
    phase: str | None = None

    @property
    def indicator(self) -> str | None:
        """The indicator that is asked for, None where the label asks for none."""
        return self.name if self.kind == "rating" else None


@cache
def _index() -> Mapping[str, Label]:
    """Return the meaning of every known label by its key; an indicator's own label wins over a field's."""
    index: dict[str, Label] = {}
    for code_of_value, forms in printed_forms("ogp_value").items():
        index |= {fold_wording(form): Label("value", code_of_value) for form in forms if len(form) > 5}
    index |= {key: Label("phase", phase, phase) for key, phase in list_meanings(FILE, "phases").items()}
    for key, row in list_meanings(FILE, "fields").items():
        index[key] = Label("none" if row["field"] == "other" else "field", row["field"])
    for key, row in list_meanings(FILE, "indicators").items():
        name = row["indicator"]
        index[key] = Label("rating", name, row.get("phase")) if name else Label("none", "")
    return index


def find_label(text: str) -> Label | None:
    """Return what a text asks for as a label; None where it is none.

    >>> find_label("Did It Open Government?").name, find_label("Completion (end of term)").phase
    ('did_it_open_government', 'end_of_term')
    >>> find_label("Responsible institution(s):").name, find_label("A law on data")
    ('lead_institution', None)
    """
    return _index().get(fold_wording(text)) if 0 < len(text) <= LONGEST_WORDING else None


@lru_cache(maxsize=MEMORY)
def find_template_label(text: str) -> Label | None:
    """Return the field that a text asks for as a label of OGP's templates, which reports print as well.

    >>> find_template_label("Other actors involved").name, find_template_label("A law on data")
    ('actors', None)
    """
    entries = find_by_letters(fold_to_letters(text)) if len(text) <= LONGEST_WORDING else ()
    fields = {entry.field for entry in entries}
    return Label("field", *fields) if len(fields) == 1 and fields <= fields_with_role("told_by_reports") else None


@lru_cache(maxsize=MEMORY)
def find_text_label(text: str) -> Label | None:
    """Return the label over a commitment's text where it says more than the known one: '... as the plan has it'.

    >>> find_text_label("Texto do compromisso conforme consta no plano de ação").name, find_text_label("Text of it")
    ('description', None)
    """
    is_longer = len(text) <= LONGEST_WORDING and fold_wording(text).startswith(_text_wordings())
    return Label("field", "description") if is_longer and find_label(text) is None else None


@cache
def _text_wordings() -> tuple[str, ...]:
    return tuple(key for key, label in _index().items() if label.name == "description" and len(key) >= SHORTEST_PREFIX)


@lru_cache(maxsize=MEMORY)
def guess_indicator(text: str) -> Label | None:
    """Return the first indicator whose stems a label in unknown words has; only levels behind or below it prove it.

    >>> guess_indicator("Tem uma perspetiva de governo aberto?").name, guess_indicator("Open data")
    ('relevance', None)
    """
    found = _match_stems("stems", text)
    # 'Specific enough to be verifiable' is a level of what it names.
    return Label("rating", found) if found and match_level(found, text) is None else None


@lru_cache(maxsize=MEMORY)
def guess_field(text: str) -> Label | None:
    """Return the field whose stems a heading in unknown words has; None for a sentence.

    >>> guess_field("Mirando hacia el futuro").name, guess_field("We look to the future.")
    ('next_steps', None)
    """
    found = None if text.rstrip().endswith((".", ";", ",")) else _match_stems("field_stems", text)
    return Label("rating" if found == "carried_forward" else "field", found) if found else None


def _match_stems(group: str, text: str) -> str | None:
    """Return the first indicator or field of a group of the data of which a text has all stems of one set."""
    plain = text.strip().casefold() if len(text) <= LONGEST_WORDING else ""
    sets = _stem_sets(group) if plain else ()
    return next((name for stems, name in sets if all(s in plain and find.search(plain) for s, find in stems)), None)


@cache
def _stem_sets(group: str) -> Sequence[tuple[Sequence[tuple[str, re.Pattern[str]]], str]]:
    """Return the sets of stems of a group with their patterns; a stem opens a word, a sign stands anywhere."""
    sets = [(stems, row.get("indicator") or row["field"]) for row in load_words()[group] for stems in row["stems"]]
    opener = {True: r"(?<!\w)", False: ""}
    return [
        ([(stem, re.compile(opener[stem[0].isalpha()] + re.escape(stem))) for stem in stems], name)
        for stems, name in sets
    ]


@lru_cache(maxsize=MEMORY)
def find_label_with_phases(text: str) -> tuple[Label, tuple[str, ...]] | None:
    """Return what a text asks for as a label, and the phases that stand behind the label's own words.

    >>> find_label_with_phases("Completion Midterm End of Term")[1]
    ('midterm', 'end_of_term')
    """
    known = find_label(text)
    if known and known.kind in ("rating", "none"):
        return known, ()
    rest = fold_wording(text) if len(text) <= LONGEST_WORDING else ""
    phases: list[str] = []
    known_phases = list_meanings(FILE, "phases").items()
    while found := next(((word, phase) for word, phase in known_phases if rest.endswith(word) and rest != word), None):
        rest = rest[: -len(found[0])]
        phases.insert(0, found[1])
    known = _index().get(rest) if phases else None
    return (known, tuple(phases)) if known and known.kind == "rating" else None


def find_whole_label(text: str) -> Label | None:
    """Return the label that a text is as a whole; a bare OGP value or phase is none without its answer."""
    plain = text.strip(BULLETS)
    if len(plain) > LONGEST_WORDING:
        return None
    known = find_label(plain)
    return None if known is None or known.kind == "value" else known


def find_run_in_labels(text: str) -> Iterator[tuple[int, int, Label]]:
    """Yield the labels of a text that opens with one: where each begins, where its answer begins, what it asks for.

    >>> [(label.name, end) for _, end, label in find_run_in_labels("Start date: May 2013 End date: June 2014")]
    [('start_date', 11), ('end_date', 30)]
    >>> list(find_run_in_labels("The completion is limited: nothing was done."))
    []
    """
    begin = len(text) - len(text.lstrip(BULLETS))
    is_open, previous = False, begin
    limit = min(len(text), SHORT if len(text) <= SHORT else 2 * LONGEST_WORDING)
    for colon in _COLON.finditer(text, begin, limit):
        found = _label_before(text, previous, colon.start(), None if is_open else begin, colon[0])
        if found:
            yield found[0], colon.end(), found[1]
            is_open, previous = True, colon.end()
        # '?' within a label's own words does not end it ('Did it open government?: Major').
        elif not is_open and colon[0] != "?":
            return
        if is_open and len(text) > SHORT:
            return


def _label_before(text: str, previous: int, end: int, begin: int | None, sign: str) -> tuple[int, Label] | None:
    """Return the label whose words stand directly before an offset: at `begin`, else the longest one of whole words."""
    tail = text[end : end + 1] if sign.startswith("?") else ""
    if begin is not None:
        printed = text[begin:end] + tail if end - begin <= LONGEST_WORDING else ""
        known = find_label(printed) or find_template_label(printed)
        guess = None if known else guess_indicator(printed)
        answer = text[end + len(sign) : end + len(sign) + 2 * LONGEST_RATING].strip()
        known = guess if guess and answer and read_rating(guess.name, answer) else known
        return (begin, known) if known else None
    words = list(_WORD.finditer(text, previous, end))[-MOST_WORDS:]
    for word in words:
        if not word[0][:1].isupper() and not word[0].startswith("¿"):
            continue
        if known := find_label(text[word.start() : end] + tail):
            return word.start(), known
    return None


def find_label_without_sign(text: str) -> tuple[int, Label] | None:
    """Return where the answer begins behind a label that no sign ends, and the label: 'Next Steps The bill ...'."""
    for word in list(_WORD.finditer(text))[1 : MOST_WORDS + 1]:
        label = find_label(text[: word.start()]) if word[0][0].isupper() else None
        if label is not None and label.kind == "field":
            return word.start(), label
    return None


def read_labelled_rating(lines: Sequence[Line]) -> Rating | None:
    """Return the rating that a paragraph is, label and all: 'Did it open government? Did not change'."""
    joined = make_stream(lines)
    _, start, label = next(find_run_in_labels(joined.text), (0, 0, None))
    is_short = label is not None and label.kind == "rating" and len(joined.text) - start <= LONGEST_RATING
    answer = read_answer(label.name, cut_lines(joined, start, len(joined.text))) if label and is_short else None
    return Rating(label.name, answer.printed, answer.code, label.phase) if label and answer else None
