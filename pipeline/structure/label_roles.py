"""What part the lexicon's fields play in running text, and which texts are names of OGP's values and no labels."""

from __future__ import annotations

import re
from functools import cache

from pipeline.lexicon.text_folding import fold_to_letters
from pipeline.schema.data import load_data

NUMBERED = re.compile(r"\s{0,2}[0-9#]")
"""A number behind a wording: 'Activity 1', 'Goal 16' are names of things."""

_LONG_NAME = 16
"""Letters: a value's shorter names ('information') are words of labels too."""


@cache
def fields_with_role(name: str) -> frozenset[str]:
    """Return the fields that play a part (`schemas/label_roles.json`).

    >>> "responsible" in fields_with_role("columns"), "responsible" in fields_with_role("template")
    (True, False)
    """
    return frozenset(load_data("label_roles")[name])


def names_a_value(text: str) -> bool:
    """Return whether a text names one of OGP's values: it is an answer, not a label.

    >>> names_a_value("Increase civic participation"), names_a_value("Problems of today")
    (True, False)
    """
    folded = fold_to_letters(text)
    return folded in _value_names() or (len(folded) > _LONG_NAME and any(name in folded for name in _long_names()))


@cache
def _long_names() -> tuple[str, ...]:
    return tuple(name for name in _value_names() if len(name) >= _LONG_NAME)


@cache
def _value_names() -> frozenset[str]:
    values = load_data("codes/ogp_value")["values"]
    names = [name for value in values for variants in value["variants"].values() for name in variants]
    return frozenset(fold_to_letters(name) for name in [*names, *(value["label"] for value in values)])
