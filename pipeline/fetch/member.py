"""A manifest from a saved page of a member: its documents, and the page of each commitment that it lists."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from pipeline.fetch.manifest import FetchError, Wanted, path_for
from pipeline.normalize.countries import country

ENDINGS = (".pdf", ".docx", ".doc", ".xlsx", ".csv")
_ID = re.compile(r"\b([A-Z]{2,3}[0-9]{4})\b")
_COMMITMENT = re.compile(r"/commitments/([a-z]{2,3}[0-9]{4})/?$", re.IGNORECASE)


def listed(page: Path, member: str, base: str | None = None) -> tuple[str, tuple[Wanted, ...]]:
    """Return a member's prefix and what its saved page links to or lists; raise `FetchError` where it is none of it.

    `base` is the page's own address, where the file does not say it (canonical link). Commitments that the page
    lists by their IDs without a link are looked for below it.
    """
    from selectolax.lexbor import LexborHTMLParser

    known = country(member)
    if known is None:
        raise FetchError(
            f"No member is known as {member!r}: give the country's English name, or the prefix of its IDs."
        )
    try:
        tree = LexborHTMLParser(page.read_bytes())
    except OSError as error:
        raise FetchError(f"{page} can't be read: {error.strerror}.") from error
    canonical = tree.css_first("link[rel=canonical]")
    address = base or (canonical.attributes.get("href") if canonical else None)
    if not address or not urlsplit(address).hostname:
        raise FetchError(f"{page} does not say its own address: give it with --url.")
    links = [urljoin(address, node.attributes.get("href") or "") for node in tree.css("a[href]")]
    text = tree.body.text(separator=" ") if tree.body else ""
    found = {one.url: one for one in _found(known[0], address, links, text)}
    if not found:
        raise FetchError(f"{page} links to no document and lists no commitment of {known[1]} ({known[0]}).")
    return known[0], tuple(found.values())


def _found(prefix: str, address: str, links: list[str], text: str) -> Iterator[Wanted]:
    pages: dict[str, str] = {}
    for link in links:
        bare = link.partition("#")[0]
        path = urlsplit(bare).path
        if path.casefold().endswith(ENDINGS):
            yield Wanted(bare, path_for(bare))
        elif (match := _COMMITMENT.search(path)) and match[1].upper().rstrip("0123456789") == prefix:
            pages[match[1].upper()] = bare
    for name in _ID.findall(text):
        if name.rstrip("0123456789") == prefix:
            pages.setdefault(name, urljoin(address if address.endswith("/") else f"{address}/", f"commitments/{name}/"))
    for name, url in sorted(pages.items()):
        yield Wanted(url, f"{prefix}/{name}.html")


def write_manifest(path: Path, prefix: str, files: tuple[Wanted, ...]) -> int:
    """Add files to a manifest, those that it does not list yet; return how many. Its other lines stay as they are."""
    from pipeline.query.writing import write_atomically

    rows: list[dict[str, str]] = []
    columns = ["path", "sha256", "url", "country"]
    if path.is_file():
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            rows = list(reader)
            columns = [*(reader.fieldnames or []), *(c for c in columns if c not in (reader.fieldnames or []))]
    known = {row.get("url") for row in rows} | {row.get("path") for row in rows}
    new = [one for one in files if one.url not in known and one.path not in known]
    with write_atomically(path) as part, part.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        writer.writerows({"path": one.path, "url": one.url, "country": prefix} for one in new)
    return len(new)
