"""Linking alone, on synthetic commitments: seconds, and how they grow with ten times the records.

Every commitment of every plan is in the registry and, with its title changed, in one document; a third of the
commitments of a plan continues with one of the plan before. Nothing is read from disk.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence

from pipeline.linkage import link
from pipeline.model import Extraction, Row
from pipeline.schema.codes import members
from scripts.bench.tables import Settings, Table, Value, peak_megabytes

TITLE = "Linking synthetic commitments"
_NOTES = (
    "Growth: times the CPU seconds of the row above, for 10 times the commitments.",
    "Linking runs on one processor. Where it took far more seconds than CPU seconds, the machine had other work to do.",
)

PLAN = 50
"""Commitments of a plan."""
PLANS = 5
"""Plans of a country."""
_SYLLABLES = (
    *("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "we"),
    *("xi",),
)
_COMMON = (
    *("public", "transparency", "information", "citizens", "access", "law", "government", "data", "services"),
    *("budget",),
)


def generate_extractions(commitments: int, seed: int = 7) -> tuple[Extraction, ...]:
    """Return the registry and a document for each plan; the same seed gives the same commitments.

    >>> [len(one.rows) for one in generate_extractions(100)]
    [100, 50, 50]
    """
    source = random.Random(seed)
    names = ["".join(source.choices(_SYLLABLES, k=4)) for _ in range(8_000)]
    codes = sorted(code for code in members() if len(code) == 2)
    registry: list[Row] = []
    documents = []
    before: list[list[str]] = []
    for plan in range(commitments // PLAN):
        country, cycle = divmod(plan, PLANS)
        # A large run needs more countries than there are: unused codes serve as more.
        code = codes[country % len(codes)] + ("" if country < len(codes) else str(country // len(codes)))
        before = _generate_plan(source, names, before if cycle else [])
        documents.append(
            _generate_document(source, f"{plan:016x}", code, 2011 + 2 * cycle, cycle + 1, before, registry)
        )
    return (Extraction({"document_id": "f" * 16, "source_path": "registry.csv"}, tuple(registry)), *documents)


def _generate_plan(source: random.Random, names: Sequence[str], before: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the words of the commitments of one plan: its subject's own words first."""
    kept = [list(words) for words in source.sample(list(before), PLAN // 3)] if before else []
    return kept + [source.sample(names, 12) for _ in range(PLAN - len(kept))]


def _generate_document(
    source: random.Random,
    document_id: str,
    code: str,
    year: int,
    number: int,
    plan: Sequence[Sequence[str]],
    registry: list[Row],
) -> Extraction:
    rows = []
    for position, words in enumerate(plan, start=1):
        common = source.sample(_COMMON, 4)
        shared = {"country_code": code, "plan_id": f"{code}-{year}", "plan_number": number, "number": str(position)}
        known = {**shared, "commitment_id": f"{code}{len(registry):07}", "title": " ".join([*common[:2], *words[:4]])}
        registry.append(Row("registry", f"{'f' * 16}:r{len(registry)}", known))
        printed = {
            **shared,
            "title": " ".join([common[2], *words[1:5]]),
            "description": " ".join(_iterate_words(source, words)),
        }
        printed["lead_institution"] = f"Ministry of {words[-1]}"
        rows.append(Row("commitments", f"{document_id}:c{position}", printed))
    return Extraction({"document_id": document_id, "source_path": f"{document_id}.pdf"}, tuple(rows))


def _iterate_words(source: random.Random, words: Sequence[str]) -> Iterator[str]:
    for word in words:
        yield from source.choices(_COMMON, k=4)
        yield word


def measure(settings: Settings) -> Table:
    """Return seconds, their growth from row to row, and the peak of memory for growing numbers of commitments."""
    rows: list[tuple[Value, ...]] = []
    _time_linking(1_000)  # what is loaded once is loaded now
    before: float | None = None
    for commitments in (500, 5_000) if settings.quick else (1_000, 10_000, 100_000):
        seconds, busy, identities, steps = _time_linking(commitments)
        growth = busy / before if before else None
        rows.append((commitments, commitments // PLAN, seconds, busy, growth, peak_megabytes(), identities, steps))
        before = busy
    columns = ("commitments", "plans", "seconds", "CPU seconds", "growth", "MB", "IDs found", "continuations")
    return Table(columns, tuple(rows), _NOTES)


def _time_linking(commitments: int) -> tuple[float, float, int, int]:
    """Return seconds and CPU seconds that linking takes, the IDs that it gives and the links of succession it makes."""
    extractions = generate_extractions(commitments)
    begin, busy = time.perf_counter(), time.process_time()
    linked = link(extractions)
    seconds, busy = time.perf_counter() - begin, time.process_time() - busy
    steps = sum(row.table == "links" for row in linked.rows)
    rows = (row for extraction in linked.extractions for row in extraction.rows)
    return (
        seconds,
        busy,
        sum(bool(row.values.get("commitment_id")) for row in rows if row.table == "commitments"),
        steps,
    )
