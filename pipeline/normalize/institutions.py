"""Names of institutions: cleaned, and classified by their words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from pipeline.normalize.text import one_line
from pipeline.schema.data import load_data

BULLET = re.compile(r"^(?:[•▪●◦■➢*·\uf0b7\uf0a7\uf0d8]|[-–—](?=\s|[^\W\d_])|[0-9]{1,2}[.)](?=\s)|[a-z]\)(?=\s))\s*")
_WORDS = re.compile(r"[^\W_]+")


def clean_name(raw: str) -> str:
    """Return an institution's name without bullet, closing stop or the 'and' or 'along with' before it.

    >>> clean_name("• and the Ministry of Justice."), clean_name("along with town councils")
    ('the Ministry of Justice', 'town councils')
    """
    bare = BULLET.sub("", one_line(raw))
    phrase = joining_phrases().match(bare)
    bare = bare[phrase.end() :] if phrase else bare
    first, _, rest = bare.partition(" ")
    # 'E Government Department' opens with a name, not with a conjunction.
    is_conjunction = (first if len(first) == 1 else first.casefold()) in load_data("institutions")["and"]
    bare = rest if is_conjunction and rest else bare
    closed = bare.removesuffix(".") if not re.search(r"(?:\b[A-Za-z]|etc|Inc|Ltd|Co|S\.A)\.$", bare) else bare
    return closed.strip(" :,;") or bare


@cache
def joining_phrases() -> re.Pattern[str]:
    """Return the pattern of phrases between two names, such as 'along with'."""
    phrases = sorted(load_data("institutions")["joins"], key=len, reverse=True)
    return re.compile(r"(?:^|(?<=\s))(?:" + "|".join(map(re.escape, phrases)) + r")\s", re.I)


@lru_cache(maxsize=20_000)
def classify_kind(raw: str) -> str:
    """Return government, civil_society, private or multilateral by the name's words, else unknown.

    The word that the name opens with counts most.

    >>> [classify_kind(name) for name in ("Ministry of Finance", "Open Society NGO", "UNDP", "Acme Ltd", "Riverside")]
    ['government', 'civil_society', 'multilateral', 'private', 'unknown']
    """
    folded = " " + " ".join(_WORDS.findall(raw.casefold())) + " "
    opener = folded.removeprefix(" the").split(maxsplit=1)[:1]
    if set(opener) & set(load_data("institutions")["openers"]):
        return "government"
    return next((name for name, pattern in _kind_patterns() if pattern.search(folded)), "unknown")


@cache
def _kind_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, compile_words(words)) for name, words in load_data("institutions")["kinds"])


def compile_words(words: Sequence[str]) -> re.Pattern[str]:
    """Compile words, in which * stands for any ending, to a pattern for a text padded with blanks.

    >>> bool(compile_words(["compan*"]).search(" two companies ")), bool(compile_words(["un"]).search(" union "))
    (True, False)
    """
    parts = (re.escape(word).replace(r"\*", r"\w*") for word in words)
    return re.compile("(?<= )(?:" + "|".join(parts) + ")(?= )")
