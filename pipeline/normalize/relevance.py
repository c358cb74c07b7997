"""OGP's values in a commitment's relevance: a printed list, a list with marks, or names in prose.

Official names count first, the longest first, and no word counts twice: 'technology and innovation for openness and
accountability' is one name. What other words suggest ('transparency', 'citizens participate') is weaker evidence.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.lexicon.text_folding import fold_case, join_alternatives
from pipeline.lexicon.vocabularies import find_code, printed_forms
from pipeline.normalize.text import is_empty
from pipeline.schema.data import load_data

_SEPARATOR = re.compile(r"[,;\n/|•]|\s{2,}")
_WORD = re.compile(r"[^\W_]+")
_CHECKED = "✓✔√☑☒⊠■●\uf0fc\uf0fb\uf0fd\uf0fe\uf078"
_EMPTY = "☐□❏○✗✘✕✖\uf0a8\uf06f\uf071"
"""Boxes without a mark, and crosses: beside ticks they say no, and alone they say nothing certain."""
_MARK = re.compile(rf"[{_CHECKED}{_EMPTY}]|[\[(] ?[xXхХ ]? ?[\])]")
_BAR = "|"
"""Stands for punctuation between folded words: no name reaches over it."""
_NOT_WITHIN = 7
"""Words from a 'not' to the name that it denies: "n'est pas pertinent au regard de la participation"."""
_ANSWER_LINE = re.compile(r"^([^\n:?]{3,80}):[ \t]*([^\n]{0,3})$", re.M)
"""A name of a value with a mark behind it, or with none: 'Transparencia: X'."""
_QUESTION = re.compile(r"(?<![^.?!\n])[^.?!\n]*\?[ \t]*\n?([^.?!\n]{0,20})(?=[.\n]|$)")
"""A question with a short answer: 'How will it foster accountability? N/A'."""

FEWEST_ANSWERS = 2
"""Names of values with a yes or no behind them: one alone may be a sentence that ends so."""


@dataclass(frozen=True, slots=True)
class ValuesRead:
    """The values of a text in the vocabulary's order; `is_weak` where one rests on a word that is no official name.

    `is_unmarked` says that the text is a template of names whose marks are missing or lost.
    """

    values: tuple[str, ...] = ()
    is_weak: bool = False
    is_unmarked: bool = False


def read_values(text: str) -> ValuesRead:
    """Return the OGP values that a relevance ties a commitment to.

    >>> read_values("It relates to technology and innovation for openness and accountability.").values
    ('technology_and_innovation',)
    >>> read_values("This is relevant to transparency and participation.")
    ValuesRead(values=('access_to_information', 'civic_participation'), is_weak=True, is_unmarked=False)
    >>> read_values("Access to information: yes/no. Civic participation: yes/no.").is_unmarked
    True
    >>> read_values("☒ Access to information ☐ Civic participation").values
    ('access_to_information',)
    """
    marked = _read_answer_lines(text) or _read_marked(text)
    return marked if marked is not None else read_prose(_QUESTION.sub(_keep_answered, text))


def _keep_answered(question: re.Match[str]) -> str:
    return "" if question[1].strip() and is_empty(question[1].strip(), "institutions") else question[0]


def _read_answer_lines(text: str) -> ValuesRead | None:
    r"""Read lines with a mark behind the name of a value; None where fewer than two are, or none is ticked.

    >>> _read_answer_lines("Transparency: X\nParticipation:\nAccountability: –").values
    ('access_to_information',)
    """
    lines = [(read_prose(line[1]).values, line[2].strip()) for line in _ANSWER_LINE.finditer(text)]
    named = [(values, mark) for values, mark in lines if values]
    yes = {form.casefold() for form in printed_forms("yes_no")["yes"]}
    ticked = [values for values, mark in named if _is_checked(mark) or mark.casefold() in yes]
    is_list = len(named) >= FEWEST_ANSWERS and len(named) == len([line for line in text.splitlines() if line.strip()])
    return ValuesRead(_in_order({value for values in ticked for value in values})) if is_list and ticked else None


def read_prose(text: str) -> ValuesRead:
    """Return the values that running text names.

    >>> read_prose("It makes ministries more accountable and gives access to information.").values
    ('access_to_information', 'public_accountability')
    >>> read_prose("It saves money."), read_prose("It is led by the Accountability and Transparency Board.").values
    (ValuesRead(values=(), is_weak=False, is_unmarked=False), ())
    """
    folded = _fold_text(_without_bodies(text))
    _, rest = _take_matches(folded, _no_value_patterns())
    strong, rest = _take_matches(rest, _name_patterns())
    weak, _ = _take_matches(rest, _word_patterns())
    return ValuesRead(_in_order(strong | weak), bool(weak - strong))


def _in_order(values: Collection[str]) -> tuple[str, ...]:
    """Return values in the partnership's own order."""
    return tuple(value for value in load_data("prose/ogp_values")["values"] if value in values)


