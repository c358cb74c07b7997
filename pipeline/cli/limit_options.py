"""Options that limit the cost of reading a document, the same for every command that reads one."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click
from click.core import ParameterSource

from pipeline.cli.old_names import print_notice

_SETTINGS = ("memory_limit", "max_size", "max_pages", "max_cells")
"""Limits that are set in ogp.toml or by variables. They are hidden in help, since hardly any run needs others."""

_LIMIT_OPTIONS = (
    click.option(
        "--time-limit", type=click.FloatRange(min=1), default=120, show_default=True, help="Seconds per document."
    ),
    click.option("--memory-limit", type=click.IntRange(min=512), default=2048, hidden=True),
    click.option("--max-size", type=click.IntRange(min=1), default=256, hidden=True),
    click.option("--max-pages", type=click.IntRange(min=1), default=3000, hidden=True),
    click.option("--max-cells", type=click.IntRange(min=1), default=2_000_000, hidden=True),
    click.option(
        "--ocr",
        type=click.Choice(["auto", "never", "tesseract", "rapidocr"]),
        default="auto",
        show_default=True,
        help="How to read pages without usable text; auto uses any installed engine.",
    ),
    click.option(
        "--ocr-languages",
        default="",
        metavar="en,es",
        help="Languages of scanned pages.  [default: detected from the document]",
    ),
)


def with_limits(command: Callable[..., None]) -> Callable[..., None]:
    """Add the limit options to a command, which receives them as one argument `limits`."""

    @functools.wraps(command)
    def with_limit_options(
        time_limit: float,
        memory_limit: int,
        max_size: int,
        max_pages: int,
        max_cells: int,
        ocr: str,
        ocr_languages: str,
        **others: Any,
    ) -> None:
        from pipeline.runtime.limits import MEGABYTE, Limits, Ocr

        _print_notices(click.get_current_context())
        size = max_size * MEGABYTE
        reading = Ocr(ocr, tuple(ocr_languages.replace("+", " ").replace(",", " ").split()))
        limits = Limits(time_limit, memory_limit * MEGABYTE, size, max_pages, max_cells, reading)
        command(limits=limits, **others)

    for option in reversed(_LIMIT_OPTIONS):
        with_limit_options = option(with_limit_options)
    return with_limit_options


def _print_notices(context: click.Context) -> None:
    """Print a notice for each setting that was given on the command line."""
    for name in _SETTINGS:
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            key = name.replace("_", "-")
            print_notice(f"--{key}", f"set {key} in ogp.toml, table [ogp]")
