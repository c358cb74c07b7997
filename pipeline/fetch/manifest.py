"""The files to download: lines of a manifest with an address, each with the path of its file."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from pipeline.catalog.manifest import MANIFEST
from pipeline.overrides.decisions import OVERRIDES

_SHA256 = re.compile(r"[0-9a-f]{64}")
_UNSAFE_CHARACTERS = re.compile(r"[^\w.()-]+")


_OWN_FILES = {MANIFEST, OVERRIDES}
"""Files of a raw folder that the pipeline reads as what people say of the documents."""


class FetchError(Exception):
    """A manifest that can't be used. The message names the line and what to do."""


@dataclass(frozen=True, slots=True)
class FetchItem:
    """A file to download: address, path relative to the manifest, SHA-256 if known."""

    url: str
    path: str
    sha256: str | None = None


def read_items(manifest: Path) -> tuple[FetchItem, ...]:
    """Return the files that a manifest lists, in order, each path once; raise `FetchError` for an invalid line."""
    try:
        with manifest.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except FileNotFoundError as error:
        raise FetchError(
            f"There is no manifest {manifest}. Write one (a CSV file with the column url), or make it from a member's "
            "page: ogp fetch --country NAME --page saved.html."
        ) from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FetchError(f"{manifest} can't be read as a CSV file: {error}.") from error
    if rows and "url" not in rows[0]:
        raise FetchError(f"{manifest} has no column 'url'. Its columns: {', '.join(map(str, rows[0]))}.")
    items = tuple(_iterate_items(manifest, rows))
    if not items:
        raise FetchError(f"{manifest} lists no address: fill in the column url.")
    return items


def _iterate_items(manifest: Path, rows: list[dict[str, str]]) -> Iterator[FetchItem]:
    seen: dict[str, str] = {}
    for number, row in enumerate(rows, start=2):
        url = (row.get("url") or "").strip()
        if not url:
            continue
        path = safe_path(row.get("path") or "") if (row.get("path") or "").strip() else path_for(url)
        if path is None:
            raise FetchError(f"{manifest}, line {number}: {row.get('path')!r} is not a path inside the folder.")
        if path.casefold() in _OWN_FILES:  # a server must not decide on links or values
            raise FetchError(f"{manifest}, line {number}: {path} is one of the pipeline's own files.")
        if seen.setdefault(path.casefold(), url) != url:
            raise FetchError(
                f"{manifest}, line {number}: two addresses share the path {path}; fill in the column path."
            )
        sha256 = (row.get("sha256") or "").strip().lower()
        if sha256 and not _SHA256.fullmatch(sha256):
            raise FetchError(f"{manifest}, line {number}: sha256 must be 64 hexadecimal digits.")
        yield FetchItem(url, path, sha256 or None)


def safe_path(path: str) -> str | None:
    r"""Return a path below the folder with slashes; None if it leads outside or hides a file.

    >>> safe_path("a/b.pdf"), safe_path("../b.pdf"), safe_path("/etc/x"), safe_path("a/.b"), safe_path("c:\\x")
    ('a/b.pdf', None, None, None, None)
    """
    parts = PurePosixPath(path.strip().replace("\\", "/"))
    is_unsafe = parts.is_absolute() or not parts.parts or any(p.startswith(".") or ":" in p for p in parts.parts)
    return None if is_unsafe or "\0" in path else parts.as_posix()


def path_for(url: str) -> str:
    """Return the path for a file without one: its host and the end of its address.

    >>> path_for("https://example.org/files/Plan%202014.pdf?x=1"), path_for("https://example.org/members/norlandia/")
    ('example.org/Plan_2014.pdf', 'example.org/members_norlandia.html')
    """
    parts = urlsplit(url)
    steps = [_UNSAFE_CHARACTERS.sub("_", unquote(step)).strip("._") for step in parts.path.split("/")]
    steps = [step for step in steps if step]
    last = steps[-1] if steps else "index"
    name = last if "." in last else "_".join(steps[-3:] or [last]) + ".html"
    return f"{_UNSAFE_CHARACTERS.sub('_', (parts.hostname or 'files').casefold())}/{name[-120:]}"
