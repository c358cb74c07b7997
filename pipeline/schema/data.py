"""Reference data: the files in `schemas/`, read once per process and never changed."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any


class SchemaError(Exception):
    """A schema file that is missing, unreadable or inconsistent: a fault of the installation, not of the data."""


@cache
def schema_folder() -> Path:
    """Return the folder of the schema files: inside the installed package, else at the top of the checkout.

    >>> (schema_folder() / "package.json").is_file()
    True
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "schemas", package.parent / "schemas"):
        if (folder / "package.json").is_file():
            return folder
    raise SchemaError(f"The folder schemas is missing next to {package}: install the package again.")


@cache
def load_data(name: str) -> Any:
    """Return the content of one schema file by its path without `.json`; raise `SchemaError` where it can't be read.

    The same object is given to every caller: treat it as read-only.

    >>> load_data("lexicon/en")["language"]
    'en'
    """
    path = schema_folder() / f"{name}.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SchemaError(f"The schema file {path} can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise SchemaError(f"The schema file {path} is no JSON: {error}.") from error


def has_data(name: str) -> bool:
    """Return whether there is a schema file of this name (path without `.json`).

    >>> has_data("package"), has_data("nothing")
    (True, False)
    """
    return (schema_folder() / f"{name}.json").is_file()


@cache
def list_data(kind: str) -> tuple[str, ...]:
    """Return the names of the schema files of a folder, without `.json`, in alphabetical order.

    >>> "en" in list_data("lexicon")
    True
    """
    return tuple(sorted(path.stem for path in (schema_folder() / kind).glob("*.json")))


@cache
def schema_digest() -> str:
    """Return the SHA-256 over the names and bytes of all schema files, in hexadecimal.

    >>> len(schema_digest())
    64
    """
    digest = hashlib.sha256()
    for path in sorted(schema_folder().rglob("*.json")):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(schema_folder()).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def file_digest(*names: str) -> str:
    """Return a digest of the bytes of some schema files, which says whether what was compiled from them is current.

    >>> file_digest("package") == file_digest("countries")
    False
    """
    return hashlib.sha256(b"\0".join((schema_folder() / f"{name}.json").read_bytes() for name in names)).hexdigest()
