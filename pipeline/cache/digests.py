"""Digests of code: of the whole package, and of what one module stands on (its imports, its schema files).

A module stands on all modules of the package that it imports, at its top or within functions, directly or through
others, and on the schema files whose names they bear as strings: taken from the source text in house style, so that
nothing is run.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, entry_points, requires, version
from importlib.util import find_spec
from pathlib import Path

from pipeline.cache.store import load, save
from pipeline.parsers.registry import GROUP
from pipeline.schema.data import root, schema_digest

PACKAGE = "pipeline"
DISTRIBUTION = "ogp-pipeline"
_HERE = Path(__file__).parents[1]

_IMPORT = re.compile(
    r"^([ \t]*)(?:from (pipeline[\w.]*) import (\([^)]*\)|[^\n(]*)|import (pipeline[\w.]*))", re.MULTILINE
)
_AS = re.compile(r"\bas \w+|#[^\n]*")
_WORD = re.compile(r"\w+")
_EXAMPLE = re.compile(r"^ *>>>[^\n]*", re.MULTILINE)
_COMPUTED = re.compile(r"\b(?:reference|names|load|exists)\([^\"\s)]")
"""A call that asks for schema files by a name that is made up at run time."""
_STRING = re.compile(r'"([a-z0-9_/]+)"')


@cache
def code_digest() -> str:
    """Return a digest of the package's own code, of the parsers that plugins add and of the schemas."""
    digest = hashlib.sha256(schema_digest().encode())
    for path in sorted(_HERE.rglob("*.py")):
        digest.update(str(path.relative_to(_HERE)).encode() + b"\0" + path.read_bytes())
    for point in sorted(entry_points(group=GROUP), key=lambda p: p.name):
        digest.update(f"{point.name}={point.value}@{point.dist.version if point.dist else ''}".encode())
        digest.update(_foreign(point.value.partition(":")[0]))
    return digest.hexdigest()


@cache
def libraries() -> str:
    """Return the versions of Python and of the libraries that the package names as its own, a line each."""
    try:
        named = sorted(
            _bare(requirement) for requirement in requires(DISTRIBUTION) or () if "extra ==" not in requirement
        )
    except PackageNotFoundError:  # run from a checkout that nobody installed
        named = []
    return "\n".join([f"python {sys.version_info[:3]}", *(f"{name} {_version(name)}" for name in named)])


