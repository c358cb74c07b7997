"""Read `manifest.csv` at the root of the raw folder: the origin of each file, and values that override what is read."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pipeline.model.issues import Issue
from pipeline.overrides.decisions import is_calendar_date
from pipeline.schema.data import load_data

MANIFEST = "manifest.csv"

REQUIRED_COLUMNS = ("path",)
COLUMNS = ("path", "sha256", "url", "retrieved_on", "licence", "country", "plan", "language", "format")
"""All columns; the last four override what is read from the document. Only `path` is required."""

_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_PLAN_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """What the manifest says about one file: column -> text, None where it is empty."""

    facts: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Manifest:
    """Entries by path, and the issues of the file."""

    entries: Mapping[str, ManifestEntry] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


def read_manifest(raw: Path) -> Manifest:
    """Read the manifest of a raw folder. A missing one is empty, a broken one gives issues; neither raises."""
    path = raw / MANIFEST
    if not path.is_file():
        return Manifest()
    try:
        text = path.read_bytes().decode("utf-8-sig")
        rows = [row for row in csv.reader(io.StringIO(text, newline="")) if any(map(str.strip, row))]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return Manifest(issues=(_unreadable_manifest_issue(error),))
    return _parse_rows(rows)


def _parse_rows(rows: list[list[str]]) -> Manifest:
    if not rows:
        return Manifest()
    header = [cell.strip().lower() for cell in rows[0]]
    issues = list(_check_header(header))
    if "path" not in header:
        return Manifest(issues=tuple(issues))
    entries: dict[str, ManifestEntry] = {}
    for number, row in enumerate(rows[1:], start=2):
        facts = {name: cell.strip() or None for name, cell in zip(header, row, strict=False) if name in COLUMNS}
        path = _normalize_path(facts.get("path") or "")
        if path is None:
            issues.append(
                _line_issue(number, "manifest-bad-path", f"'{facts.get('path') or ''}' is no path within raw/")
            )
        elif path in entries:
            issues.append(
                _line_issue(number, "manifest-duplicate-path", f"{path} is listed twice; the first line counts")
            )
        else:
            issues += _check_values(number, facts)
            entries[path] = ManifestEntry({**facts, "path": path})
    return Manifest(entries, tuple(issues))


def _normalize_path(path: str) -> str | None:
    r"""Return a path relative to the raw folder with slashes, None if it leads outside.

    >>> _normalize_path("a\\b.pdf"), _normalize_path("./a.pdf"), _normalize_path("../a.pdf"), _normalize_path("/a.pdf")
    ('a/b.pdf', 'a.pdf', None, None)
    """
    parts = PurePosixPath(path.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or not parts.parts or ":" in parts.parts[0]:
        return None
    return normalize_unicode(parts.as_posix())


def normalize_unicode(path: str) -> str:
    """Return a path in NFC. Some file systems return names in NFD, which look the same."""
    return unicodedata.normalize("NFC", path)


def _check_header(header: list[str]) -> Iterator[Issue]:
    for name in REQUIRED_COLUMNS:
        if name not in header:
            yield _manifest_issue("manifest-bad-columns", f"The column '{name}' is missing; the manifest was not used")
    unknown = sorted({name for name in header if name and name not in COLUMNS})
    if unknown:
        yield _manifest_issue("manifest-unknown-column", f"Unknown columns were ignored: {', '.join(unknown)}")
    repeated = sorted({name for name in header if name and header.count(name) > 1})
    if repeated:
        yield _manifest_issue(
            "manifest-bad-columns", f"Columns are repeated; the last one counts: {', '.join(repeated)}"
        )


def _check_values(number: int, facts: dict[str, str | None]) -> Iterator[Issue]:
    """Yield an issue for each invalid value of a line and remove the value."""
    checks = (
        ("sha256", lambda text: bool(_SHA256.fullmatch(text)), "64 hexadecimal digits"),
        ("retrieved_on", is_calendar_date, "a date as YYYY-MM-DD"),
        ("language", lambda text: text in load_data("languages")["codes"], "a language code such as en"),
        ("plan", lambda text: bool(_PLAN_YEAR.search(text)), "a plan with its first year, such as 2014-2016"),
    )
    for name, is_valid, expected in checks:
        text = facts.get(name)
        if text and not is_valid(text):
            facts[name] = None
            yield _line_issue(number, "manifest-bad-value", f"{name} '{text[:80]}' is not {expected} and was not used")


def _line_issue(number: int, code: str, problem: str) -> Issue:
    return _manifest_issue(code, f"Line {number}: {problem}")


def _manifest_issue(code: str, problem: str) -> Issue:
    return Issue("catalogue", "warning", code, f"{problem}. See README for the columns of manifest.csv.")


def _unreadable_manifest_issue(error: Exception) -> Issue:
    message = f"manifest.csv can't be read ({error}). Save it as CSV in UTF-8. The run continued without it."
    return Issue("catalogue", "error", "manifest-unreadable", message)
