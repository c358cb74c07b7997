"""Which member a document is of: a country, and below it a city, region or parliament with a plan of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from urllib.parse import urlsplit

from pipeline.identify.evidence import Signal, WeighedValue, weigh_signals
from pipeline.identify.front import Front, find_address
from pipeline.identify.labelled_values import LabelledValue
from pipeline.identify.languages import find_language
from pipeline.identify.phrases import COUNTRY, FORM, KIND, LOCAL, PLAN, Hit
from pipeline.identify.titles import YEAR, Title
from pipeline.normalize.countries import read_country
from pipeline.schema.codes import members
from pipeline.schema.data import load_data

WEIGHTS = {
    "label": 5.0, "title": 4.0, "own line": 3.5, "cover": 2.0, "member address": 4.0, "address": 2.0,
    "header": 2.0, "domain": 2.0, "link": 0.8, "text": 0.6, "language": 0.9,
}  # fmt: skip
"""Weights of a country's name by its place; set by hand and checked on fronts of other countries."""
FORM_SHARE = 0.6
"""An adjective or inhabitant's name is worth this much of a country's name in the same place."""
STRANGER_SHARE = 0.5
"""A country that never was a member is worth half: it is named as a neighbour or a donor."""
PURE = 0.6
LEAST = 0.5
"""Weight below which a country is not given: less than one mention in the text."""
_SUFFIX = re.compile(r"\.([a-z]{2})(?=[/\s:)\],;?]|$)", re.I)
_HOST = re.compile(r"(?<![\w.-])[\w-]+(?:\.[\w-]+)*$")
LONGEST_HOST = 80
MOST_BETWEEN = 3
"""Words between a local member's name and what it is: 'Municipality of the City of'."""


def weigh_countries(front: Front, titles: Sequence[Title], facts: Sequence[LabelledValue]) -> list[WeighedValue[str]]:
    """Return the countries that the front speaks of by prefix, the best supported first."""
    found = weigh_signals(_weigh_signal(signal) for signal in _iterate_signals(front, titles, facts))
    return [one for one in found if one.weight >= LEAST]


def _weigh_signal(signal: Signal[str]) -> Signal[str]:
    share = 1.0 if signal.value in _national_groups() else STRANGER_SHARE
    return Signal(signal.value, signal.place, signal.weight * share, signal.start, signal.end)


@cache
def _national_groups() -> frozenset[str]:
    return frozenset(load_data("identify/members")["national"])


def _iterate_signals(front: Front, titles: Sequence[Title], facts: Sequence[LabelledValue]) -> Iterator[Signal[str]]:
    yield from _iterate_label_signals(facts)
    spans = [(title.start, title.end) for title in titles[:6] if title.purity >= PURE and not title.strangers]
    cover = set(front.cover)
    for hit in find_named(front):
        index = front.line_at(hit.start)
        if front.lines[index].place == "link":
            continue
        place = _find_place(front, hit, index, spans, cover)
        weight = WEIGHTS[place] * (FORM_SHARE if hit.group == FORM else 1.0)
        yield Signal(find_nation(hit.entry), "text" if place == "text" else place, weight, hit.start, hit.end)
    yield from _iterate_host_signals(front)
    yield from _iterate_language_signals(front)


def _iterate_label_signals(facts: Sequence[LabelledValue]) -> Iterator[Signal[str]]:
    for fact in facts:
        if fact.field == "country" and (known := read_country(fact.text)):
            yield Signal(find_nation(known[0]), "label", WEIGHTS["label"], fact.start, fact.end)


def _find_place(front: Front, hit: Hit, index: int, spans: Sequence[tuple[int, int]], cover: set[int]) -> str:
    line = front.lines[index]
    if line.place == "address":
        before = front.text[line.start : hit.start].split(" / ")
        return (
            "member address"
            if len(before) > 1 and "".join(before[-2].split()[-1:]) in load_data("identify/members")["folders"]
            else "address"
        )
    if line.place in ("header", "property"):
        return "header"
    if any(start <= hit.start < end for start, end in spans) or line.place == "title":
        return "title"
    if index - front.body.start < 8 and hit.end - hit.start >= 0.8 * len(line.text.strip(" .,:;•")):
        return "own line"
    return "cover" if index in cover and len(line.text) < 150 else "text"


def find_named(front: Front) -> list[Hit]:
    """Return where countries are named, by name or form: capitalised, and in no longer name."""
    places = [hit for hit in front.of(COUNTRY, FORM, LOCAL) if _is_name(front, hit)]
    longest: list[Hit] = []
    for hit in sorted(places, key=lambda hit: (hit.first, hit.first - hit.last, hit.group != COUNTRY)):
        if not longest or hit.last > longest[-1].last:
            longest.append(hit)
    return [hit for hit in longest if hit.group != LOCAL]


def _is_name(front: Front, hit: Hit) -> bool:
    text = front.text[hit.start : hit.end]
    if front.lines[front.line_at(hit.start)].place == "address":
        return len(text) > 3
    if len(text) <= 3:
        return text.isupper()
    # Scripts without capitals have small letters only, which are their own title case.
    return text[0] == text[0].title()


def _iterate_host_signals(front: Front) -> Iterator[Signal[str]]:
    host = urlsplit(find_address(front.document)).hostname or ""
    if code := find_domain_country(host.rpartition(".")[2]):
        yield Signal(code, "domain", WEIGHTS["domain"])
    for code, start, end in iterate_hosts(front.text):
        yield Signal(code, "link", WEIGHTS["link"], start, end)


