"""Old names of options: they work for one more release and print a notice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

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
