"""Names of bodies that commas cut: their subjects, a part and its body, an acronym put back to the name before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.lexicon.acronyms import spells_acronym, without_article
from pipeline.normalize import institutions
from pipeline.normalize.conjunctions import conjunction_pattern, find_conjunctions, split_last
from pipeline.normalize.institutions import (
    classify_kind,
    has_word_of_body,
    is_body,
    is_short_name,
    names_kind_of_bodies,
    opens_subjects,
    without_conjunction,
    word_list,
)

Piece = tuple[str, str]
"""A piece of a list and the sign that ended it."""

_LOWER_CYRILLIC = re.compile(r"[\u0430-\u045f]")
"""A lower-case letter of languages in which a list's items open with capitals."""
_LAST_SUBJECT = 5
"""Pieces after the first in which the end of a public body's list of subjects is looked for."""


def join_subjects(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the names, a public body's list of subjects put back together, the last of a list from the one before."""
    index = start = 0
    while index < len(pieces):
        last = _find_subjects_end(pieces, index)
        name, end = _join_pieces(pieces[index : last + 1]), pieces[last][1]
        before = [piece for piece, _ in pieces[start:index]]
        is_last = bool(before) and index == last and end != "," and not any(map(find_conjunctions, before))
        names = split_last(name, len(before)) if is_last else [name]
        yield from ((one, end) for one in names)
        index = last + 1
        start = start if end == "," else index


def _join_pieces(pieces: Sequence[Piece]) -> str:
    ends = [", " if end == "," else " " for _, end in pieces[:-1]]
    return "".join(f"{piece}{end}" for (piece, _), end in zip(pieces, [*ends, ""], strict=True))


def join_parts(names: Sequence[Piece]) -> list[str]:
    """Put a part of a body and that body back together, which a comma alone parts: 'School of Law, University of Quen'.

    In longer lists the part could be of the body before it or behind it.
    """
    joined: list[str] = []
    ends = [";", *(end for _, end in names)]
    for at, (name, _) in enumerate(names):
        is_pair = at > 0 and ends[at] == "," and ends[at - 1] != "," and ends[at + 1] != ","
        if is_pair and institutions.is_part_of(names[at - 1][0], name):
            joined[-1] = f"{joined[-1]}, {name}"
        else:
            joined.append(name)
    return joined


def _find_subjects_end(pieces: Sequence[Piece], index: int) -> int:
    """Return the index of the last piece of the name that begins at `index`.

    'Ministry of Labour' continues with 'Health' and ends with 'and' in a piece such as 'Health and Social Affairs',
    provided that none of these pieces names a body itself; 'Information technology' with 'post and telecommunication
    authority'.
    """
    if last := _find_body_end(pieces, index) or _find_group_end(pieces, index):
        return last
    name = pieces[index][0]
    for at in range(index + 1, min(index + _LAST_SUBJECT, len(pieces))):
        piece = pieces[at][0]
        is_closed = "(" in pieces[at - 1][0] or pieces[at - 1][1] != ","
        first = without_article(without_conjunction(piece))[:1]
        if is_closed or names_bodies(piece) or first.islower() != name.split()[-1][:1].islower():
            break
        leads_on = opens_subjects(name) and not find_conjunctions(institutions.last_body(name))
        # A comma before 'and' closes a list of three: 'Trade, Tourism, and Telecommunications'.
        if leads_on and _closes_list(piece) and (piece == without_conjunction(piece) or at > index + 1):
            return at
        is_plural = leads_on and names_kind_of_bodies(name.split()[0])
        if institutions.shares_acronym(name, piece) or (is_plural and _is_last(pieces, at)):
            return at
    return index


def _find_group_end(pieces: Sequence[Piece], index: int) -> int | None:
    """Return where 'All ministries, departments and agencies' or 'Map Office, MO' ends; None for no such."""
    name, end = pieces[index]
    for at in range(index + 1, min(index + _LAST_SUBJECT, len(pieces))):
        piece = pieces[at][0]
        bare = without_conjunction(piece)
        if at == index + 1 and end == "," and spells_acronym(name, piece):
            return at
        if not (piece.islower() and names_kind_of_bodies(bare) and name.split()[0].casefold() in word_list("every")):
            return None
        if bare != piece and _is_last(pieces, at):
            return at
    return None


def _is_last(pieces: Sequence[Piece], index: int) -> bool:
    return index + 1 == len(pieces) or pieces[index][1] != ","


def _closes_list(piece: str) -> bool:
    return bool(set(piece.casefold().split()[:-1]) & institutions.conjunctions())


def names_bodies(piece: str) -> bool:
    """Return whether a piece names a body: an acronym, one with the word of a body, or several bodies."""
    if has_word_of_body(piece) or institutions.opens_with_head(piece):
        return True
    sides = conjunction_pattern().split(f" {without_conjunction(piece)}")
    return all(is_body(side.strip()) for side in sides)


def _find_body_end(pieces: Sequence[Piece], index: int) -> int | None:
    """Return where a name ends that begins with subjects and closes with its body; None for no such.

    Subjects behind the first one are in lower case, or single words before a ministry.
    """
    for at in range(index, min(index + _LAST_SUBJECT, len(pieces))):
        piece, end = pieces[at]
        last = piece.casefold().split()[-1]
        if at > index and last in word_list("bodies") and (piece[:1].islower() or last in word_list("parents")):
            return at if _closes_list(piece) or _LOWER_CYRILLIC.match(piece) else None
        is_subject = at == index or piece[:1].islower() or " " not in piece
        if not is_subject or end != "," or classify_kind(piece) != "unknown" or is_short_name(piece):
            return None
    return None
