"""Printed lists of institutions cut into names, where names themselves hold commas, line breaks and 'and'.

A conjunction parts two names where both sides are bodies: acronyms, names that open or close with the word of a body,
or what the document prints elsewhere as an item of its own. 'Ministry of Mining and Heavy Industry' stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from pipeline.lexicon.acronyms import closing_acronym, is_acronym, without_article
from pipeline.normalize.institutions import BULLET, classify_kind, clean_name, compile_words
from pipeline.normalize.text import is_empty, one_line
from pipeline.schema.data import reference

_CUT = re.compile(r"[;,、；，\n()\[\]•▪●■➢\uf0b7\uf0a7\uf0d8]|\s/\s|(?<=\))\s?\.\s(?=[^\W\d_a-z])")


LONGEST_LABEL = 2
"""Words of a label within a list: 'Responsable:', 'Active partners:'."""


NARROW = 30
"""Characters of a line of a narrow column: where one line of it ends within a name, all lines may."""
_SEPARATOR = re.compile(r"[;,:•▪●■➢]")
FEWEST_WORDS_OF_PHRASE = 4
"""Words of a piece without capitals that is taken for a phrase: 'software vendors' is a group."""


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
    cut = ((one_line(piece), end) for piece, end in _cut_pieces(_join_wrapped(text)))
    pieces = [part for piece, end in cut for part in _split_at_stops(piece, end)]
    parts: list[str] = []
    for name, is_whole in _join_subjects([(piece, end) for piece, end in pieces if piece]):
        parts += [name] if is_whole else _split_conjunctions(_undouble(name), known)
    return [name for part in parts if _is_name(part) and _is_name(name := _unbracket(part))]


def _unbracket(name: str) -> str:
    """Return a name that stands in brackets as a whole without them."""
    bare = name.rstrip(" .")
    return bare[1:-1].strip() if bare[0] + bare[-1] in ("()", "[]") and _depth(bare, len(bare) - 1) == 1 else name


def _is_name(name: str) -> bool:
    """Return whether a piece of a list can name a body, a person or a group; sentences and remarks do not.

    >>> [_is_name(text) for text in ("Oxfam", "local communities", "(ISED)", "secondarily", "those who have a say")]
    [True, True, False, False, False]
    >>> _is_name("Conseil supérieur de la communication"), _is_name("Companies that have such data")
    (True, False)
    """
    words = re.findall(r"[^\W\d_]+", name)
    is_label = name.endswith(":") and len(words) <= LONGEST_LABEL and classify_kind(name) == "unknown"
    # An acronym in brackets is that of the name before it.
    is_remark = is_label or (name.startswith("(") and name.endswith(")") and _is_acronym(name[1:-1]))
    if not words or is_remark or is_empty(clean_name(name).strip("()"), "institutions"):
        return False
    if words[0] in reference("institutions")["remarks"]:
        return False
    if any(word in _verbs() for word in words[1:]) and not name.startswith("("):
        return _depth(name, _first_verb(name)) > 0
    # Many words without a capital but for the first are a sentence, unless they name a group. Romance languages write
    # names so: 'Conseil supérieur de la communication'.
    is_phrase = len(words) >= FEWEST_WORDS_OF_PHRASE and all(word.islower() for word in words[1:])
    if is_phrase and words[0][0].isupper() and _articles() & set(words[1:]):
        return True
    return not is_phrase or classify_kind(name) != "unknown" or _is_group(name)


def _first_verb(name: str) -> int:
    return min(match.start() for match in re.finditer(r"[^\W\d_]+", name) if match.start() and match[0] in _verbs())


def _is_group(name: str) -> bool:
    folded = " " + " ".join(re.findall(r"[^\W_]+", name.casefold())) + " "
    return _groups().search(folded) is not None or _is_plural_body(name) or _closes_with_body(name)


@cache
def _groups() -> re.Pattern[str]:
    return compile_words(reference("institutions")["groups"])


@cache
def _verbs() -> frozenset[str]:
    return frozenset(reference("institutions")["verbs"])


def find_standalone_names(texts: Iterable[str]) -> frozenset[str]:
    """Return the names, in lower case, that lists print as items of their own, and the acronyms that they define.

    >>> sorted(find_standalone_names(["Mintic; Ministerio de Ambiente – Minambiente", "INS"]))
    ['ins', 'minambiente', 'mintic']
    """
    names: set[str] = set()
    for text in texts:
        for piece, _ in _cut_pieces(_join_wrapped(text)):
            name = clean_name(piece)
            if acronym := closing_acronym(name):
                names.add(acronym.casefold())
            elif 0 < len(name.split()) <= 2 and name[:1].isupper() and not _conjunctions(name):
                names.add(name.casefold())
    return frozenset(names)


def _join_wrapped(text: str) -> str:
    """Join a line to the next where a name goes on over the line's end."""
    lines = text.splitlines()
    is_wrapped = any(line.split()[-1:] and line.split()[-1].casefold() in _linking_words() for line in lines)
    if is_wrapped and max(map(len, lines)) <= NARROW and not _SEPARATOR.search(text):
        return " ".join(lines)
    joined: list[str] = []
    for line in lines:
        if joined and _goes_on(joined[-1], line):
            joined[-1] = f"{joined[-1].rstrip()} {line.strip()}"
        else:
            joined.append(line)
    return "\n".join(joined)


