"""Fold wordings for comparison and expand the templates that the lexicon writes them in.

Acronyms are words that represent the full name of a body; a name may close with one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import filterfalse

_ENUMERATOR = re.compile(
    r"\s{0,20}(?:[•▪●◦■➢✓\-–—*]\s{0,20})?"
    r"(?:[（(]?[一二三四五六七八九十]{1,3}[、）)]"
    r"|\(?[0-9]{1,3}(?:[.\-][0-9]{1,3}){0,4}\s?[.):]?(?=[\s\D])|\(?[A-Za-z][.)](?=\s)|[ivxIVX]{1,4}[.)](?=\s))?\s*"
)
LENGTH_LIMIT = re.compile(
    r"\(?\s{0,3}[0-9]{2,4}\s{0,3}[- ]?\s{0,3}(?:character|caracter|caractère|words?)[^\s)]{0,12}"
    r"(?:\s{1,3}(?:limit|max\w{0,6}))?\s{0,3}\)?",
    re.I,
)
"""'(140 character limit)' behind a label is guidance."""
FOOTNOTE_FIGURE = re.compile(r"(?:(?<=[^\W\d_])|(?<=\?))[0-9]{1,3}(?!\w)|\[[0-9]{1,3}\]")
DIGITS = re.compile(r"[0-9]+")
_NO_LETTERS, _NO_WORDS = re.compile(r"[^a-z#]+"), re.compile(r"[^a-z0-9]+")
"""What folding leaves out of ASCII in lower case."""
TEMPLATE_TOKEN = re.compile(r"[\[\]<>|]|\{[a-z_]+\}|[^\[\]<>|{}]+")


_QUESTION_END = re.compile(r"(?:[?？؟\u037e]|(?<=[\u0370-\u03ff\u1f00-\u1fff]);)\s*$")


def ends_question(text: str) -> bool:
    """Return whether a text ends with a question mark, that of Greek, a semicolon behind a Greek letter, included.

    >>> ends_question("What is it?"), ends_question("Ποια είναι η δέσμευση;"), ends_question("the law;")
    (True, True, False)
    """
    return _QUESTION_END.search(text) is not None


_FIGURES = str.maketrans({chr(ord(zero) + i): str(i) for zero in "٠۰०০０" for i in range(10)})


def fold_digits(text: str) -> str:
    """Return a text with the figures of other scripts as European ones, each in its place.

    >>> fold_digits("٢٠٢١ - ۲۰۲۳")
    '2021 - 2023'
    """
    return text if text.isascii() else text.translate(_FIGURES)


def fold_case(text: str) -> str:
    """Return a text in lower case without accents, each character in its plain form: the ground of all folding.

    >>> fold_case("Évaluation"), fold_case("ﬁnal"), fold_case("２０１９")
    ('evaluation', 'final', '2019')
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(filterfalse(unicodedata.combining, apart))


@lru_cache(maxsize=100_000)
def fold_to_letters(text: str) -> str:
    """Fold a wording to letters alone: no case, accents, blanks, punctuation; a number is '#'.

    Footnote figures glued to a word and '(140 character limit)' fall away.

    >>> fold_to_letters("Brief Description of  Commitment (140 character limit):")
    'briefdescriptionofcommitment'
    >>> fold_to_letters("Substantia l"), fold_to_letters("¿Cuál es el  compromiso?")
    ('substantial', 'cualeselcompromiso')
    >>> fold_to_letters("Goal26 does"), fold_to_letters("Expected result 2")
    ('goaldoes', 'expectedresult#')
    """
    folded = DIGITS.sub("#", fold_case(_remove_figures(text)))
    if folded.isascii():
        return _NO_LETTERS.sub("", folded)
    return "".join([char for char in folded if char.isalpha() or char == "#"])


def _remove_figures(text: str) -> str:
    """Remove the figures of footnotes and '(140 character limit)'; most texts have none at all."""
    return FOOTNOTE_FIGURE.sub("", LENGTH_LIMIT.sub(" ", text)) if DIGITS.search(text) else text


SynonymRules = tuple[tuple[str, re.Pattern[str]], ...]
"""Synonym rules in order: what stands for the words that the pattern finds between blanks."""


def compile_synonyms(synonyms: Sequence[Sequence[str]]) -> SynonymRules:
    """Compile groups of synonyms, of which the first stands for the others, to rules for `concept`.

    >>> [stands_for for stands_for, _ in compile_synonyms([["problem", "issue"]])]
    ['problem']
    """
    return tuple((fold_to_words(group[0]), _alternatives(group[1:])) for group in synonyms)


