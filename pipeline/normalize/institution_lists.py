"""Printed lists of institutions cut into names, where names themselves hold commas, line breaks and 'and'.

A conjunction separates two names if both sides are bodies: acronyms, names that open or close with the word of a body,
or what the document prints elsewhere as an item of its own. 'Ministry of Mining and Heavy Industry' stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from pipeline.lexicon import match_exact_label, wording_trie
from pipeline.lexicon.scope import SCOPES, cache_by_scope, conjunctions
from pipeline.lexicon.text_folding import closing_acronym, join_alternatives
from pipeline.normalize import institutions
from pipeline.normalize.conjunctions import conjunction_pattern, find_conjunctions, split_conjunctions
from pipeline.normalize.institutions import (
    BULLET,
    CONTACT_FIELDS,
    FEWEST_WORDS_OF_SENTENCE,
    LABEL_FIELDS,
    LONGEST_LABEL,
    bracket_depth,
    classify_kind,
    clean_name,
    has_word_of_body,
    is_body,
    word_list,
)
from pipeline.normalize.people import address_pattern, leave_out_people
from pipeline.normalize.subject_lists import ITEM_SIGN, Piece, join_parts, join_subjects, join_wrapped, names_bodies
from pipeline.normalize.text import one_line
from pipeline.schema.data import load_data

_CUT = re.compile(
    rf"{address_pattern()}"
    r"|[;,‚、；，،؛\n()\[\]•▪●■➢\uf0b7\uf0a7\uf0d8|]|\s/\s?|/\s"
    r"|\s\+\s(?=[^\W\d_])|(?<=\))\s?(?:\.\s|[-–—]\s?(?=[^;\n()]{4,120}\([^()]{2,12}\)))(?=[^\W\d_a-z])"
)
_DASH_AT_START = re.compile(r"\s*[-–—]\s?[^\W\d_]")
_DASH_WITHIN = re.compile(r"\s[-–—]\s")
_PAIR = 2
_SPACED_DASH = re.compile(r"\s[-–—]\s(?=[^\W\d_a-z])")
_NUMBER = re.compile(r"(?:(?<=\s)|^)\(?([0-9]{1,2}|[ivx]{1,4}|[a-j])[.)]\s(?=[^\W\d_])", re.M)
_ORDERS = ([*map(str, range(1, 40))], ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"], [*"abcdefghij"])
"""What numbers the items of a list, in order."""
_STOP = re.compile(r"(?<=[^\W\d_]{3})\.\s(?=[^\W\d_a-z])|(?<=\w)\.\s(?=[^\W\d_a-z][^.:]{1,40}:\s)")
_COMMA_IN_QUOTE = re.compile(r"""([,;])(["”»])(?=\s)""")
"""The sign of a list that is printed before the closing quote, as in America."""
_QUOTED_BEFORE_NEXT = re.compile(r"""["“„«][^"“”„«»]{1,99}["”“»](?=\s[^\W\d_a-z][^"“„«]{0,99}["“„«])""")
_QUOTED = re.compile(r"""[“„«][^“”„«»\n]{1,99}[”“»]|"[^"\n]{1,99}\"""")
_GROUP_IN_BRACKET = re.compile(r"\s?\(([^()]{1,40})\)")
_LABEL = re.compile(r"([^:]{2,60}):\s?(?=\S)")
_ROLE_BEFORE = re.compile(r"([^-–—]{2,40}?)\s[-–—]\s(?=\S)")
_ARTICLES = r"(?:the|la|el|los|las|le|les|il|lo|o|os|a|as)\s(?=[^\W\d_a-z])|l['’]"
_BULLET_AT_END = re.compile(r"[•▪●■➢\uf0b7]\s?$")
_FEWEST_WORDS_OF_LABEL = 3
"""Words of a label that is removed from a list: 'Other institutions' may be an answer."""


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
    >>> split_institutions("“Rivers, Lakes” NGO, Bar Association")
    ['“Rivers, Lakes” NGO', 'Bar Association']
    """
    return list(_split_list(text, known))


@cache_by_scope(maxsize=2_000)  # a record asks for each list three times
def _split_list(text: str, known: frozenset[str]) -> tuple[str, ...]:
    if text.isupper() and len(calm := _set_in_lower_case(text)) == len(text) and has_word_of_body(calm):
        return tuple(institutions.without_conjunction(name).upper() for name in _split_list(calm, known))
    if _describes_groups(text):
        return (one_line(text).rstrip("."),)
    printed = list(_cut_pieces(join_wrapped(_remove_labels(_COMMA_IN_QUOTE.sub(r"\2\1", text)))))
    pieces = [
        part
        for piece, end in leave_out_people(list(_leave_out_labels(printed)))
        for part in _split_piece(one_line(piece), end, known)
    ]
    names = join_parts(list(join_subjects([piece for piece in pieces if piece[0]])))
    bare_names = [(name, _strip_brackets(name)) for name in names if institutions.is_name(name)]
    return tuple(bare for name, bare in bare_names if bare == name or institutions.is_name(bare))


def _describes_groups(text: str) -> bool:
    """Return whether a text describes groups and names no body: 'Civil society stakeholders, including industry'."""
    return text[1:].islower() and _example_word().search(text) is not None


@cache
def _example_word() -> re.Pattern[str]:
    return re.compile(rf"(?<=[\w,] ){join_alternatives(word_list('examples'))}\b", re.I)


def _set_in_lower_case(text: str) -> str:
    """Return a text in capitals with one capital a word, none in small words; its acronyms can't be seen."""
    small = conjunctions() | word_list("links") | word_list("many_capitals")
    return re.sub(r"[^\W\d_]+", lambda word: w if (w := word[0].lower()) in small else word[0].capitalize(), text)


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
    ends: list[tuple[int, int, str]] = []
    while position < len(folded.letters):
        begins_word = position == 0 or folded.at[position] > folded.until[position - 1]
        labels = wording_trie.find_wordings(folded, position) if begins_word else ()
        spans = [(folded.at[position], _label_end(text, folded.until[label.end - 1]), label) for label in labels]
        chosen = [(start, end, label.end) for start, end, label in spans if _is_label(text, start, end, label.fields)]
        contact = next((span for span in spans if _is_contact_label(text, *span)), None)
        if chosen:
            ends.append((*chosen[-1][:2], ";\n"))
        elif contact:
            ends.append((contact[0], contact[0], "\n"))  # 'Map Office Contact person: Ada Example'
        position = chosen[-1][2] if chosen else position + 1
    for start, end, sign in reversed(ends):
        text = f"{text[:start]}{sign}{text[end:]}"
    return text


def _label_end(text: str, end: int) -> int:
    """Return the end of a label with the group that a bracket behind it names: 'Other actors (Civil Society)'."""
    bracket = _GROUP_IN_BRACKET.match(text, end)
    is_group = bracket is not None and "," not in bracket[1] and institutions.names_group(bracket[1])
    return bracket.end() if bracket and is_group else end


def _is_label(text: str, start: int, end: int, fields: Iterable[str]) -> bool:
    label, rest = text[start:end], text[end:]
    if not LABEL_FIELDS & set(fields) or len(label.split()) < _FEWEST_WORDS_OF_LABEL or rest[:1].isalpha():
        return False
    if _BULLET_AT_END.search(text, 0, start):
        return False  # '• Civil society organizations •' is an item
    return "," in label or bool(re.match(r"\s+(?:[^\W\d_a-z]|[•▪●■➢\uf0b7])", rest))


def _is_contact_label(text: str, start: int, end: int, label: wording_trie.WordingMatch) -> bool:
    """Return whether the label of a person or an address follows a body in a line: 'Map Office Contact person: Ada'."""
    before = re.split(r"[,;\n]", text[:start])[-1]
    return bool(CONTACT_FIELDS & set(label.fields)) and text[end : end + 1] == ":" and has_word_of_body(before)


def _is_label_of_bullets(piece: str, end: str) -> bool:
    """Return whether the line before a bullet is a label, which groups what follows: 'Civil society • Oxfam'."""
    label = match_exact_label(piece, fields=LABEL_FIELDS) if ITEM_SIGN.match(end) and end != ";" else None
    return label is not None


def _cut_pieces(text: str) -> Iterator[Piece]:
    """Yield the pieces between separators outside parentheses, without bullets, each with what ended it."""
    if _DASH_AT_START.match(text):
        text = _SPACED_DASH.sub("\n", text)
    numbers = [number[1] for number in _NUMBER.finditer(text)]
    if len(numbers) > 1 and any(order[: len(numbers)] == numbers for order in _ORDERS):
        text = _NUMBER.sub("\n", text)  # '1. Mayor 2. Audit Office'
    brackets: list[bool] = []  # for each open bracket, whether it is within a name
    quoted = {at for quote in _QUOTED.finditer(text) for at in range(*quote.span())}
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
            is_part = cut.start() in quoted or _legal_form().match(text, cut.end())
            is_within = any(brackets) or (sign == "," and is_part)
            is_separator = sign == "\n" or not is_within
        if is_separator:
            yield BULLET.sub("", text[start : cut.start()].strip()), sign
            start = end
            brackets = [] if sign == "\n" else brackets
    yield BULLET.sub("", text[start:].strip()), ""


@cache
def _legal_form() -> re.Pattern[str]:
    """Return the pattern of what names the form of an association or company behind a comma: ', A.C.', ', Inc.'."""
    forms = join_alternatives(word_list("legal_forms"))
    return re.compile(rf"\s?{forms}\.?(?=\s?(?:[,;()\n]|$|\s(?:[-–—]|\w{{1,3}}\s)))", re.I)


@cache
def _bracket_with_bodies() -> re.Pattern[str]:
    """Return the pattern of a bracket with further bodies: '(in cooperation with the Bar)'."""
    phrases = "|".join(map(re.escape, load_data("institutions")["joins"]))
    return re.compile(rf"[(\[]\s?(?:{phrases})\s", re.I)


def _leave_out_labels(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Leave out the labels of groups before bullets."""
    signs = ["\n", *(end for _, end in pieces)]
    for at, (piece, end) in enumerate(pieces):
        if signs[at] != "\n" or not _is_label_of_bullets(piece, end):
            yield piece, end


def _split_piece(piece: str, end: str, known: frozenset[str]) -> list[Piece]:
    """Cut a piece between separators: behind brackets before 'and', at full stops and slashes, and at conjunctions."""
    parts = [
        name
        for member in _open_group(piece)
        for closed in _after_bracket().split(member)
        for sentence in _split_at_stops(closed)
        for quoted in _split_after_quotes(_answer(sentence))
        for body in split_conjunctions(_drop_repetition(quoted), known)
        for side in _split_at_slash(body)
        for name in _split_bodies_in_a_row(side)
    ]
    return [*((part, "&") for part in parts[:-1]), *((part, end) for part in parts[-1:])]


def _open_group(piece: str) -> list[str]:
    """Return the bodies that brackets list behind a kind of bodies: 'Control bodies (Court of Auditors, IGF)'."""
    group, bracket, members = piece.rstrip(")").partition(" (")
    listed = [part.strip() for part in re.split(rf", |{conjunction_pattern().pattern}", members) if part]
    is_group = bool(bracket) and piece.endswith(")") and group.count(" ") <= LONGEST_LABEL and "(" not in members
    # 'Ministries (Finance, Health)' lists subjects.
    are_bodies = any(map(has_word_of_body, listed)) or classify_kind(group) != "government"
    is_list = len(listed) > 1 and are_bodies and not any(map(str.islower, listed))
    return listed if is_group and is_list and institutions.names_kind_of_bodies(group) else [piece]


def _split_at_stops(text: str) -> list[str]:
    """Cut a text at full stops between bodies: 'Parliament. EITI Board', 'EiE. Policy Alert'."""
    parts = _STOP.split(text)
    return (
        parts
        if all(
            names_bodies(left)
            or _opens_with_label(right)
            or institutions.is_short_name(left.split()[-1])
            or institutions.opens_with_head(right)
            for left, right in pairwise(parts)
        )
        else [text]
    )


def _opens_with_label(text: str) -> bool:
    label = _LABEL.match(text)
    return label is not None and institutions.names_label(label[1])


def _split_at_slash(text: str) -> list[str]:
    """Cut a text at slashes between bodies: 'State Chancellery/E-Government Center'."""
    parts = text.split("/")
    are_bodies = all(len(part.split()) > 1 and classify_kind(part) != "unknown" for part in parts)
    is_list = are_bodies or all(map(institutions.is_short_name, parts))
    return parts if len(parts) > 1 and is_list and bracket_depth(text, text.index("/")) == 0 else [text]


def _split_bodies_in_a_row(text: str) -> list[str]:
    """Cut a text where one body follows another behind a dash, or behind the acronym of the one before.

    A single dash joins a body and its part, unless both are bodies of their own: 'Senate – House of Deputies'.
    """
    parts = _DASH_WITHIN.split(text)
    are_alone = all(part.casefold() in word_list("alone") or institutions.opens_with_head(part) for part in parts)
    # 'Dirección General de Mapas - Dirección General de Ríos'
    is_alike = len({part.split(" ")[0] for part in parts}) < len(parts)
    is_list = (len(parts) > _PAIR or is_alike) and all(map(is_body, parts))
    if is_list or (are_alone and any(part.casefold() in word_list("alone") for part in parts)):
        return parts
    left, _, right = text.partition(") ")
    left += ")"
    if right and _follows_acronym(right) and _follows_acronym(left) and not institutions.is_part_of(left, right):
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
    if labelled := _LABEL.match(sentence):
        label, answer = labelled[1], sentence[labelled.end() :]
        if institutions.names_contact(label):
            return answer if has_word_of_body(answer) else ""
        if institutions.names_label(label):
            return _answer(answer)
    if (before := _ROLE_BEFORE.match(sentence)) and institutions.names_role(before[1]):
        return sentence[before.end() :]
    verbs = institutions.find_verbs(sentence)
    if not verbs or sentence.startswith("("):
        return sentence
    subject, rest = sentence[: verbs[0].start()].strip(), sentence[verbs[-1].end() :].strip()
    if institutions.is_short_name(rest) or institutions.opens_with_head(rest):
        return rest
    is_group = institutions.names_kind_of_bodies(subject) and len(subject.split()) < FEWEST_WORDS_OF_SENTENCE
    is_name = is_group or institutions.opens_with_head(subject) or _is_long_body(subject)
    return subject if is_name and verbs[0][0] not in word_list("relatives") else sentence


@cache_by_scope(maxsize=SCOPES)
def _after_bracket() -> re.Pattern[str]:
    words = join_alternatives(conjunctions() | word_list("with"))
    return re.compile(rf"(?<=\))\s(?={words}\s(?:[^\W\d_a-z]|{_ARTICLES}))")


def _drop_repetition(name: str) -> str:
    """Return a name that is printed twice in a row once: 'Ministry of Justice Ministry of Justice'."""
    words = name.split()
    half = len(words) // 2
    return " ".join(words[:half]) if half > 1 and words[:half] == words[half:] else name
