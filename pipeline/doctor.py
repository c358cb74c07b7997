"""Checks of the installation: Python and packages, programs, the machine. Each gives findings with advice."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from pipeline import __version__, cache
from pipeline.schema import data

State = Literal["ok", "missing", "warning", "error"]
"""`missing`: only some uses need it; `warning`: a run works, but not as intended; `error`: a run fails."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check: name, state, details, and advice on how to fix a problem (empty: nothing to do)."""

    name: str
    state: State
    details: str
    advice: str = ""


BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OFFICES = ("soffice", "libreoffice")
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "C:/Windows/Fonts")


def check_installation(out: Path) -> list[CheckResult]:
    """Check everything that a run into `out` needs, in the order in which a person would look."""
    return [
        *check_versions(),
        *check_programs(),
        *check_extras(),
        *check_machine(),
        *check_disks(out),
        *check_folders(out),
    ]


def check_programs() -> Iterator[CheckResult]:
    """Check OCR, the browser, the office suite, and fonts."""
    yield check_ocr()
    yield _check_program("Chromium", BROWSERS, "browser tests of the review site", "make system")
    yield _check_program("LibreOffice", OFFICES, "old .doc files", "apt-get install libreoffice-writer-nogui")
    yield check_fonts([Path(folder) for folder in FONTS])


def check_ocr() -> CheckResult:
    """Check for an engine that reads scanned pages, and its languages."""
    from pipeline.ocr import INSTALL, list_engines

    available = [engine for engine in list_engines() if engine.is_present]
    if not available:
        return CheckResult("OCR", "missing", "no engine: scanned pages are reported as needs-ocr, not read", INSTALL)
    descriptions = [f"{engine.name} ({', '.join(engine.languages) or 'no languages'})" for engine in available]
    if not any(engine.languages for engine in available):
        return CheckResult("OCR", "warning", "; ".join(descriptions), "sudo apt install tesseract-ocr-eng")
    return CheckResult("OCR", "ok", "; ".join(descriptions))


def _check_program(name: str, commands: tuple[str, ...], use: str, advice: str) -> CheckResult:
    program_path = next((path for command in commands if (path := shutil.which(command))), None)
    if program_path:
        return CheckResult(name, "ok", program_path)
    return CheckResult(name, "missing", f"not found; only {use} need it", advice)


def check_fonts(folders: list[Path]) -> CheckResult:
    """Check for fonts: pages without embedded fonts are rendered with those of the system."""
    font_folders = [folder for folder in folders if folder.is_dir()]
    count = sum(
        1 for folder in font_folders for path in folder.rglob("*") if path.suffix.casefold() in {".ttf", ".otf", ".ttc"}
    )
    if count:
        return CheckResult("fonts", "ok", f"{count} files")
    return CheckResult(
        "fonts", "missing", "none found; pictures of pages may lack letters", "apt-get install fonts-dejavu-core"
    )


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


MEGABYTE = 1 << 20
MIN_FREE_MB = 200
"""Below this a run is likely to fail: the tables of a hundred documents with their temporary copies."""

RECOMMENDED_FREE_MB = 2_000
"""A run of some hundred documents needs this much with its cache and page pictures."""


def check_machine() -> Iterator[CheckResult]:
    """Compare cores with memory: every worker may use its full limit."""
    cores = os.cpu_count() or 1
    memory = _total_memory_mb()
    if memory is None:
        yield CheckResult("machine", "ok", f"{cores} cores")
    elif memory < 1024 * (cores + 1):
        advice = f"Give each worker room: --workers {max(1, memory // 1024 - 1)}"
        yield CheckResult("machine", "warning", f"{cores} cores, {memory} MB memory", advice)
    else:
        yield CheckResult("machine", "ok", f"{cores} cores, {memory} MB memory")


def _total_memory_mb() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEGABYTE
    except (AttributeError, ValueError, OSError):
        return None


def check_disks(out: Path) -> Iterator[CheckResult]:
    """Check the free space for tables and cache."""
    for name, path in (("disk for tables", out), ("disk for the cache", cache.cache_folder())):
        yield check_free_space(name, path, shutil.disk_usage(nearest_existing_folder(path)).free // MEGABYTE)


def check_free_space(name: str, path: Path, free: int) -> CheckResult:
    """Assess the free megabytes of a disk.

    >>> [check_free_space("disk", Path("x"), free).state for free in (10, 900, 9000)]
    ['error', 'warning', 'ok']
    """
    state = "error" if free < MIN_FREE_MB else "warning" if free < RECOMMENDED_FREE_MB else "ok"
    advice = "" if state == "ok" else "Free some room, or name another folder (--out; OGP_CACHE for the cache)."
    return CheckResult(name, state, f"{free} MB free at {path}", advice)  # type: ignore[arg-type]


def check_folders(out: Path) -> Iterator[CheckResult]:
    """Check that the folders of the tables and of the cache are writable."""
    yield check_writable(
        "folder for tables", out.resolve().parent if not out.exists() else out, "Name another with --out."
    )
    advice = "Set OGP_CACHE to a folder of your own; without a cache every run reads every document again."
    result = check_writable("cache", cache.cache_folder(), advice)
    yield result if result.state == "ok" else CheckResult(result.name, "warning", result.details, advice)


def check_writable(name: str, path: Path, advice: str) -> CheckResult:
    """Check that a file can be created in a folder, or in its nearest existing parent."""
    folder = nearest_existing_folder(path)
    try:
        with tempfile.TemporaryFile(dir=folder):
            return CheckResult(name, "ok", f"{path} can be written")
    except OSError as error:
        return CheckResult(name, "error", f"{folder} can't be written: {error.strerror}", advice)


def nearest_existing_folder(path: Path) -> Path:
    """Return a folder, or its nearest parent that exists.

    >>> nearest_existing_folder(Path("/no/such/folder")) == Path("/")
    True
    """
    resolved = path.resolve()
    return next(folder for folder in (resolved, *resolved.parents) if folder.is_dir())
