"""Fuzz guided by coverage, with atheris: `python -m scripts.fuzz read-pdf damage-docx --seconds 600`; or all."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_LONGEST = 120
"""Seconds that one input may take."""


def main() -> None:
    """Run from the command line: each target in a process of its own, as the fuzzer ends its process."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("targets", nargs="*")
    asked.add_argument("--seconds", type=int, default=600, help="Time for each target.")
    asked.add_argument("--keep", type=Path, default=Path("fuzz-found"), help="Folder for inputs that end badly.")
    asked.add_argument("--here", action="store_true", help="Fuzz the one target in this process.")
    given = asked.parse_args()
    if given.here:
        _fuzz(given.targets[0], given.seconds, given.keep)
    sys.exit(fuzz_each(given.targets, given.seconds, given.keep))


def fuzz_each(names: list[str], seconds: int, keep: Path) -> int:
    """Fuzz each target for so many seconds, each in a process of its own; return 1 where one ended badly."""
    from scripts.fuzz.targets import targets

    bad = 0
    for name in names or sorted(targets()):
        started = time.monotonic()
        command = [sys.executable, "-m", "scripts.fuzz", name, "--here", "--seconds", str(seconds)]
        done = subprocess.run([*command, "--keep", str(keep)], capture_output=True, text=True, check=False)
        told = [line for line in done.stderr.splitlines() if line.startswith(("Done ", " === ", "SUMMARY", "==="))]
        outcome = "nothing found" if done.returncode == 0 else f"ended with exit code {done.returncode}"
        print(f"{name}: {outcome} in {time.monotonic() - started:.0f} s; {' '.join(told[-1:])}", flush=True)
        if done.returncode:
            bad = 1
            print(done.stdout[-3000:], done.stderr[-3000:], sep="\n", flush=True)
    return bad


def _fuzz(name: str, seconds: int, keep: Path) -> None:
    import atheris

    with atheris.instrument_imports(include=["pipeline"], enable_loader_override=False):
        from scripts.fuzz.targets import seeds, targets

        target = targets()[name]
    # What a target reads for itself, a parser's specimens, is no input's time.
    target(b"")
    keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds(name)):
            (Path(folder) / str(number)).write_bytes(seed)
        options = (f"-max_total_time={seconds}", f"-timeout={_LONGEST}", "-rss_limit_mb=3000", "-verbosity=1")
        atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={keep}/{name}-", folder], target)
        atheris.Fuzz()
