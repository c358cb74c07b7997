"""Kill -9 runs over a folder of documents and say what they left: `python -m scripts.crash FOLDER --kills 200`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from scripts.crash.trials import prepare_folders, run_trials


def main() -> None:
    """Run from the command line."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--kills", type=int, default=200)
    asked.add_argument("--seed", type=int, default=6)
    given = asked.parse_args()
    counted: Counter[tuple[str, str]] = Counter()
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, trial in enumerate(
            run_trials(prepare_folders(given.folder, Path(folder)), given.kills, given.seed), start=1
        ):
            counted[trial.phase, trial.left] += 1
            bad += bool(trial.faults)
            print(f"{number}: killed while {trial.phase}, {trial.left} set", *trial.faults, sep="; ", flush=True)
    for (phase, left), times in sorted(counted.items()):
        print(f"{times:4}  {phase}: {left} set")
    print(f"{given.kills - bad} of {given.kills} kills left a complete set, and the next run gave the right one.")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
