"""Names of bodies that commas cut: their subjects, a part and its body, an acronym put back to the name before it.

Names that a line ends within are joined to one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from pipeline.lexicon.scope import SCOPES, cache_by_scope, conjunctions
from pipeline.lexicon.text_folding import is_acronym, spells_acronym, without_article
from pipeline.normalize import institutions
from pipeline.normalize.conjunctions import conjunction_pattern, find_conjunctions, split_last
from pipeline.normalize.institutions import (
    BULLET,
    classify_kind,
    closes_with_body,
    has_link,
    has_word_of_body,
    is_body,
    is_short_name,
    names_contact,
    names_group,
    names_kind_of_bodies,
    names_label,
    opens_subjects,
    opens_with_head,
    without_conjunction,
    word_list,
)

NARROW = 30
"""Characters of a line of a narrow column: where one line of it ends within a name, all lines may."""
ITEM_SIGN = re.compile(r"[;•▪●■➢\uf0b7]|^[-–]", re.M)
_LIST_SIGN = re.compile(r"[,;]")
_BROKEN_LABEL = re.compile(r"\n(?=[a-z]{0,2}:)")
"""The break of a line before the last letters of a label and its colon, in a narrow column."""
_LABEL_AT_START = re.compile(r"(?m)^([^:\n]{2,60}?):\s*")

_ONE_WORD_LABEL = re.compile(r"^[^\W\d_]+:\s*")


def join_wrapped(text: str) -> str:
    """Join a line to the next where a name continues after the line's end; labels end a name."""
    width = max(map(len, text.splitlines()), default=0)
    text = _BROKEN_LABEL.sub("", text)
    labels = [match for match in _LABEL_AT_START.finditer(text) if " " not in match[1] or names_label(match[1])]
    # 'Responsable: Fundar', 'Corresponsables: IMCO'; a single one may be part of a name.
    are_labels = len(labels) > 1 and all(
        classify_kind(label[1]) == "unknown" or names_label(label[1]) for label in labels
    )
    if not are_labels:
        return _join_lines(text.splitlines(), width, False)
    starts = [label.start() for label in labels]
    answers = [text[start:end] for start, end in pairwise([*dict.fromkeys([0, *starts]), len(text)])]
    # The labels of people and addresses say what to leave out.
    bare = [one if names_contact(one.partition(":")[0]) else _ONE_WORD_LABEL.sub("", one) for one in answers]
    return "\n".join(_join_lines(answer.splitlines(), width, True) for answer in bare)


_RAGGED = 0.9
"""Share of a column's width that a line and the next word fill where the column's end broke the line: letters differ in
width."""


def _is_full(line: str, following: str, width: int) -> bool:
    """Return whether the first word of the next line would not have fit behind a line, in a column of this width."""
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > _RAGGED * width if following.strip() else False


def _join_lines(lines: Sequence[str], width: int, is_answer: bool) -> str:
    """Join the lines of a list that the column's `width`, in characters, broke within names."""
    ends_within = any(line.split()[-1:] and line.split()[-1].casefold() in _linking_words() for line in lines)
    text = "\n".join(lines)
    is_narrow = max(map(len, lines), default=0) <= NARROW and not ITEM_SIGN.search(text)
    if is_narrow and (is_answer or ends_within or ("," in text and len(lines) > 2)):
        return "\n".join(_part_bodies(lines, width))
    is_bulleted = sum(1 for line in lines if BULLET.match(line)) > 1
    joined: list[str] = []
    for index, line in enumerate(lines, start=-1):
        is_wrapped = index >= 0 and _is_full(lines[index], line, width)
        if joined and (
            _is_open(joined[-1], line)
            or _continues(lines[index], line, is_bulleted)
            or _breaks_within_item(lines[index], line)
            or (is_wrapped and ends_within and not _begins_item(lines[index], line))
        ):
            joined[-1] = f"{joined[-1].rstrip()} {line.strip()}"
        else:
            joined.append(line)
    return "\n".join(joined)


def _part_bodies(lines: Sequence[str], width: int) -> Iterator[str]:
    """Yield the text of a narrow column, each body in it that is complete where a line ends and another begins."""
    start = 0
    for at in range(1, len(lines)):
        before, rest = " ".join(lines[start:at]), " ".join(lines[at:])
        is_whole = not _LIST_SIGN.search(" ".join(lines)) and lines[at][:1].isupper() and " " in before
        is_open = not _linking_words().isdisjoint(before.split()[-1:])
        if (is_whole and is_body(before) and not is_open and is_body(rest)) or not (
            is_open or _is_full(lines[at - 1], lines[at], width) or lines[at - 1].endswith(",")
        ):
            yield before
            start = at
    yield " ".join(lines[start:])


