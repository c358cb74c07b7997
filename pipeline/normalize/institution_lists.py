"""Printed lists of institutions cut into names, where names themselves hold commas, line breaks and 'and'.

A conjunction separates two names if both sides are bodies: acronyms, names that open or close with the word of a body,
or what the document prints elsewhere as an item of its own. 'Ministry of Mining and Heavy Industry' stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from pipeline.lexicon import match_label, wording_trie
from pipeline.lexicon.acronyms import closing_acronym
from pipeline.lexicon.scope import cache_by_scope
from pipeline.normalize import institutions
from pipeline.normalize.conjunctions import conjunction_pattern, find_conjunctions, split_conjunctions
from pipeline.normalize.institutions import (
    BULLET,
    ITEM_SIGN,
    LONGEST_LABEL,
    bracket_depth,
    classify_kind,
    clean_name,
    has_word_of_body,
    is_body,
    join_wrapped,
    names_person,
    word_list,
)
from pipeline.normalize.text import one_line
from pipeline.schema.data import load_data

_CUT = re.compile(
    r"\S{1,64}@\S+|\+[0-9][0-9 ()/-]{6,20}[0-9]|[;,‚、；，\n()\[\]•▪●■➢\uf0b7\uf0a7\uf0d8]|\s/\s"
    r"|(?<=\))\s?(?:\.\s|[-–—]\s?)(?=[^\W\d_a-z])"
)
_DASH_AT_START = re.compile(r"\s*[-–—]\s?[^\W\d_]")
_SPACED_DASH = re.compile(r"\s[-–—]\s(?=[^\W\d_a-z])")
_STOP = re.compile(r"(?<=[^\W\d_]{3})\.\s(?=[^\W\d_a-z])")
_QUOTED_BEFORE_NEXT = re.compile(r"""["“„«][^"“”„«»]{1,99}["”“»](?=\s[^\W\d_a-z][^"“„«]{0,99}["“„«])""")
_GROUP_IN_BRACKET = re.compile(r"\s?\(([^()]{1,40})\)")
_BULLET_AT_END = re.compile(r"[•▪●■➢\uf0b7]\s?$")
_LABEL_FIELDS = frozenset(
    {"lead_institution", "support_institutions", "actors", "actors_government", "actors_non_government"}
)
_FEWEST_WORDS_OF_LABEL = 3
"""Words of a label that is removed from a list: 'Other institutions' may be an answer."""
_FEWEST_WORDS_OF_SENTENCE = 5
"""Words of what is told in a sentence, or of a label before a colon, are fewer."""
_LAST_SUBJECT = 5
"""Pieces after the first in which the end of a public body's list of subjects is looked for."""

Piece = tuple[str, str]
"""A piece of a list and the sign that ended it."""


def split_institutions(text: str, known: frozenset[str] = frozenset()) -> list[str]:
    r"""Cut a list of institutions into names, each as printed, in order.

    `known` are names, in lower case, that the document prints as items of their own.

    >>> split_institutions("Ministry of Finance, National Audit Office (NAO, Office); Open Society Forum\n• UNDP")
    ['Ministry of Finance', 'National Audit Office (NAO, Office)', 'Open Society Forum', 'UNDP']
    >>> split_institutions("Ministry of Labour, Health and Social Affairs, Cabinet Office")
    ['Ministry of Labour, Health and Social Affairs', 'Cabinet Office']
    >>> split_institutions("OMB and OSTP"), split_institutions("Ministry of Mining and Heavy Industry")
    (['OMB', 'and OSTP'], ['Ministry of Mining and Heavy Industry'])
    >>> split_institutions("Secretaría de\nTransparencia"), split_institutions("-")
    (['Secretaría de Transparencia'], [])
    """
    return list(_split_list(text, known))


@cache_by_scope(maxsize=2_000)  # a record asks for each list three times
def _split_list(text: str, known: frozenset[str]) -> tuple[str, ...]:
    pieces = [
        part
        for piece, end in _leave_out_people(list(_cut_pieces(join_wrapped(_remove_labels(text)))))
        for part in _split_piece(one_line(piece), end, known)
    ]
    names = _join_subjects([piece for piece in pieces if piece[0]])
    bare_names = [(name, _strip_brackets(name)) for name in names if institutions.is_name(name)]
    return tuple(bare for name, bare in bare_names if bare == name or institutions.is_name(bare))


