"""Parsers found by walking the package and one entry-point group: a new format edits no list."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import Protocol, cast, runtime_checkable

from pipeline.issues import Issue
from pipeline.model import Claim, Document, Parsed

GROUP = "ogp_pipeline.parsers"
"""Entry-point group through which other distributions add parsers."""


@runtime_checkable
class Parser(Protocol):
    """A module that reads one report format."""

    NAME: str
    VERSION: str
    TITLE: str

    def identify(self, document: Document, /) -> Claim | None:
        """Say whether the document is of this format, and by what."""

    def parse(self, document: Document, /) -> Parsed:
        """Read the records of a document that this parser claims."""


class DuplicateParserError(Exception):
    """Two parsers of one name."""


@cache
def discovered() -> tuple[tuple[Parser, ...], tuple[Issue, ...]]:
    """Return all parsers by name and an issue for each plugin that does not load."""
    import pipeline.parsers as package

    names = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_"))
    modules = [importlib.import_module(f"{package.__name__}.{name}") for name in names]
    outside, issues = _outside(entry_points(group=GROUP))
    return by_name(cast(Iterable[Parser], [*modules, *outside])), issues


def _outside(points: Iterable[EntryPoint]) -> tuple[list[ModuleType], tuple[Issue, ...]]:
    modules: list[ModuleType] = []
    issues: list[Issue] = []
    for point in sorted(points, key=lambda p: (p.name, p.value)):
        try:
            module = point.load()
        except Exception as error:  # a plugin may fail in any way, and the run goes on without it
            issues.append(_not_loaded(point, f"{type(error).__name__}: {error}"))
            continue
        if isinstance(module, Parser):
            modules.append(cast(ModuleType, module))
        else:
            issues.append(_not_loaded(point, "it lacks NAME, VERSION, TITLE, identify or parse"))
    return modules, tuple(issues)


def _not_loaded(point: EntryPoint, why: str) -> Issue:
    message = f"The parser plugin '{point.name}' ({point.value}) was not loaded: {why}. Mend or uninstall it."
    return Issue("identify", "warning", "plugin-not-loaded", message)


def by_name(parsers: Iterable[Parser]) -> tuple[Parser, ...]:
    """Return the parsers sorted by name; raise `DuplicateParserError` where two share one."""
    named: dict[str, Parser] = {}
    for parser in parsers:
        if parser.NAME in named:
            raise DuplicateParserError(f"Two parsers are named '{parser.NAME}'. Rename or uninstall one of them.")
        named[parser.NAME] = parser
    return tuple(named[name] for name in sorted(named))


def parsers() -> tuple[Parser, ...]:
    """Return all parsers, sorted by name."""
    return discovered()[0]


def claims(document: Document) -> tuple[tuple[Parser, Claim], ...]:
    """Return the parsers that claim the document with their claims."""
    found = ((parser, parser.identify(document)) for parser in parsers())
    return tuple((parser, claim) for parser, claim in found if claim is not None)
