"""Checks of an installation: each says what it found, and how to mend what is amiss."""

from __future__ import annotations

from pathlib import Path

from pipeline.doctor import machine, programs, versions
from pipeline.doctor.finding import Finding, State

__all__ = ["Finding", "State", "examine"]


def examine(out: Path) -> list[Finding]:
    """Check what a run into `out` needs; the order is that in which a person would look."""
    return [
        *versions.versions(),
        *programs.programs(),
        *versions.extras(),
        *machine.machine(),
        *machine.disk(out),
        *machine.folders(out),
    ]
