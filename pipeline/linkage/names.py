"""Names in a text: laws, systems and institutions, as far as capital letters within a sentence show them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from pipeline.linkage import terms

_TOKEN = re.compile(r"[^\W\d_][\w’'-]*|[.!?:;\n•]")
_LINKING = 3
"""Letters of a small word within a name ('Freedom of the Press')."""
_DAMPING = 4.0


def find_names(text: str) -> terms.Terms:
    """Return the stems of the words of names; a capital after a full stop or a line's end proves no name.

    >>> sorted(find_names("The law on the Registry of Public Contracts is amended. Ministries use it."))
    ['contrac', 'public', 'registr']
    """
    found: terms.Terms = Counter()
    before, within = "", False
    for token in _TOKEN.findall(text[: terms.LONGEST]):
        if not token[0].isalpha():
            before, within = "", False
            continue
        if token[0].isupper():
            within = within or before[:1].islower()
            if within and len(token) > _LINKING - 1:
                found[terms.stem(terms.fold(token))] += 1
        else:
            within = within and len(token) <= _LINKING
        before = token
    return found


def weigh_shared_names(texts: Sequence[str], pairs: Any) -> Any:
    """Return how much the names that both texts of a pair hold tell: the rarer and the more, the higher.

    >>> one = "We publish what the Harbour Registry holds."
    >>> weigh_shared_names([one, one, "We publish what ministries hold."], np.array([[0, 1], [0, 2]])).round(1).tolist()
    [0.2, 0.0]
    """
    from scipy import sparse

    bags = [find_names(text) for text in texts]
    rare = terms.compute_rarity(bags)
    columns = {name: position for position, name in enumerate(rare)}
    places = np.array([columns[name] for bag in bags for name in bag], dtype=np.int32)
    pointers = np.r_[0, np.cumsum([len(bag) for bag in bags], dtype=np.int64)]
    weights = np.sqrt(np.fromiter(rare.values(), float, len(rare)))[places]
    held = sparse.csr_matrix((weights, places, pointers), shape=(len(bags), max(len(columns), 1)))
    return np.log1p(terms.pair_products(held, held, pairs) / _DAMPING)
