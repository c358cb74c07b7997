"""The words of IRM reports: what a heading, label or cell represents (`schemas/irm/reports.json`).

Every printed text is folded once and looked up by its key: a report repeats the same few hundred words in every table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from pipeline.lexicon.text_folding import FOOTNOTE_FIGURE
from pipeline.lexicon.vocabularies import find_code, printed_forms
from pipeline.lexicon.word_groups import LONGEST_WORDING, MEMORY, find_meaning, fold_wording, list_meanings
from pipeline.schema.data import load_data
from pipeline.structure.grids import is_tick

MOST_WORDS = 7
"""Words of the longest name of an OGP value without what it is for ('Technology and innovation')."""

FILE = "irm/reports"
"""Data file of the words."""

SHORTEST_PREFIX = 14
"""Folded letters of the shortest label that tells a longer one ('commitmenttext')."""

LONGEST_DEFINITION = 260
"""Characters: a longer text that has the words of a definition says more (the longest definition has 210)."""

SHORTEST_SIMILAR = 20
"""Characters from which a wording can be compared loosely: in shorter ones two letters make another level."""

SIMILAR = 85.0
"""Similarity (0 to 100) from which two wordings of one level differ by an ending or an article."""

CAPTION = re.compile(r"^[^\W\d]+\s+\d{1,2}\s*[.:–-]\s*")
"""The number of a table in front of its name: 'Table 1. Promising commitments'."""

_NOUNS = "resultados?|résultats?|results?|potencial|potentiel|potential|impacto?|relev[aâ]ncia|relevance"
_NOUN = re.compile(rf"(?i)^(?:{_NOUNS})\s+|\s+(?:{_NOUNS})$")
_ENDINGS = tuple(
    (re.compile(rf"(?i){ending}\b"), instead)
    for ending, instead in (("s", ""), ("es", ""), ("e", ""), ("os", "o"), ("a", "o"), ("as", "o"))
)


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
def find_text_label(text: str) -> Label | None:
    """Return the label over a commitment's text where it says more than the known one: '... as the plan has it'.

    >>> find_text_label("Texto do compromisso conforme consta no plano de ação").name, find_text_label("Text of it")
    ('description', None)
    """
    key = fold_wording(text) if len(text) <= LONGEST_WORDING else ""
    known = _index()
    prefixes = (key[:length] for length in range(len(key) - 1, SHORTEST_PREFIX - 1, -1))
    label = next((known[prefix] for prefix in prefixes if prefix in known), None)
    return label if label is not None and label.name == "description" else None


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
    for row in load_words()[group] if plain else ():
        if any(all(_has_stem(plain, stem) for stem in stems) for stems in row["stems"]):
            name: str = row.get("indicator") or row["field"]
            return name
    return None


def _has_stem(text: str, stem: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(stem)}", text) is not None if stem[0].isalpha() else stem in text


def find_rating_label(text: str) -> Label | None:
    """Return the indicator that a text asks for as a heading of a grid; None where it is none.

    >>> find_rating_label("Did It Open Government?").name, find_rating_label("Commitment Text")
    ('did_it_open_government', None)
    """
    known = find_label(text)
    return known if known and known.kind in ("rating", "none") else None


@lru_cache(maxsize=MEMORY)
def find_label_with_phases(text: str) -> tuple[Label, tuple[str, ...]] | None:
    """Return what a text asks for as a label, and the phases that stand behind the label's own words.

    >>> find_label_with_phases("Completion Midterm End of Term")[1]
    ('midterm', 'end_of_term')
    """
    if known := find_rating_label(text):
        return known, ()
    rest = fold_wording(text) if len(text) <= LONGEST_WORDING else ""
    phases: list[str] = []
    known_phases = list_meanings(FILE, "phases").items()
    while found := next(((word, phase) for word, phase in known_phases if rest.endswith(word) and rest != word), None):
        rest = rest[: -len(found[0])]
        phases.insert(0, found[1])
    known = _index().get(rest) if phases else None
    return (known, tuple(phases)) if known and known.kind == "rating" else None


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
    found = _match_exact_level(indicator, text)
    if found is None and indicator == "relevance":
        return _match_values(text)
    return found or _match_similar_level(indicator, text)


def _match_values(text: str) -> str | None:
    """Return the codes of OGP's values that a text lists, None where it says anything else.

    A value is known by one stem: 'Tech & innovation for transparency' is none of transparency.
    """
    codes: list[str] = []
    lines = text.split("\n")
    # All values may be listed, and those that the commitment serves marked.
    marked = [line for line in lines if any(map(is_tick, line.split()[:: max(len(line.split()) - 1, 1)]))]
    for part in re.split(r"[,;/|\n•·✔✓]", "\n".join(marked or lines)):
        name = re.sub(r"(?i)\s(?:for|para|pour|por)\s.*", "", part.strip()).casefold()
        stems = {
            name.find(stem): code
            for code, found in load_words()["value_stems"].items()
            for stem in found
            if stem in name
        }
        found = list(dict.fromkeys(stems[at] for at in sorted(stems)))
        if name and (not found or len(name.split()) > MOST_WORDS * len(found)):
            return None
        codes += found
    return ", ".join(dict.fromkeys(codes)) or None


def _match_similar_level(indicator: str, text: str) -> str | None:
    """Return the level that a longer wording almost spells; one with another number of negations says the opposite."""
    from rapidfuzz import fuzz

    plain = text.strip(" .:;,\n").casefold()
    if len(plain) < SHORTEST_SIMILAR:
        return None
    known = [(form, coded) for (name, form), coded in _level_forms().items() if name == indicator]
    scored = [
        (fuzz.ratio(plain, form), coded) for form, coded in known if _count_negations(form) == _count_negations(plain)
    ]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= SIMILAR else None


def _count_negations(text: str) -> int:
    return sum(word in load_words()["negations"] for word in re.findall(r"[^\W\d_]+", text))


@cache
def _level_forms() -> Mapping[tuple[str, str], str]:
    own = load_words()["own_levels"].items()
    return {
        (name, form.casefold()): coded
        for name, levels in own
        for coded, forms in levels.items()
        for form in forms
        if len(form) >= SHORTEST_SIMILAR
    }


def _match_exact_level(indicator: str, text: str) -> str | None:
    if own := _own_levels().get((indicator, fold_wording(text))):
        return own
    plain = FOOTNOTE_FIGURE.sub("", text.strip().rstrip(".:;,")).rstrip("* ")
    vocabulary = load_words()["levels"].get(indicator)
    if not plain or not vocabulary:
        return None
    return next(
        (found for form in (plain, *_iterate_inflections(plain)) if (found := find_code(vocabulary, form))), None
    )


def _iterate_inflections(text: str) -> Iterator[str]:
    """Yield the forms of a level's words in the singular and masculine, as the vocabularies of es, fr and pt list them.

    >>> list(_iterate_inflections("Sustanciales"))[:2], list(_iterate_inflections("Moderadas"))[-1]
    (['Sustanciale', 'Sustancial'], 'Moderado')
    """
    bare_of_noun = _NOUN.sub("", text)
    if bare_of_noun != text:
        yield bare_of_noun
    for ending, instead in _ENDINGS:
        if ending.search(bare_of_noun):
            yield ending.sub(instead, bare_of_noun)


@cache
def _own_levels() -> Mapping[tuple[str, str], str]:
    """Return the words that mean a level in these reports, whatever they mean on other scales of the indicator."""
    groups = load_words()["own_levels"].items()
    return {
        (name, fold_wording(word)): coded
        for name, levels in groups
        for coded, forms in levels.items()
        for word in forms
    }


@lru_cache(maxsize=MEMORY)
def match_ogp_value(text: str) -> str | None:
    """Return the code of one of OGP's values.

    >>> match_ogp_value("Technology & innovation for transparency and accountability")
    'technology_and_innovation'
    """
    if not 0 < len(text) <= LONGEST_WORDING:
        return None
    found = find_code("ogp_value", FOOTNOTE_FIGURE.sub("", text.strip()).rstrip("* "))
    short = re.sub(r"(?i)\s(?:for|para|pour|por)\s.*", "", text.strip())
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
