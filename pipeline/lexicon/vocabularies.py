"""Codes of the vocabularies: printed words, with their misspellings and translations, to stable snake_case codes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from pipeline.schema.codes import code_values
from pipeline.schema.data import load_data

NOT_ASSESSED = frozenset({"no_irm_data", "pending_irm_review"})
"""Codes that say that there is no rating (yet): a rating may have them, a commitment's own level may not."""

_SIGNS = re.compile(r"[\x00-/:-@\[-`{-\x7f]+")
"""What ASCII has besides letters and digits."""

_LETTERED = re.compile(r"(?<!\s)\s*\(?[a-z][.)]\s+(?=\S)", re.I)


@lru_cache(maxsize=50_000)
def find_code(vocabulary: str, text: str) -> str | None:
    """Return the code of a printed word in a vocabulary, None where the vocabulary does not list it.

    Blanks, case, accents and punctuation don't count, nor a letter before the level or a level printed twice.
    Raises `SchemaError` for an unknown vocabulary.

    >>> find_code("completion", "Substantia l"), find_code("completion", "b. Limited")
    ('substantial', 'limited')
    >>> find_code("early_results", "Major Major")
    'major'
    >>> find_code("milestone_status", "Yellow"), find_code("completion", "half done") is None
    ('limited', True)
    """
    known = _known(vocabulary)
    bare = _LETTERED.sub("", text, count=1)
    for candidate in (text, bare, _once(bare)):
        if found := known.get(fold_printed_word(candidate)):
            return found
    return None


def has_no_value(vocabulary: str, text: str) -> bool:
    """Return whether the vocabulary lists a printed word as one that gives no value.

    >>> has_no_value("completion", "Unclear"), has_no_value("completion", "Limited")
    (True, False)
    """
    return fold_printed_word(text) in {
        fold_printed_word(word) for word in load_data(f"codes/{vocabulary}").get("no_value", ())
    }


def printed_forms(vocabulary: str) -> Mapping[str, tuple[str, ...]]:
    """Return each code of a vocabulary with all its printed forms, label first.

    >>> printed_forms("starred")["yes"][0]
    'Yes'
    """
    values = code_values(vocabulary)
    return {v["code"]: (v["label"], *(w for words in v["variants"].values() for w in words)) for v in values}


@lru_cache(maxsize=50_000)
def fold_printed_word(text: str) -> str:
    """Fold a printed word to what its spelling carries: letters, digits and signs, without accents and case.

    >>> fold_printed_word(" Sí* "), fold_printed_word("N'a pas changé"), fold_printed_word("✪")
    ('si', 'napaschange', '✪')
    """
    if text.isascii():
        return _SIGNS.sub("", text.casefold())
    apart = _SIGNS.sub("", unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()))
    return "".join(char for char in apart if char.isalnum() or unicodedata.category(char) == "So" or char in "✓✔√")


def _once(text: str) -> str:
    """Return the first half of a text that says everything twice, else the text."""
    words = text.split()
    half = len(words) // 2
    doubled = len(words) % 2 == 0 and half > 0 and words[:half] == words[half:]
    return " ".join(words[:half]) if doubled else text


@cache
def _known(vocabulary: str) -> dict[str, str]:
    """Map folded forms to codes; a code's own name and label win over another's variant."""
    listed = printed_forms(vocabulary)
    own = {fold_printed_word(form): name for name, forms in listed.items() for form in (name, forms[0])}
    other = {fold_printed_word(form): name for name, forms in [*listed.items()][::-1] for form in forms[1:]}
    known = {**other, **own}
    known.pop("", None)
    return known
