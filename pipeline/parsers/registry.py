"""Parsers: a template is a data file, others are found by walking the package and one entry-point group."""

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
from pipeline.parsers.template_parser import template_parsers
from pipeline.schema.data import reference

GROUP = "ogp_pipeline.parsers"
"""Entry-point group through which other distributions add parsers."""


@runtime_checkable
class Parser(Protocol):
    """A module or template that reads one report format."""

    NAME: str
    VERSION: str
    TITLE: str

    def identify(self, document: Document, /) -> Claim | None:
        """Return a claim with evidence if the document has this format."""

    def parse(self, document: Document, /) -> Parsed:
        """Read the records of a document that this parser claims."""


FALLBACK = "unrecognised_template"
"""The parser for documents that no other parser claims. It never claims one itself."""

_NAME = re.compile(r'^NAME = "(\w+)"$', re.MULTILINE)


class DuplicateParserError(Exception):
    """Two parsers have the same name."""


@cache
def discover_parsers() -> tuple[tuple[Parser, ...], tuple[Issue, ...]]:
    """Return all parsers by name, and an issue for each plugin that does not load."""
    import pipeline.parsers as package

    group = package.__name__
    names = sorted(m.name for m in pkgutil.walk_packages(package.__path__, f"{group}.") if not m.ispkg)
    own = [EntryPoint(name.rpartition(".")[2], name, group) for name in names if _declares_parser(name)]
    loaded, issues = _load_parsers([*own, *entry_points(group=GROUP)])
    return sort_by_name([*template_parsers(), *loaded]), issues


def _declares_parser(module: str) -> bool:
    """Return whether a module names a parser at its top level, except the fallback for unknown templates."""
    spec = find_spec(module)
    text = Path(spec.origin).read_text(encoding="utf-8") if spec and spec.origin else ""
    name = _NAME.search(text)
    return name is not None and name[1] != FALLBACK


def _load_parsers(points: Iterable[EntryPoint]) -> tuple[list[Parser], tuple[Issue, ...]]:
    modules: list[Parser] = []
    issues: list[Issue] = []
    for point in points:
        try:
            module = point.load()
        except Exception as error:  # a plugin may fail in any way, and the run continues without it
            issues.append(_not_loaded_issue(point, f"{type(error).__name__}: {error}"))
            continue
        if isinstance(module, Parser):
            modules.append(module)
        else:
            issues.append(_not_loaded_issue(point, "it lacks NAME, VERSION, TITLE, identify or parse"))
    return modules, tuple(issues)


def _not_loaded_issue(point: EntryPoint, reason: str) -> Issue:
    message = f"The parser '{point.name}' ({point.value}) was not loaded: {reason}. Fix or uninstall it."
    return Issue("identify", "warning", "parser-not-loaded", message)


def sort_by_name(parsers: Iterable[Parser]) -> tuple[Parser, ...]:
    """Return the parsers sorted by name; raise `DuplicateParserError` if two have the same name."""
    parsers_by_name: dict[str, Parser] = {}
    for parser in parsers:
        if parser.NAME in parsers_by_name:
            raise DuplicateParserError(f"Two parsers are named '{parser.NAME}'. Rename or uninstall one of them.")
        parsers_by_name[parser.NAME] = parser
    return tuple(parsers_by_name[name] for name in sorted(parsers_by_name))


def parsers() -> tuple[Parser, ...]:
    """Return all parsers, sorted by name."""
    return discover_parsers()[0]


def parsers_for(identity: Identity) -> tuple[Parser, ...]:
    """Return the parsers for this kind of document: those of its family, and those of other distributions.

    All are asked if the kind is unknown. None of this project is asked if the document does not concern the
    partnership.
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


def collect_claims(
    document: Document, candidates: Iterable[Parser] | None = None
) -> tuple[tuple[tuple[Parser, Claim], ...], tuple[Issue, ...]]:
    """Return the parsers that claim the document with their claims, and an issue for each that failed."""
    answers = [(parser, ask_parser(parser, document)) for parser in (parsers() if candidates is None else candidates)]
    claimed = tuple((parser, answer) for parser, answer in answers if isinstance(answer, Claim))
    return claimed, tuple(answer for _, answer in answers if isinstance(answer, Issue))


def ask_parser(parser: Parser, document: Document) -> Claim | Issue | None:
    """Ask one parser whether it claims a document; an issue if it fails."""
    try:
        return parser.identify(document)
    except Exception as error:  # an error in one parser must not hide the claim of another
        return _crash_issue(parser.NAME, error)


def _crash_issue(name: str, error: Exception) -> Issue:
    message = (
        f"The parser {name} failed to identify this document ({type(error).__name__}: {error}); the other "
        "parsers were asked. Please report it with the file."
    )
    return Issue("identify", "warning", "identify-crashed", message)
