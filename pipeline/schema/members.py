"""OGP's members: the prefixes of commitment IDs with English names."""

from __future__ import annotations

from functools import cache

from pipeline.schema.compiled import installed_at, load_compiled
from pipeline.schema.data import file_digest, load_data


@cache
def members() -> dict[str, str]:
    """Return every prefix of commitment IDs with the English name of its member.

    Countries are ISO 3166 codes by CLDR's names, save what `schemas/countries.json` says of OGP's own usage.

    >>> members()["QN"], members()["MO"], members()["UK"], members()["SCO"]
    ('Norlandia', 'Morocco', 'United Kingdom', 'Scotland, United Kingdom')
    """
    return load_compiled("members", [file_digest("countries"), installed_at("babel")], _collect)


def _collect() -> dict[str, str]:
    from babel import Locale

    data = load_data("countries")
    names_by_code = Locale("en").territories
    countries = {code: str(name) for code, name in names_by_code.items() if len(code) == 2 and code.isalpha()}
    for code in data["not_members"]:
        countries.pop(code, None)
    return {**countries, **data["prefixes"], **data["fictional"]}
