"""Say which locked packages have known weaknesses: `make audit`, which installs pip-audit next to the environment."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from scripts.locked_packages import LOCK, locked_requirements

SHOWN = 5  # weaknesses that are printed; the rest are counted
UNKNOWN = 2
"""The exit code where nothing can be said, 1 being that of weaknesses found."""


def judge_report(report: dict[str, Any]) -> tuple[int, str]:
    """Return the exit code and the text for a report of pip-audit; a package that was not looked up is a failure.

    >>> judge_report({"dependencies": [{"name": "lxml", "version": "6.0", "vulns": []}]})
    (0, '1 packages looked up, none has a known weakness.')
    >>> judge_report({"dependencies": [{"name": "lxml", "skip_reason": "not found"}]})[0]
    2
    """
    packages = report.get("dependencies", [])
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    weak = [(package, weakness) for package in packages for weakness in package.get("vulns", ())]
    told = [f"{package['name']} {package['version']}: {weakness['id']}" for package, weakness in weak]
    if skipped or not packages:
        names = ", ".join(skipped[:SHOWN]) + (", ..." if len(skipped) > SHOWN else "")
        told.append(f"{len(skipped)} of {len(packages)} packages could not be looked up ({names}): this is no audit.")
        told.append("The service that knows weaknesses was not reached; try again where it can be.")
    elif not weak:
        told.append(f"{len(packages)} packages looked up, none has a known weakness.")
    return (1 if weak else UNKNOWN if skipped or not packages else 0), "\n".join(told)


def main() -> None:
    """Run pip-audit, given as the one argument, over the packages of the lock file."""
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder) / "requirements.txt"
        locked = locked_requirements(tomllib.loads(LOCK.read_text(encoding="utf-8")), dev=True)
        requirements.write_text("\n".join(locked), encoding="utf-8")
        options = ("--require-hashes", "--disable-pip", "--requirement", str(requirements), "--timeout", "15")
        command = [sys.argv[1], *options, "--format", "json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        code, told = judge_report(json.loads(done.stdout))
    except ValueError:
        reason = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        code, told = UNKNOWN, f"Nothing could be looked up, so this is no audit: {reason}"
    print(told)
    sys.exit(code)


if __name__ == "__main__":
    main()
