"""Code lists: the values a field may take, from `schemas/codes/` or the field's own declaration; and OGP's members."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from pipeline.schema.compiled import installed_at, load_compiled
from pipeline.schema.data import SchemaError, file_digest, load_data
from pipeline.schema.data import load_data as load

_ACRONYMS = re.compile(r"\b(?:irm|ogp)\b")


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


@cache
def list_codes(vocabulary: str) -> tuple[str, ...]:
    """Return the codes of one vocabulary in the file's order; raise `SchemaError` where there is none.

    >>> "substantial" in list_codes("completion")
    True
    """
    return tuple(code_descriptions(vocabulary))


@cache
def code_values(vocabulary: str) -> tuple[Mapping[str, Any], ...]:
    """Return the values of one vocabulary, those of the list that it includes first.

    >>> [value["code"] for value in code_values("relevance")][3:5]
    ['technology_and_innovation', 'yes']
    """
    data = load(f"codes/{vocabulary}")
    included = code_values(data["includes"]) if "includes" in data else ()
    return (*included, *data["values"])


@cache
def code_descriptions(vocabulary: str) -> dict[str, str]:
    """Return code -> description (else its label) of one vocabulary of `schemas/codes/`."""
    try:
        return {
            str(value["code"]): str(value.get("description") or value.get("label") or "")
            for value in code_values(vocabulary)
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise SchemaError(f"The code list {vocabulary} must hold values with a code each.") from error


def format_code(code: str | None) -> str:
    """Return a code as words.

    >>> format_code("complete_or_substantial"), format_code("irm_design_report"), format_code(None)
    ('complete or substantial', 'IRM design report', '')
    """
    return _ACRONYMS.sub(lambda found: found[0].upper(), (code or "").replace("_", " "))
