"""Tools that a user might pick instead, each in an environment of its own, made when asked for and thrown away at will.

`peers.json` tells what is installed and how large it is. Their environments lie under `.bench/`, which git ignores.
Nothing here fails where a tool can't be had: the reason is part of the answer.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.bench._clock import Spent

ENVIRONMENTS = Path(__file__).parents[2] / ".bench"
KNOWN: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("peers.json").read_text(encoding="utf-8"))
"""Tool -> requirements, licence, about how many MB its environment takes, and what it gives."""

INSTALLING, ANSWERING = 1_800, 600
"""Seconds after which an installation or an answer is given up."""

ADAPTERS = Path(__file__).parent / "_adapters"
_SERVE = ADAPTERS / "serve.py"
# They send a message home when they are loaded, unless told not to; a hub is not waited for.
_QUIET = {
    "DO_NOT_TRACK": "1",
    "SCARF_NO_ANALYTICS": "true",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "PYTHONWARNINGS": "ignore",
}
_REASON = 160


class PeerError(Exception):
    """A tool can't be had or stopped; the message tells why, on one line."""

    def __init__(self, reason: str) -> None:
        super().__init__(" ".join(reason.split())[:_REASON])


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows that a tool returned of a file, and what that took."""

    rows: list[list[str]]
    spent: Spent


@dataclass(slots=True)
class Peer:
    """A tool at work in its own environment."""

    process: subprocess.Popen[str]

    def read(self, path: Path) -> Answer:
        """Return what the tool makes of a file; raise `PeerError` where it stops or takes too long."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps(str(path.resolve())) + "\n")
            self.process.stdin.flush()
        except OSError as error:
            raise PeerError("it ended when it was loaded") from error
        if not select.select([self.process.stdout], [], [], ANSWERING)[0]:
            raise PeerError(f"no answer in {ANSWERING} seconds")
        line = self.process.stdout.readline()
        if not line:
            raise PeerError("it ended when it was loaded")
        told = json.loads(line)
        if "error" in told:
            raise PeerError(told["error"])
        return Answer(told["rows"], Spent(max(told["cpu"], 1e-4), max(told["wall"], 1e-4)))


def install(name: str, folder: Path | None = None) -> None:
    """Make a tool's environment where there is none; raise `PeerError` where that fails, and leave nothing behind."""
    place = (folder or ENVIRONMENTS) / name
    stamp = place / ".installed"
    if stamp.exists():
        return
    known = KNOWN[name]
    print(f"installing {name} into {place}: about {known['megabytes']:,} MB", file=sys.stderr, flush=True)
    try:
        venv.create(place, with_pip=True, clear=True)
        command = [str(_python(place)), "-m", "pip", "install", "--quiet", *known["requirements"]]
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=INSTALLING)
    except (subprocess.SubprocessError, OSError) as error:
        shutil.rmtree(place, ignore_errors=True)
        raise PeerError(f"not installed: {_why(error)}") from error
    stamp.touch()


@contextmanager
def running(name: str, folder: Path | None = None) -> Iterator[Peer]:
    """Give a tool at work; raise `PeerError` where it is not installed."""
    place = (folder or ENVIRONMENTS) / name
    if not (place / ".installed").exists():
        raise PeerError(f"not installed: --with {name}")
    command = [str(_python(place)), "-P", str(_SERVE), str(ADAPTERS / f"{name}.py")]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **_QUIET},
    ) as process:
        try:
            yield Peer(process)
        finally:
            process.kill()


def version(name: str, folder: Path | None = None) -> str:
    """Return the version that is installed of a tool."""
    package = KNOWN[name]["requirements"][0].partition("==")[0].partition("[")[0]
    code = f"from importlib.metadata import version; print(version({package!r}))"
    return subprocess.run(
        [_python((folder or ENVIRONMENTS) / name), "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def megabytes(name: str, folder: Path | None = None) -> int:
    """Return the room that a tool's environment takes on disk."""
    files = (
        path.lstat()
        for path in ((folder or ENVIRONMENTS) / name).rglob("*")
        if path.is_file() and not path.is_symlink()
    )
    return sum(found.st_size for found in files) // (1024 * 1024)


def _python(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _why(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return _last(str(error.stderr or error.stdout))
    return f"it took over {INSTALLING} seconds" if isinstance(error, subprocess.TimeoutExpired) else str(error)


def _last(text: str) -> str:
    """Return the last line that tells of an error.

    >>> _last("ERROR: No matching distribution\\n\\n[notice] A new release")
    'ERROR: No matching distribution'
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    return (errors or lines or ["pip failed"])[-1]
