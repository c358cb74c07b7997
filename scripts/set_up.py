"""Make the environment from uv.lock: `python scripts/set_up.py .venv [--dev]`. Needs Python alone.

uv installs the packages. Where it is missing, pip fetches it into the environment; where that fails too, pip
installs the same versions itself.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST = (3, 11)
UV = "uv==0.13.9"
"""The uv that pip fetches: the one that wrote uv.lock."""


def main(venv: Path, *, dev: bool) -> None:
    """Install what running needs, and with `dev` what the tests need too."""
    what = "what the tests need" if dev else "what running needs"
    uv = _find_uv(venv) or _fetch_uv(venv)
    print(f"Set up {venv}: {what}, from uv.lock with {'uv' if uv else 'pip'}", flush=True)
    if not uv or _sync(uv, venv, dev=dev):
        _install_with_pip(venv, dev=dev)


def _find_uv(venv: Path) -> str | None:
    """Return a uv that runs; a shim of a version manager may be on the path and lead nowhere."""
    for candidate in (shutil.which("uv"), str(venv / "bin" / "uv")):
        if candidate and Path(candidate).is_file() and not _run([candidate, "--version"], quiet=True):
            return candidate
    return None


def _fetch_uv(venv: Path) -> str | None:
    _make_environment(venv)
    print(f"Fetch {UV} into {venv}", flush=True)
    return None if _run([*_pip(venv), "--only-binary", "uv", UV]) else str(venv / "bin" / "uv")


def _sync(uv: str, venv: Path, *, dev: bool) -> int:
    """Install the locked versions; what else is in the environment stays, so that running does not undo testing."""
    groups = [] if dev else ["--no-dev"]
    command = [uv, "sync", "--frozen", "--inexact", "--quiet", *groups, "--python", sys.executable]
    environment = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(venv.absolute())}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def _install_with_pip(venv: Path, *, dev: bool) -> None:
    _make_environment(venv)
    print(f"Install with pip into {venv}; this takes minutes", flush=True)
    requirements = venv / "requirements.txt"
    listed = [str(venv / "bin" / "python"), str(ROOT / "scripts" / "locked_packages.py"), *(["--dev"] if dev else [])]
    with requirements.open("w", encoding="utf-8") as file:
        subprocess.run(listed, stdout=file, check=True)
    for words in (
        ["--no-deps", "--require-hashes", "--requirement", str(requirements)],
        ["--no-deps", "--editable", str(ROOT)],
    ):
        if code := _run([*_pip(venv), *words]):
            sys.exit(code)


def _make_environment(venv: Path) -> None:
    if _run([str(venv / "bin" / "python"), "-m", "pip", "--version"], quiet=True):
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)


def _pip(venv: Path) -> list[str]:
    return [str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def _run(command: list[str], *, quiet: bool = False) -> int:
    """Return the exit code, 127 where the program is not there."""
    sink = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.run(command, stdout=sink, stderr=sink, check=False).returncode
    except OSError:
        return 127


if __name__ == "__main__":
    if sys.version_info < OLDEST:
        sys.exit("ogp needs Python 3.11 or newer; name one: make setup PYTHON=python3.12")
    main(Path(sys.argv[1]), dev="--dev" in sys.argv)
