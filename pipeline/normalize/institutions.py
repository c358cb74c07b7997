"""Names of institutions: cleaned, and recognized by their words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

from pipeline.lexicon import match_exact_label
from pipeline.lexicon.scope import conjunctions
from pipeline.lexicon.text_folding import (
    closing_acronym,
    is_acronym,
    join_alternatives,
    spells_acronym,
    without_article,
)
from pipeline.normalize.contacts import title_pattern
from pipeline.normalize.text import compile_words, is_empty, one_line, pad_words
from pipeline.schema.data import load_data

BULLET = re.compile(
    r"^(?:\ufffc+|[•▪●◦■➢*·\uf0b7\uf0a7\uf0d8]|[-–—](?=\s|[^\W\d_])|/(?=\s)|[0-9]{1,2}[.)](?=\s)|\(?[a-z0-9]\)(?=\s))\s*"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_WORDS = re.compile(r"[^\W_]+")


def clean_name(raw: str) -> str:
    """Return an institution's name without bullet, closing stop or 'etc.', or the 'and' or 'along with' before it.

    Nor does a name have what is told of it: the body's role, a person, a remark in brackets.

    >>> clean_name("• and the Ministry of Justice."), clean_name("along with town councils")
    ('the Ministry of Justice', 'town councils')
    >>> clean_name("Audit Office (AO) – lead"), clean_name("River School (to be confirmed)")
    ('Audit Office (AO)', 'River School')
    >>> clean_name("NGO “River Club”"), clean_name("Map Office, MO")
    ('River Club', 'Map Office (MO)')
    """
    bare = _closing_phrases().sub("", BULLET.sub("", one_line(raw)))
    phrase = joining_phrases().match(bare)
    bare = bare[phrase.end() :] if phrase else bare
    first, _, rest = bare.partition(" ")
    # 'E Government Department' opens with a name, not with a conjunction.
    is_conjunction = first in conjunctions() or first == "And" or first in word_list("with")
    bare = rest if is_conjunction and rest else without_glued_conjunction(bare)
    bare = _ngo().sub(r"\1", _strip_additions(bare))
    left, _, acronym = bare.rpartition(", ")
    bare = f"{left} ({acronym})" if spells_acronym(left, acronym) else bare
    closed = bare.removesuffix(".") if not re.search(r"(?:\b[A-Za-z]|Inc|Ltd|Co|S\.A)\.$", bare) else bare
    return closed.strip(" :,;") or bare


@cache
def _ngo() -> re.Pattern[str]:
    """Return the pattern of an association's name in quotes behind the word for one: 'NGO "River Club"'."""
    return re.compile(rf"""^{join_alternatives(word_list("ngo"))}\s["“„«]([^"“”„«»]+)["”“»]$""", re.I)


_ADDITION = re.compile(
    r"(?:\s[-–—]\s?|[-–—]\s|,\s)([^–—()\[\],]{2,60})\.?$|\s?\(([^()]{1,200})\)\.?$|\s?\[([^\[\]]{1,200})\]\.?$"
)


def _strip_additions(name: str) -> str:
    """Return a name without the roles, persons and remarks behind it; some of the bodies of a group are none."""
    person = _person_behind().search(name)
    name = name[: person.start()].rstrip() if person else name
    while (found := _ADDITION.search(name)) and found.start():
        words = found[1] or found[2] or found[3]
        is_some = ("," in words or joining_phrases().match(words)) and names_group(name[: found.start()])
        is_remark = not found[1] and words[:1].islower() and not is_some
        if not is_remark and not names_role(words) and not is_empty(words, "institutions"):
            break
        name = name[: found.start()].rstrip()
    return name


@cache
def _person_behind() -> re.Pattern[str]:
    """Return the pattern of a person with a title behind a body's name: 'River School – Ms. A. Example'."""
    return re.compile(rf"(?<=\S)(?:\s?[-–—]\s?|\s?\(|[,:]\s){title_pattern()}(?=[^\W\d_a-z]).*$")


