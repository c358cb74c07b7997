"""Options that take a folder or the prefix of an object store."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from pipeline.cli.errors import CommandError
from pipeline.storage.objects import is_url

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
