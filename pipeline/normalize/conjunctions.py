"""Conjunctions in printed names of institutions: those that separate two bodies, and those within a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipeline.lexicon.acronyms import closing_acronym, without_article
from pipeline.normalize import institutions
from pipeline.normalize.institutions import (
    bracket_depth,
    classify_kind,
    closes_with_body,
    is_body,
    joining_phrases,
    word_list,
)
from pipeline.schema.data import load_data


def split_conjunctions(name: str, known: frozenset[str]) -> list[str]:
    """Cut a name at the conjunctions that separate two bodies, and at phrases such as 'along with'."""
    phrase = joining_phrases().search(name)
    if phrase and phrase.start() and bracket_depth(name, phrase.start()) == 0:
        left, right = name[: phrase.start()].strip(" ,"), name[phrase.end() :].strip(" ,")
        return [*split_conjunctions(left, known), *split_conjunctions(right, known)]
    spans = [span for span in find_conjunctions(name) if span[0]]  # without the 'and' before the name
    sides = [(start, name[:start].strip(" ,"), name[end:].strip(" ,")) for start, end in reversed(spans)]
    # 'between NGOs and the Cabinet of Ministers' is within one name.
    sides = [side for side in sides if side[1] and side[2] and not word_list("pairs") & set(side[1].split())]
    cuts = [side for side in sides if _separates_bodies(side[1], side[2], known)]
    cuts = cuts or [side for side in sides if _is_last_of_two(name, spans, side[2])]
    if not cuts:
        return [name]
    start, left, _ = cuts[0]
    return [*split_conjunctions(left, known), name[start:]]


def _is_last_of_two(name: str, spans: Sequence[tuple[int, int]], right: str) -> bool:
    """Return True for the 'e' of 'Ministerio de Salud y Seguridad Social e Invima': the name has its own 'y' before."""
    words = [name[start:end].strip().casefold() for start, end in spans]
    return len(words) > 1 and words[-1] != words[-2] and len(right.split()) == 1 and right[:1].isupper()


def find_conjunctions(name: str) -> list[tuple[int, int]]:
    """Return the spans of the conjunctions outside brackets."""
    return [match.span() for match in conjunction_pattern().finditer(name) if bracket_depth(name, match.start()) == 0]


@cache
def conjunction_pattern() -> re.Pattern[str]:
    """Return the pattern of a conjunction behind a blank, with the blank behind it."""
    words = "|".join(map(re.escape, load_data("institutions")["and"]))
    return re.compile(rf"(?<=\s)(?:{words})\s(?=\S)")


def _separates_bodies(left: str, right: str, known: frozenset[str]) -> bool:
    """Return True where a conjunction between two texts separates two bodies and is no part of one name."""
    is_plural, has_article = institutions.names_kind_of_bodies(right), without_article(right) != right
    if institutions.is_short_name(left) or institutions.is_short_name(right) or left.endswith(")"):
        return right[:1].isupper() or is_plural or has_article
    if left.islower() and right[:1].isupper() and len(right.split()) > 1:
        return True
    if closing_acronym(left) is not None and "(" not in left:
        return right[:1].isupper() or is_body(right, known)
    is_long_name = left[:1].isupper() and len(left.split()) > 1
    if right.casefold().strip(" .") in known:
        return is_long_name or is_body(left, known)
    if _adds_body(left, right, is_long_name and not institutions.opens_subjects(left)):
        return True
    outer = institutions.BRACKET_AT_END.sub("", right)
    names_place = classify_kind(outer) != "unknown" and bool(word_list("links") & set(outer.split()))
    is_other = has_article and (names_place or closes_with_body(right))
    is_after_name = is_other and is_long_name and not names_place and not institutions.opens_subjects(left)
    are_bodies = is_plural or is_other or (closes_with_body(left) and closes_with_body(right))
    return is_after_name or (is_body(left, known) and are_bodies)


def _adds_body(left: str, right: str, is_complete: bool) -> bool:
    """Return True where the right side is a body by its first words: 'Ministry of', or 'other bodies' after a name.

    After a name with subjects, what could be the last of them is none: 'Office of Reform and Service Design'.
    """
    if institutions.opens_with_head(right):
        words = right.split()
        is_name_of = bool(word_list("links") & set(words[1:] if " " in left else words[1:2]))
        return is_name_of or (is_complete and not closes_with_body(right))
    is_kind = right.split(maxsplit=1)[0] in word_list("others") or (
        is_complete and institutions.names_kind_of_bodies(right)
    )
    return right[0].islower() and is_kind
