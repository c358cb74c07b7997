"""Progress of a command: a bar on a terminal, or a line per step with --verbose."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from pipeline.cli.answering import printable

Step = Callable[[int, int, str], None]
"""Called with the number done, the total, and the name of the last item."""

verbose_option = click.option("--verbose", "-v", is_flag=True, help="Print a line for each step, with the time.")


@contextmanager
def show_progress(*, hidden: bool, verbose: bool = False, unit: str = "") -> Iterator[Step]:
    """Show progress on standard error: a bar if it is a terminal, nothing if hidden."""
    if verbose:
        yield _print_steps()
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
    is_disabled = hidden or not console.is_terminal
    # Documents take milliseconds or minutes: an estimate over the last 30 s, the default, jumps from 17 s to 3 min.
    with Progress(*columns, console=console, transient=True, disable=is_disabled, speed_estimate_period=3600) as bar:
        task = bar.add_task("", total=None)

        def step(done: int, total: int, name: str) -> None:
            # Rich reads square brackets as its markup.
            bar.update(task, completed=done, total=total, description=printable(name[-60:]).replace("[", "("))

        yield step


def _print_steps() -> Step:
    started = time.monotonic()

    def step(done: int, total: int, name: str) -> None:
        click.echo(f"{time.monotonic() - started:8.1f} s  {done}/{total}  {printable(name)}", err=True)

    return step
