"""Policy areas in OGP's own spelling, so that one area counts once."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from pipeline.schema.data import reference

_JOINING = frozenset({"and", "y", "et", "e"})


def spell_policy_area(text: str) -> str:
    """Return a policy area as OGP spells it; a name that is not listed stays as printed.

    >>> [spell_policy_area(name) for name in ("Anti Corruption & Integrity", "right To information", "Fisheries")]
    ['Anti-Corruption and Integrity', 'Right to Information', 'Fisheries']
    """
    return _spellings().get(_fold(text), text)


def respell_policy_area(text: str) -> str:
    """Return a printed area in OGP's spelling of the same name; old names and translations stay as printed.

    >>> [respell_policy_area(name) for name in ("anti corruption & integrity", "Datos abiertos")]
    ['Anti-Corruption and Integrity', 'Datos abiertos']
    """
    return _names().get(_fold(text), text)


@cache
def _names() -> dict[str, str]:
    return {_fold(name): name for name in reference("policy_areas")["names"]}


@cache
def _spellings() -> dict[str, str]:
    data = reference("policy_areas")
    others = {_fold(other): name for name, forms in data["others"].items() for other in forms}
    return {**others, **_names()}


def _fold(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    return "".join(word for word in re.findall(r"[^\W_]+", plain) if word not in _JOINING)