def _strip_brackets(name: str) -> str:
    """Return a name that is in brackets as a whole without them."""
    bare = name.rstrip(" .")
    is_bracketed = bare[:1] + bare[-1:] in ("()", "[]") and bracket_depth(bare, len(bare) - 1) == 1
    return bare[1:-1].strip() if is_bracketed else name


def find_standalone_names(texts: Iterable[str]) -> frozenset[str]:
    """Return the names, in lower case, that lists print as items of their own, and the acronyms that they define.

    >>> sorted(find_standalone_names(["Mintic; Ministerio de Ambiente – Minambiente", "INS"]))
    ['ins', 'minambiente', 'mintic']
    """
    names: set[str] = set()
    for text in texts:
        for piece, _ in _cut_pieces(join_wrapped(text)):
            name = clean_name(piece)
            if acronym := closing_acronym(name):
                names.add(acronym.casefold())
            elif 0 < len(name.split()) <= 2 and name[:1].isupper() and not find_conjunctions(name):
                names.add(name.casefold())
    return frozenset(names)


def _remove_labels(text: str) -> str:
    """Replace the template's labels by line ends: cells of data files hold the answers to several questions in a row.

    A label has a comma within, or a name follows it without any sign between.
    """
    if len(text.split()) <= _FEWEST_WORDS_OF_LABEL:
        return text
    folded = wording_trie.fold_with_places(text)
    position = 0
    ends: list[tuple[int, int]] = []
    while position < len(folded.letters):
        begins_word = position == 0 or folded.at[position] > folded.until[position - 1]
        labels = wording_trie.find_wordings(folded, position) if begins_word else ()
        spans = ((folded.at[position], _label_end(text, folded.until[label.end - 1]), label) for label in labels)
        chosen = [(start, end, label.end) for start, end, label in spans if _is_label(text, start, end, label.fields)]
        if chosen:
            ends.append(chosen[-1][:2])
        position = chosen[-1][2] if chosen else position + 1
    for start, end in reversed(ends):
        text = f"{text[:start]};\n{text[end:]}"
    return text


def _label_end(text: str, end: int) -> int:
    """Return the end of a label with the group that a bracket behind it names: 'Other actors (Civil Society)'."""
    bracket = _GROUP_IN_BRACKET.match(text, end)
    return bracket.end() if bracket and institutions.names_group(bracket[1]) else end


def _is_label(text: str, start: int, end: int, fields: Iterable[str]) -> bool:
    label, rest = text[start:end], text[end:]
    if not _LABEL_FIELDS & set(fields) or len(label.split()) < _FEWEST_WORDS_OF_LABEL or rest[:1].isalpha():
        return False
    if _BULLET_AT_END.search(text, 0, start):
        return False  # '• Civil society organizations •' is an item
    return "," in label or bool(re.match(r"\s+(?:[^\W\d_a-z]|[•▪●■➢\uf0b7])", rest))


def _is_label_of_bullets(piece: str, end: str) -> bool:
    """Return whether the line before a bullet is a label, which groups what follows: 'Civil society • Oxfam'."""
    label = match_label(piece, fields=_LABEL_FIELDS) if ITEM_SIGN.match(end) and end != ";" else None
    return label is not None and label.method == "exact"


def _cut_pieces(text: str) -> Iterator[Piece]:
    """Yield the pieces between separators outside parentheses, without bullets, each with what ended it."""
    if _DASH_AT_START.match(text):
        text = _SPACED_DASH.sub("\n", text)
    brackets: list[bool] = []  # for each open bracket, whether it is within a name
    start = 0
    for cut in _CUT.finditer(text):
        sign = cut[0]
        end = cut.end()
        if sign in "([":
            opening = _bracket_with_bodies().match(text, cut.start())
            end = opening.end() if opening else end
            is_separator = opening is not None and not any(brackets)
            brackets.append(opening is None)
        elif sign in ")]":
            is_separator = bool(brackets) and not brackets.pop() and not any(brackets)
        else:
            is_separator = sign == "\n" or not any(brackets)
        if is_separator:
            yield BULLET.sub("", text[start : cut.start()].strip()), sign
            start = end
            brackets = [] if sign == "\n" else brackets
    yield BULLET.sub("", text[start:].strip()), ""


@cache
def _bracket_with_bodies() -> re.Pattern[str]:
    """Return the pattern of a bracket with further bodies: '(in cooperation with the Bar)'."""
    phrases = "|".join(map(re.escape, load_data("institutions")["joins"]))
    return re.compile(rf"[(\[]\s?(?:{phrases})\s", re.I)