def values_listed(text: str) -> list[str] | None:
    """Return the codes of a printed list of values or of a yes or no, None where it holds anything else.

    Values may be separate by a blank alone.

    >>> values_listed("Access to Information Civic Participation , Public Accountability")
    ['access_to_information', 'civic_participation', 'public_accountability']
    >>> values_listed("Yes"), values_listed("See above")
    (['yes'], None)
    """
    found: list[str] = []
    for piece in filter(str.strip, _SEPARATOR.split(text)):
        codes = _read_run(piece.split())
        if codes is None:
            return None
        found += codes
    return list(dict.fromkeys(found)) or None


def _read_run(words: list[str]) -> list[str] | None:
    """Read words as values one after the other, the longest first; None where words are left."""
    found: list[str] = []
    while words:
        for end in range(min(len(words), 9), 0, -1):
            if value := find_code("relevance", " ".join(words[:end])):
                found.append(value)
                words = words[end:]
                break
        else:
            return None
        words = words[1:] if words and words[0].casefold() in load_data("institutions")["and"] else words
    return found


def _read_marked(text: str) -> ValuesRead | None:
    """Read a list of names with check boxes or 'yes / no' behind each; None for a text that is no such list."""
    if _offers_yes_and_no(text):
        return ValuesRead(is_unmarked=True)
    pieces = _MARK.split(text)
    marks = [_is_checked(mark) for mark in _MARK.findall(text)]
    if not marks:
        return _read_answers(text)
    names = [read_prose(piece).values for piece in pieces]
    if sum(map(bool, names)) == len(marks):
        before = bool(pieces[0].strip())
        named = names[:-1] if before else names[1:]
        values = {value for group, is_checked in zip(named, marks, strict=True) if is_checked for value in group}
        return ValuesRead(_in_order(values), False, not any(marks))
    count = len({value for group in names for value in group})
    if 1 < len(marks) < count or not any(marks):
        # Ticks without their columns: they say how many values, not which.
        return ValuesRead(is_unmarked=True)
    return None


def _read_answers(text: str) -> ValuesRead | None:
    """Read names of values that are each followed by a yes or no; None where fewer than two are.

    >>> _read_answers("Access to information: No. Civic participation: Yes. Public accountability: No.").values
    ('civic_participation',)
    """
    pieces = _answer_pattern().split(text)
    names, answers = [read_prose(piece).values for piece in pieces[:-1:2]], pieces[1::2]
    if len(answers) < FEWEST_ANSWERS or not all(names):
        return None
    agreed = {form.casefold() for form in printed_forms("yes_no")["yes"]}
    values = {
        value for group, answer in zip(names, answers, strict=True) if answer.casefold() in agreed for value in group
    }
    return ValuesRead(_in_order(values))


@cache
def _answer_pattern() -> re.Pattern[str]:
    forms = printed_forms("yes_no")
    words = join_alternatives(word for name in ("yes", "no") for word in forms[name] if len(word) > 1)
    return re.compile(rf"[:?？]\s?({words})(?!\w)", re.I)


def _is_checked(mark: str) -> bool:
    return (bool(mark) and mark in _CHECKED) or mark.strip("[]() ").casefold() in {"x", "х"}


def _offers_yes_and_no(text: str) -> bool:
    """Return True where names are followed by both answers, none of them chosen."""
    return len(_yes_or_no().findall(text)) >= 2


@cache
def _yes_or_no() -> re.Pattern[str]:
    forms = printed_forms("yes_no")
    yes, no = ("|".join(re.escape(w) for w in forms[answer] if len(w) > 1 and w.isalpha()) for answer in ("yes", "no"))
    return re.compile(rf"\b(?:{yes})\s?[/|]\s?(?:{no})\b", re.I)


def _fold_text(text: str) -> str:
    """Fold a text to words between blanks, without accents; a bar stands for punctuation that ends a phrase."""
    words = re.sub(r"[.;:!?•●▪\n]+(?=\s|$)|[()\[\]]", f" {_BAR} ", fold_case(text))
    return " " + " ".join(re.findall(rf"[^\W_]+|\{_BAR}", words)) + " "


@dataclass(frozen=True, slots=True)
class _Wording:
    """A pattern that stands for a value. It is compiled only for a text with the letters that it opens with."""

    value: str
    expression: str
    opening: str

    def find_pattern(self, text: str) -> re.Pattern[str] | None:
        return _compile_wording(self.expression) if self.opening in text else None