def iterate_hosts(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the members whose sites a text names, each with the span of the host's name.

    >>> list(iterate_hosts("See www.example.gov.ph, example.org or else"))
    [('PH', 4, 22)]
    """
    for suffix in _SUFFIX.finditer(text):
        code = find_domain_country(suffix[1])
        host = _HOST.search(text, max(0, suffix.start() - LONGEST_HOST), suffix.start()) if code else None
        if code and host:
            yield code, host.start(), suffix.end()


def _iterate_language_signals(front: Front) -> Iterator[Signal[str]]:
    """Yield the country of the page's declared region, and that of a language that one country speaks."""
    declared = front.document.properties.get("lang", "")
    for part in re.split(r"[-_]", declared)[1:]:
        if len(part) == 2 and (code := find_domain_country(part)):
            yield Signal(code, "language", WEIGHTS["language"])
    data, spoken = load_data("identify/members"), find_language(front) or ""
    home = data["languages"].get(spoken)
    if home is None and not find_named(front):
        # Two members speak it: it names the larger one where the front names none.
        home = data["shared_languages"].get(spoken)
    if home:
        yield Signal(home, "language", WEIGHTS["language"] / (1.0 if home in _national_groups() else STRANGER_SHARE))


@cache
def find_domain_country(suffix: str) -> str | None:
    """Return the member of a top-level domain; those sold to anybody are none's."""
    code = {"GB": "UK", "MA": "MO", "PG": "PNG"}.get(suffix.upper(), suffix.upper())
    return (
        code
        if code in _national_groups() and suffix.lower() not in ("me", "co", "sc", "tl", "ai", "io", "tv")
        else None
    )


def find_nation(prefix: str) -> str:
    """Return the country of a member's prefix: a local member's own country.

    >>> find_nation("COT"), find_nation("BR")
    ('PH', 'BR')
    """
    name = members().get(prefix, "")
    _, comma, last = name.rpartition(", ")
    found = read_country(last) if comma else None
    return found[0] if found else prefix


def find_local_member(
    front: Front, titles: Sequence[Title], facts: Sequence[LabelledValue], nationals: Sequence[WeighedValue[str]]
) -> Signal[str] | None:
    """Return the local member that the title, a label or the title page names, where it lies in the country found.

    On the title page it is named as what it is: 'Metropolitan Assembly', 'County', 'Ville de'.
    """
    spans = [(title.start, title.end) for title in titles[:3] if title.purity >= PURE]
    spans += [(fact.start, fact.end) for fact in facts if fact.field in ("country", "plan")]
    cover = set(front.cover)
    nations = front.of(COUNTRY)
    for hit in front.of(LOCAL):
        index = front.line_at(hit.start)
        if any(nation.start < hit.start and hit.end < nation.end for nation in nations):
            continue  # 'República Oriental del Uruguay' has no word of the region Oriental
        is_body = index in cover and _is_named_as_body(front, hit)
        is_titled = any(a <= hit.start < b for a, b in spans) and not _is_imprint(front, hit, titles)
        if not _is_name(front, hit) or not (is_body or is_titled):
            continue
        home = load_data("identify/members")["local"][hit.entry]
        others = {one.value for one in nationals[:1] if one.weight >= WEIGHTS["title"]}
        if not others or home in others:
            return Signal(hit.entry, "title", WEIGHTS["title"], hit.start, hit.end)
    return None


def _is_named_as_body(front: Front, hit: Hit) -> bool:
    """Return whether the words next to a local member's name say that it is a city, county or region."""
    for body in front.by_line[front.line_at(hit.start)]:
        if body.group == "local_body":
            first, last = (hit, body) if hit.start <= body.start else (body, hit)
            between = front.text[first.end : last.start]
            if len(between.split()) <= MOST_BETWEEN and not set(between) & set(",.;:()|"):
                return True
    return False


def _is_imprint(front: Front, city: Hit, titles: Sequence[Title]) -> bool:
    """Return whether a line says where a document was printed, or a body sits: 'Tallinn, 2018', 'Minister, Tirana'.

    So does a city below a country's title. A city with a plan of its own is a member by its name, too, which names no
    country.
    """
    index = front.line_at(city.start)
    hits, line = front.by_line[index], front.lines[index]
    cities = {hit.start for hit in hits if hit.group == LOCAL}
    if any(hit.group in (KIND, PLAN, COUNTRY, "ogp") and hit.start not in cities for hit in hits):
        return False
    behind_comma = front.text[line.start : city.start].rstrip()[-1:] == ","
    is_below = any(hit.start < line.start for title in titles[:1] for hit in title.hits if hit.group in (KIND, PLAN))
    named = {front.line_at(hit.start) for hit in find_named(front)} & set(front.cover)
    return behind_comma or YEAR.search(line.text) is not None or (is_below and bool(named - {index}))


def find_prefix(local: str, country_code: str | None) -> tuple[str, str]:
    """Return the prefix of a local member and that of its country; where it has none of its own, its country's."""
    home = str(load_data("identify/members")["local"].get(local) or country_code or "")
    return find_own_prefix(local) or home, home


def find_own_prefix(local: str) -> str | None:
    """Return the prefix of a local member that has one of its own.

    >>> find_own_prefix("Scotland"), find_own_prefix("Santa Catarina")
    ('SCO', None)
    """
    home = members().get(load_data("identify/members")["local"].get(local, ""))
    return next((code for code, name in members().items() if name == f"{local}, {home}"), None)