def _leave_out_people(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Leave out people and their positions before an address or a telephone number, and labels before bullets."""
    start = 0
    for at, (piece, end) in enumerate(pieces):
        is_contact = end[:1] == "+" or "@" in end
        # An address may be on the line below.
        is_open = end == "," or (end == "\n" and not piece and at > 0 and pieces[at - 1][1] == ",")
        if is_open and at + 1 < len(pieces):
            continue
        few = pieces[start : at + 1]
        begins_line = start == 0 or pieces[start - 1][1] == "\n"
        if is_contact:
            is_first = [len(few) > 1, *[False] * len(few)]
            yield from (one for one, first in zip(few, is_first, strict=False) if not names_person(one[0], first))
        elif not (begins_line and len(few) == 1 and _is_label_of_bullets(piece, end)):
            yield from few
        start = at + 1


def _split_piece(piece: str, end: str, known: frozenset[str]) -> list[Piece]:
    """Cut a piece between separators: behind brackets before 'and', at full stops and slashes, and at conjunctions."""
    parts = [
        name
        for member in _open_group(piece)
        for closed in _after_bracket().split(member)
        for sentence in _split_at_stops(closed)
        for quoted in _split_after_quotes(_answer(sentence))
        for side in _split_at_slash(quoted)
        for body in _split_bodies_in_a_row(side)
        for name in split_conjunctions(_drop_repetition(body), known)
    ]
    return [*((part, ";") for part in parts[:-1]), *((part, end) for part in parts[-1:])]


def _open_group(piece: str) -> list[str]:
    """Return the bodies that brackets list behind a kind of bodies: 'Control bodies (Court of Auditors, IGF)'."""
    group, bracket, members = piece.rstrip(")").partition(" (")
    listed = members.split(", ")
    is_group = bool(bracket) and piece.endswith(")") and group.count(" ") < LONGEST_LABEL and "(" not in members
    is_list = len(listed) > 1 and all(one[:1].isupper() for one in listed) and any(map(has_word_of_body, listed))
    return listed if is_group and is_list and institutions.names_kind_of_bodies(group) else [piece]


def _split_at_stops(text: str) -> list[str]:
    """Cut a text at full stops between bodies: 'Parliament. EITI Board', 'EiE. Policy Alert'."""
    parts = _STOP.split(text)
    return (
        parts
        if all(
            _names_bodies(left) or institutions.is_short_name(left.split()[-1]) or institutions.opens_with_head(right)
            for left, right in pairwise(parts)
        )
        else [text]
    )


def _split_at_slash(text: str) -> list[str]:
    """Cut a text at slashes between bodies: 'State Chancellery/E-Government Center'."""
    parts = text.split("/")
    are_bodies = all(len(part.split()) > 1 and classify_kind(part) != "unknown" for part in parts)
    is_list = are_bodies or all(map(institutions.is_short_name, parts))
    return parts if len(parts) > 1 and is_list and bracket_depth(text, text.index("/")) == 0 else [text]


def _split_bodies_in_a_row(text: str) -> list[str]:
    """Cut a text where one body follows another behind a dash, or behind the acronym of the one before."""
    for sign, is_body_at in ((" - ", institutions.opens_with_head), (" – ", _is_long_body), (") ", _follows_acronym)):
        left, _, right = text.partition(sign)
        left += sign.strip(" -–")
        if right and is_body_at(right) and is_body_at(left):
            return [left, *_split_bodies_in_a_row(right)]
    return [text]


def _split_after_quotes(text: str) -> list[str]:
    """Cut a text where one quoted name follows another: 'Association "River" Center "Coast"'."""
    ends = [match.end() for match in _QUOTED_BEFORE_NEXT.finditer(text)]
    return [text[start:end].strip() for start, end in pairwise([0, *ends, len(text)])]


def _is_long_body(text: str) -> bool:
    words = text.split()
    is_public = is_body(text) or classify_kind(text) == "government"
    return len(words) > 1 and is_public and not institutions.is_short_name(words[0])


def _follows_acronym(text: str) -> bool:
    """Return True for a name with its acronym, and for one that opens with a capital: it may follow the other."""
    return closing_acronym(text) is not None if text.endswith(")") else text[:1].isupper() and len(text.split()) > 1


def _answer(sentence: str) -> str:
    """Return the bodies that a sentence names: 'Partners involved are NDI', 'Civil society: Oxfam', 'All NGOs are'."""
    label, _, names = sentence.partition(": ")
    if names and len(label.split()) < _FEWEST_WORDS_OF_SENTENCE and institutions.names_group(label):
        return names
    verbs = institutions.find_verbs(sentence)
    if not verbs or sentence.startswith("("):
        return sentence
    subject, rest = sentence[: verbs[0].start()].strip(), sentence[verbs[-1].end() :].strip()
    if institutions.is_short_name(rest) or institutions.opens_with_head(rest):
        return rest
    is_told_of = verbs[0][0] not in word_list("relatives") and institutions.names_kind_of_bodies(subject)
    return subject if is_told_of and len(subject.split()) < _FEWEST_WORDS_OF_SENTENCE else sentence


@cache
def _after_bracket() -> re.Pattern[str]:
    words = "|".join(map(re.escape, load_data("institutions")["and"]))
    return re.compile(rf"(?<=\))\s(?=(?:{words})\s[^\W\d_a-z])")


def _join_subjects(pieces: Sequence[Piece]) -> Iterator[str]:
    """Yield the names, a public body's list of subjects put back together."""
    index = 0
    while index < len(pieces):
        last = _find_subjects_end(pieces, index)
        yield ", ".join(piece for piece, _ in pieces[index : last + 1])
        index = last + 1


def _find_subjects_end(pieces: Sequence[Piece], index: int) -> int:
    """Return the index of the last piece of the name that begins at `index`.

    'Ministry of Labour' continues with 'Health' and ends with 'and' in a piece such as 'Health and Social Affairs',
    provided that none of these pieces names a body itself; 'Information technology' with 'post and telecommunication
    authority'.
    """
    if end := _find_body_end(pieces, index):
        return end
    name = pieces[index][0]
    for at in range(index + 1, min(index + _LAST_SUBJECT, len(pieces))):
        piece = pieces[at][0]
        is_closed = "(" in pieces[at - 1][0] or pieces[at - 1][1] != ","
        first = _without_conjunction(piece)[:1]
        if is_closed or _names_bodies(piece) or first.islower() != name.split()[-1][:1].islower():
            break
        if institutions.shares_acronym(name, piece):
            return at
        leads_on = institutions.opens_subjects(name) and not find_conjunctions(name)
        # A comma before 'and' closes a list of three: 'Trade, Tourism, and Telecommunications'.
        if leads_on and _closes_list(piece) and (piece == _without_conjunction(piece) or at > index + 1):
            return at
        if leads_on and institutions.names_kind_of_bodies(name.split()[0]) and _is_last(pieces, at):
            return at
    return index


def _is_last(pieces: Sequence[Piece], index: int) -> bool:
    return index + 1 == len(pieces) or pieces[index][1] != ","


def _closes_list(piece: str) -> bool:
    return bool(set(piece.casefold().split()[:-1]) & word_list("and"))


def _names_bodies(piece: str) -> bool:
    """Return whether a piece names a body: an acronym, one with the word of a body, or several bodies."""
    if has_word_of_body(piece) or institutions.opens_with_head(piece):
        return True
    sides = conjunction_pattern().split(f" {_without_conjunction(piece)}")
    return all(is_body(side.strip()) for side in sides)


def _without_conjunction(piece: str) -> str:
    """Return a piece without the conjunction that it opens with."""
    first, _, rest = piece.partition(" ")
    return rest if rest and first.casefold() in word_list("and") else piece


def _find_body_end(pieces: Sequence[Piece], index: int) -> int | None:
    """Return where a name ends that begins with subjects in lower case and closes with its body; None for no such."""
    for at in range(index, min(index + _LAST_SUBJECT, len(pieces))):
        piece = pieces[at][0]
        if at > index and piece[:1].islower() and piece.casefold().split()[-1] in word_list("bodies"):
            return at if _closes_list(piece) else None
        if classify_kind(piece) != "unknown" or pieces[at][1] != "," or (at > index and not piece[:1].islower()):
            return None
    return None


def _drop_repetition(name: str) -> str:
    """Return a name that is printed twice in a row once: 'Ministry of Justice Ministry of Justice'."""
    words = name.split()
    half = len(words) // 2
    return " ".join(words[:half]) if half > 1 and words[:half] == words[half:] else name
