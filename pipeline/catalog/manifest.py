"""Read `manifest.csv` at the root of the raw folder: where each file comes from, and what overrides its reading."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath

from pipeline.model.issues import Issue

MANIFEST = "manifest.csv"

REQUIRED = ("path",)
COLUMNS = ("path", "sha256", "url", "retrieved_on", "licence", "country", "plan", "language", "format")
"""All columns; the last four override what is read from the document. Only `path` is required."""

_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the manifest says of one file: column -> text, None where it says nothing."""

    facts: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The entries by path and what is wrong with the file."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


def read_manifest(raw: Path) -> Manifest:
    """Read the manifest of a raw folder; an absent one is empty and a broken one gives issues, never an error."""
    path = raw / MANIFEST
    if not path.is_file():
        return Manifest()
    try:
        text = path.read_bytes().decode("utf-8-sig")
        rows = [row for row in csv.reader(io.StringIO(text, newline="")) if any(map(str.strip, row))]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return Manifest(issues=(_unreadable(error),))
    return _manifest(rows)


def _manifest(rows: list[list[str]]) -> Manifest:
    if not rows:
        return Manifest()
    header = [cell.strip().lower() for cell in rows[0]]
    issues = list(_of_header(header))
    if "path" not in header:
        return Manifest(issues=tuple(issues))
    entries: dict[str, Entry] = {}
    for number, row in enumerate(rows[1:], start=2):
        facts = {name: cell.strip() or None for name, cell in zip(header, row, strict=False) if name in COLUMNS}
        path = _normal(facts.get("path") or "")
        if path is None:
            issues.append(_line(number, "manifest-bad-path", f"'{facts.get('path') or ''}' is no path within raw/"))
        elif path in entries:
            issues.append(_line(number, "manifest-duplicate-path", f"{path} is listed twice; the first line counts"))
        else:
            issues += _of_facts(number, facts)
            entries[path] = Entry({**facts, "path": path})
    return Manifest(entries, tuple(issues))


def _normal(path: str) -> str | None:
    r"""Return a path relative to the raw folder with slashes, None where it leaves it.

    >>> _normal("a\\b.pdf"), _normal("./a.pdf"), _normal("../a.pdf"), _normal("/a.pdf")
    ('a/b.pdf', 'a.pdf', None, None)
    """
    parts = PurePosixPath(path.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or not parts.parts or ":" in parts.parts[0]:
        return None
    return composed(parts.as_posix())


def composed(path: str) -> str:
    """Return a path in NFC: some file systems give names in NFD, which look the same."""
    return unicodedata.normalize("NFC", path)


def _of_header(header: list[str]) -> Iterator[Issue]:
    for name in REQUIRED:
        if name not in header:
            yield _issue("manifest-bad-columns", f"The column '{name}' is missing; the manifest was not used")
    unknown = sorted({name for name in header if name and name not in COLUMNS})
    if unknown:
        yield _issue("manifest-unknown-column", f"Columns without a meaning were passed over: {', '.join(unknown)}")
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        yield _issue("manifest-bad-columns", f"Columns stand twice and the last counts: {', '.join(twice)}")


def _of_facts(number: int, facts: dict[str, str | None]) -> Iterator[Issue]:
    """Check the values of a line; a wrong one is told and taken out."""
    checks = (
        ("sha256", lambda text: bool(_SHA256.fullmatch(text)), "64 hexadecimal digits"),
        ("retrieved_on", _is_date, "a date as YYYY-MM-DD"),
        ("language", lambda text: bool(_LANGUAGE.fullmatch(text)), "a language code such as en"),
    )
    for name, good, wanted in checks:
        text = facts.get(name)
        if text and not good(text):
            facts[name] = None
            yield _line(number, "manifest-bad-value", f"{name} '{text[:80]}' is not {wanted} and was not used")


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text)) and len(text) == 10
    except ValueError:
        return False


def _line(number: int, code: str, what: str) -> Issue:
    return _issue(code, f"Line {number}: {what}")


def _issue(code: str, what: str) -> Issue:
    return Issue("catalogue", "warning", code, f"{what}. See README for the columns of manifest.csv.")


def _unreadable(error: Exception) -> Issue:
    message = f"manifest.csv can't be read ({error}). Save it as CSV in UTF-8; the run went on without it."
    return Issue("catalogue", "error", "manifest-unreadable", message)
