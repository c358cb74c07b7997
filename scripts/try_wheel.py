"""Try a built wheel in an empty environment: `python -m scripts.try_wheel dist`. Downloads the packages it needs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
TRIED = "norlandia/norlandia-2014-2016-midterm-self-assessment.txt"


def main(folder: Path) -> int:
    """Install the wheel and the locked packages, and read one specimen far from the checkout."""
    (wheel,) = folder.resolve().glob("*.whl")
    with tempfile.TemporaryDirectory() as place:
        here = Path(place)
        venv.create(here / "venv", with_pip=True)
        binaries = here / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
        lock = ROOT / "requirements-run.lock"
        for command in (
            [str(binaries / "pip"), "install", "--quiet", "--require-hashes", "--requirement", str(lock)],
            [str(binaries / "pip"), "install", "--quiet", "--no-deps", str(wheel)],
            [str(binaries / "ogp"), "--version"],
            [str(binaries / "ogp"), "doctor"],
            [str(binaries / "ogp"), "parse", str(ROOT / "raw" / TRIED)],
        ):
            done = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False)
            print(f"{Path(command[0]).name} {' '.join(command[1:3])}: {'ok' if not done.returncode else 'FAILED'}")
            if done.returncode:
                print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "dist")))
