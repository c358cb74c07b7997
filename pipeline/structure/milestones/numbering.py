"""The number in front of a milestone: '1.2', 'Milestone 3:', 'Этап 2', 'Ação 4', 'a)', in every language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from pipeline.lexicon.text_folding import join_alternatives
from pipeline.schema.data import load_data

NUMBER = r"(?!Q[1-4]\b)(?:[A-Z]{1,2}[.-]?)?[0-9]{1,3}(?:\.[0-9]{1,3}){0,4}(?:\.?M[0-9]{1,2})?(?:\.?[a-z]\b)?"
"""A printed number: 3, 1.2, C01.1, O1.M1, 2.3a."""

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_BULLET = re.compile(r"\s?(?:[•●▪◦■□➢➤►✓✔❖◆○·*\ue000-\uf8ff]|[-–—o](?=\s))\s{0,3}(?=\S)")


@cache
def _milestone_words_pattern() -> str:
    listed = {name for names in load_data("milestones")["names"].values() for name in names}
    return join_alternatives(listed)


@cache
def _sign_pattern() -> str:
    return "|".join(re.escape(sign) for sign in load_data("numbering")["number_signs"])


@cache
def number_words() -> dict[str, str]:
    """Return the words that represent a number with the number.

    >>> number_words()["three"], number_words()["tres"]
    ('3', '3')
    """
    lists = load_data("milestones")["number_words"].values()
    return {word: str(index) for words in lists for index, word in enumerate(words, start=1)}


@cache
def named_mark() -> re.Pattern[str]:
    """Return the pattern of a milestone's name with its number; the number is group 1 in figures or 2 in words."""
    words = join_alternatives(number_words())
    return re.compile(
        rf"(?<![\w-])(?:{_milestone_words_pattern()})\s{{0,3}}(?:(?:{_sign_pattern()})\s?)?(?:({NUMBER})|({words})(?!\w))(?:\s?[-–—:).|]{{1,2}}(?!\d)|(?!\w))\s*",
        re.I,
    )


@cache
def opening_mark() -> re.Pattern[str]:
    """Return the pattern of a number that opens a line; the number is group 1, `named` the name before it."""
    return re.compile(
        rf"\(?(?P<named>(?:{_milestone_words_pattern()})\s{{0,3}}(?:(?:{_sign_pattern()})\s?)?)?({NUMBER})"
        r"(?:[.):]{1,2}(?=\s|[^\s\d]|$)|\s?[-–—:|]\s|(?=\s)|(?<=\d)(?=[^\W\d_a-z]))\s*",
        re.I,
    )


@cache
def announcement_pattern() -> re.Pattern[str]:
    """Return the pattern of the end of a sentence that announces a list of milestones: 'these steps: (1)'."""
    return re.compile(rf"(?<!\w)(?:{_milestone_words_pattern()})\)?\s?:\s?(?=\(?(?:1|a|i)[.)]\s)", re.I)


def split_milestone_number(text: str) -> tuple[str | None, int]:
    """Return the number in front of a milestone and where its text begins; (None, 0) where there is none.

    A bare figure with neither a stop nor a name counts things and is no number.

    >>> split_milestone_number("1.2 Draft the law"), split_milestone_number("Milestone 3: Publish")
    (('1.2', 4), ('3', 13))
    >>> [split_milestone_number(text)[0] for text in ("Этап 3. Закон", "Ação 2 - Lei", "Activités 3 : Loi", "a) Law")]
    ['3', '2', '3', 'a']
    >>> split_milestone_number("12 audits are published"), split_milestone_number("Milestone two: the law")
    ((None, 0), ('2', 15))
    """
    lead = len(text) - len(text.lstrip())
    named = named_mark().match(text, lead)
    if named and (named[2] or not named.group().rstrip()[-1].isalpha()):
        return named[1] or number_words()[named[2].casefold()], named.end()
    match = opening_mark().match(text, lead)
    if match and not match["named"] and not is_date_or_amount(text, match.start(2), match.end(2)):
        number = match[2]
        bare = "." not in number and number.isdigit() and not text[match.end(2) : match.end()].strip()
        return (None, 0) if bare and match.start(2) == lead else (number, match.end())
    letter = re.compile(r"\(?([A-Za-z]|[ivx]{1,4})[.)](?=\s)\s*").match(text, lead)
    return (letter[1], letter.end()) if letter else (None, 0)