@cache
def _compile_wording(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def _take_matches(text: str, wordings: Sequence[_Wording]) -> tuple[set[str], str]:
    """Return the values whose patterns match, in the order of wordings, and the text without what matched."""
    values: set[str] = set()
    for wording in wordings:
        value, pattern = wording.value, wording.find_pattern(text)
        if pattern is None:
            continue
        for match in pattern.finditer(text):
            if not _is_denied(text[: match.start()]):
                values.add(value)
        text = pattern.sub(lambda match: f" {_BAR}" * match[0].count(" "), text)
    return values, text


def _is_denied(before: str) -> bool:
    words = before.rpartition(_BAR)[2].split()[-_NOT_WITHIN:]
    denying = [place for place, word in enumerate(words) if _denial_pattern().fullmatch(word)]
    return bool(denying) and not set(load_data("prose/ogp_values")["not_denied"]) & set(words[denying[-1] :])


@cache
def _denial_pattern() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word).replace(r"\*", r"\w*") for word in load_data("prose/ogp_values")["not"]))


@cache
def _no_value_patterns() -> tuple[_Wording, ...]:
    return tuple(_read_wording(word, word) for word in load_data("prose/ogp_values")["no_value"])


@cache
def _name_patterns() -> tuple[_Wording, ...]:
    """Return the patterns of official names of all values, the longest first."""
    data = load_data("prose/ogp_values")
    listed = printed_forms("ogp_value")
    names = [
        (value, name)
        for value, given in data["values"].items()
        for name in (*given["names"], *(form for form in listed[value] if len(_WORD.findall(form)) > 1))
    ]
    names.sort(key=lambda pair: (-len(pair[1]), pair))
    extension = _extension_pattern(data["extends"]) if names else ""
    return tuple(_read_wording(value, name, extension) for value, name in names)


def _extension_pattern(data: dict[str, Sequence[str]]) -> str:
    """Return the pattern of what a name may go on with: 'for openness and accountability'."""
    starts, words, content = ("|".join(map(_word_pattern, data[key])) for key in ("with", "words", "content"))
    return rf"(?:(?= (?:{starts}) (?:(?:{words}) )*(?:{content}) ) (?:{starts})(?: (?:{words}|{content})(?= ))+)?"


@cache
def _word_patterns() -> tuple[_Wording, ...]:
    data = load_data("prose/ogp_values")["values"]
    pairs = [(value, word) for value, given in data.items() for word in given["words"]]
    # A pattern of several words goes before the single words in it: 'public accountability' before 'public'.
    pairs.sort(key=lambda pair: (-len(pair[1].split()), pair))
    return tuple(_read_wording(value, word) for value, word in pairs)


def _read_wording(value: str, wording: str, extension: str = "") -> _Wording:
    expression = _wording_pattern(wording)
    opening = re.match(r" ?[^\W_]*", expression)
    return _Wording(value, expression + extension, opening[0] if opening else "")


def _wording_pattern(wording: str) -> str:
    """Return the pattern of a wording between blanks; see the description of prose/ogp_values for its signs."""
    parts: list[str] = []
    for word in wording.split():
        if word.startswith("~"):
            parts.append(rf"(?: [^ |]+){{0,{int(word[1:])}}}")
        elif word == "{people}":
            parts.append(" (?:" + "|".join(map(_word_pattern, load_data("prose/ogp_values")["people"])) + ")")
        else:
            parts += (f" {_word_pattern(piece)}" for piece in _fold_wording(word).split())
    return "".join(parts) + "(?= )"


def _fold_wording(word: str) -> str:
    return "*".join(_fold_text(piece).strip() for piece in word.split("*")) if "*" in word else _fold_text(word)


def _word_pattern(word: str) -> str:
    return re.escape(_fold_wording(word).strip()).replace(r"\*", r"[^ |]*").replace(r"\ ", " ")


def _without_bodies(text: str) -> str:
    """Return a text without the names of bodies: the 'Accountability Board' makes nothing accountable."""
    letters = [char for char in text if char.isalpha()]
    if sum(map(str.isupper, letters)) > len(letters) / 2:
        return text
    for pattern in (_subject_pattern(), _capitalized_pattern()):
        text = pattern.sub(lambda match: " | " if _names_body(match[0]) else match[0], text)
    return text


@cache
def _capitalized_pattern() -> re.Pattern[str]:
    """Return the pattern of a run of capitalised words, small linking words within it."""
    small = "|".join(
        sorted({*load_data("institutions")["and"], *load_data("institutions")["links"], "the", "la", "el"})
    )
    word = r"[^\W\d_a-zа-яё][\w’'-]*"
    return re.compile(rf"{word}(?: (?:(?:{small}) ){{0,2}}{word})+")


@cache
def _subject_pattern() -> re.Pattern[str]:
    """Return the pattern of a capitalized word and its subject: 'Autorité pour la transparence'."""
    links = "|".join(sorted({*load_data("institutions")["links"], "the", "la", "el"}))
    return re.compile(rf"[^\W\d_a-zа-яё][\w’'-]*(?: (?:{links})){{1,3}} [a-zà-öø-ÿа-яё][\w’'-]*")


def _names_body(name: str) -> bool:
    words = name.casefold().split()
    data = load_data("institutions")
    return bool(set(words) & {*data["heads"], *data["bodies"], *load_data("prose/ogp_values")["things"]})