def _goes_on(line: str, following: str) -> bool:
    """Return True where a line ends, or the next begins, within a name: 'Secretaría de', '(with the', 'and Energy'."""
    last, first = line.split()[-1:], following.split()[:1]
    if not last or not first or BULLET.match(following):
        return False
    if line.count("(") > line.count(")"):
        return ")" in following
    linking = _linking_words()
    is_open = last[0].casefold() in linking
    return is_open or (first[0] in linking and len(following.split()) > 1 and not line.rstrip().endswith((".", ";")))


@cache
def _linking_words() -> frozenset[str]:
    data = reference("institutions")
    return frozenset({*data["and"], *data["links"], "the", "la", "el", "los", "las", "a", "en"})


@cache
def _articles() -> frozenset[str]:
    """Return the words that join the parts of names in languages that write them small."""
    return frozenset(reference("institutions")["articles"])


def _cut_pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield the pieces between separators outside parentheses, without bullets, each with what ended it."""
    depth, start = 0, 0
    for cut in _CUT.finditer(text):
        sign = cut[0]
        if sign in "([":
            depth += 1
        elif sign in ")]":
            depth = max(0, depth - 1)
        elif depth == 0 or sign == "\n":
            yield BULLET.sub("", text[start : cut.start()].strip()), sign
            start, depth = cut.end(), 0
    yield BULLET.sub("", text[start:].strip()), ""


_STOP = re.compile(r"(?<=[^\W\d_]{4})\.\s(?=[^\W\d_a-z])")


def _split_at_stops(piece: str, end: str) -> Iterator[tuple[str, str]]:
    """Cut a piece behind brackets before 'and', and at full stops between bodies: 'Parliament. EITI Board'."""
    closed = _after_bracket().split(piece)
    parts = [part for whole in closed for part in _bodies_at_stops(whole)]
    yield from ((part, ";") for part in parts[:-1])
    yield parts[-1], end


def _bodies_at_stops(text: str) -> list[str]:
    parts = _STOP.split(text)
    return parts if all(_names_bodies(part) for part in parts) else [text]


@cache
def _after_bracket() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in reference("institutions")["and"])
    return re.compile(rf"(?<=\))\s(?=(?:{words})\s[^\W\d_a-z])")


def _join_subjects(pieces: Sequence[tuple[str, str]]) -> Iterator[tuple[str, bool]]:
    """Yield the pieces, a public body's list of subjects put back together, and whether one was."""
    index = 0
    while index < len(pieces):
        last = _find_subjects_end(pieces, index)
        yield ", ".join(piece for piece, _ in pieces[index : last + 1]), last > index
        index = last + 1


def _find_subjects_end(pieces: Sequence[tuple[str, str]], index: int) -> int:
    """Return the index of the last piece of the name that begins at `index`.

    'Ministry of Labour' goes on with 'Health' and ends with 'and' in a piece such as 'Health and Social Affairs',
    provided that none of these pieces names a body itself; 'Information technology' with 'post and telecommunication
    authority'.
    """
    if end := _find_body_end(pieces, index):
        return end
    name = pieces[index][0]
    for at in range(index + 1, min(index + 5, len(pieces))):
        piece = pieces[at][0]
        is_closed = "(" in pieces[at - 1][0] or pieces[at - 1][1] != ","
        if is_closed or _names_bodies(piece) or piece[:1].islower() != name.split()[-1][:1].islower():
            break
        if _stands_for_more(name, piece):
            return at
        if (
            _opens_subjects(name)
            and not _conjunctions(name)
            and set(piece.casefold().split()[:-1]) & set(reference("institutions")["and"])
        ):
            return at
    return index


def _names_bodies(piece: str) -> bool:
    """Return whether a piece names a body: an acronym, one with the word of a body, or several bodies."""
    words = {word.strip(".()") for word in piece.casefold().split()}
    if words & _head_words() or words & set(reference("institutions")["bodies"]):
        return True
    sides = _conjunction().split(f" {_without_conjunction(piece)}")
    return all(_is_body(side.strip(), frozenset()) for side in sides)


def _without_conjunction(piece: str) -> str:
    """Return a piece without the conjunction that it opens with."""
    first, _, rest = piece.partition(" ")
    return rest if rest and first.casefold() in reference("institutions")["and"] else piece


def _stands_for_more(name: str, piece: str) -> bool:
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


def _opens_subjects(name: str) -> bool:
    """Return whether a name goes on to subjects: 'Ministry of Labour', 'National Assembly Committees on Ethics'."""
    words = name.casefold().split()
    heads = (
        at for at, word in enumerate(words[:4]) if word in _head_words() or word.removesuffix("s") in _head_words()
    )
    return any(set(words[at + 1 : -1]) & set(reference("institutions")["links"]) for at in heads)


