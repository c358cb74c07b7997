"""One run of `ogp extract` and `ogp review build` that reports each phase as it begins."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipeline.parsers import registry

SITE = "drawing the site"
START = "starting"
"""The phase before the first mark."""

MARKS: tuple[tuple[str, str, str], ...] = (
    ("pipeline.run.extract_folder", "catalogue", "cataloguing"),
    ("pipeline.run.stages", "documents", "reading"),
    ("pipeline.run.stages", "link", "linking"),
    ("pipeline.tables", "collect", "collecting"),
    ("pipeline.tables.atomic_replace", "recover", "writing"),
    ("pipeline.tables.atomic_replace", "replace", "swapping"),
    ("pipeline.tables.atomic_replace", "retire", "clearing"),
    ("pipeline.tables.folder_lock", "release", "closing"),
    ("pipeline.review", "build", SITE),
    ("pipeline.review", "_write", "writing the site"),
)
"""Module, function of it, and the phase that begins when the function is called."""

LIBRARIES = (
    *("pipeline.cli.extract", "pipeline.cli.review_build", "pipeline.run.stages"),
    *("pandas", "pyarrow.parquet", "rapidfuzz.process", "rich.progress", "scipy.optimize", "scipy.sparse.csgraph"),
)
"""Loaded before the first trial, so that the time of a trial is the run's own."""


def load_modules() -> None:
    """Load what a run needs; call it before a process forks for a run, and before it has threads."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
    for module in (*LIBRARIES, *(module for module, _, _ in MARKS)):
        importlib.import_module(module)
    registry.parsers()


def run_commands(handle: int, raw: Path, out: Path, site: bool) -> None:
    """Run, and write the phases to this handle, a line each; `site` says whether the review site is built."""
    for module, name, phase in MARKS:
        _report_phase(module, name, phase, handle)
    from pipeline.cli import main

    commands = [["extract", str(raw), "--out", str(out)], ["review", "build", str(out), "--raw", str(raw)]]
    for command in commands if site else commands[:1]:
        with suppress(SystemExit):
            main([*command, "--quiet"])


def _report_phase(module: str, name: str, phase: str, handle: int) -> None:
    home = importlib.import_module(module)
    function: Callable[..., Any] = getattr(home, name)

    def call_and_report(*given: Any, **named: Any) -> Any:
        os.write(handle, f"{phase}\n".encode())
        return function(*given, **named)

    setattr(home, name, call_and_report)
