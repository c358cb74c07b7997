"""One name for one body: acronyms united with the full names that the documents of a country define."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.lexicon.text_folding import closing_acronym, is_acronym, spells_acronym, without_article
from pipeline.model import Extraction, Row

_DEFINITION = re.compile(r"\(([^()\s][^()]{0,10}[^()\s])\)")
_LONGEST_NAME = 12
"""Words before a bracket in which the full name of an acronym is looked for."""
_CLEAR = 0.6
"""Share of an acronym's definitions that the most frequent one needs: others are slips and other bodies."""
_LIST_WEIGHT = 5
"""What a definition in a list of institutions counts more than one in prose, where a name's start is less certain."""
_REMARK = re.compile(r"(?:(?<!\s)\s+)?\([^()\s]+\s+[^()\s]+\s[^()]*\)$")
"""A remark behind a name: '(with the support of the Cabinet)'."""

Definitions = Mapping[str, Counter[str]]
"""Acronym in lower case -> full names with how often they are defined by it."""


def add_canonical_names(extractions: Sequence[Extraction]) -> tuple[Extraction, ...]:
    """Return the extractions with canonical_name and acronym in the rows of institutions."""
    by_country: dict[str, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for place, extraction in enumerate(extractions):
        for country, row in _rows_by_country(extraction):
            by_country[country][place].append(row)
    named: dict[int, dict[str, object]] = {}
    for parts in by_country.values():
        own = {place: _find_definitions_in_rows(rows) for place, rows in parts.items()}
        index = _NameIndex.build([row for rows in parts.values() for row in rows], list(own.values()))
        for place, rows in parts.items():
            chosen = _choose_names(own[place])
            named |= {id(row): _names_of_row(row, chosen, index) for row in rows if row.table == "institutions"}
    return tuple(_with_names(extraction, named) for extraction in extractions)


def _rows_by_country(extraction: Extraction) -> Iterator[tuple[str, Row]]:
    """Yield the rows that name institutions with their country: a data file has commitments of many."""
    document = _country_of(extraction)
    rows = [row for row in extraction.rows if row.table in ("commitments", "milestones", "institutions")]
    countries = {row.key: row.values.get("country_code") for row in rows if row.table == "commitments"}
    for row in rows:
        key = row.key if row.table == "commitments" else str(row.values.get("commitment_key"))
        yield str(countries.get(key) or document), row


def find_definitions(text: str) -> Iterator[tuple[str, str]]:
    """Yield acronyms with the full names before them: the fewest words whose letters hold the acronym's in order.

    >>> list(find_definitions("The Office of Management and Budget (OMB) leads; see the annex (page 3)."))
    [('OMB', 'Office of Management and Budget')]
    """
    for match in _DEFINITION.finditer(text):
        if is_acronym(match[1]) and (name := _full_name(text[: match.start()], match[1])):
            yield match[1], name


def _full_name(before: str, acronym: str) -> str | None:
    """Return the words at the end of a text that an acronym abbreviates, None where its letters do not fit them."""
    words = re.split(r"[.;:!?•]\s|,\s", before)[-1].split()[-_LONGEST_NAME:]
    letters = [char for char in acronym.casefold() if char.isalnum()]
    for start in range(len(words) - 1, -1, -1):
        if (
            words[start][:1].isupper()
            and words[start][:1].casefold() == letters[0]
            and _fits_acronym(words[start:], letters)
        ):
            return " ".join(words[start:])
    return None


def _fits_acronym(words: Sequence[str], letters: Sequence[str]) -> bool:
    """Return True where the capitals of the words, then letters within them, give the acronym in order."""
    initials = [word[0].casefold() for word in words if word[:1].isupper()]
    wanted = iter(letters)
    if sum(1 for initial in initials if initial in letters) < len(initials) - 1 or len(words) > 2 * len(letters) + 1:
        return False
    text = iter("".join(word.casefold() for word in words))
    return len(initials) > 1 and all(letter in text for letter in wanted)


@dataclass(slots=True)
class _NameIndex:
    """The full names of a country's bodies by acronym; their usual spelling and kind by folded name."""

    by_acronym: dict[str, str] = field(default_factory=dict)
    acronyms: dict[str, str] = field(default_factory=dict)
    spellings: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    @classmethod
    def build(cls, rows: Sequence[Row], definitions: Sequence[Definitions]) -> _NameIndex:
        """Index the definitions and the mentions in the rows of a country."""
        together: dict[str, Counter[str]] = defaultdict(Counter)
        printed: dict[str, Counter[str]] = defaultdict(Counter)
        for given in definitions:
            for acronym, names in given.items():
                together[acronym].update(names)
        mentions = (row for row in rows if row.table == "institutions")
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        kinds: dict[str, Counter[str]] = defaultdict(Counter)
        for row in mentions:
            base, short = split_acronym(str(row.values.get("name") or row.values.get("name_raw")))
            spellings[_fold(base)][base] += 1
            kinds[_fold(base)][str(row.values.get("kind") or "unknown")] += 1
            if short:
                printed[short.casefold()][short] += 1
        index = cls(by_acronym=_choose_names(together))
        index.kinds = {key: _most_common(names) for key, names in kinds.items()}
        index.spellings = {key: _most_common(names) for key, names in spellings.items()}
        for acronym, name in index.by_acronym.items():
            shown = _most_common(printed[acronym]) if printed.get(acronym) else acronym.upper()
            index.acronyms.setdefault(_fold(name), shown)
        return index


def _country_of(extraction: Extraction) -> str:
    rows = (row.values for row in extraction.rows if row.table == "documents")
    values = [extraction.document, *rows]
    found = next((str(v["country_code"]) for v in values if v.get("country_code")), None)
    return found or str(extraction.document["document_id"])


def _find_definitions_in_rows(rows: Sequence[Row]) -> Definitions:
    """Return the definitions in rows of one document: in its lists of institutions, and in its texts."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row.table == "institutions":
            base, acronym = split_acronym(str(row.values.get("name") or ""))
            if acronym:
                found[acronym.casefold()][base] += _LIST_WEIGHT
        elif row.table in {"commitments", "milestones"}:
            for value in row.values.values():
                if isinstance(value, str) and "(" in value:
                    for acronym, name in find_definitions(" ".join(value.split())):
                        found[acronym.casefold()][without_article(name)] += 1
    return found


def _choose_names(definitions: Definitions) -> dict[str, str]:
    """Return the full name of each acronym that documents agree on."""
    chosen: dict[str, str] = {}
    for acronym, names in definitions.items():
        folded: dict[str, Counter[str]] = defaultdict(Counter)
        for name, count in names.items():
            folded[_fold(name)][name] += count
        best = max(folded.values(), key=lambda counts: (counts.total(), sorted(counts)))
        if best.total() >= _CLEAR * names.total():
            chosen[acronym] = _most_common(best)
    return chosen


def _most_common(counts: Counter[str]) -> str:
    return min(counts, key=lambda name: (-counts[name], name))


def _with_names(extraction: Extraction, named: Mapping[int, Mapping[str, object]]) -> Extraction:
    rows = (
        replace(row, values={**row.values, **named[id(row)]}) if id(row) in named else row for row in extraction.rows
    )
    return replace(extraction, rows=tuple(rows))


def _names_of_row(row: Row, own: Mapping[str, str], index: _NameIndex) -> dict[str, object]:
    base, acronym = split_acronym(str(row.values.get("name") or row.values.get("name_raw")))
    full = own.get(base.casefold()) or index.by_acronym.get(base.casefold())
    if full:
        kind = row.values.get("kind")
        # 'GSA' says nothing of its kind, its full name does.
        kind = index.kinds.get(_fold(full), kind) if kind == "unknown" else kind
        return {"canonical_name": full, "acronym": acronym or base, "kind": kind}
    acronym = acronym or index.acronyms.get(_fold(base))
    return {"canonical_name": index.spellings.get(_fold(base), base), "acronym": acronym}


_OPENING_ACRONYM = re.compile(r"^([^\s()]{2,10})(?:\s?[-–—]\s([^()]+)|\s\(([^()]+)\))$")
"""An acronym before the name that it represents: 'COA (Commission on Audit)', 'MoH – Ministry of Health'."""


def split_acronym(name: str) -> tuple[str, str | None]:
    """Return a name without article and the acronym before or behind it, and the acronym.

    >>> split_acronym("The Office of Audits (OA)"), split_acronym("Ministerio del Interior – Mininterior.")
    (('Office of Audits', 'OA'), ('Ministerio del Interior', 'Mininterior'))
    >>> split_acronym("COA (Commission on Audit)"), split_acronym("MoH – Ministry of Health")
    (('Commission on Audit', 'COA'), ('Ministry of Health', 'MoH'))
    """
    opening = _OPENING_ACRONYM.match(name.strip(" ."))
    if opening and spells_acronym(full := opening[2] or opening[3], opening[1]):
        return without_article(full), opening[1]
    bare = without_article(_REMARK.sub("", name.strip(" .")))
    acronym = closing_acronym(bare)
    if acronym is None:
        return bare, None
    return bare[: bare.rindex(acronym)].rstrip(" (-–—"), acronym


def _fold(name: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", name.casefold()))
