"""Read one file from the command line as a run would read it: in a sandboxed process, within limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from pipeline.cli.options import CommandError
from pipeline.model import Extraction, SourceDocument
from pipeline.model.issues import ReadError
from pipeline.runtime.limits import Limits

R = TypeVar("R")


def extract_one(path: Path, limits: Limits) -> tuple[SourceDocument, Extraction]:
    """Return a file's catalog entry and its extraction; a usage error if the file does not exist."""
    from pipeline.catalog import CatalogError, describe_file
    from pipeline.execution.dispatch import extract_alone

    if not path.is_file():
        raise CommandError(f"There is no file {path}. Name one document; for a folder use `ogp extract`.")
    try:
        source = describe_file(path)
    except CatalogError as error:
        raise CommandError(str(error)) from error
    return source, extract_alone(path.parent, source, limits)


def run_in_sandbox(work: Callable[..., R], arguments: tuple[Any, ...], limits: Limits) -> R:
    """Call a function in a sandboxed process; an error message if that process is lost.

    Raises `ReadError` as the function does.
    """
    from pipeline.execution import worker_pool

    ((_, outcome),) = worker_pool.run_tasks(partial(_call_function, work), [arguments], 1, limits)
    if isinstance(outcome, worker_pool.LostTask):
        raise click.ClickException(f"{outcome.cause}, twice.")
    if isinstance(outcome, _PickledReadError):
        raise ReadError(outcome.code, outcome.message)
    return outcome


@dataclass(frozen=True, slots=True)
class _PickledReadError:
    """A `ReadError` in a form that can be sent between processes."""

    code: str
    message: str


def _call_function(work: Callable[..., R], arguments: tuple[Any, ...]) -> R | _PickledReadError:
    try:
        return work(*arguments)
    except ReadError as error:
        return _PickledReadError(error.code, error.message)
