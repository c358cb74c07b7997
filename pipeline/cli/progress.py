"""How far a command is: a bar with the time left on a terminal, a line for each step with --verbose."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from pipeline.cli.answering import printable

Step = Callable[[int, int, str], None]
"""Called with what is done, how much there is, and what was done last."""

verbose_option = click.option("--verbose", is_flag=True, help="Print a line for each step, with the time.")


@contextmanager
def shown(*, hidden: bool, verbose: bool = False, unit: str = "") -> Iterator[Step]:
    """Show progress on standard error; a bar only where a terminal looks, nothing where it is hidden."""
    if verbose:
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    off = hidden or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=off) as bar:
        task = bar.add_task("", total=None)

        def step(done: int, total: int, name: str) -> None:
            # Rich reads square brackets as its markup.
            bar.update(task, completed=done, total=total, description=printable(name[-60:]).replace("[", "("))

        yield step


def _lines() -> Step:
    begun = time.monotonic()

    def step(done: int, total: int, name: str) -> None:
        click.echo(f"{time.monotonic() - begun:8.1f} s  {done}/{total}  {printable(name)}", err=True)

    return step
