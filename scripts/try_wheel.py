"""Try wheel and sdist in an empty environment: `python -m scripts.try_wheel dist`. Downloads the packages they need."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

from scripts.locked_packages import LOCK, locked_requirements

ROOT = Path(__file__).parents[1]
TRIED = (
    "norlandia/norlandia-2014-2016-midterm-self-assessment.pdf",
    "norlandia/norlandia-2021-2023-self-assessment.docx",
    "registry/registry-norlandia.csv",
)


def main(folder: Path) -> int:
    """Install the locked packages with the wheel, then the sdist, and read specimens far from the checkout."""
    (wheel,), (sdist,) = (folder.resolve().glob(ending) for ending in ("*.whl", "*.tar.gz"))
    with tempfile.TemporaryDirectory() as place:
        here = Path(place)
        venv.create(here / "venv", with_pip=True)
        binaries = here / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
        requirements = here / "requirements.txt"
        locked = locked_requirements(tomllib.loads(LOCK.read_text(encoding="utf-8")))
        requirements.write_text("\n".join(locked), encoding="utf-8")
        for name in TRIED:
            (here / "raw" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / "raw" / name, here / "raw" / name)
        ogp = str(binaries / "ogp")
        tried = ([ogp, "extract", "raw", "--no-cache", "--quiet"], [ogp, "validate", "extracted"])
        for command in (
            [str(binaries / "pip"), "install", "--quiet", "--require-hashes", "--requirement", str(requirements)],
            [str(binaries / "pip"), "install", "--quiet", "--no-deps", str(wheel)],
            [ogp, "--version"],
            [ogp, "doctor"],
            *tried,
            [ogp, "review", "build"],
            [ogp, "export", "--to", "csv"],
            [str(binaries / "pip"), "uninstall", "--quiet", "--yes", "ogp-pipeline"],
            [str(binaries / "pip"), "install", "--quiet", "--no-deps", str(sdist)],
            *tried,
        ):
            done = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False)
            print(f"{Path(command[0]).name} {' '.join(command[1:3])}: {'ok' if not done.returncode else 'FAILED'}")
            if done.returncode:
                print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "dist")))