def join_alternatives(words: Iterable[str]) -> str:
    """Return the pattern of any of some words, as they are spelled, the longest first: a short one may open another.

    What several words begin with is compared once: names of months in all languages are found four times as fast.

    >>> join_alternatives(["no", "no.", "n", "yes"])
    '(?:n(?:o(?:\\\\.)?)?|yes)'
    """
    by_letter: dict[str, list[str]] = {}
    for word in sorted(set(words), key=lambda word: (-len(word), word)):
        by_letter.setdefault(word[:1], []).append(word)
    end = "?" if by_letter.pop("", None) else ""
    branches = []
    for letter, alike in by_letter.items():
        rest = [word[1:] for word in alike]
        branches.append(re.escape(letter) + (join_alternatives(rest) if any(rest) else ""))
    return f"(?:{'|'.join(branches)}){end}" if end or len(branches) > 1 else "".join(branches)


def _alternatives(listed: Sequence[str]) -> re.Pattern[str]:
    return re.compile(f"(?<= )(?:{join_alternatives({fold_to_words(word) for word in listed} - {''})})(?= )")


@lru_cache(maxsize=100_000)
def fold_to_words(text: str) -> str:
    """Fold a text to its words: lower case, no accents and punctuation, numbers as '#'; footnote figures fall away.

    >>> fold_to_words("¿Cuál es el problema 12?")
    'cual es el problema #'
    """
    folded = fold_case(_remove_figures(text))
    if folded.isascii():
        letters = _NO_WORDS.sub(" ", folded)
    else:
        letters = "".join([char if char.isalnum() else " " for char in folded])
    return " ".join(DIGITS.sub("#", letters).split())


@lru_cache(maxsize=100_000)
def fold_to_content_words(text: str, synonyms: SynonymRules) -> str:
    """Fold a wording to its content words, each synonym replaced by the word that stands for it.

    >>> folded = compile_synonyms([["what", "which"], ["problem", "issue"], ["", "the", "does"]])
    >>> fold_to_content_words("Which issue does the plan address?", folded)
    'what problem plan address'
    """
    folded = f" {fold_to_words(text)} "
    for stands_for, pattern in synonyms:
        folded = " " + " ".join(pattern.sub(stands_for, folded).split()) + " "
    return folded.strip()


def split_enumerator(text: str) -> tuple[str, str]:
    """Split the number, letter or bullet that opens a text from the rest.

    >>> split_enumerator("2. What solution?"), split_enumerator("a) Goal"), split_enumerator("Goal 2")
    (('2.', 'What solution?'), ('a)', 'Goal'), ('', 'Goal 2'))
    >>> split_enumerator("（一）目標"), split_enumerator("iv. Goal")
    (('（一）', '目標'), ('iv.', 'Goal'))
    """
    match = _ENUMERATOR.match(text)
    end = match.end() if match else 0
    return text[:end].strip(), text[end:]


_BOXED_DATE = re.compile(r"(\d ?\d) ?([-./]?) ?(\d ?\d) ?\2 ?(2 ?0 ?\d ?\d)")


def join_boxed_date(text: str) -> str:
    """Return a date of which each figure is in a box of a form as it is written elsewhere, and any other text as it is.

    >>> join_boxed_date("3 0 / 1 1 / 2 0 2 2"), join_boxed_date("30112022"), join_boxed_date("30.11.2022")
    ('30/11/2022', '30/11/2022', '30.11.2022')
    """
    boxes = _BOXED_DATE.fullmatch(text)
    if boxes is None or (boxes[2] and " " not in boxes[1]):
        return text
    return (boxes[2] or "/").join(boxes.group(1, 3, 4)).replace(" ", "")


