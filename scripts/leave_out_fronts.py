"""Measure identification of fronts of countries that the vocabularies were not written for.

    python -m scripts.leave_out_fronts HEADS.tsv FOLDER [--words]

HEADS.tsv names files of FOLDER with kind, country, first year of plan and publisher. Each country's fronts are
identified with the plans, local members, other forms of name and language of that country taken out of the
vocabularies. With --words the phrases that are found on its fronts and on those of no other country are taken out too:
what another country would meet whose wordings no one has seen.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.catalog import catalog_folder
from pipeline.identify import identify, plans
from pipeline.identify.front import Front
from pipeline.identify.phrases import COUNTRY, FORM, LOCAL, Phrase, Vocabulary, load_front_words, match_phrase
from pipeline.model import Document
from pipeline.readers.reading import read_document
from pipeline.schema.data import load_data

PREFIXES = {"GB": "UK", "MA": "MO"}
"""OGP's prefixes that are no ISO codes."""
TYPES = {
    "irm_progress": ("irm_progress_report",),
    "irm_end_of_term": ("irm_end_of_term_report",),
    "irm_design": ("irm_design_report",),
    "irm_transitional": ("irm_transitional_results_report",),
    "irm_results": ("irm_results_report", "irm_transitional_results_report"),
}
"""The report types of a kind that is no type itself; `self_assessment` stands for its halves of the term too."""
Sample = tuple[Document, Mapping[str, str]]


def read_samples(heads: Path, folder: Path) -> list[Sample]:
    """Return each labelled front as a document with its row."""
    with heads.open(encoding="utf-8", newline="") as file:
        rows = {Path(row["file"]).stem: row for row in csv.DictReader(file, delimiter="\t")}
    sources = [source for source in catalog_folder(folder).documents if Path(source.path).stem in rows]
    return [(read_document(folder, source), rows[Path(source.path).stem]) for source in sources]


def judge(document: Document, row: Mapping[str, str]) -> Iterator[tuple[str, bool, object]]:
    """Yield each column that the row holds a value of: its name, whether it is right, and what was said."""
    identity = identify(document)
    if row["kind"] == "negative":
        yield "negative", identity.report_type is None, identity.report_type
        return
    said = {name: fact.value for name, fact in identity.facts.items()}
    wanted = TYPES.get(row["kind"], (row["kind"],))
    yield "type", str(identity.report_type or "").startswith(wanted), identity.report_type
    if row["country"]:
        code = said.get("country_code")
        yield "country", code == PREFIXES.get(row["country"], row["country"]), code
    if row["plan"]:
        year = said.get("plan_start_year")
        yield "plan", str(year) == row["plan"][:4], year
    yield "publisher", identity.publisher == row["publisher"], identity.publisher


@contextmanager
def without_country(code: str, phrases: set[tuple[Phrase, str, str]]) -> Iterator[None]:
    """Take what the vocabularies know of one country, and some phrases, out of them for a while."""
    data, known = load_data("identify/members"), load_data("identify/plans")["plans"]
    local = {name: home for name, home in data["local"].items() if home == code}
    languages = {name: home for name, home in data["languages"].items() if home == code}
    forms, years = data["forms"].pop(code, None), known.pop(code, None)
    for name in local:
        del data["local"][name]
    for name in languages:
        del data["languages"][name]
    forget()
    # The vocabulary is compiled once: what the changed data lacks is still in it.
    own = {(FORM, code), *((LOCAL, name) for name in local)}
    remove_phrases(load_front_words(), phrases, own)
    try:
        yield
    finally:
        if forms is not None:
            data["forms"][code] = forms
        if years is not None:
            known[code] = years
        data["local"].update(local)
        data["languages"].update(languages)
        forget()


def forget() -> None:
    """Let the vocabularies be built again."""
    load_front_words.cache_clear()
    plans.load_registered_plans.cache_clear()


def remove_phrases(
    words: Vocabulary, phrases: set[tuple[Phrase, str, str]], entries: Collection[tuple[str, str]]
) -> None:
    """Remove phrases, and all phrases of some groups and entries, from a vocabulary."""
    for initial, known in words.by_initial.items():
        words.by_initial[initial] = [one for one in known if one not in phrases and one[1:] not in entries]


def find_own_phrases(samples: Sequence[Sample]) -> dict[str, set[tuple[Phrase, str, str]]]:
    """Return for each country the phrases that are found on its fronts and on those of no other."""
    countries: dict[Any, set[str]] = defaultdict(set)
    words = load_front_words()
    for document, row in samples:
        folded = Front(document).folded
        for initial, entries in words.by_initial.items():
            places = [first for first in folded.begins if folded.letters.startswith(initial, first)]
            for entry in entries:
                if any(match_phrase(entry[0], folded, first) for first in places):
                    countries[entry].add(row["country"])
    own: dict[str, set[tuple[Phrase, str, str]]] = defaultdict(set)
    for entry, codes in countries.items():
        # The name of a country is known of all countries alike.
        if len(codes) == 1 and entry[1] != COUNTRY:
            own[next(iter(codes))].add(entry)
    return own


def main(arguments: Sequence[str]) -> None:
    """Print what is wrong and the share of right values by column."""
    if len(arguments) < 2:
        raise SystemExit(__doc__)
    samples = read_samples(Path(arguments[0]), Path(arguments[1]))
    own = find_own_phrases(samples) if "--words" in arguments else {}
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for country in sorted({row["country"] for _, row in samples}):
        with without_country(PREFIXES.get(country, country), own.get(country, set())):
            for document, row in samples:
                if row["country"] != country:
                    continue
                for column, is_right, said in judge(document, row):
                    counts[column][0] += is_right
                    counts[column][1] += 1
                    if not is_right:
                        print(f"{document.source.path} {column}: {said} for {row['kind']} {country} {row['plan']}")
    for column, (right, total) in counts.items():
        print(f"{column} {right}/{total} {right / total:.3f}")
    right = sum(right for column, (right, _) in counts.items() if column != "negative")
    total = sum(total for column, (_, total) in counts.items() if column != "negative")
    print(f"type, country, plan and publisher {right}/{total} {right / max(total, 1):.3f}")


if __name__ == "__main__":
    main(sys.argv[1:])