def _bare(requirement: str) -> str:
    """Return the name in a requirement.

    >>> _bare("spacy<3.9,>=3.8")
    'spacy'
    """
    return next(
        (requirement[:at] for at, letter in enumerate(requirement) if not (letter.isalnum() or letter in "-_.")),
        requirement,
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def module_digest(*names: str, files: Iterable[str] = ()) -> str:
    """Return a digest of modules with all that they stand on, of single files' modules, and of the libraries.

    Modules of other distributions (plugins) stand on the whole package, for what they import is not looked at.
    """
    own = [name for name in names if name.partition(".")[0] == PACKAGE]
    if len(own) < len(names):
        foreign = b"".join(_foreign(name) for name in names if name not in own)
        return hashlib.sha256(foreign + code_digest().encode() + libraries().encode()).hexdigest()
    digest = hashlib.sha256(libraries().encode())
    for name in stands_on(*names, files=files):
        digest.update(name.encode() + b"\0" + _content(name))
    return digest.hexdigest()


def stands_on(*names: str, files: Iterable[str] = ()) -> list[str]:
    """Return the modules, and the schema files (`schema:path`), that modules of the package stand on; see above.

    >>> "pipeline.model" in stands_on("pipeline.readers.text"), "schema:chrome" in stands_on("pipeline.readers.html")
    (True, True)
    """
    found: set[str] = set()
    for name in names:
        found.update(_standing().get(name, [name]))
    for name in files:
        found.update((name, *_imports(name, _modules())[2]))
    return sorted(found)


@cache
def _content(name: str) -> bytes:
    schema = root() / f"{name.removeprefix('schema:')}.json"
    path = schema if name.startswith("schema:") else _modules()[name]
    return hashlib.sha256(path.read_bytes()).digest()


def _foreign(name: str) -> bytes:
    """Return a digest of another distribution's code: every module of the package that a module belongs to."""
    try:
        spec = find_spec(name.partition(".")[0])
    except (ImportError, ValueError):
        return b""
    places = [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
    paths = sorted(path for place in places for path in place.rglob("*.py"))
    if spec and spec.origin and not paths:
        paths = [Path(spec.origin)]
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.digest()


@cache
def _standing() -> dict[str, list[str]]:
    """Return module -> all that it stands on, itself included; kept from run to run."""
    key = hashlib.sha256(f"standing {code_digest()}".encode()).hexdigest()
    kept = load("catalogue", key)
    if isinstance(kept, str):
        known: dict[str, list[str]] = json.loads(kept)
        return known
    direct = {name: _imports(name, _modules()) for name in _modules()}
    found = {name: sorted(_reached(name, direct)) for name in direct}
    save("catalogue", key, json.dumps(found))
    return found


@cache
def _modules() -> Mapping[str, Path]:
    return {_module(path): path for path in _HERE.rglob("*.py")}


def _module(path: Path) -> str:
    parts = path.relative_to(_HERE).with_suffix("").parts
    return ".".join((PACKAGE, *(part for part in parts if part != "__init__")))


def _reached(start: str, direct: dict[str, tuple[set[str], set[str], set[str]]]) -> set[str]:
    """Return all that a module stands on; of a package around a module, what its top imports."""
    seen: set[tuple[str, bool]] = set()
    waiting = [(start, True)]
    found: set[str] = set()
    while waiting:
        name, whole = waiting.pop()
        if (name, whole) in seen or name not in direct:
            continue
        seen.add((name, whole))
        at_top, within, schemas = direct[name]
        found |= {name, *schemas}
        waiting += [(other, True) for other in (at_top | within if whole else at_top)]
        waiting += [(around, False) for around in _around(name)]
    return found


def _around(name: str) -> Iterator[str]:
    """Yield the packages around a module.

    >>> list(_around("pipeline.readers.pdf.page"))
    ['pipeline', 'pipeline.readers', 'pipeline.readers.pdf']
    """
    parts = name.split(".")
    return (".".join(parts[:k]) for k in range(1, len(parts)))


def _imports(name: str, modules: Mapping[str, Path]) -> tuple[set[str], set[str], set[str]]:
    """Return the modules that one imports at its top, those within functions, and its schema files."""
    text = _EXAMPLE.sub("", modules[name].read_text(encoding="utf-8"))
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for inset, package, imported, plain in _IMPORT.findall(text):
        found[not inset].update(_named(package or plain, _WORD.findall(_AS.sub("", imported)), modules))
    return found[True], found[False], set(_schemas(text))


def _named(module: str, inner: list[str], modules: Mapping[str, Path]) -> Iterator[str]:
    """Yield the modules that an import statement names; what it takes out of a module stands for that module."""
    names = [f"{module}.{name}" for name in inner]
    yield from (name for name in names if name in modules)
    if module in modules and module != PACKAGE and (not names or any(name not in modules for name in names)):
        yield module


def _schemas(text: str) -> Iterator[str]:
    """Yield the schema files whose path, or the path of whose folder, stands as a string in the code."""
    folders, files = _schema_files()
    yield from (f"schema:{name}" for name in _STRING.findall(text) if name in files)
    named = _STRING.findall(text) if _COMPUTED.search(text) else ()
    for folder in folders:
        if f'"{folder}/{{' in text or f'names("{folder}")' in text or folder in named or f"{folder}/" in named:
            yield from (f"schema:{file}" for file in files if file.startswith(f"{folder}/"))


@cache
def _schema_files() -> tuple[frozenset[str], frozenset[str]]:
    files = {path.relative_to(root()).with_suffix("").as_posix() for path in root().rglob("*.json")}
    return frozenset(file.rpartition("/")[0] for file in files if "/" in file), frozenset(files)
