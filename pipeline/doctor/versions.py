"""Python, the packages that ogp needs, and whether they are those of the lock file."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

from pipeline import __version__
from pipeline.doctor.finding import Finding
from pipeline.schema import data

OLDEST = (3, 11)
PACKAGE = "ogp-pipeline"
_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def versions() -> Iterator[Finding]:
    """Check Python, ogp itself with its schemas, its packages, and the lock file where there is a checkout."""
    yield python(sys.version_info[:3])
    yield _itself()
    wanted = needed(metadata.requires(PACKAGE) or [] if _installed(PACKAGE) else [])
    yield packages({name: _installed(name) for name in wanted})
    lock = Path(__file__).resolve().parents[2] / "uv.lock"
    if lock.is_file():
        pins = pinned(lock.read_text(encoding="utf-8"))
        yield locked(pins, {name: _installed(name) for name in pins}, set(wanted))


def python(version: tuple[int, ...]) -> Finding:
    """Check Python's version.

    >>> python((3, 10, 2)).state, python((3, 12, 0)).state
    ('error', 'ok')
    """
    found = ".".join(map(str, version))
    if version[:2] < OLDEST:
        return Finding("Python", "error", found, "ogp needs 3.11 or newer: make setup PYTHON=python3.12")
    return Finding("Python", "ok", found)


def _itself() -> Finding:
    try:
        digest = data.schema_digest()
    except data.SchemaError as error:
        return Finding("ogp", "error", str(error), f"Install it anew: pip install --force-reinstall {PACKAGE}")
    version = data.reference("package")["ogp:schema_version"]
    return Finding("ogp", "ok", f"{__version__}, schema {version} ({digest[:12]})")


def needed(requires: list[str]) -> list[str]:
    """Return the names of the packages that are always needed, without those of extras.

    >>> needed(["click>=8.1", "mkdocs>=1; extra == 'docs'"])
    ['click']
    """
    plain = [text for text in requires if "extra ==" not in text]
    return [match[0] for text in plain if (match := _NAME.match(text))]


def packages(found: Mapping[str, str | None]) -> Finding:
    """Check that each package is installed (name -> version, None where it is not)."""
    gone = sorted(name for name, version in found.items() if version is None)
    if gone:
        return Finding(
            "packages", "error", f"not installed: {', '.join(gone)}", "make setup, or: pip install " + " ".join(gone)
        )
    return Finding("packages", "ok", f"all {len(found)} are installed")


EXTRAS = {"cluster": ("distributed", "--engine dask"), "s3": ("s3fs", "folders such as s3://bucket/prefix")}
"""Extra -> the package that it is for, and what needs it."""


def extras() -> Iterator[Finding]:
    """Check for the packages of extras that some uses need."""
    for extra, (package, use) in EXTRAS.items():
        found, name = _installed(package), f"extra {extra}"
        if found:
            yield Finding(name, "ok", f"{package} {found}")
        else:
            yield Finding(
                name, "missing", f"{package} is not installed; only {use} needs it", f"pip install '{PACKAGE}[{extra}]'"
            )


def pinned(lock: str) -> dict[str, set[str]]:
    """Return the versions that the text of uv.lock allows, by package.

    >>> pinned('[[package]]\\nname = "click"\\nversion = "8.5.1"')
    {'click': {'8.5.1'}}
    """
    found: dict[str, set[str]] = {}
    for package in tomllib.loads(lock)["package"]:
        found.setdefault(package["name"], set()).add(package["version"])
    return found


def locked(pins: Mapping[str, set[str]], found: Mapping[str, str | None], wanted: set[str]) -> Finding:
    """Compare the packages that are always needed with the lock file: other versions may give other tables."""
    others = [
        f"{name} {found[name]} (lock: {', '.join(sorted(pins[name]))})"
        for name in sorted(pins)
        if name in wanted and found[name] is not None and found[name] not in pins[name]
    ]
    if others:
        return Finding("lock file", "warning", "; ".join(others), "Other versions may give other tables: make setup")
    return Finding("lock file", "ok", "the versions are those of uv.lock")


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
