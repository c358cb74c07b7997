"""Reference data under schemas/: read once per process, never changed."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


@cache
def folder() -> Path:
    """Return the schemas folder: inside an installed package, else beside it in the source tree.

    >>> (folder() / "countries.json").is_file()
    True
    """
    installed = _HERE / "schemas"
    return installed if installed.is_dir() else _HERE.parent / "schemas"


@cache
def reference(name: str) -> Any:
    """Return the content of `schemas/<name>.json`; raises FileNotFoundError where there is none.

    >>> reference("lexicon/en")["language"]
    'en'
    """
    return json.loads((folder() / f"{name}.json").read_text(encoding="utf-8"))


@cache
def names(kind: str) -> tuple[str, ...]:
    """Return the names of the files in a folder of schemas/, sorted.

    >>> "en" in names("lexicon")
    True
    """
    return tuple(sorted(path.stem for path in (folder() / kind).glob("*.json")))


@cache
def members() -> dict[str, str]:
    """Return every prefix of commitment IDs with the English name of its member.

    Countries are ISO 3166 codes by CLDR's names, save what `schemas/countries.json` says of OGP's own usage.

    >>> members()["QN"], members()["MO"], members()["UK"], members()["SCO"]
    ('Norlandia', 'Morocco', 'United Kingdom', 'Scotland, United Kingdom')
    """
    from babel import Locale

    data = reference("countries")
    names_by_code = Locale("en").territories
    countries = {code: str(name) for code, name in names_by_code.items() if len(code) == 2 and code.isalpha()}
    for code in data["not_members"]:
        countries.pop(code, None)
    return {**countries, **data["prefixes"], **data["fictional"]}
