"""Policy areas in OGP's own spelling, so that one area counts once."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from pipeline.schema.data import load_data

_JOINING = frozenset({"and", "y", "et", "e"})


def respell_policy_area(text: str) -> str:
    """Return a printed area in OGP's spelling of the same name; old names and translations stay as printed.

    OGP itself writes both '&' and 'and': either stays.

    >>> [respell_policy_area(name) for name in ("anti corruption & integrity", "Datos abiertos")]
    ['Anti-Corruption and Integrity', 'Datos abiertos']
    """
    spelled = _names().get(_fold(text), text)
    return text if text.replace(" & ", " and ") == spelled.replace(" & ", " and ") else spelled


@cache
def _names() -> dict[str, str]:
    return {_fold(name): name for name in load_data("policy_areas")["names"]}


def _fold(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    return "".join(word for word in re.findall(r"[^\W_]+", plain) if word not in _JOINING)
