"""Codes of the vocabularies: printed words, with their misspellings and translations, to stable snake_case codes.

Policy areas in OGP's own spelling, so that one area counts once.

Words that a data file lists in groups: what a printed text is as one of them, by one folding and one lookup.

A group is a list of words, a name for each list of words, or rows that hold their words under `words`.

Names of months come from the release of CLDR that Babel carries and from `schemas/dates.json`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from pipeline.lexicon.text_folding import FOOTNOTE_FIGURE, fold_case
from pipeline.schema.codes import code_values
from pipeline.schema.compiled import load_compiled
from pipeline.schema.data import has_data, load_data
from pipeline.schema.tables import find_table

_JOINING = frozenset({"and", "y", "et", "e"})


def respell_policy_area(text: str) -> str:
    """Return a printed area in OGP's spelling of the same name; old names and translations stay as printed.

    OGP itself writes both '&' and 'and': either stays.

    >>> [respell_policy_area(name) for name in ("anti corruption & integrity", "Datos abiertos")]
    ['Anti-Corruption and Integrity', 'Datos abiertos']
    """
    spelled = _names().get(_fold(text), text)
    return text if text.replace(" & ", " and ") == spelled.replace(" & ", " and ") else spelled


@cache
def _names() -> dict[str, str]:
    return {_fold(name): name for name in load_data("policy_areas")["names"]}


def _fold(text: str) -> str:
    return "".join(word for word in re.findall(r"[^\W_]+", fold_case(text)) if word not in _JOINING)


PHASE_OF_TYPE = {
    "self_assessment_midterm": "midterm",
    "self_assessment_end_of_term": "end_of_term",
    "irm_action_plan_review": "design",
    "irm_design_report": "design",
    "irm_progress_report": "midterm",
    "irm_end_of_term_report": "end_of_term",
    "irm_transitional_results_report": "end_of_term",
    "irm_results_report": "end_of_term",
}
"""Report type -> the phase of the plan that its levels describe, for types that imply one."""

ASSESSOR_OF_PUBLISHER = {"government": "government", "irm": "irm", "ogp": "irm"}
"""Publisher -> assessor of the levels in its documents. OGP's website and data repeat those of the IRM."""

NOT_ASSESSED = frozenset({"no_irm_data", "pending_irm_review"})
"""Codes that say that there is no rating (yet): a rating may have them, a commitment's own level may not."""

_SIGNS = re.compile(r"[\x00-/:-@\[-`{-\x7f]+")
"""What ASCII has besides letters and digits."""

_LETTERED = re.compile(r"(?<!\s)\s*\(?[a-z][.)]\s+(?=\S)", re.I)


@lru_cache(maxsize=50_000)
def find_code(vocabulary: str, text: str) -> str | None:
    """Return the code of a printed word in a vocabulary, None where the vocabulary does not list it.

    Blanks, case, accents and punctuation don't count, nor a letter before the level or a level printed twice. Raises
    `SchemaError` for an unknown vocabulary.

    >>> find_code("completion", "Substantia l"), find_code("completion", "b. Limited")
    ('substantial', 'limited')
    >>> find_code("early_results", "Major Major"), find_code("completion", "Execução limitada")
    ('major', 'limited')
    >>> find_code("milestone_status", "Yellow"), find_code("completion", "half done") is None
    ('limited', True)
    """
    known = _codes_by_printed_word(vocabulary)
    bare = _LETTERED.sub("", text, count=1)
    level = _without_noun(bare) if vocabulary in OF_PROGRESS else bare
    for candidate in (text, bare, _once(bare), level):
        if found := known.get(fold_printed_word(candidate)):
            return found
    return None


OF_PROGRESS = frozenset({"completion", "milestone_status"})
"""Vocabularies whose words may have a noun for progress with them: 'Substantial execution', 'Progrès limités'."""


def _without_noun(text: str) -> str:
    """Return a level without the noun for progress in front of it or behind it."""
    first, _, rest = text.strip().partition(" ")
    front, _, last = text.strip().rpartition(" ")
    for noun, level in ((first, rest), (last, front)):
        if fold_printed_word(noun) in _progress_nouns():
            return level
    return text


@cache
def _progress_nouns() -> frozenset[str]:
    nouns = load_data("codes/completion")["nouns"].values()
    return frozenset(fold_printed_word(noun) for group in nouns for noun in group)


def has_no_value(vocabulary: str, text: str) -> bool:
    """Return whether the vocabulary lists a printed word as one that gives no value.

    >>> has_no_value("completion", "Unclear"), has_no_value("completion", "Limited")
    (True, False)
    """
    return fold_printed_word(text) in {
        fold_printed_word(word) for word in load_data(f"codes/{vocabulary}").get("no_value", ())
    }


@cache
def rating_vocabulary(indicator: str) -> str | None:
    """Return the vocabulary of an indicator: the one that the table of assessments names, else the one of its name.

    >>> rating_vocabulary("verifiable"), rating_vocabulary("starred"), rating_vocabulary("progress")
    ('yes_no', 'starred', None)
    """
    listed = find_table("assessments").field("value").vocabularies.get(indicator)
    return listed or (indicator if has_data(f"codes/{indicator}") else None)


