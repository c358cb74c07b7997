"""Create a manifest from a saved page of a member: its documents and the pages of its commitments."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from pipeline.fetch.manifest import FetchError, FetchItem, path_for
from pipeline.normalize.countries import read_country

DOCUMENT_SUFFIXES = (".pdf", ".docx", ".doc", ".xlsx", ".csv")
_ID = re.compile(r"\b([A-Z]{2,3}[0-9]{4})\b")
_COMMITMENT_PATH = re.compile(r"/commitments/([a-z]{2,3}[0-9]{4})/?$", re.IGNORECASE)


def list_member_files(page: Path, member: str, base: str | None = None) -> tuple[str, tuple[FetchItem, ...]]:
    """Return a member's prefix and the files that its saved page links to; raise `FetchError` if it has none.

    `base` is the address of the page if the file does not have it (canonical link). Commitments that the page
    lists by
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
    from pipeline.query.writing import write_atomically

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
