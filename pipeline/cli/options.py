"""Options that several commands share: locations, limits, names that options had before; and the error of a command."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from pipeline.storage.objects import is_url


class CommandError(click.ClickException):
    """A failure at run time: its message is shown alone, as how to call the command would not help. Exit code 2."""

    exit_code = 2


LAST_VERSION = "0.2"
"""The last release that accepts the old names."""


class CommandWithOldNames(click.Command):
    """A command some of whose options had other names; `old_names` maps the old flags to the present ones."""

    def __init__(self, *args: Any, old_names: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.old_names = old_names

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments after replacing old names."""
        return super().parse_args(ctx, [self._replace(argument) for argument in args])

    def _replace(self, argument: str) -> str:
        flag, equals, value = argument.partition("=")
        if flag not in self.old_names:
            return argument
        print_notice(flag, f"use {self.old_names[flag]}")
        return f"{self.old_names[flag]}{equals}{value}"


def old_keys(command: click.Command) -> dict[str, str]:
    """Return the old names of a command's options without dashes, each with the present one.

    >>> old_keys(CommandWithOldNames("x", old_names={"--rows": "--limit"})), old_keys(click.Command("y"))
    ({'rows': 'limit'}, {})
    """
    names = command.old_names if isinstance(command, CommandWithOldNames) else {}
    return {old.removeprefix("--"): new.removeprefix("--") for old, new in names.items()}


def print_notice(name: str, advice: str) -> None:
    """Print to standard error that a name is about to go."""
    click.echo(f"Notice: {name} works for the last time in version {LAST_VERSION}: {advice}.", err=True)


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


def with_local_folder(option: Callable[[Command], Command], name: str = "folder") -> Callable[[Command], Command]:
    """Make an option whose URL is replaced by a local folder with its last published tables."""

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def with_folder(*arguments: Any, **options: Any) -> None:
            options[name] = fetch_folder(options[name])
            command(*arguments, **options)

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
