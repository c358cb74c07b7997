"""What a piece of a printed list is, by its words: a body, a kind of bodies, a group of people, or a remark."""

from __future__ import annotations

import re
from functools import cache

from pipeline.lexicon.acronyms import closing_acronym, is_acronym, without_article
from pipeline.normalize.contacts import is_position
from pipeline.normalize.institutions import classify_kind, clean_name, compile_words
from pipeline.normalize.text import is_empty
from pipeline.schema.data import load_data

LONGEST_LABEL = 2
"""Words of a label within a list: 'Responsable:', 'Active partners:'."""
FEWEST_WORDS_OF_PHRASE = 4
"""Words of a piece without capitals that is taken for a phrase: 'software vendors' is a group."""
_WORD = re.compile(r"[^\W\d_]+")
_BRACKET_AT_END = re.compile(r"\([^()]*\)\.?$")


def word_list(name: str) -> frozenset[str]:
    """Return one of the lists of words in `schemas/institutions.json`."""
    return _word_lists()[name]


@cache
def _word_lists() -> dict[str, frozenset[str]]:
    lists = {name: words for name, words in load_data("institutions").items() if name not in ("description", "kinds")}
    return {name: frozenset(words) for name, words in lists.items()}


def is_name(piece: str) -> bool:
    """Return whether a piece of a list can name a body, a person or a group; sentences and remarks do not.

    >>> [is_name(text) for text in ("Oxfam", "local communities", "(ISED)", "secondarily", "those who have a say")]
    [True, True, False, False, False]
    >>> is_name("Conseil supérieur de la communication"), is_name("Companies that have such data")
    (True, False)
    >>> is_name("Scuola nazionale dell’amministrazione")
    True
    """
    words = _WORD.findall(piece)
    is_label = piece.endswith(":") and len(words) <= LONGEST_LABEL and classify_kind(piece) == "unknown"
    # An acronym in brackets is that of the name before it.
    is_remark = is_label or (piece.startswith("(") and piece.endswith(")") and is_short_name(piece[1:-1]))
    if not words or is_remark or is_empty(clean_name(piece).strip("()"), "institutions"):
        return False
    if words[0] in word_list("remarks"):
        return False
    if (verbs := find_verbs(piece)) and not piece.startswith("("):
        return bracket_depth(piece, verbs[0].start()) > 0
    # Many words without a capital but for the first are a sentence, unless they name a group. Romance languages write
    # names so: 'Conseil supérieur de la communication'.
    is_phrase = len(words) >= FEWEST_WORDS_OF_PHRASE and all(word.islower() for word in words[1:])
    if is_phrase and words[0][0].isupper() and word_list("articles") & set(words[1:]):
        return True
    return not is_phrase or classify_kind(piece) != "unknown" or names_group(piece)


def find_verbs(piece: str) -> list[re.Match[str]]:
    """Return the words after the first one that no name has, such as 'involves'."""
    return [word for word in _WORD.finditer(piece) if word.start() and word[0] in word_list("verbs")]


def names_person(piece: str, is_first: bool = False) -> bool:
    """Return whether a piece before an address names a position, or, as the first of several, a person.

    >>> names_person("Head of research"), names_person("Ada Example", True), names_person("Tax Agency", True)
    (True, True, False)
    """
    words = piece.split()
    is_full_name = is_first and 1 < len(words) <= 4 and all(word[0].isupper() for word in words)
    return ((is_full_name and classify_kind(piece) == "unknown") or is_position(piece)) and not has_word_of_body(piece)


def names_group(piece: str) -> bool:
    """Return True for people and bodies without a name: 'representatives of municipalities'."""
    folded = " " + " ".join(re.findall(r"[^\W_]+", piece.casefold())) + " "
    return _groups().search(folded) is not None or names_kind_of_bodies(piece) or closes_with_body(piece)


@cache
def _groups() -> re.Pattern[str]:
    return compile_words(load_data("institutions")["groups"])


def is_body(name: str, known: frozenset[str] = frozenset()) -> bool:
    """Return True for a name that is complete as that of a body; `known` are names of the document in lower case."""
    return (
        is_short_name(name)
        or name.casefold().strip(" .") in known
        or opens_with_head(name)
        or closes_with_body(name)
        or names_kind_of_bodies(name)
    )


def has_word_of_body(piece: str) -> bool:
    """Return True for a piece with the word of a body anywhere outside brackets, or an acronym."""
    bare = re.sub(r"\([^()]*\)", "", piece)
    words = {word.strip(".") for word in bare.casefold().split()}
    return bool(words & (_singular_heads() | word_list("bodies"))) or is_short_name(bare)


def is_short_name(name: str) -> bool:
    """Return True for an acronym, with or without article."""
    return is_acronym(without_article(name).strip(" ."))


def opens_with_head(name: str) -> bool:
    """Return True for a capitalized name that opens with the word of a body: 'Ministry of', 'Instituto de'."""
    words = without_article(name).split()
    if len(words) < 2 or not words[0][:1].isupper():
        return False
    return bool({words[0].casefold(), words[0].casefold().rstrip("s")} & _singular_heads())


def _singular_heads() -> frozenset[str]:
    return word_list("heads")


def closes_with_body(name: str) -> bool:
    """Return True for a name that closes with the word of a body: 'Tax and Customs Board'."""
    words = _BRACKET_AT_END.sub("", name).casefold().strip(" .").split()
    return len(words) > 1 and words[-1] in word_list("bodies")


def names_kind_of_bodies(name: str) -> bool:
    """Return True for a kind of bodies in the plural: 'civil society organizations', 'NGOs', 'other agencies'."""
    return bool(set(_WORD.findall(name.casefold())[:4]) & word_list("plurals"))


def opens_subjects(name: str) -> bool:
    """Return True for a name that leads to subjects: 'Ministry of Labour', 'National Assembly Committees on Ethics'."""
    words = name.casefold().split()
    heads = (at for at, word in enumerate(words[:4]) if {word, word.removesuffix("s")} & _singular_heads())
    return any(set(words[at + 1 : -1]) & word_list("links") for at in heads)


def bracket_depth(text: str, end: int) -> int:
    """Return how many brackets are open at a position of a text."""
    return text.count("(", 0, end) - text.count(")", 0, end)


def shares_acronym(name: str, piece: str) -> bool:
    """Return whether the acronym that a piece closes with stands for `name` too: 'Universities and Research (MIUR)'."""
    acronym = closing_acronym(piece)
    if acronym is None or "(" not in piece:
        return False
    letters = [char for char in acronym.casefold() if char.isalnum()]
    first, own = name[:1].casefold(), without_article(piece)[:1].casefold()
    initials = iter(word[0].casefold() for word in f"{name} {piece}".split() if word[0].isupper())
    if letters[0] == own:
        return False
    return (letters[0] == first and sum(letter in piece.casefold() for letter in letters[1:]) >= 2) or all(
        letter in initials for letter in letters
    )
