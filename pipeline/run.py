"""The order of the stages: catalogue, each document, link, validate, publish. Only this module knows it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pipeline import __version__, cache, corrections, plugins, pool, quality, tables
from pipeline.catalog import Catalogue, catalogue
from pipeline.decisions import read_decisions
from pipeline.document import ADVICE, extract_document
from pipeline.issues import Issue
from pipeline.limits import Limits
from pipeline.linkage import link
from pipeline.model import Extraction, SourceDocument
from pipeline.normalize import unread

Progress = Callable[[int, int, str], None]
"""Told after each document: documents done, documents in all, the path of the last."""

REVIEW = "links_review.csv"
"""The list of links in doubt, for people, beside the tables; overrides.csv in the raw folder takes their decisions."""
RUN_LOG = "run.jsonl"
"""The run log's name beside the tables: timings and host facts, one JSON object a line."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did: tables by name, the closing table's rows, failures, seconds, and links by status."""

    out: Path
    rows: dict[str, int]
    parsers: tuple[quality.ParserSummary, ...]
    failed: tuple[str, ...]
    seconds: float
    links: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Timed:
    result: Extraction
    seconds: float
    cached: bool


def run(
    raw: Path,
    out: Path,
    *,
    workers: int | None = None,
    use_cache: bool = True,
    limits: Limits | None = None,
    contacts: bool = True,
    progress: Progress | None = None,
) -> Summary:
    """Extract every document of `raw` into tables in `out`; raise `CatalogueError` where `raw` can't be used.

    Each document is read in a confined process within `limits`; one that exceeds them fails alone. The tables are
    the same for any number of workers and with or without the cache. Without `contacts` no table names an official
    as the contact of a commitment. Raises `PublishError` where `out` can't be written or another run writes into it.
    """
    with tables.claimed(out):
        return _run(raw, out, workers or pool.default_workers(), use_cache, limits or Limits(), contacts, progress)


def _run(
    raw: Path, out: Path, workers: int, use_cache: bool, limits: Limits, contacts: bool, progress: Progress | None
) -> Summary:
    started = time.monotonic()
    found = catalogue(raw)
    done = _documents(raw, found.documents, workers, use_cache, limits, progress)
    decisions, misread = read_decisions(raw)
    values, mistyped = corrections.read_corrections(raw)
    corrected, unused = corrections.apply([timed.result for timed in done], values)
    linked = link(corrected, decisions)
    told = (*misread, *mistyped, *unused, *linked.issues)
    loose = [*found.issues, *_plugin_issues(), *((None, issue) for issue in told)]
    collected = quality.checked(tables.collect(linked.extractions, loose, linked.rows))
    if not contacts:
        collected = tables.without_contacts(collected)
    summary = Summary(
        out=out,
        rows={name: len(rows) for name, rows in collected.items()},
        parsers=quality.summary(collected),
        failed=tuple(str(d["source_path"]) for d in collected["documents"] if d["status"] == "failed"),
        seconds=time.monotonic() - started,
        links=_links(collected, linked.decided),
    )
    tables.publish(out, collected, {RUN_LOG: _log(found, done, summary, workers), REVIEW: linked.review})
    return summary


def _documents(
    raw: Path,
    sources: Sequence[SourceDocument],
    workers: int,
    use_cache: bool,
    limits: Limits,
    progress: Progress | None,
) -> list[_Timed]:
    results: dict[int, _Timed] = {}

    def finished(index: int, timed: _Timed) -> None:
        results[index] = timed
        if progress:
            progress(len(results), len(sources), sources[index].path)

    for index, source in enumerate(sources if use_cache else ()):
        if kept := cache.load(source, limits):
            finished(index, _Timed(kept, 0.0, cached=True))
    new = [index for index in range(len(sources)) if index not in results]
    work = partial(_one, raw, limits)
    for place, outcome in pool.each(work, [sources[index] for index in new], workers, limits):
        finished(new[place], _settled(sources[new[place]], outcome, use_cache, limits))
    return [results[index] for index in range(len(sources))]


def extract_alone(folder: Path, source: SourceDocument, limits: Limits) -> Extraction:
    """Return what one document of a folder gives, read in a confined process as a run reads it, without the cache."""
    ((_, outcome),) = pool.each(partial(_one, folder, limits), [source], 1, limits)
    return _settled(source, outcome, False, limits).result


def _one(raw: Path, limits: Limits, source: SourceDocument) -> _Timed:
    started = time.monotonic()
    result = extract_document(raw, source, limits)
    return _Timed(result, time.monotonic() - started, cached=False)


def _settled(source: SourceDocument, outcome: _Timed | pool.Lost, use_cache: bool, limits: Limits) -> _Timed:
    if isinstance(outcome, pool.Lost):
        return _Timed(_lost(source, outcome), 0.0, cached=False)
    if use_cache and outcome.result.document["status"] != "failed":
        cache.save(source, outcome.result, limits)
    return outcome


def _lost(source: SourceDocument, lost: pool.Lost) -> Extraction:
    message = f"{lost.cause}, twice. {ADVICE}"
    return unread(source, "failed", Issue("read", "error", lost.code, message))


def _links(collected: tables.Tables, decided: int) -> dict[str, int]:
    """Return how many links are accepted, in doubt and decided by people."""
    status = [row["status"] for row in collected["links"]]
    return {"accepted": status.count("accepted"), "review": status.count("review"), "decided": decided}


def _plugin_issues() -> Sequence[tuple[str | None, Issue]]:
    return [(None, issue) for issue in plugins.discovered()[1]]


def _log(found: Catalogue, done: Sequence[_Timed], summary: Summary, workers: int) -> bytes:
    head = {"event": "run", "version": __version__, "workers": workers, "documents": len(found.documents)}
    lines: list[dict[str, object]] = [{**head, "code": cache.code_digest()}]
    for source, timed in zip(found.documents, done, strict=True):
        lines.append(
            {
                "event": "document",
                "source_path": source.path,
                "status": timed.result.document["status"],
                "parser": timed.result.document["report_format"],
                "rows": len(timed.result.rows),
                "issues": len(timed.result.issues),
                "cached": timed.cached,
                "seconds": round(timed.seconds, 4),
            }
        )
    lines.append({"event": "end", "rows": summary.rows, "seconds": round(summary.seconds, 3)})
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
