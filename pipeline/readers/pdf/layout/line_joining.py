"""How a printed line joins the one before it within a paragraph."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from pipeline.model import Glue
from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.layout.typography import HYPHENS, Facts, bare
from pipeline.schema.data import names, reference

_WORDS = re.compile(r"[^\W\d_]{5,}")
_SHORT_PREFIX = 3
"""Letters of 'e-' and 'co-', the hyphen counted: both spellings are in use."""
_CLOSING = frozenset(".,;:!?)]}%»”’…。，、；：）」』")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*$|\S{1,64}@\S*$", re.IGNORECASE)
_ADDRESS_GOES_ON = re.compile(r"[\w%#&=?/._~+-]*[/=&?#%_.][\w%#&=?/~+-]\S*$|\S*\d\S*$|[a-z-]+/?[.,;)]?$")
_ADDRESS_OPEN = tuple("/-_=&?#%.:~")


def is_wide(char: str) -> bool:
    """Tell whether a character is of a script that sets no blanks between words.

    >>> is_wide("公"), is_wide("A"), is_wide("한")
    (True, False, False)
    """
    if unicodedata.east_asian_width(char) not in "WF":
        return False
    return not ("가" <= char <= "힣" or "ᄀ" <= char <= "ᇿ")


def _hyphenated(last: str, first: str, facts: Facts) -> Glue:
    """Drop a hyphen only where the word never stands elsewhere with it, and without it or in no parts.

    That neither part is a word of its own is evidence only in a document whose typesetter breaks words.
    """
    whole, parted = bare(last[:-1] + first), bare(last + first)
    if (
        first[0].islower()
        and not facts.words.get(parted)
        and (facts.words.get(whole) or _is_common(last, whole) or _in_no_parts(last, first, facts))
    ):
        return "unhyphen"
    return "none" if len(last) > 1 else "space"


def _is_common(last: str, whole: str) -> bool:
    """Tell whether a broken word is a word of the templates; behind a short prefix a hyphen may stay."""
    return len(last) > _SHORT_PREFIX and whole in common_words()


@cache
def common_words() -> frozenset[str]:
    """Return the words of all templates and vocabularies, case folded: a broken one is put together again."""
    texts: list[str] = []
    pending: list[object] = [reference(f"lexicon/{name}") for name in names("lexicon")]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, dict):
            pending += value.values()
        elif isinstance(value, list):
            pending += value
    return frozenset(word.casefold() for text in texts for word in _WORDS.findall(text))


def _in_no_parts(last: str, first: str, facts: Facts) -> bool:
    """Tell whether neither part of a broken word is a word, nor its first one a prefix, in a text that breaks words."""
    before, behind = bare(last), bare(first)
    parts = before.isalpha() and behind.isalpha() and min(len(before), len(behind)) > 1
    if not (facts.hyphenates and parts) or facts.words.get(before) or facts.words.get(behind):
        return False
    return not any(word.startswith(f"{before}-") for word in facts.words)


def _broken_word(above: PrintedLine, below: PrintedLine, facts: Facts, room: float) -> bool:
    """Tell whether a word too long for its column was cut at the edge: one word fills the line, its rest follows."""
    if len(above.words) != 1 or room > 0.7 * above.size or not below.text[0].islower():
        return False
    last, first = above.words[0].text, below.words[0].text
    if facts.words.get(bare(last + first)):
        return True
    return not facts.words.get(bare(first)) and not facts.words.get(bare(last))


def glue_between(above: PrintedLine, below: PrintedLine, facts: Facts, room: float) -> Glue:
    """Return the glue of `below`, a line of the same paragraph; `room` is what was free behind `above`, in points."""
    last, first = above.text.rsplit(maxsplit=1)[-1], below.text.split(maxsplit=1)[0]
    if above.words[-1].soft or first[0] in _CLOSING:
        return "none"
    if above.words[-1].blank and facts.blanks_close_lines:
        return "space"
    if last[-1] in HYPHENS and len(last) > 1 and not _ADDRESS.search(last):
        return _hyphenated(last, first, facts)
    runs_on = (
        (is_wide(last[-1]) and is_wide(first[0]))
        or _address_runs_on(last, first, room < 2 * above.size)
        or _broken_word(above, below, facts, room)
    )
    return "none" if runs_on else "space"


def _address_runs_on(last: str, first: str, full: bool) -> bool:
    """Tell whether a web or mail address goes on with the next line's first word; `full` where its line is full."""
    if last.endswith("://"):
        return True
    if not _ADDRESS.search(last) or first.lower().startswith(("http", "www.")):
        return False
    if last.endswith(_ADDRESS_OPEN) and _ADDRESS_GOES_ON.match(first):
        return True
    return full and any(mark in first.rstrip(".,;)") for mark in "/=&_?#%")


def join_over_page(last_line: str, first_line: str, facts: Facts) -> Glue:
    """Return the glue of a line that goes on with a paragraph of the page before."""
    last, first = last_line.rsplit(maxsplit=1)[-1], first_line.split(maxsplit=1)[0]
    return _hyphenated(last, first, facts) if last[-1] in HYPHENS and len(last) > 1 else "space"
