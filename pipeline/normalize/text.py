"""Text as it is published: NFC, blanks single, paragraphs as newlines; what stands for nothing is None."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from pipeline.schema.data import reference

_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u2060\ufeff"))
_BREAK = re.compile(r"<br ?/?>", re.I)
"""Line breaks of HTML, which some data files carry in their cells."""
_LIST_MARKS = "•▪●◦■➢*\uf0b7\uf0a7\uf0d8"


def clean(text: str) -> str | None:
    r"""Return a text ready to be published, None where it stands for no value.

    >>> clean(" Publish\u00ad  all \n\n contracts "), clean(" - "), clean("N/A."), clean("- \n -")
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
    return " ".join(unicodedata.normalize("NFC", text.translate(_UNSEEN)).split())


def is_empty(text: str, kind: str = "anywhere") -> bool:
    r"""Tell whether a text stands for no value, in every line of it; `kind` institutions knows more of them.

    >>> is_empty("?"), is_empty("None Specified"), is_empty("None"), is_empty("None", "institutions")
    (True, True, False, True)
    """
    return all(_bare(line) in _empty(kind) for line in text.splitlines() or [""])


def _bare(line: str) -> str:
    folded = one_line(line).casefold().strip(_LIST_MARKS + " ")
    return folded.rstrip(".;:,") if len(folded) > 1 else folded


@cache
def _empty(kind: str) -> frozenset[str]:
    listed = reference("empty")
    words = {*listed["anywhere"], *listed.get(kind, ())}
    return frozenset({*words, *(word.rstrip(".") for word in words)})
