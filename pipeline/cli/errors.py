"""The error of a command that was called rightly and can't do its work."""

from __future__ import annotations

import click


class CommandError(click.ClickException):
    """A failure at run time: its message is shown alone, as how to call the command would not help. Exit code 2."""

    exit_code = 2
