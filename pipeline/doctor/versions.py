"""Check Python, the required packages, and whether they match the lock file."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

from pipeline import __version__
from pipeline.doctor.finding import CheckResult
from pipeline.schema import data

MIN_PYTHON = (3, 11)
PACKAGE = "ogp-pipeline"
_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def check_versions() -> Iterator[CheckResult]:
    """Check Python, ogp with its schemas, its packages, and the lock file if there is a checkout."""
    yield check_python(sys.version_info[:3])
    yield _check_ogp()
    required = required_packages(metadata.requires(PACKAGE) or [] if _installed_version(PACKAGE) else [])
    yield check_packages({name: _installed_version(name) for name in required})
    lock = Path(__file__).resolve().parents[2] / "uv.lock"
    if lock.is_file():
        pins = parse_lock(lock.read_text(encoding="utf-8"))
        yield check_lock(pins, {name: _installed_version(name) for name in pins}, set(required))


def check_python(version: tuple[int, ...]) -> CheckResult:
    """Check the version of Python.

    >>> check_python((3, 10, 2)).state, check_python((3, 12, 0)).state
    ('error', 'ok')
    """
    text = ".".join(map(str, version))
    if version[:2] < MIN_PYTHON:
        return CheckResult("Python", "error", text, "ogp needs 3.11 or newer: make setup PYTHON=python3.12")
    return CheckResult("Python", "ok", text)


def _check_ogp() -> CheckResult:
    try:
        digest = data.schema_digest()
    except data.SchemaError as error:
        return CheckResult("ogp", "error", str(error), f"Install it again: pip install --force-reinstall {PACKAGE}")
    version = data.load_data("package")["ogp:schema_version"]
    return CheckResult("ogp", "ok", f"{__version__}, schema {version} ({digest[:12]})")


def required_packages(requires: list[str]) -> list[str]:
    """Return the names of packages that are always required, without those of extras.

    >>> required_packages(["click>=8.1", "mkdocs>=1; extra == 'docs'"])
    ['click']
    """
    unconditional = [text for text in requires if "extra ==" not in text]
    return [match[0] for text in unconditional if (match := _NAME.match(text))]


def check_packages(versions: Mapping[str, str | None]) -> CheckResult:
    """Check that each package is installed (name -> version, None if missing)."""
    missing = sorted(name for name, version in versions.items() if version is None)
    if missing:
        return CheckResult(
            "packages",
            "error",
            f"not installed: {', '.join(missing)}",
            "make setup, or: pip install " + " ".join(missing),
        )
    return CheckResult("packages", "ok", f"all {len(versions)} are installed")


EXTRAS = {"cluster": ("distributed", "--engine dask"), "s3": ("s3fs", "folders such as s3://bucket/prefix")}
"""Extra -> its package, and the use that needs it."""


def check_extras() -> Iterator[CheckResult]:
    """Check the packages of extras that some uses need."""
    for extra, (package, use) in EXTRAS.items():
        found, name = _installed_version(package), f"extra {extra}"
        if found:
            yield CheckResult(name, "ok", f"{package} {found}")
        else:
            yield CheckResult(
                name, "missing", f"{package} is not installed; only {use} needs it", f"pip install '{PACKAGE}[{extra}]'"
            )


def parse_lock(lock: str) -> dict[str, set[str]]:
    r"""Return the versions that a lock file allows, by package.

    >>> parse_lock('[[package]]\nname = "click"\nversion = "8.5.1"')
    {'click': {'8.5.1'}}
    """
    pins: dict[str, set[str]] = {}
    for package in tomllib.loads(lock)["package"]:
        pins.setdefault(package["name"], set()).add(package["version"])
    return pins


def check_lock(pins: Mapping[str, set[str]], installed: Mapping[str, str | None], required: set[str]) -> CheckResult:
    """Compare required packages with the lock file: other versions may give other tables."""
    differences = [
        f"{name} {installed[name]} (lock: {', '.join(sorted(pins[name]))})"
        for name in sorted(pins)
        if name in required and installed[name] is not None and installed[name] not in pins[name]
    ]
    if differences:
        return CheckResult(
            "lock file", "warning", "; ".join(differences), "Other versions may give other tables: make setup"
        )
    return CheckResult("lock file", "ok", "the versions are those of uv.lock")


def _installed_version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
