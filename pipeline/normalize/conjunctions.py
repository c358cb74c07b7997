"""Conjunctions in printed names of institutions: those that separate two bodies, and those within a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.lexicon.scope import SCOPES, cache_by_scope, conjunctions
from pipeline.lexicon.text_folding import closing_acronym, join_alternatives, without_article
from pipeline.normalize import institutions
from pipeline.normalize.institutions import (
    bracket_depth,
    classify_kind,
    closes_with_body,
    has_link,
    is_body,
    is_head,
    joining_phrases,
    opens_with_head,
    word_list,
)


def split_conjunctions(name: str, known: frozenset[str]) -> list[str]:
    """Cut a name at the conjunctions that separate two bodies, and at phrases such as 'along with'."""
    phrase = joining_phrases().match(name)
    name = name[phrase.end() :] if phrase else name
    phrase = joining_phrases().search(name)
    if phrase and bracket_depth(name, phrase.start()) == 0:
        left, right = name[: phrase.start()].strip(" ,"), name[phrase.end() :].strip(" ,")
        return [*split_conjunctions(left, known), *split_conjunctions(right, known)]
    sides = _find_sides(name)
    cuts = [side for side in sides if _separates_bodies(side[1], side[2], known)]
    cuts = cuts or [side for side in sides if _is_last_of_two(name, side[2])]
    if not cuts:
        return [name]
    start, left, _ = cuts[0]
    return [*split_conjunctions(left, known), name[start:]]


def split_last(name: str, before: Sequence[str]) -> list[str]:
    """Cut the end of a list, 'Save the Rivers and Oxfam', at the one conjunction that has a name on either side.

    A list that has no conjunction before, whose items are `before`, is closed by one. But 'Peace and Development Corps'
    shares its last word, and what leads to subjects may have two. Of two conjunctions the one parts the names that has
    the same last word on either side: 'Indigenous Services Quen and Environment and Climate Quen'.
    """
    sides = _find_sides(name)
    alike = [side for side in sides if side[1].split()[-1] == side[2].split()[-1]]
    if len(sides) != 1 and len(alike) != 1:
        return [name]
    start, left, right = (alike or sides)[0]
    return [left, name[start:]] if alike or _are_items(left, right, before) else [name]


def _are_items(left: str, right: str, before: Sequence[str]) -> bool:
    """Return whether the texts on either side of the last conjunction of a list are items as those before."""
    if institutions.shares_acronym(left, right):
        return False
    words = left.split()
    is_free = len(before) > 1 or not institutions.opens_subjects(before[-1])
    if left.islower() and right.islower():
        is_list = before[-1][1:].islower() or institutions.names_kind_of_bodies(left)
        return is_list and all(len(item.split()) < 3 for item in (left, before[-1]))
    is_shared = closes_with_body(right) and not closes_with_body(left)
    has_capitals = _has_capitals(words) or not word_list("many_capitals") & set(left.casefold().split())
    is_complete = left[:1].isupper() and has_capitals and not has_link(words) and not institutions.opens_subjects(left)
    is_name = right[:1].isupper() and not is_shared and (" " in right or not institutions.names_group(right))
    if len(words) == 1:
        is_free = (is_free and " " not in f"{before[-1]}{right}") or len(before) > 1
        return is_complete and is_name and is_free and not is_head(left)
    return is_complete and is_name and (is_free or " " in right)


def _has_capitals(words: Sequence[str]) -> bool:
    return all(word[:1].isupper() or word in word_list("english") for word in words)


Side = tuple[int, str, str]
"""Start of a conjunction within a name, and the texts before and behind it."""


def _find_sides(name: str) -> list[Side]:
    """Return the sides of the conjunctions in a name, the last conjunction first."""
    spans = [span for span in find_conjunctions(name) if span[0]]  # without the 'and' before the name
    sides = [(start, name[:start].strip(" ,"), name[end:].strip(" ,")) for start, end in reversed(spans)]
    # 'between NGOs and the Cabinet of Ministers' is within one name.
    return [side for side in sides if side[1] and side[2] and not word_list("pairs") & set(side[1].split())]


def _is_last_of_two(name: str, right: str) -> bool:
    """Return True for the 'e' of 'Ministerio de Salud y Seguridad Social e Invima': the name has its own 'y' before."""
    words = [name[start:end].strip().casefold() for start, end in find_conjunctions(name)]
    is_other = len(words) > 1 and words[-1] != words[-2] and not any("/" in word for word in words)
    return is_other and (len(right.split()) == 1 or words[-2] == "&") and right[:1].isupper()


def find_conjunctions(name: str) -> list[tuple[int, int]]:
    """Return the spans of the conjunctions outside brackets.

    The 'e' of 'Ministria e Financave' is none, nor the 'og' of 'Justis- og beredskapsdepartementet'.
    """
    found = [
        match.span()
        for match in conjunction_pattern().finditer(name)
        if bracket_depth(name, match.start()) == 0 and not name.endswith("- ", 0, match.start())
    ]
    return [span for span in found if not (span[1] - span[0] == 2 and institutions.is_head_alone(name[: span[0]]))]


@cache_by_scope(maxsize=SCOPES)
def conjunction_pattern() -> re.Pattern[str]:
    """Return the pattern of a conjunction behind a blank, with the blank behind it or as one with a body's word."""
    words = join_alternatives(conjunctions())
    return re.compile(rf"(?<=\s)(?:{words}\s(?=\S)|{institutions.glued_conjunction().pattern})")


