"""The order of the stages after the catalog: extract each document, link, validate, publish. Only this module has
it.
"""

from __future__ import annotations

import json
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from pipeline import __version__, cache, quality, tables
from pipeline.catalog import Catalog
from pipeline.catalog.objects import Spool
from pipeline.execution.dispatch import extract_documents
from pipeline.extraction import TRANSIENT_CODES, DocumentResult
from pipeline.identify.relations import relate_documents
from pipeline.linkage import Linked, link
from pipeline.model import Extraction
from pipeline.model.issues import Issue
from pipeline.overrides import corrections
from pipeline.overrides.decisions import read_decisions
from pipeline.parsers import registry
from pipeline.run import manifest as outcome
from pipeline.run.manifest import Summary
from pipeline.runtime.options import Options, Progress
from pipeline.storage import MANIFEST, PrefixLock


def run_stages(
    raw: Path,
    out: Path | PrefixLock,
    catalog: Catalog,
    state: str,
    options: Options,
    progress: Progress | None,
    started: float,
    spool: Spool | None = None,
) -> Summary:
    """Extract the documents of a catalog and publish the tables with a manifest that has the state."""
    results = extract_documents(raw, catalog.documents, options, progress, spool)
    if options.use_cache:
        _record_cache_use(catalog, results)
    report = partial(_report_stage, progress, len(results))
    log = list(_build_log_lines(catalog, results, options.workers))
    memory = max((result.peak_memory for result in results), default=0)
    report("linking the commitments of the plans")
    links, override_issues = _link_documents(raw, [result.extraction for result in results])
    del results  # the linked copy is used from here on
    other_issues = [
        *catalog.issues,
        *((None, issue) for issue in (*registry.load_plugins()[1], *override_issues, *links.issues)),
    ]
    report("checking the tables")
    extractions, links = deque(links.extractions), replace(links, extractions=())
    collected = quality.check_tables(tables.collect_tables(_drain_extractions(extractions), other_issues, links.rows))
    if not options.include_contacts:
        collected = tables.redact_contacts(collected)
    summary = Summary(
        out=out.bucket if isinstance(out, PrefixLock) else out,
        rows={name: len(rows) for name, rows in collected.items()},
        parsers=quality.summarize_parsers(collected),
        failed=(
            *catalog.refused_paths,
            *(str(d["source_path"]) for d in collected["documents"] if d["status"] == "failed"),
        ),
        seconds=time.monotonic() - started,
        links=_count_links(collected, links.decided),
        memory=memory,
        documents=quality.list_documents(collected),
        unread=quality.list_unread_documents(collected),
    )
    other_files = {outcome.RUN_LOG: _encode_log(log, summary), outcome.LINKS_REVIEW: links.review}
    is_repeatable = not any(row["code"] in TRANSIENT_CODES for row in collected["issues"])
    manifest = partial(outcome.build_manifest, state=state if is_repeatable else "", summary=summary)
    report("writing the tables")
    # What the check adds to these two, and what represents a contact, is not checked yet.
    checked = collected.keys() - {"documents", "issues"} if options.include_contacts else ()
    tables.publish_tables(out, collected, other_files, (MANIFEST, manifest), options.partition_by, checked)
    return summary


def _report_stage(progress: Progress | None, count: int, stage: str) -> None:
    """Show a stage that comes after the documents, so that a full bar does not look like a run that hangs."""
    if progress:
        progress(count, count, stage)


def _drain_extractions(extractions: deque[Extraction]) -> Iterator[Extraction]:
    """Yield extractions and drop each reference: the rows made from them take as much memory again."""
    while extractions:
        yield extractions.popleft()


def _link_documents(raw: Path, results: Sequence[Extraction]) -> tuple[Linked, tuple[Issue, ...]]:
    """Link the extracted documents after applying corrections; the issues are those of the override files."""
    decisions, decision_issues = read_decisions(raw)
    values, correction_issues = corrections.read_corrections(raw)
    corrected, unused_issues = corrections.apply_corrections(results, values)
    return link(relate_documents(corrected), decisions), (*decision_issues, *correction_issues, *unused_issues)


def _record_cache_use(catalog: Catalog, results: Sequence[DocumentResult]) -> None:
    """Record hits and misses of each cache layer."""
    lookups = Counter((layer, hit) for result in results for layer, hit in result.cache_hits.items())
    counts = {layer: (lookups[layer, True], lookups[layer, False]) for layer in ("read", "failures", "results")}
    cache.record_run({"catalogue": (len(catalog.file_records) - catalog.opened_count, catalog.opened_count), **counts})


def _count_links(published: tables.Tables, decided_count: int) -> dict[str, int]:
    """Return the number of links that are accepted, in doubt and decided by people."""
    statuses = [row["status"] for row in published["links"]]
    return {"accepted": statuses.count("accepted"), "review": statuses.count("review"), "decided": decided_count}


def _build_log_lines(catalog: Catalog, results: Sequence[DocumentResult], workers: int) -> Iterator[dict[str, object]]:
    """Yield the lines of the run log that are known before the tables are built."""
    head = {"event": "run", "version": __version__, "workers": workers, "documents": len(catalog.documents)}
    yield {**head, "code": cache.code_digest()}
    for source, result in zip(catalog.documents, results, strict=True):
        yield {
            "event": "document",
            "source_path": source.path,
            "status": result.extraction.document["status"],
            "parser": result.extraction.document["report_format"],
            "rows": len(result.extraction.rows),
            "issues": len(result.extraction.issues),
            "cached": result.cache_hits.get("results", False),
            "seconds": round(result.seconds, 4),
        }


def _encode_log(lines: Sequence[dict[str, object]], summary: Summary) -> bytes:
    end = {"event": "end", "rows": summary.rows, "memory_mb": summary.memory, "seconds": round(summary.seconds, 3)}
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in [*lines, end]).encode()
