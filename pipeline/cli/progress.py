"""Progress of a command: a bar on a terminal, or a line per step with --verbose."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import click

from pipeline.cli.answering import strip_control_characters

Step = Callable[[int, int, str], None]
"""Called with the number done, the total, and the name of the last item."""

verbose_option = click.option("--verbose", "-v", is_flag=True, help="Print a line for each step, with the time.")


@contextmanager
def show_progress(*, hidden: bool, verbose: bool = False, unit: str = "") -> Iterator[Step]:
    """Show progress on standard error: a bar if it is a terminal, nothing if hidden."""
    if verbose:
        yield _print_steps()
        return
    with ExitStack() as stack:
        show: Step | None = None

        def step(done: int, total: int, name: str) -> None:
            # The bar has a thread, and a process with threads can't be forked: it starts after the first workers.
            nonlocal show
            if show is None:
                show = _start_bar(stack, unit)
            show(done, total, name)

        yield _ignore_step if hidden else step


def _ignore_step(done: int, total: int, name: str) -> None:
    """Show nothing."""


def _start_bar(stack: ExitStack, unit: str) -> Step:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        return _ignore_step
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    # Documents take milliseconds or minutes: an estimate over the last 30 s, the default, jumps from 17 s to 3 min.
    bar = stack.enter_context(Progress(*columns, console=console, transient=True, speed_estimate_period=3600))
    task = bar.add_task("", total=None)

    def step(done: int, total: int, name: str) -> None:
        # Rich reads square brackets as its markup.
        bar.update(
            task, completed=done, total=total, description=strip_control_characters(name[-60:]).replace("[", "(")
        )

    return step


def _print_steps() -> Step:
    started = time.monotonic()

    def step(done: int, total: int, name: str) -> None:
        click.echo(f"{time.monotonic() - started:8.1f} s  {done}/{total}  {strip_control_characters(name)}", err=True)

    return step