def printed_forms(vocabulary: str) -> Mapping[str, tuple[str, ...]]:
    """Return each code of a vocabulary with all its printed forms, label first.

    >>> printed_forms("starred")["yes"][0]
    'Yes'
    """
    values = code_values(vocabulary)
    return {v["code"]: (v["label"], *(w for words in v["variants"].values() for w in words)) for v in values}


@lru_cache(maxsize=50_000)
def fold_printed_word(text: str) -> str:
    """Fold a printed word to what its spelling carries: letters, digits and signs, without accents and case.

    >>> fold_printed_word(" Sí* "), fold_printed_word("N'a pas changé"), fold_printed_word("✪")
    ('si', 'napaschange', '✪')
    """
    folded = _SIGNS.sub("", fold_case(text))
    if folded.isascii():
        return folded
    return "".join(char for char in folded if char.isalnum() or unicodedata.category(char) == "So" or char in "✓✔√")


def _once(text: str) -> str:
    """Return the first half of a text that says everything twice, else the text."""
    words = text.split()
    half = len(words) // 2
    doubled = len(words) % 2 == 0 and half > 0 and words[:half] == words[half:]
    return " ".join(words[:half]) if doubled else text


@cache
def _codes_by_printed_word(vocabulary: str) -> dict[str, str]:
    """Map folded forms to codes; a code's own name and label win over another's variant."""
    listed = printed_forms(vocabulary)
    own = {fold_printed_word(form): name for name, forms in listed.items() for form in (name, forms[0])}
    other = {fold_printed_word(form): name for name, forms in [*listed.items()][::-1] for form in forms[1:]}
    known = {**other, **own}
    known.pop("", None)
    return known


LONGEST_WORDING = 110
"""Characters: a longer text is no label or heading of a report (the longest that the data list has 84)."""

MEMORY = 20_000
"""Texts whose key is remembered: more than the distinct short texts of the longest report seen (about 3,000)."""


@lru_cache(maxsize=MEMORY)
def fold_wording(text: str) -> str:
    """Fold a label, heading or level; figures and asterisks of footnotes behind it don't count.

    >>> fold_wording("Well-Designed? *"), fold_wording("Well-Designed?3"), fold_wording("Table 1")
    ('welldesigned', 'welldesigned', 'table1')
    """
    return fold_printed_word(FOOTNOTE_FIGURE.sub("", text))


@cache
def list_meanings(file: str, group: str) -> Mapping[str, Any]:
    """Return what each word of a group means, by its key: itself, the name of its list, or its row."""
    data = load_data(file)[group]
    if isinstance(data, Mapping):
        return {fold_wording(word): name for name, words in data.items() for word in words}
    rows = (((word, row) for word in row["words"]) if isinstance(row, Mapping) else [(row, row)] for row in data)
    return {fold_wording(word): meaning for listed in rows for word, meaning in listed}


def find_meaning(file: str, group: str, text: str) -> Any | None:
    """Return what a text means as a word of a group; None where it is none.

    >>> find_meaning("irm/reports", "columns", "Commitment Overview")
    'commitment'
    """
    return list_meanings(file, group).get(fold_wording(text)) if 0 < len(text) <= LONGEST_WORDING else None


SHORTEST = 3
"""Letters: shorter abbreviations of CLDR are other words too."""


@cache
def month_names() -> dict[str, int]:
    """Return the numbers of months by their names in lower case, abbreviations without their period.

    A name that means another month in another language is left out ('listopad' is October in Croatian, November in
    Czech), unless `schemas/dates.json` lists it.

    >>> names = month_names()
    >>> names["september"], names["settembre"], names["mai"], "listopad" in names
    (9, 9, 5, False)
    """
    return load_compiled("months", load_data("dates"), _collect)


def _collect() -> dict[str, int]:
    from babel import Locale

    numbers: dict[str, set[int]] = defaultdict(set)
    for language in load_data("dates")["languages"]:
        months = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    numbers[str(name).casefold().rstrip(".")].add(number)
    found = {name: next(iter(of)) for name, of in numbers.items() if len(of) == 1 and _is_word(name)}
    for names in load_data("dates")["months"].values():
        found |= {form.casefold(): number for number, forms in enumerate(names, 1) for form in forms}
    return found


def _is_word(name: str) -> bool:
    return len(name) >= SHORTEST and any(map(str.isalpha, name)) and not any(map(str.isdigit, name))


@cache
def words_around_dates() -> frozenset[str]:
    """Return the words in lower case that may be next to a date: 'by the end of', 'from', 'onwards', 'году'.

    >>> {"until", "desde", "onwards", "г"} <= words_around_dates(), "law" in words_around_dates()
    (True, False)
    """
    words, milestones = load_data("dates"), load_data("milestones")
    kinds = (words["fillers"], words["between"], words["from"], words["onwards"])
    listed = [word for kind in (*kinds, milestones["until"], milestones["end_of"]) for word in kind]
    return frozenset(part for word in listed for part in word.casefold().split())
