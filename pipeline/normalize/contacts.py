"""Officials and their addresses: persons, positions, e-mail addresses and telephone numbers in printed texts."""

from __future__ import annotations

import re
from functools import cache

from pipeline.lexicon.text_folding import join_alternatives
from pipeline.normalize.text import compile_words, one_line, pad_words
from pipeline.schema.data import load_data

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_PHONE = re.compile(r"\+?[(0-9][0-9()/ .–-]{4,30}[0-9]")
_SEPARATOR = re.compile(r",|;|\s[-–—]\s|\(|\n|:\s")


def extract_person(raw: str) -> str | None:
    """Return a person's name without the position that follows it; None where the text opens with a position.

    >>> extract_person("K. Example, a head of the audit department."), extract_person("Head of audit")
    ('K. Example', None)
    """
    text = one_line(raw)
    cut = _SEPARATOR.search(text)
    first = text[: cut.start()].strip() if cut else text
    if is_position(first):
        return None
    if cut and not is_position(text[cut.end() :]):
        return text.strip(" ,;:") or None
    return first or None


def extract_email(raw: str) -> str | None:
    """Return the first e-mail address of a text, blanks around its @ and dots closed.

    >>> extract_email("E-mail: k.example @mof.gov.xx, phone 12"), extract_email("none")
    ('k.example@mof.gov.xx', None)
    """
    found = _EMAIL.search(re.sub(r"\s{0,3}@\s{0,3}", "@", one_line(raw)))
    return found[0].rstrip(".") if found else None


def extract_phones(raw: str) -> str | None:
    """Return the telephone numbers of a text as printed; None where it holds none.

    >>> extract_phones("260358"), extract_phones("a@b.org, +976 11 260358"), extract_phones("none")
    ('260358', '+976 11 260358', None)
    """
    text = one_line(raw)
    if re.fullmatch(r"[+0-9()/ .,;–-]{4,80}", text):
        return text
    found = _PHONE.search(_EMAIL.sub(" ", text))
    return found[0].strip() if found else None


def has_title(text: str) -> bool:
    """Return whether a text opens with a person's title and a name.

    >>> has_title("Mr. K. Example"), has_title("Map Office")
    (True, False)
    """
    return _opening_title().match(text) is not None


@cache
def _opening_title() -> re.Pattern[str]:
    return re.compile(rf"{title_pattern()}(?=[^\W\d_a-z])")


@cache
def title_pattern() -> str:
    """Return the pattern of a title before a person's name and what ends it: a stop where it is one letter."""
    titles = load_data("contacts")["titles"]
    several = join_alternatives(title for title in titles if len(title) > 1)
    single = join_alternatives(title for title in titles if len(title) == 1)
    return rf"(?:{several}(?:\.\s?|\s)|{single}\.\s?)"


def is_position(text: str) -> bool:
    """Return whether a text has the word of a position: 'head of', 'director'."""
    return _word_pattern("positions").search(pad_words(text)) is not None


def is_staff(text: str) -> bool:
    """Return whether a text is the position of staff: a body's director answers for it, a minister is a body.

    >>> is_staff("Chief Information Officer"), is_staff("Prime Minister")
    (True, False)
    """
    return _word_pattern("staff").search(pad_words(text)) is not None


@cache
def _word_pattern(kind: str) -> re.Pattern[str]:
    return compile_words(load_data("contacts")[kind])