_ROLE_FIELDS = frozenset({"lead_institution", "support_institutions"})


def names_role(text: str) -> bool:
    """Return whether a text is what a body does for a commitment and no name.

    >>> names_role("co-lead"), names_role("Implementing agency"), names_role("Energy")
    (True, True, False)
    """
    if text.casefold().strip(" .") in word_list("roles"):
        return True
    return match_exact_label(text, fields=_ROLE_FIELDS) is not None


LABEL_FIELDS = _ROLE_FIELDS | {"actors", "actors_government", "actors_non_government"}
CONTACT_FIELDS = frozenset({"contact_name", "contact_position", "contact_email", "contact_phone"})
FEWEST_WORDS_OF_SENTENCE = 5
"""Words of what is told in a sentence, or of a label before a colon, are fewer."""


def names_label(text: str) -> bool:
    """Return whether a text before a colon is a label of bodies and no body: 'Lead agency', 'Civil society'.

    >>> names_label("Government"), names_label("Active partners"), names_label("Council of Ports")
    (True, True, False)
    """
    if names_role(text) or match_exact_label(text, fields=LABEL_FIELDS) or joining_phrases().fullmatch(f"{text} "):
        return True
    is_group = len(text.split()) < FEWEST_WORDS_OF_SENTENCE and names_group(text)
    return is_group and (names_kind_of_bodies(text) or not opens_subjects(text))


def names_contact(text: str) -> bool:
    """Return whether a text is the label of a person or an address: 'Contact person', 'Email'."""
    return match_exact_label(text, fields=CONTACT_FIELDS) is not None


@cache
def glued_conjunction() -> re.Pattern[str]:
    """Return the pattern of a conjunction that is written as one with the word of a body behind it."""
    conjunction, head = (join_alternatives(word_list(name)) for name in ("glued_and", "heads"))
    return re.compile(rf"{conjunction}(?={head}\s)")


def without_glued_conjunction(name: str) -> str:
    """Return a name without the conjunction that is written as one with its first word."""
    glued = glued_conjunction().match(name)
    return name[glued.end() :] if glued else name


@cache
def joining_phrases() -> re.Pattern[str]:
    """Return the pattern of phrases between two names, such as 'along with'."""
    words = load_data("institutions")
    phrases = sorted([*words["joins"], *words["examples"]], key=len, reverse=True)
    return re.compile(r"(?:^|(?<=\s))(?:" + "|".join(map(re.escape, phrases)) + r")\s", re.I)


@cache
def _closing_phrases() -> re.Pattern[str]:
    """Return the pattern of phrases behind the last name of a list, such as 'etc.'."""
    phrases = sorted(load_data("institutions")["closings"], key=len, reverse=True)
    return re.compile(r"(?<=\w)[\s,]+(?:" + "|".join(map(re.escape, phrases)) + r")[.\s]*$", re.I)


@lru_cache(maxsize=20_000)
def classify_kind(raw: str) -> str:
    """Return government, civil_society, private or multilateral by the name's words, else unknown.

    The word that the name opens with counts most, then the one that it closes with: 'National Media Commission'.

    >>> [classify_kind(name) for name in ("Ministry of Finance", "Open Society NGO", "UNDP", "Acme Ltd", "Riverside")]
    ['government', 'civil_society', 'multilateral', 'private', 'unknown']
    >>> classify_kind("National Media Commission (NMC)"), classify_kind("European Commission")
    ('government', 'multilateral')
    """
    folded = pad_words(raw)
    opener = folded.removeprefix(" the").split(maxsplit=1)[:1]
    closer = _WORDS.findall(_BRACKETS.sub("", raw.casefold()))[-1:]
    words = load_data("institutions")
    if set(opener) & set(words["openers"]):
        return "government"
    found = next((name for name, pattern in _kind_patterns() if pattern.search(folded)), "unknown")
    return "government" if found != "multilateral" and set(closer) & set(words["closers"]) else found


@cache
def _kind_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, compile_words(words)) for name, words in load_data("institutions")["kinds"])