_QUOTED_NAME = re.compile(r"""^[^"“„«]{0,40}["“„«][^"“”„«»]+["”“»]$""")
"""A name in quotes, with the words before it that say what it is: 'biedrība “Delna”'."""


def _separates_bodies(left: str, right: str, known: frozenset[str]) -> bool:
    """Return True where a conjunction between two texts separates two bodies and is no part of one name."""
    # 'Federación de Municipios y Provincias': one word with a capital is a subject.
    is_plural = institutions.names_kind_of_bodies(right) and (right[:1].islower() or " " in right)
    has_article = without_article(right) != right
    if institutions.is_short_name(left) or institutions.is_short_name(right) or left.endswith(")"):
        return right[:1].isupper() or is_plural or has_article or institutions.names_group(right)
    if closing_acronym(left) is not None and "(" not in left:
        return right[:1].isupper() or is_body(right, known)
    is_every = _opens_with(left, "every") and is_plural and right.islower() and right.count(" ") < 2
    if is_every or (left.islower() and right[:1].isupper() and " " in right):
        return not is_every  # 'all ministries and agencies' are one group
    is_shared = institutions.shares_acronym(left, right)  # 'Agencia de Gobierno y Sociedad de la Información (AGSI)'
    if is_shared or _is_whole_beside(left, right, known):
        return not is_shared
    is_long_name = not left[:1].islower() and (len(left.split()) > 1 or left.casefold() in known)
    if right.casefold().strip(" .") in known:
        return is_long_name or is_body(left, known)
    is_complete = is_long_name and not institutions.opens_subjects(left)
    opens_name = _adds_body(left, right, is_long_name, is_complete) or _opens_second_name(left, right, is_complete)
    outer = institutions.BRACKET_AT_END.sub("", right)
    names_place = classify_kind(outer) != "unknown" and has_link(outer.split())
    is_other = has_article and (names_place or closes_with_body(right))
    # A list of subjects has one 'and': 'Chamber of Trade and Ports and Bankers Association'.
    is_second = right[:1].isupper() and bool(find_conjunctions(left))
    # 'Bank of Quen and Quen Ports Authority'
    is_next = right.istitle() and " " in right and opens_with_head(left) and not _closes_with_subject(right)
    is_closed = closes_with_body(left) or is_second or is_next or institutions.is_compound(right)
    are_bodies = is_plural or is_other or (is_closed and closes_with_body(right))
    is_after_name = is_other and is_complete and not names_place
    return opens_name or is_after_name or (is_body(left, known) and are_bodies)


