"""Checks of the installation: each reports a state and how to fix a problem."""

from __future__ import annotations

from pathlib import Path

from pipeline.doctor import machine, programs, versions
from pipeline.doctor.finding import CheckResult, State

__all__ = ["CheckResult", "State", "check_installation"]


def check_installation(out: Path) -> list[CheckResult]:
    """Check everything that a run into `out` needs, in the order in which a person would look."""
    return [
        *versions.check_versions(),
        *programs.check_programs(),
        *versions.check_extras(),
        *machine.check_machine(),
        *machine.check_disks(out),
        *machine.check_folders(out),
    ]
