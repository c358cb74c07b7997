"""Whether two texts are of one language: the shortest words of a text are its grammar, whatever language it is in.

No list of languages is needed: 'of', 'the' and 'in' are in every English text, 'de', 'la' and 'en' in every Spanish
one, and the two share next to none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from pipeline.linkage import terms

_SHORT = re.compile(r"\b[^\W\d_]{1,3}\b")
_FEW = 8
"""Short words that a text must have at least: a title tells no language."""
_ALIKE = 0.25
"""Likeness of short words below which two texts are of two languages; texts of one language reach 0.4 and more."""


def count_short_words(text: str) -> terms.Terms:
    """Return the short words of a text, nothing where they are too few to tell its language.

    >>> count_short_words("A law on the access of all to the data of the state, and of the towns in it")["the"]
    4
    """
    found = Counter(_SHORT.findall(terms.fold_text(text[: terms.LONGEST])))
    return found if found.total() >= _FEW else Counter()


def compare_languages(texts: Sequence[str], pairs: Any) -> Any:
    """Return 1 for each pair of texts in two languages, 0 for those in one or where that can't be told.

    >>> english = "A law on the access of all to the data of the state, and of the towns in it"
    >>> spanish = "La ley de acceso a la información del Estado y de los municipios se aplica en la web y en el país"
    >>> compare_languages([english, spanish, english, "No. 1"], np.array([[0, 1], [0, 2], [0, 3]])).tolist()
    [1.0, 0.0, 0.0]
    """
    bags = [count_short_words(text) for text in texts]
    has_words = np.array([bool(bag) for bag in bags], dtype=bool)
    matrix = terms.build_matrix(bags, dict.fromkeys(sorted(set().union(*bags)), 1.0))
    return (
        has_words[pairs[:, 0]] & has_words[pairs[:, 1]] & (terms.pair_products(matrix, matrix, pairs) < _ALIKE)
    ).astype(float)
