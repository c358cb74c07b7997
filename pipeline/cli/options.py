"""Options that several commands share: locations and limits; and the error of a command."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from pipeline.storage.objects import is_url


class CommandError(click.ClickException):
    """A failure at run time: its message is shown alone, as how to call the command would not help. Exit code 2."""

    exit_code = 2


Command = TypeVar("Command", bound=Callable[..., Any])


class LocationType(click.ParamType):  # type: ignore[type-arg]
    """A folder (converted to a Path) or a URL such as s3://bucket/prefix (kept as text)."""

    name = "path or url"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path | str:
        """Return a Path, or the URL as it is."""
        return value if isinstance(value, Path) or is_url(value) else Path(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Complete folders."""
        return click.Path(file_okay=False).shell_complete(ctx, param, incomplete)


def with_local_folder(option: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Make an option `folder` whose URL is replaced by a local folder with its last published tables."""

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def with_folder(*arguments: Any, folder: Path | str, **options: Any) -> None:
            command(*arguments, folder=fetch_folder(folder), **options)

        return option(with_folder)  # type: ignore[arg-type]

    return decorate


def fetch_folder(location: Path | str) -> Path:
    """Return a folder unchanged; download the tables of a URL; a usage error if it has none."""
    if isinstance(location, Path):
        return location
    from pipeline.storage import Bucket, StorageError, fetch_snapshot

    try:
        return fetch_snapshot(Bucket(location))
    except StorageError as error:
        raise CommandError(str(error)) from error


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
"""Limits of one document. Hidden ones are set in ogp.toml or by variables, since hardly any run needs others."""


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

        size = max_size * MEGABYTE
        reading = Ocr(ocr, tuple(ocr_languages.replace("+", " ").replace(",", " ").split()))
        limits = Limits(time_limit, memory_limit * MEGABYTE, size, max_pages, max_cells, reading)
        command(limits=limits, **others)

    for option in reversed(_LIMIT_OPTIONS):
        with_limit_options = option(with_limit_options)
    return with_limit_options
