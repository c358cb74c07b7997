"""Parsers: a template is a data file, others are found by walking the package and one entry-point group."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from pipeline.model import Claim, Document, Parsed
from pipeline.model.issues import Issue
from pipeline.model.records import Identity
from pipeline.parsers.template_parser import template_parsers
from pipeline.schema.data import load_data

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

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
    plugins, issues = load_plugins()
    return sort_by_name([*template_parsers(), *map(_load_own, _own_modules()), *plugins]), issues


@cache
def _own_modules() -> Mapping[str, str]:
    """Return the modules of this package that declare a parser, by its name, except the fallback."""
    folder = Path(__file__).parent
    found = ((path, _NAME.search(path.read_text(encoding="utf-8"))) for path in sorted(folder.rglob("*.py")))
    parts = {name[1]: path.relative_to(folder).with_suffix("").parts for path, name in found if name}
    return {name: ".".join((__package__, *path)) for name, path in parts.items() if name != FALLBACK}


def _load_own(name: str) -> Parser:
    parser: Parser = import_module(_own_modules()[name])
    return parser


@cache
def load_plugins() -> tuple[tuple[Parser, ...], tuple[Issue, ...]]:
    """Return the parsers that other distributions add, and an issue for each that does not load."""
    declared = (path for folder in sys.path for path in Path(folder).glob("*-info/entry_points.txt"))
    if not any(GROUP in path.read_text(encoding="utf-8", errors="replace") for path in declared):
        return (), ()  # importing what reads entry points takes longer than looking for them
    from importlib.metadata import entry_points

    return _load_parsers(entry_points(group=GROUP))


def _load_parsers(points: Iterable[EntryPoint]) -> tuple[tuple[Parser, ...], tuple[Issue, ...]]:
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
    return tuple(modules), tuple(issues)


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


def all_parsers() -> tuple[Parser, ...]:
    """Return all parsers, sorted by name."""
    return discover_parsers()[0]


def parsers_for(identity: Identity) -> tuple[Parser, ...]:
    """Return the parsers for this kind of document: those of its family, and those of other distributions.

    All are asked if the kind is unknown. None of this project is asked if the document does not concern the
    partnership.
    """
    if identity.report_type is None and not identity.is_refused:
        return all_parsers()
    families: Mapping[str, Mapping[str, list[str]]] = load_data("identify/parsers")["families"]
    own = {name for group in families.values() for name in group["parsers"]}
    others = own.difference(
        *(group["parsers"] for group in families.values() if identity.report_type in group["report_types"])
    )
    loaded = [parser for parser in (*template_parsers(), *load_plugins()[0]) if parser.NAME not in others]
    return sort_by_name([*loaded, *(_load_own(name) for name in _own_modules() if name not in others)])


def collect_claims(
    document: Document, candidates: Iterable[Parser] | None = None
) -> tuple[tuple[tuple[Parser, Claim], ...], tuple[Issue, ...]]:
    """Return the parsers that claim the document with their claims, and an issue for each that failed."""
    answers = [
        (parser, ask_parser(parser, document)) for parser in (all_parsers() if candidates is None else candidates)
    ]
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
