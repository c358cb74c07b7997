"""Fuzz guided by coverage, with atheris: `python -m scripts.fuzz read-pdf damage-docx --seconds 600`; or all."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_LONGEST_SECONDS = 120
"""Seconds that one input may take."""


def main() -> None:
    """Run from the command line: each target in a process of its own, as the fuzzer ends its process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--seconds", type=int, default=600, help="Time for each target.")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-found"), help="Folder for inputs that end badly.")
    parser.add_argument("--here", action="store_true", help="Fuzz the one target in this process.")
    options = parser.parse_args()
    if options.here:
        _fuzz_target(options.targets[0], options.seconds, options.keep)
    sys.exit(fuzz_each(options.targets, options.seconds, options.keep))


def fuzz_each(names: list[str], seconds: int, keep: Path) -> int:
    """Fuzz each target for so many seconds, each in a process of its own; return 1 where one ended badly."""
    from scripts.fuzz.targets import list_targets

    exit_code = 0
    for name in names or sorted(list_targets()):
        started = time.monotonic()
        command = [sys.executable, "-m", "scripts.fuzz", name, "--here", "--seconds", str(seconds)]
        result = subprocess.run([*command, "--keep", str(keep)], capture_output=True, text=True, check=False)
        status_lines = [
            line for line in result.stderr.splitlines() if line.startswith(("Done ", " === ", "SUMMARY", "==="))
        ]
        outcome = "nothing found" if result.returncode == 0 else f"ended with exit code {result.returncode}"
        print(f"{name}: {outcome} in {time.monotonic() - started:.0f} s; {' '.join(status_lines[-1:])}", flush=True)
        if result.returncode:
            exit_code = 1
            print(result.stdout[-3000:], result.stderr[-3000:], sep="\n", flush=True)
    return exit_code


def _fuzz_target(name: str, seconds: int, keep: Path) -> None:
    import atheris

    with atheris.instrument_imports(include=["pipeline"], enable_loader_override=False):
        from scripts.fuzz.targets import iterate_seeds, list_targets

        target = list_targets()[name]
    # What a target reads for itself, a parser's specimens, is no input's time.
    target(b"")
    keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(iterate_seeds(name)):
            (Path(folder) / str(number)).write_bytes(seed)
        options = (f"-max_total_time={seconds}", f"-timeout={_LONGEST_SECONDS}", "-rss_limit_mb=3000", "-verbosity=1")
        atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={keep}/{name}-", folder], target)
        atheris.Fuzz()