LONGEST_LABEL = 2
"""Words of a label within a list: 'Responsable:', 'Active partners:'."""
FEWEST_WORDS_OF_PHRASE = 4
"""Words of a piece without capitals that is taken for a phrase: 'software vendors' is a group."""
_WORD = re.compile(r"[^\W\d_]+")
_LATER_WORD = re.compile(r"(?<=\s)[^\W\d_]+")
BRACKET_AT_END = re.compile(r"\([^()]*\)\.?$")


def word_list(name: str) -> frozenset[str]:
    """Return one of the lists of words in `schemas/institutions.json`."""
    return _word_lists()[name]


@cache
def _word_lists() -> dict[str, frozenset[str]]:
    lists = {name: words for name, words in load_data("institutions").items() if isinstance(words, list)}
    return {name: frozenset(words) for name, words in lists.items() if name != "kinds"}


def without_conjunction(piece: str) -> str:
    """Return a piece without the conjunction that it opens with."""
    first, _, rest = piece.partition(" ")
    return rest if rest and first.casefold() in conjunctions() else piece


def is_name(piece: str) -> bool:
    """Return whether a piece of a list can name a body, a person or a group; sentences and remarks do not.

    >>> [is_name(text) for text in ("Oxfam", "local communities", "(ISED)", "secondarily", "those who have a say")]
    [True, True, False, False, False]
    >>> is_name("Conseil supérieur de la communication"), is_name("Companies that have such data")
    (True, False)
    >>> is_name("Scuola nazionale dell’amministrazione"), is_name("Centar za mirovne studije")
    (True, True)
    """
    words = _WORD.findall(piece)
    is_short = len(words) <= LONGEST_LABEL and classify_kind(piece) == "unknown"
    is_label = piece.endswith(":") and (is_short or names_label(piece[:-1]))
    # An acronym in brackets is that of the name before it.
    is_remark = is_label or (piece.startswith("(") and piece.endswith(")") and is_short_name(piece[1:-1]))
    if not words or is_remark or is_empty(clean_name(piece).strip("()"), "institutions"):
        return False
    if words[0] in word_list("remarks") - conjunctions() or clean_name(piece).casefold() in word_list("unnamed"):
        return False
    if piece in word_list("roles") or without_conjunction(piece).casefold().strip(" .") in word_list("closings"):
        return False
    if (verbs := find_verbs(piece)) and not piece.startswith("("):
        return bracket_depth(piece, verbs[0].start()) > 0
    # Many words without a capital but for the first are a sentence in English, unless they name a group. Most languages
    # write names so: 'Conseil supérieur de la communication', 'Centar za mirovne studije'.
    is_phrase = len(words) >= FEWEST_WORDS_OF_PHRASE and all(word.islower() for word in words[1:])
    if is_phrase and words[0][0].isupper() and not word_list("english") & set(words):
        return True
    return not is_phrase or classify_kind(piece) != "unknown" or names_group(piece)


def find_verbs(piece: str) -> list[re.Match[str]]:
    """Return the words after the first one that no name has, such as 'involves'; the end of 'Rios.es' is none."""
    return [word for word in _LATER_WORD.finditer(piece) if word[0] in word_list("verbs")]


def names_group(piece: str) -> bool:
    """Return True for people and bodies without a name: 'representatives of municipalities'."""
    is_other = clean_name(piece).partition(" ")[0].casefold() in word_list("others")
    return (
        is_other
        or _groups().search(pad_words(piece)) is not None
        or names_kind_of_bodies(piece)
        or closes_with_body(piece)
    )


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
    return (
        bool(words & (word_list("heads") | word_list("bodies"))) or any(map(is_compound, words)) or is_short_name(bare)
    )


def is_short_name(name: str) -> bool:
    """Return True for an acronym of a body, with or without article; 'ICT' is a subject."""
    short = without_article(name).strip(" .")
    return is_acronym(short) and short.casefold() not in word_list("subject_acronyms")