def _find_body_end(pieces: Sequence[tuple[str, str]], index: int) -> int | None:
    """Return where a name ends that begins with subjects in lower case and closes with its body; None for no such."""
    conjunctions = set(reference("institutions")["and"])
    for at in range(index, min(index + 5, len(pieces))):
        piece = pieces[at][0]
        words = piece.casefold().split()
        if at > index and piece[:1].islower() and words[-1] in reference("institutions")["bodies"]:
            return at if conjunctions & set(words[:-1]) else None
        if classify_kind(piece) != "unknown" or pieces[at][1] != "," or (at > index and not piece[:1].islower()):
            return None
    return None


def _head_words() -> frozenset[str]:
    return frozenset(reference("institutions")["heads"])


def _undouble(name: str) -> str:
    """Return a name that is printed twice in a row once: 'Ministry of Justice Ministry of Justice'."""
    words = name.split()
    half = len(words) // 2
    return " ".join(words[:half]) if half > 1 and words[:half] == words[half:] else name


def _split_conjunctions(name: str, known: frozenset[str]) -> list[str]:
    """Cut a name at the conjunctions that part two bodies, and at phrases such as 'along with'."""
    phrase = _joining_phrases().search(name)
    if phrase and phrase.start() and _depth(name, phrase.start()) == 0:
        left, right = name[: phrase.start()].strip(" ,"), name[phrase.start() :].strip(" ,")
        return [*_split_conjunctions(left, known), *_split_conjunctions(right, known)]
    places = _conjunctions(name)
    for start, end in reversed(places):
        if not start:
            continue  # the 'and' before the name, which the list printed
        left, right = name[:start].strip(" ,"), name[end:].strip(" ,")
        if left and right and (_parts_bodies(left, right, known) or _is_last_of_two(name, places, right)):
            return [*_split_conjunctions(left, known), name[start:]]
    return [name]


def _is_last_of_two(name: str, places: Sequence[tuple[int, int]], right: str) -> bool:
    """Return True for the 'e' of 'Ministerio de Salud y Seguridad Social e Invima': the name has its own 'y' before."""
    words = [name[start:end].strip().casefold() for start, end in places]
    return len(words) > 1 and words[-1] != words[-2] and len(right.split()) == 1 and right[:1].isupper()


def _conjunctions(name: str) -> list[tuple[int, int]]:
    return [match.span() for match in _conjunction().finditer(name) if _depth(name, match.start()) == 0]


@cache
def _conjunction() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in reference("institutions")["and"])
    return re.compile(rf"(?<=\s)(?:{words})\s(?=\S)")


@cache
def _joining_phrases() -> re.Pattern[str]:
    phrases = sorted(reference("institutions")["joins"], key=len, reverse=True)
    return re.compile(r"(?:^|(?<=\s))(?:" + "|".join(map(re.escape, phrases)) + r")\s", re.I)


def _depth(text: str, place: int) -> int:
    return text.count("(", 0, place) - text.count(")", 0, place)


def _parts_bodies(left: str, right: str, known: frozenset[str]) -> bool:
    """Return True where a conjunction between two texts parts two bodies and is no part of one name."""
    if _is_acronym(left) or _is_acronym(right) or left.endswith(")"):
        return right[:1].isupper() or _is_plural_body(right) or bool(without_article(right) != right)
    if left.islower() and right[:1].isupper() and len(right.split()) > 1:
        return True
    is_complete = closing_acronym(left) is not None and "(" not in left
    if right.casefold().strip(" .") in known:
        return is_complete or _is_body(left, known) or (left[:1].isupper() and len(left.split()) > 1)
    if is_complete:
        return right[:1].isupper() or _is_body(right, known)
    if not _is_body(left, known):
        return False
    is_other = _closes_with_body(left) or without_article(right) != right
    return _opens_with_head(right) or _is_plural_body(right) or (_closes_with_body(right) and is_other)


def _is_body(name: str, known: frozenset[str]) -> bool:
    return (
        _is_acronym(name)
        or name.casefold().strip(" .") in known
        or _opens_with_head(name)
        or _closes_with_body(name)
        or _is_plural_body(name)
    )


def _is_acronym(name: str) -> bool:
    return is_acronym(without_article(name).strip(" ."))


def _opens_with_head(name: str) -> bool:
    """Return True for a capitalised name that opens with the word of a body: 'Ministry of', 'Instituto de'."""
    words = without_article(name).split()
    if len(words) < 2 or not words[0][:1].isupper():
        return False
    first = words[0].casefold().rstrip("s")
    return first in _singular_heads() or words[0].casefold() in _singular_heads()


@cache
def _singular_heads() -> frozenset[str]:
    data = reference("institutions")
    return frozenset({*data["heads"], *data["name_heads"]})


def _closes_with_body(name: str) -> bool:
    words = re.sub(r"\s*\([^()]*\)\.?$", "", name).casefold().strip(" .").split()
    return len(words) > 1 and words[-1] in reference("institutions")["bodies"]


def _is_plural_body(name: str) -> bool:
    """Return True for a kind of bodies in the plural: 'civil society organizations', 'NGOs', 'other agencies'."""
    words = set(re.findall(r"[^\W\d_]+", name.casefold())[:4])
    return bool(words & set(reference("institutions")["plurals"]))