def is_milestone_number(text: str) -> bool:
    """Return whether a text is a milestone's number and nothing else.

    >>> [is_milestone_number(text) for text in ("1.2.", "Hito 3", "a)", "2021")]
    [True, True, True, False]
    """
    text = text.strip()
    only = re.compile(
        rf"\(?(?:(?:{_milestone_words_pattern()})\s{{0,3}}(?:(?:{_sign_pattern()})\s?)?)?(?:{NUMBER}|[a-z])\s?[.):]{{0,2}}",
        re.I,
    )
    return bool(text) and only.fullmatch(text) is not None and not _YEAR.fullmatch(text)


def bare_number(text: str) -> str:
    """Return a milestone's number without its name, stops and brackets.

    >>> bare_number("Hito 3."), bare_number("(1.2)")
    ('3', '1.2')
    """
    text = text.strip()
    named = named_mark().match(text)
    if named and (named[1] or named[2]):
        return named[1] or number_words()[named[2].casefold()]
    return text.strip("().: ")


def is_date_or_amount(text: str, start: int, end: int) -> bool:
    """Return whether a figure that opens a line is part of a date or of a quantity.

    >>> [is_date_or_amount(text, 0, 2) for text in ("12/2020 Law", "30 June 2020", "30 laws")]
    [True, True, False]
    """
    number, rest = text[start:end], text[end : end + 24]
    if len(number) == 4 and _YEAR.fullmatch(number):
        return True
    return (
        re.match(
            r"\s?[/\-–][0-9]|[0-9.]*\s?%|(?:st|nd|rd|th)\b|\s(?:de )?[^\W\d]{3,10}\.?,? (?:de )?(?:19|20)\d\d", rest
        )
        is not None
    )


def bullet_end(text: str) -> int:
    """Return where the text behind a bullet begins, 0 where it opens with none.

    >>> bullet_end("• Publish"), bullet_end("Publish")
    (2, 0)
    """
    match = _BULLET.match(text)
    return match.end() if match else 0


def is_next_number(last: str, number: str) -> bool:
    """Return whether a number can be the next one of a list: 1.2 after 1.1, 2.1 or 2 after 1.4, 1.1 after 1.

    >>> is_next_number("1.1", "1.2"), is_next_number("1.4", "2.1"), is_next_number("1", "1.1"), is_next_number("1", "3")
    (True, True, True, False)
    """
    a, b = [[int(p) if p.isdecimal() else p for p in n.split(".")] for n in (last, number)]
    if b[:-1] == a[:-1]:
        return _plus_one(a[-1], b[-1])
    if len(b) == len(a) + 1:
        return b[:-1] == a and b[-1] == 1
    if len(b) < len(a):
        return _plus_one(a[len(b) - 1], b[-1]) and b[:-1] == a[: len(b) - 1]
    return len(a) == len(b) > 1 and b[-1] == 1 and _plus_one(a[-2], b[-2])


def _plus_one(a: int | str, b: int | str) -> bool:
    return isinstance(a, int) and isinstance(b, int) and b == a + 1


def drop_heading_numbers(numbers: Iterable[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Leave out the numbers that head others: '1' over '1.1' and '1.2' is a heading."""
    marks = list(numbers)
    leaves = []
    for index, mark in enumerate(marks):
        after = marks[index + 1][0] if index + 1 < len(marks) else ""
        if not after.startswith(mark[0] + "."):
            leaves.append(mark)
    depth = max((number.count(".") for number, _, _ in leaves), default=0)
    grouped = [mark for mark in leaves if depth == 0 or mark[0].count(".") == depth or depth != 1]
    return grouped or leaves