def _is_whole_beside(left: str, right: str, known: frozenset[str]) -> bool:
    """Return whether one word is a whole name on the left, 'oikeusministeriö ja Kuntaliitto', or quotes the right."""
    is_one_word = institutions.is_compound(left.rpartition(" ")[2]) and right[:1].isupper()
    return is_one_word or (bool(_QUOTED_NAME.search(right)) and (" " in left or is_body(left, known)))


def _closes_with_subject(right: str) -> bool:
    """Return whether the last word is that of a body and of a subject: 'Public Administration'."""
    return right.rpartition(" ")[2].casefold() in word_list("common_heads")


def _opens_with(text: str, kind: str) -> bool:
    return text.split(maxsplit=1)[0].casefold() in word_list(kind)


def _adds_body(left: str, right: str, is_long_name: bool, is_complete: bool) -> bool:
    """Return True where the right side is a body by its first words: 'Ministry of', or 'other bodies' after a name.

    After a name with subjects, what could be the last of them is none: 'Office of Reform and Service Design'. In
    languages whose bodies' words come first, two of them are parallel: 'Ministerio de Minas y Fiscalía General'.
    """
    words = without_article(right).split()
    is_english = bool(word_list("english") & set(left.casefold().split()))
    if opens_with_head(right) or (is_head(words[0]) and is_head(left.split(maxsplit=1)[0]) and has_link(words[1:2])):
        is_name_of = has_link(words[1:] if is_long_name else words[1:2])
        is_parallel = is_long_name and not is_english and words[0].casefold() not in word_list("common_heads")
        return is_name_of or is_parallel or (is_complete and not closes_with_body(right))
    # 'National Council on Exams', 'Najwyższa Izba Kontroli'
    if len(words) > 2 and words[0][:1].isupper() and is_head(words[1]) and is_long_name:
        is_foreign = is_head(left.split(maxsplit=1)[0]) and not word_list("many_capitals") & set(
            left.casefold().split()
        )
        return words[1].casefold() not in word_list("common_heads") and (is_foreign or has_link(words[2:3]))
    kinds = classify_kind(left), classify_kind(right)
    are_groups = left.islower() and right.islower() and not {"unknown", "government"} & set(kinds)
    is_kind = right.split(maxsplit=1)[0] in word_list("others") or (
        is_complete and institutions.names_kind_of_bodies(right)
    )
    return right[0].islower() and (is_kind or (are_groups and (" " in left or len(set(kinds)) > 1)))


_ONE_CAPITAL = re.compile(r"[\u0400-\u042f][\u0430-\u045f]+")
"""A word in Cyrillic letters, whose languages write a name with one capital."""


def _opens_second_name(left: str, right: str, is_complete: bool) -> bool:
    """Return True where a capital opens a name, in languages whose names have one, or a body has one word."""
    last = conjunction_pattern().split(left)[-1].strip(" ,")
    is_alone = right.casefold() in word_list("alone")
    if is_alone and (last.casefold() in word_list("alone") or closes_with_body(left) or is_complete):
        return True
    if left[:1].islower() or not right[:1].isupper() or word_list("many_capitals") & set(left.casefold().split()):
        return False
    subjects = [word for word in left.split()[1:] if len(word) > 1 and word.casefold() not in word_list("links")]
    has_one_capital = bool(subjects) and not any(word[:1].isupper() for word in subjects)
    is_cyrillic = _ONE_CAPITAL.match(left) is not None
    following = right.split()[1:2]
    opens_name = bool(following) and following[0].islower() and not has_link(following)
    are_words = is_cyrillic and not subjects and _ONE_CAPITAL.fullmatch(right) is not None
    return has_one_capital or are_words or (opens_name and (is_cyrillic or any(map(str.islower, subjects))))
