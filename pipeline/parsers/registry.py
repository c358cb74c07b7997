"""Parsers found by walking the package and one entry-point group: a new format edits no list."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, runtime_checkable

from pipeline.model import Claim, Document, Parsed
from pipeline.model.identity import Identity
from pipeline.model.issues import Issue
from pipeline.schema.data import reference

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


FALLBACK = "unrecognised_template"
"""The parser that is asked where no other claims a document: it never claims one itself."""

_NAME = re.compile(r'^NAME = "(\w+)"$', re.MULTILINE)


class DuplicateParserError(Exception):
    """Two parsers of one name."""


@cache
def discovered() -> tuple[tuple[Parser, ...], tuple[Issue, ...]]:
    """Return all parsers by name and an issue for each plugin that does not load."""
    import pipeline.parsers as package

    group = package.__name__
    names = sorted(m.name for m in pkgutil.walk_packages(package.__path__, f"{group}.") if not m.ispkg)
    own = [EntryPoint(name.rpartition(".")[2], name, group) for name in names if _declares_parser(name)]
    loaded, issues = _loaded([*own, *entry_points(group=GROUP)])
    return by_name(loaded), issues


def _declares_parser(module: str) -> bool:
    """Say whether a module of the package names a parser at its top; the fallback for unknown templates is none."""
    spec = find_spec(module)
    text = Path(spec.origin).read_text(encoding="utf-8") if spec and spec.origin else ""
    name = _NAME.search(text)
    return name is not None and name[1] != FALLBACK


def _loaded(points: Iterable[EntryPoint]) -> tuple[list[Parser], tuple[Issue, ...]]:
    modules: list[Parser] = []
    issues: list[Issue] = []
    for point in points:
        try:
            module = point.load()
        except Exception as error:  # a plugin may fail in any way, and the run goes on without it
            issues.append(_not_loaded(point, f"{type(error).__name__}: {error}"))
            continue
        if isinstance(module, Parser):
            modules.append(module)
        else:
            issues.append(_not_loaded(point, "it lacks NAME, VERSION, TITLE, identify or parse"))
    return modules, tuple(issues)


def _not_loaded(point: EntryPoint, why: str) -> Issue:
    message = f"The parser '{point.name}' ({point.value}) was not loaded: {why}. Mend or uninstall it."
    return Issue("identify", "warning", "parser-not-loaded", message)


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


def parsers_for(identity: Identity) -> tuple[Parser, ...]:
    """Return the parsers that may read a document of this kind: those of its family, and those of other distributions.

    All are asked of a document whose kind is not known; none that comes with the project of one that is none of the
    partnership's.
    """
    if identity.report_type is None and not identity.is_refused:
        return parsers()
    families: Mapping[str, Mapping[str, list[str]]] = reference("identify/parsers")["families"]
    own = {name for group in families.values() for name in group["parsers"]}
    wanted = {
        name
        for group in families.values()
        if identity.report_type in group["report_types"]
        for name in group["parsers"]
    }
    return tuple(parser for parser in parsers() if parser.NAME in wanted or parser.NAME not in own)


def claims(
    document: Document, among: Iterable[Parser] | None = None
) -> tuple[tuple[tuple[Parser, Claim], ...], tuple[Issue, ...]]:
    """Return the parsers that claim the document with their claims, and an issue for each that could not say."""
    answers = [(parser, asked(parser, document)) for parser in (parsers() if among is None else among)]
    claimed = tuple((parser, found) for parser, found in answers if isinstance(found, Claim))
    return claimed, tuple(found for _, found in answers if isinstance(found, Issue))


def asked(parser: Parser, document: Document) -> Claim | Issue | None:
    """Ask one parser whether a document is its own; an issue where it could not say."""
    try:
        return parser.identify(document)
    except Exception as error:  # one parser's fault must not hide another's claim
        return _not_asked(parser.NAME, error)


def _not_asked(name: str, error: Exception) -> Issue:
    message = (
        f"The parser {name} stopped when it looked at this document ({type(error).__name__}: {error}); the other "
        "parsers were asked. Please report it with the file."
    )
    return Issue("identify", "warning", "identify-crashed", message)
