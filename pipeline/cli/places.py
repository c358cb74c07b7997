"""Places that are a folder or the prefix of an object store, on the command line."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from pipeline.storage.objects import is_url

Command = TypeVar("Command", bound=Callable[..., Any])


class Place(click.ParamType):  # type: ignore[type-arg]
    """A folder (it comes as a Path) or a URL such as s3://bucket/prefix (it stays a text)."""

    name = "path or url"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path | str:
        """Return a Path, or the URL as it is."""
        return value if isinstance(value, Path) or is_url(value) else Path(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Complete folders."""
        return click.Path(file_okay=False).shell_complete(ctx, param, incomplete)


def fetched(option: Callable[[Command], Command], name: str = "folder") -> Callable[[Command], Command]:
    """Make an option whose URL becomes a folder on disk, into which the last set of tables is fetched."""

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def with_folder(*arguments: Any, **named: Any) -> None:
            named[name] = on_disk(named[name])
            command(*arguments, **named)

        return option(with_folder)  # type: ignore[arg-type]

    return decorate


def on_disk(place: Path | str) -> Path:
    """Return a folder as it is, of a URL a folder with its last set of tables; a usage error where there is none."""
    if isinstance(place, Path):
        return place
    from pipeline.storage import Bucket, StorageError, fetch_snapshot

    try:
        return fetch_snapshot(Bucket(place))
    except StorageError as error:
        raise click.UsageError(str(error)) from error
