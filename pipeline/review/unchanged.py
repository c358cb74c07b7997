"""What a review site was built from, so that a build that would give the same does nothing."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from pathlib import Path

from pipeline import cache, schema

STATE = ".state.json"
"""The file in the site's folder that names the state of its last whole build, and every file with its size."""


def state_of(folder: Path, raw: Path | None) -> str:
    """Return a digest of all that a site depends on: the tables, the code that builds it, where the sources are.

    A source that changed after the run is not asked for: the site shows what the tables were read from.
    """
    digest = hashlib.sha256(cache.source_digest(("review", "readers/pdf/render.py"), ()).encode())
    digest.update(str(raw.resolve() if raw else "").encode("utf-8", "surrogatepass"))
    static = files(__package__).joinpath("static").iterdir()
    for name, content in sorted((item.name, item.read_bytes()) for item in static if item.is_file()):
        digest.update(f"\0{name}\0".encode() + content)
    for path in (path for parts in schema.all_files(folder).values() for path in parts):
        digest.update(f"\0{path.relative_to(folder).as_posix()}\0".encode("utf-8", "surrogatepass") + path.read_bytes())
    return digest.hexdigest()


def last(out: Path, state: str) -> tuple[int, int] | None:
    """Return how many documents and pictures the site in `out` has, where it was built in this state and is whole."""
    try:
        known = json.loads((out / STATE).read_bytes())
        if known["state"] != state or known["files"] != _files(out):
            return None
        return int(known["documents"]), int(known["pictures"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def forget(out: Path) -> None:
    """Take the note of the last build away, before another begins."""
    (out / STATE).unlink(missing_ok=True)


def note(out: Path, state: str, documents: int, pictures: int) -> None:
    """Note that a build is done."""
    told = {"state": state, "documents": documents, "pictures": pictures, "files": _files(out)}
    unfinished = out / f"{STATE}.part"
    unfinished.write_text(json.dumps(told) + "\n", encoding="utf-8")
    unfinished.replace(out / STATE)


def _files(out: Path) -> dict[str, int]:
    found = (path for path in out.rglob("*") if path.is_file() and path.name not in {STATE, f"{STATE}.part"})
    return {path.relative_to(out).as_posix(): path.stat().st_size for path in sorted(found)}
