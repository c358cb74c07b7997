"""Text as it is published: NFC, blanks single, paragraphs as newlines; what represents nothing is None."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from pipeline.schema.data import load_data

_UNSEEN = re.compile("[\u00ad\u200b\u200c\u2060\ufeff]")
_BREAK = re.compile(r"<br ?/?>", re.I)
"""Line breaks of HTML, which some data files carry in their cells."""
_LIST_MARKS = "•▪●◦■➢*\uf0b7\uf0a7\uf0d8"


def clean_text(text: str) -> str | None:
    r"""Return a text ready to be published, None where it represents no value.

    >>> clean_text(" Publish\u00ad  all \n\n contracts "), clean_text(" - "), clean_text("N/A."), clean_text("- \n -")
    ('Publish all\ncontracts', None, None, None)
    """
    text = _BREAK.sub("\n", text)
    tidy = "\n".join(filter(None, (one_line(line) for line in text.splitlines())))
    return None if is_empty(tidy) else tidy


def one_line(text: str) -> str:
    r"""Return a text with blanks and line ends as single blanks.

    >>> one_line("Open \n data")
    'Open data'
    """
    if text.isascii():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", _UNSEEN.sub("", text)).split())


def is_empty(text: str, kind: str = "anywhere") -> bool:
    r"""Return whether a text stands for no value, in every line of it; `kind` institutions knows more of them.

    >>> is_empty("?"), is_empty("None Specified"), is_empty("None"), is_empty("None", "institutions")
    (True, True, False, True)
    """
    return all(_strip_line(line) in _empty_words(kind) for line in text.splitlines() or [""])


def _strip_line(line: str) -> str:
    folded = one_line(line).casefold().strip(_LIST_MARKS + " ")
    return folded.rstrip(".;:,") if len(folded) > 1 else folded


@cache
def _empty_words(kind: str) -> frozenset[str]:
    listed = load_data("empty")
    words = {*listed["anywhere"], *listed.get(kind, ())}
    return frozenset({*words, *(word.rstrip(".") for word in words)})


def pad_words(text: str) -> str:
    """Return the words of a text without case between blanks, in which patterns of `compile_words` are looked for.

    >>> pad_words("Head of Audit (HQ)")
    ' head of audit hq '
    """
    return " " + " ".join(re.findall(r"[^\W_]+", text.casefold())) + " "


def compile_words(words: Sequence[str]) -> re.Pattern[str]:
    """Compile words, in which * stands for any ending, to a pattern for a text padded with blanks.

    >>> bool(compile_words(["compan*"]).search(" two companies ")), bool(compile_words(["un"]).search(" union "))
    (True, False)
    """
    parts = (re.escape(word).replace(r"\*", r"\w*") for word in words)
    return re.compile("(?<= )(?:" + "|".join(parts) + ")(?= )")
