"""Checks of the installation: each reports a state and how to fix a problem."""

from __future__ import annotations

from pathlib import Path

from pipeline.doctor import checks
from pipeline.doctor.checks import CheckResult, State

__all__ = ["CheckResult", "State", "check_installation"]


def check_installation(out: Path) -> list[CheckResult]:
    """Check everything that a run into `out` needs, in the order in which a person would look."""
    return [
        *checks.check_versions(),
        *checks.check_programs(),
        *checks.check_extras(),
        *checks.check_machine(),
        *checks.check_disks(out),
        *checks.check_folders(out),
    ]
