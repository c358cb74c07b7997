"""The order of the stages: catalogue, each document, link, validate, publish. Only this module knows it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline import __version__, cache, plugins, pool, quality, tables
from pipeline.catalog import Catalogue, catalogue
from pipeline.document import ADVICE, extract_document
from pipeline.issues import Issue
from pipeline.linkage import link
from pipeline.model import Extraction, SourceDocument
from pipeline.normalize import unread

Progress = Callable[[int, int, str], None]
"""Told after each document: documents done, documents in all, the path of the last."""

RUN_LOG = "run.jsonl"
"""The run log's name beside the tables: timings and host facts, one JSON object a line."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did: tables by name, the closing table's rows, seconds it took, and whether it failed."""

    out: Path
    rows: dict[str, int]
    parsers: tuple[quality.ParserSummary, ...]
    failed: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class _Timed:
    result: Extraction
    seconds: float
    cached: bool


def run(
    raw: Path, out: Path, *, workers: int | None = None, use_cache: bool = True, progress: Progress | None = None
) -> Summary:
    """Extract every document of `raw` into tables in `out`; raise `CatalogueError` where `raw` can't be used.

    The tables are the same for any number of workers and with or without the cache.
    """
    started = time.monotonic()
    found = catalogue(raw)
    workers = pool.default_workers() if workers is None else workers
    done = list(_documents(raw, found.documents, workers, use_cache, progress))
    extractions = link([timed.result for timed in done])
    collected = tables.collect(extractions, [*found.issues, *_plugin_issues()])
    collected = quality.checked(collected)
    summary = Summary(
        out=out,
        rows={name: len(rows) for name, rows in collected.items()},
        parsers=quality.summary(collected),
        failed=tuple(str(d["source_path"]) for d in collected["documents"] if d["status"] == "failed"),
        seconds=time.monotonic() - started,
    )
    tables.publish(out, collected, {RUN_LOG: _log(found, done, summary, workers)})
    return summary


def _documents(
    raw: Path, sources: Sequence[SourceDocument], workers: int, use_cache: bool, progress: Progress | None
) -> Iterable[_Timed]:
    work = partial(_one, raw, use_cache)
    results: dict[int, _Timed] = {}
    for index, timed in pool.each(work, sources, workers):
        results[index] = timed or _Timed(_died(sources[index]), 0.0, cached=False)
        if progress:
            progress(len(results), len(sources), sources[index].path)
    return [results[index] for index in range(len(sources))]


def _one(raw: Path, use_cache: bool, source: SourceDocument) -> _Timed:
    started = time.monotonic()
    kept = cache.load(source) if use_cache else None
    result = kept or extract_document(raw, source)
    if use_cache and kept is None and result.document["status"] != "failed":
        cache.save(source, result)
    return _Timed(result, time.monotonic() - started, cached=kept is not None)


def _died(source: SourceDocument) -> Extraction:
    message = f"The process that read this document died, twice. {ADVICE}"
    return unread(source, "failed", Issue("read", "error", "worker-died", message))


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