def opens_with_head(name: str) -> bool:
    """Return True for a capitalized name that opens with the word of a body: 'Ministry of', 'Instituto de'."""
    words = without_article(name).split()
    return len(words) > 1 and not words[0][:1].islower() and is_head(words[0])


def is_head(word: str) -> bool:
    """Return True for a word that names of bodies open with, also in the plural of many languages."""
    folded = word.casefold()
    return bool({folded, folded.rstrip("s"), folded.partition("-")[0]} & word_list("heads")) or is_compound(word, 0)


def is_head_alone(name: str) -> bool:
    """Return True for the word that a name opens with, unless it names a body alone."""
    return name.casefold().strip() in word_list("heads") - word_list("alone")


def closes_with_body(name: str) -> bool:
    """Return True for a name that closes with the word of a body: 'Tax and Customs Board', 'Justizministerium'."""
    words = BRACKET_AT_END.sub("", name).casefold().strip(" .").split()
    return bool(words) and ((len(words) > 1 and words[-1] in word_list("bodies")) or is_compound(words[-1]))


def is_compound(word: str, least: int = 2) -> bool:
    """Return True for one word with that of a body at its end: 'Justizministerium'; `least` are the letters before."""
    return any(word.casefold().endswith(end) and len(word) >= len(end) + least for end in word_list("endings"))


def names_part(name: str) -> bool:
    """Return True for a part of a body by its first or last word: 'Budget Department', 'School of Law'."""
    words = without_article(BRACKET_AT_END.sub("", name)).casefold().split()
    return len(words) > 1 and bool({words[0], words[-1]} & word_list("units"))


def names_parent(name: str) -> bool:
    """Return True for a body that has parts: a ministry, a university."""
    words = without_article(BRACKET_AT_END.sub("", name)).casefold().split()
    return len(words) > 1 and bool(set(words) & word_list("parents")) and not names_part(name)


def is_part_of(left: str, right: str) -> bool:
    """Return whether one of two names is a part of the other: 'Budget Department' of 'Ministry of Finance'."""
    return (names_part(left) and names_parent(right)) or (names_parent(left) and names_part(right))


def last_body(name: str) -> str:
    """Return a name from its last word of a body that leads to a subject: 'Ministry of Ports' of 'Unit of the Ministry
    of Ports'.
    """
    words = name.split()
    starts = [at for at, word in enumerate(words) if is_head(word) and has_link(words[at + 1 : at + 2])]
    return " ".join(words[starts[-1] :]) if starts else name


def has_link(words: Sequence[str]) -> bool:
    """Return whether a word leads from a body's word to its subject: 'of', 'de', 'd'administration'."""
    return any(word.casefold() in word_list("links") or word[:2].casefold() in ("d'", "d’") for word in words)


def names_places(name: str) -> bool:
    """Return True for bodies that are named by their places: 'Municipalities of', 'County Governments of'."""
    return any(
        word in word_list("territories") and has_link([link]) for word, link in pairwise(name.casefold().split())
    )


def names_kind_of_bodies(name: str) -> bool:
    """Return True for a kind of bodies in the plural: 'civil society organizations', 'NGOs', 'other agencies'."""
    return bool(set(_WORD.findall(name.casefold())[:4]) & word_list("plurals"))


def opens_subjects(name: str) -> bool:
    """Return True for a name that leads to subjects: 'Ministry of Labour', 'National Assembly Committees on Ethics'."""
    words = name.casefold().split()
    heads = (at for at, word in enumerate(words[:4]) if {word, word.removesuffix("s")} & word_list("heads"))
    # 'Ministarstvo pravosuđa, uprave i digitalne transformacije': the case of the subjects says what 'of' does.
    rest = name.split()[1:]
    has_case = rest[:1] and not has_link(words) and words[0] in word_list("parents")
    is_inflected = bool(rest) and (has_case or (rest[0].islower() and words[0] in word_list("heads")))
    return is_inflected or any(has_link(words[at + 1 : -1]) for at in heads)


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
