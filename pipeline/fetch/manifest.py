"""The files to download: lines of a manifest with an address, each with the path of its file.

Create a manifest from a saved page of a member: its documents and the pages of its commitments.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from pipeline.catalog.manifest import MANIFEST
from pipeline.normalize.countries import read_country
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
        # A server must not decide on links or values, in a run over a folder of the manifest either.
        if path.casefold().rpartition("/")[2] in _OWN_FILES:
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


DOCUMENT_SUFFIXES = (".pdf", ".docx", ".doc", ".xlsx", ".csv")
_ID = re.compile(r"\b([A-Z]{2,3}[0-9]{4})\b")
_COMMITMENT_PATH = re.compile(r"/commitments/([a-z]{2,3}[0-9]{4})/?$", re.IGNORECASE)


def list_member_files(page: Path, member: str, base: str | None = None) -> tuple[str, tuple[FetchItem, ...]]:
    """Return a member's prefix and the files that its saved page links to; raise `FetchError` if it has none.

    `base` is the address of the page if the file does not have it (canonical link). Commitments that the page lists by
    ID without a link are expected below it.
    """
    from selectolax.lexbor import LexborHTMLParser

    member_entry = read_country(member)
    if member_entry is None:
        raise FetchError(f"There is no member {member!r}: give the country's English name, or the prefix of its IDs.")
    try:
        tree = LexborHTMLParser(page.read_bytes())
    except OSError as error:
        raise FetchError(f"{page} can't be read: {error.strerror}.") from error
    canonical = tree.css_first("link[rel=canonical]")
    address = base or (canonical.attributes.get("href") if canonical else None)
    if not address or not urlsplit(address).hostname:
        raise FetchError(f"{page} does not contain its own address: give it with --url.")
    links = [urljoin(address, node.attributes.get("href") or "") for node in tree.css("a[href]")]
    text = tree.body.text(separator=" ") if tree.body else ""
    items = {item.url: item for item in _iterate_files(member_entry[0], address, links, text)}
    if not items:
        raise FetchError(
            f"{page} links to no document and lists no commitment of {member_entry[1]} ({member_entry[0]})."
        )
    return member_entry[0], tuple(items.values())


def _iterate_files(prefix: str, address: str, links: list[str], text: str) -> Iterator[FetchItem]:
    pages: dict[str, str] = {}
    for link in links:
        bare = link.partition("#")[0]
        path = urlsplit(bare).path
        if path.casefold().endswith(DOCUMENT_SUFFIXES):
            yield FetchItem(bare, path_for(bare))
        elif (match := _COMMITMENT_PATH.search(path)) and match[1].upper().rstrip("0123456789") == prefix:
            pages[match[1].upper()] = bare
    for name in _ID.findall(text):
        if name.rstrip("0123456789") == prefix:
            pages.setdefault(name, urljoin(address if address.endswith("/") else f"{address}/", f"commitments/{name}/"))
    for name, url in sorted(pages.items()):
        yield FetchItem(url, f"{prefix}/{name}.html")


def write_manifest(path: Path, prefix: str, files: tuple[FetchItem, ...]) -> int:
    """Add files that a manifest does not list; return their number. Other lines are unchanged."""
    from pipeline.query.formats import write_atomically

    rows: list[dict[str, str]] = []
    columns = ["path", "sha256", "url", "country"]
    if path.is_file():
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            rows = list(reader)
            columns = [*(reader.fieldnames or []), *(c for c in columns if c not in (reader.fieldnames or []))]
    listed = {row.get("url") for row in rows} | {row.get("path") for row in rows}
    added = [item for item in files if item.url not in listed and item.path not in listed]
    with write_atomically(path) as part, part.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        writer.writerows({"path": item.path, "url": item.url, "country": prefix} for item in added)
    return len(added)