def expand_template(template: str, slots: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the wordings of a template: `<a|b>` a choice, `[a]` optional, `{name}` a list of words.

    Raises KeyError for a slot that is not listed and ValueError for brackets that don't pair.

    >>> list(expand_template("[The] {x} <goal|aim>[s]", {"x": ["main"]}))
    ['The main goals', 'The main goal', 'The main aims', 'The main aim',
     'main goals', 'main goal', 'main aims', 'main aim']
    """
    tokens = TEMPLATE_TOKEN.findall(template)
    alternatives, position = _choice(tokens, 0, "", slots)
    if position != len(tokens):
        raise ValueError(f"brackets do not pair in {template!r}")
    for words in alternatives:
        yield " ".join(words.split())


def _choice(tokens: Sequence[str], at: int, close: str, slots: Mapping[str, Sequence[str]]) -> tuple[list[str], int]:
    """Read alternatives up to the closing bracket; return them and the position after it."""
    done: list[str] = []
    current = [""]
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token == close:
            return done + current, at
        if token == "|":  # noqa: S105
            done, current = done + current, [""]
            continue
        parts, at = _part(tokens, token, at, slots)
        current = [head + part for head in current for part in parts]
    if close:
        raise ValueError(f"bracket {close!r} is missing")
    return done + current, at


def _part(tokens: Sequence[str], token: str, at: int, slots: Mapping[str, Sequence[str]]) -> tuple[list[str], int]:
    if token == "[":  # noqa: S105
        inner, at = _choice(tokens, at, "]", slots)
        return [*inner, ""], at
    if token == "<":  # noqa: S105
        return _choice(tokens, at, ">", slots)
    if token in {"]", ">"}:
        raise ValueError(f"brackets do not pair: {token!r}")
    if token.startswith("{"):
        # A slot's words may be templates themselves.
        return [form for word in slots[token[1:-1]] for form in expand_template(word, slots)], at
    return [token], at


_LONGEST_ACRONYM = 10
"""Letters of an acronym: FENASCOL has eight; longer words in capitals are names printed so."""
_CLOSING_ACRONYM = re.compile(
    r"(?:\(([^()]{2,12})\)|(?:\s[-–—]\s?|[-–—]\s|(?<=\w)[-–—](?=[A-Z]{2}))([\w&.]{2,14}))\.?$"
)
_ELIDED = re.compile(r"(?:dell|all|[ld])['’](?=[^\W\d_]{2})", re.I)
_ARTICLES = frozenset({"the", "el", "la", "los", "las", "le", "les", "l", "o", "os", "as", "a"})


def closing_acronym(name: str) -> str | None:
    """Return the acronym that a name closes with, in brackets or behind a dash.

    >>> closing_acronym("Office of Management and Budget (OMB)"), closing_acronym("Planeación – DNP.")
    ('OMB', 'DNP')
    >>> closing_acronym("Ministerio del Interior - Mininterior"), closing_acronym("Policy (working group)")
    ('Mininterior', None)
    """
    match = _CLOSING_ACRONYM.search(name.rstrip(" ."))
    if match is None:
        return None
    found = (match[1] or match[2]).strip(" .")
    words = len(name[: match.start()].split())
    if match[2] and is_acronym(name[: match.start()].strip()):
        return None  # 'ECO-CONSCIOUS' is one name
    if is_acronym(found):
        return found if words else None
    # 'Ministerio del Interior - Mininterior': a short name begins as the full one does.
    is_alike = match[2] is not None and name.casefold().startswith(found[:3].casefold())
    return found if is_alike and found[:1].isupper() and found.isalpha() and words > 1 else None


def is_acronym(word: str) -> bool:
    """Return True for one word with two capitals or more.

    >>> is_acronym("OMB"), is_acronym("DoD"), is_acronym("Energía"), is_acronym("R D")
    (True, True, False, False)
    """
    letters = word.replace("&", "").replace(".", "").replace("-", "")
    is_short_word = 2 <= len(letters) <= _LONGEST_ACRONYM and letters.isalnum() and letters[0].isupper()
    return is_short_word and sum(map(str.isupper, letters)) >= 2


def without_article(name: str) -> str:
    """Return a name without the article that it opens with.

    >>> without_article("The Treasury"), without_article("l’Agence des eaux"), without_article("The")
    ('Treasury', 'Agence des eaux', 'The')
    """
    if elided := _ELIDED.match(name):
        return name[elided.end() :]
    first, _, rest = name.partition(" ")
    return rest if first.casefold() in _ARTICLES and rest else name


def spells_acronym(name: str, acronym: str) -> bool:
    """Return whether an acronym has the first letters of a name, in order, and those of all its words in capitals.

    >>> spells_acronym("Corporate Affairs Commission", "CAC"), spells_acronym("Ministry of Health", "MoH")
    (True, True)
    >>> spells_acronym("Ministry of Finance", "OMB")
    False
    """
    letters = [letter.casefold() for letter in acronym if letter.isalnum()]
    words = without_article(name).split()
    capitals = sum(1 for word in words if word[:1].isupper())
    initials = iter(word[0].casefold() for word in words)
    return is_acronym(acronym) and 1 < capitals <= len(letters) and all(letter in initials for letter in letters)