def _is_open(item: str, following: str) -> bool:
    """Return True where a bracket or quote of an item closes on the line below, or its acronym is there."""
    tail = _LIST_SIGN.split(item)[-1]
    has_quote = tail.count('"') % 2 == 1 or tail.count("“") > tail.count("”") or tail.count("«") > tail.count("»")
    if item.count("(") > item.count(")"):
        return ")" in following
    return (has_quote and any(mark in _LIST_SIGN.split(following)[0] for mark in '"”»')) or following[:1] == "("


_OF_THE = ("of", "the", "Kyrgyz")
"""The last words of a line that ends within the name of a place or subject, as an example."""
_SHORT_NAME = 2
"""Words of a line behind which the word of a body alone on a line is a body of its own: 'Harbour Watch', 'Chamber'."""


def _continues(line: str, following: str, is_bulleted: bool) -> bool:
    """Return True where a line ends, or the next begins, within a name: 'Secretaría de', 'and Energy'."""
    last, first = line.split()[-1:], following.split()[:1]
    if not last or not first or BULLET.match(following):
        return False
    linking = _linking_words()
    if following.strip(" .;").casefold() in word_list("bodies") - word_list("plurals") and is_acronym(last[0]) is False:
        return len(line.split()) > _SHORT_NAME  # 'Office of Rural Health' and on the next line 'Service'
    if last[0].casefold() in linking or _ends_in_name_of_place(line, following):
        return True
    if first[0] in linking:
        return len(following.split()) > 1 and not line.rstrip().endswith((".", ";"))
    if is_bulleted and BULLET.match(line) and not _LIST_SIGN.search(line):
        return not (is_body(following) or names_group(following) or line.endswith((".", ":")))
    return False


def _ends_in_name_of_place(line: str, following: str) -> bool:
    """Return whether one word on the next line ends what 'of the' leads to: 'of the Kyrgyz' and 'Republic'."""
    words, rest = line.split()[-3:], following.split()
    is_of_the = len(words) == len(_OF_THE) and has_link(words[:1]) and without_article(" ".join(words[1:])) == words[2]
    is_word = len(rest) == 1 and rest[0][:1].isupper() and not is_short_name(rest[0]) and rest[0].isalpha()
    return is_of_the and is_word and words[2].isalpha() and rest[0].casefold() not in word_list("alone")


def _begins_item(line: str, following: str) -> bool:
    """Return whether a line of a column that breaks names begins another one: it opens with a body, or a list ended."""
    item = _LIST_SIGN.split(following)[0].strip()
    is_closed = not line.strip() or line.rstrip().endswith((*",;.:)”»", '"'))
    return is_closed or bool(BULLET.match(following)) or is_body(item) or names_group(item) or names_label(item)


def _breaks_within_item(line: str, following: str) -> bool:
    """Return True where the line of a list in running text, with commas between items, ends within an item."""
    before, after = _LIST_SIGN.split(line)[-1].strip().rpartition(". ")[2], _LIST_SIGN.split(following)[0].strip()
    if before.casefold() in word_list("heads"):
        return True  # 'Ministerio' and on the next line 'Secretaría General'
    if "," not in line or not before or before.endswith((".", "”", "»", '"', ")")) or _opens_name(after):
        return False
    if is_acronym(before) and " " in after:
        return False  # another name follows; 'OGP' and on the next line 'Secretariat' are one
    if closes_with_body(before) and after[:1].isupper() and set(after.split()[1:2]) & word_list("links"):
        return False  # 'Coast Office' and on the next line 'School of Rivers'
    return not (is_body(after) or names_group(after)) if is_body(before) else "," in following


def _opens_name(text: str) -> bool:
    """Return True for a text that opens with a capitalized article, or with the head of a body: 'Association of'."""
    is_name_of = opens_with_head(text) and bool(set(text.split()[1:2]) & word_list("links"))
    return text[:1].isupper() and (is_name_of or without_article(text) != text)


@cache_by_scope(maxsize=SCOPES)
def _linking_words() -> frozenset[str]:
    return conjunctions() | word_list("links") | {"the", "la", "el", "los", "las", "a", "en"}


Piece = tuple[str, str]
"""A piece of a list and the sign that ended it."""

_LOWER_CYRILLIC = re.compile(r"[\u0430-\u045f]")
"""A lower-case letter of languages in which a list's items open with capitals."""
_MANY_PLACES = 3
"""Commas of a list of places that is a list of bodies: the labelled 'universities of Rabat, Casablanca and Tetouan' are
one name, 'Municipalities of Karpos, Tetovo, Veles, Dojran and ...' are five."""
_LAST_SUBJECT = 5
"""Pieces after the first in which the end of a public body's list of subjects is looked for."""


