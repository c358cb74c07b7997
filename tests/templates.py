"""The parsers of templates by name."""

from __future__ import annotations

from pipeline.parsers.template_parser import TemplateParser, template_parsers


def parser(name: str) -> TemplateParser:
    """Return the parser of a template."""
    return next(parser for parser in template_parsers() if name == parser.NAME)
