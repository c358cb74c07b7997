"""The country's own page on the website: facts, list of commitments, resources; in two languages and as old text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from scripts.specimens.facts import SITE, Entry, country, list_item, listed_in, load, path_of, registry_row
from scripts.specimens.html_page import labelled, listing, page, tag
from scripts.specimens.specimen import Specimen

STAR = "Starred commitment "


def specimens() -> Iterator[Specimen]:
    """Yield the member page as HTML in English and Spanish, and as the text that the old site's pages left."""
    for facts in load("member_pages"):
        entries = listed_in(facts["cycles"])
        url = f"{SITE}/{facts['address'].format(slug=country().slug)}"
        expected: dict[str, Any] = {
            "document": {"country_code": country().prefix, "publisher": "ogp", "language": facts["language"]},
            "registry_count": len(entries),
            "registry": [registry_row(entry, entry.starred) for entry in entries],
        }
        content = _content(facts, entries, url)
        path, look = path_of(facts["name"]), facts.get("look", "")
        yield Specimen(path, content, url, expected, facts["language"], shown=facts["shown"], look=look)


def _content(facts: Mapping[str, Any], entries: list[Entry], url: str) -> bytes:
    if facts["name"].endswith(".txt"):
        return _text(facts, entries)
    return page(country().name, url, _parts(facts, entries), facts["language"])


def _parts(facts: Mapping[str, Any], entries: list[Entry]) -> list[str]:
    contact, name = facts["contact"]
    return [
        tag("h1", country().name),
        *(labelled(label, value) for label, value in facts["facts"]),
        tag("h2", contact),
        tag("p", name),
        tag("h2", facts["heading"]),
        listing([_item(facts, entry) for entry in entries]),
        tag("h2", facts["resources"]),
        listing([f"{escape(title)}<br><span>{about}</span>" for title, about in facts["items"]], "ul"),
    ]


def _printed(facts: Mapping[str, Any], entry: Entry) -> tuple[str, str]:
    title, about = list_item(entry)
    return title.replace(STAR, facts["starred"] + " ", 1) if entry.starred else title, about


def _item(facts: Mapping[str, Any], entry: Entry) -> str:
    title, about = _printed(facts, entry)
    return f"{escape(title)}<br><span>{escape(about)}</span>"


def _text(facts: Mapping[str, Any], entries: list[Entry]) -> bytes:
    """Return the page as text: the list's items are numbered, title and ID parted by a blank line."""
    lines = [country().name, *(f"{label} {value}" for label, value in facts["facts"]), *facts["contact"]]
    lines.append(facts["heading"])
    for number, entry in enumerate(entries, start=1):
        title, about = _printed(facts, entry)
        lines += [f"  {number}. {title}", f"    {about}"]
    lines.append(facts["resources"])
    for title, about in facts["items"]:
        lines += [f"  * {title}", f"    {about}"]
    return ("Skip Navigation\n" + "\n\n".join(lines) + "\n").encode()
