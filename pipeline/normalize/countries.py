"""Countries and other OGP members: by code, by name in any of the report languages, or named in a line."""

from __future__ import annotations

import re
from functools import cache

from pipeline.lexicon.text_folding import fold_case
from pipeline.schema.codes import members
from pipeline.schema.compiled import installed_at, load_compiled
from pipeline.schema.data import file_digest, load_data

_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*\.?")
_LONGEST = 7


def read_country(text: str) -> tuple[str, str] | None:
    """Return a member's prefix and English name from its prefix, code or name; None for anything else.

    >>> read_country("Norlandia"), read_country("UK"), read_country("qn")
    (('QN', 'Norlandia'), ('UK', 'United Kingdom'), ('QN', 'Norlandia'))
    >>> read_country("Estados Unidos")[0], read_country("Atlantis")
    ('US', None)
    """
    bare = text.strip().strip(".,;:")
    code = (
        bare.upper() if bare.upper() in members() else _by_name().get(fold_name(bare)) or _by_code().get(bare.upper())
    )
    return (code, members()[code]) if code else None


def find_country(text: str) -> tuple[str, str] | None:
    """Return the first member named in a text such as a title, the longest name where several begin at one word.

    Names count where they are capitalised, codes do not.

    >>> find_country("Open Government Partnership: Norlandia, First Action Plan")
    ('QN', 'Norlandia')
    >>> find_country("South Cotabato, Philippines Action Plan 2018-2020")[0], find_country("ESTADOS UNIDOS")[0]
    ('COT', 'US')
    """
    found = find_mentioned_countries(text, 1)
    return (found[0], members()[found[0]]) if found else None


def find_mentioned_countries(text: str, most: int | None = None) -> list[str]:
    """Return the prefixes of all members that a text names, in order, repeated as often as named.

    >>> find_mentioned_countries("Norlandia and the Kyrgyz Republic; Norlandia")
    ['QN', 'KG', 'QN']
    """
    words = list(_WORD.finditer(text))
    found: list[str] = []
    at = 0
    while at < len(words) and (most is None or len(found) < most):
        length, code = _match_name(text, words, at)
        if code:
            found.append(code)
        at += length
    return found


def _match_name(text: str, words: list[re.Match[str]], at: int) -> tuple[int, str | None]:
    """Return how many words from `at` on name a member, and its prefix; one word and None where they name none."""
    if not words[at][0][0].isupper():
        return 1, None
    for length in range(min(_LONGEST, len(words) - at), 0, -1):
        name = text[words[at].start() : words[at + length - 1].end()]
        code = _by_name().get(fold_name(name))
        if code and not (length == 1 and len(name) <= 3 and name not in load_data("countries")["aliases"]):
            return length, code
    return 1, None


def fold_name(name: str) -> str:
    """Fold a name for comparison: letters only, without accents and case.

    >>> fold_name("Côte d’Ivoire")
    'cotedivoire'
    """
    return "".join(filter(str.isalpha, fold_case(name)))


@cache
def _by_name() -> dict[str, str]:
    """Map folded names to prefixes."""
    return load_compiled("country-names", country_sources(), _fold_names)


def country_sources() -> list[object]:
    """Return what the names of members depend on."""
    return [file_digest("countries", "identify/names"), installed_at("babel")]


def _fold_names() -> dict[str, str]:
    return {folded: code for name, code in named_prefixes().items() if (folded := fold_name(name))}


def named_prefixes() -> dict[str, str]:
    """Map names to prefixes: the countries' in many languages, then OGP's own, then other names seen in documents.

    >>> named_prefixes()["Uruguay"], named_prefixes()["Norlandia"]
    ('UY', 'QN')
    """
    in_languages: dict[str, list[str]] = load_data("identify/names")["names"]
    named = {name: code for code, listed in in_languages.items() for name in listed}
    own = {name: code for code, name in members().items()}
    aliases: dict[str, str] = load_data("countries")["aliases"]
    return {**named, **own, **aliases}


@cache
def _by_code() -> dict[str, str]:
    """Map OGP's own three- and four-letter country codes to prefixes."""
    return load_compiled("country-codes", country_sources(), _collect_codes)


def _collect_codes() -> dict[str, str]:
    listed: dict[str, str] = load_data("countries")["legacy_codes"]
    return {**{"GB": "UK", "MA": "MO"}, **_alpha3_prefixes(), **listed}


def _alpha3_prefixes() -> dict[str, str]:
    """Map ISO 3166 alpha-3 codes to prefixes, by CLDR's list of aliases."""
    from babel.core import get_global

    aliases = get_global("territory_aliases")
    iso = {"GB": "UK", "MA": "MO"}
    pairs = ((old, new[0]) for old, new in aliases.items() if len(old) == 3 and old.isalpha() and len(new) == 1)
    return {old: iso.get(new, new) for old, new in sorted(pairs) if iso.get(new, new) in members()}