def join_subjects(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the names, a public body's list of subjects put back together, the last of a list from the one before."""
    index = start = 0
    while index < len(pieces):
        last = _find_subjects_end(pieces, index)
        name, end = _join_pieces(pieces[index : last + 1]), pieces[last][1]
        before = [piece for piece, _ in pieces[start:index]]
        is_last = bool(before) and index == last and end != "," and not any(map(_has_own_conjunction, before))
        names = split_last(name, before) if is_last else [name]
        yield from ((one, end) for one in names)
        index = last + 1
        start = start if end == "," else index


def _has_own_conjunction(piece: str) -> bool:
    """Return whether an item of a list holds a conjunction that may close the list, and is no body with subjects."""
    return bool(find_conjunctions(piece)) and not is_body(piece)


def _join_pieces(pieces: Sequence[Piece]) -> str:
    ends = [", " if end == "," else " " for _, end in pieces[:-1]]
    return "".join(f"{piece}{end}" for (piece, _), end in zip(pieces, [*ends, ""], strict=True))


def join_parts(names: Sequence[Piece]) -> list[str]:
    """Put a part of a body and that body back together, which a comma alone parts: 'School of Law, University of Quen'.

    In longer lists the part could be of the body before it or behind it.
    """
    joined: list[str] = []
    ends = [";", *(end or ";" for _, end in names)]
    for at, (name, _) in enumerate(names):
        is_pair = at > 0 and ends[at] == "," and ends[at - 1] not in ",&" and ends[at + 1] not in ",&"
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
    if _is_name_with_comma(pieces, index):
        return index + 1
    below = range(index + 1, len(pieces))
    if last := max(takewhile(lambda at: pieces[at - 1][1] == "," and _is_genitive(pieces[at][0]), below), default=0):
        return last
    name = pieces[index][0]
    for at in range(index + 1, min(index + _LAST_SUBJECT, len(pieces))):
        piece = pieces[at][0]
        is_kind = piece.islower() and names_kind_of_bodies(piece)
        is_closed = is_kind or "(" in pieces[at - 1][0] or pieces[at - 1][1] != ","
        first = without_article(without_conjunction(piece))[:1]
        if is_closed or names_bodies(piece) or first.islower() != name.split()[-1][:1].islower():
            break
        leads_on = opens_subjects(name) and not find_conjunctions(institutions.last_body(name))
        # A comma before 'and' closes a list of three: 'Trade, Tourism, and Telecommunications'.
        if leads_on and _closes_list(piece) and (piece == without_conjunction(piece) or at > index + 1):
            return at
        is_plural = leads_on and names_kind_of_bodies(name.split()[0])
        is_plural = is_plural or (institutions.names_places(name) and at - index < _MANY_PLACES)
        if institutions.shares_acronym(name, piece) or (is_plural and _is_last(pieces, at)):
            return at
    return index


def _is_name_with_comma(pieces: Sequence[Piece], index: int) -> bool:
    """Return whether an item of a list with semicolons is one name: 'Ríos, Centro de Mapas' in 'Oxfam; Ríos, Centro'.

    One word, which names no body itself, and a body behind it are no list of their own.
    """
    signs = [";", *(end or ";" for _, end in pieces)]
    is_pair = signs[index] in ";\n" and signs[index + 1] == "," and signs[index + 2 : index + 3] in ([";"], ["\n"])
    if not is_pair or not any(end == ";" for _, end in pieces):
        return False
    name, rest = pieces[index][0], pieces[index + 1][0]
    names_body = is_body(name) or names_group(name) or name.casefold() in word_list("alone")
    return name.isalpha() and not names_body and has_word_of_body(rest) and not is_short_name(rest)


def _is_genitive(piece: str) -> bool:
    """Return whether a piece says of what the body before it is: 'Instituto dos Mercados, do Imobiliário'."""
    first, *rest = re.split(r"[\s'’]", piece, maxsplit=1)
    last = institutions.BRACKET_AT_END.sub("", piece).rstrip().rpartition(" ")[2]
    is_link = first in word_list("genitives") or (first in word_list("links") and last[:1].isupper())
    is_body_of = any(opens_with_head(one) and has_link(one.split()[1:2]) for one in rest)
    return first.islower() and is_link and not is_body_of  # 'de Secretaría de Salud' behind another body


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
    return bool(set(piece.casefold().split()[:-1]) & conjunctions())


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
