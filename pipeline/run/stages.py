"""The order of the stages after the catalog: extract each document, link, validate, publish. Only this one has it."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from pipeline import __version__, cache, quality, schema, tables
from pipeline.catalog import Catalog
from pipeline.catalog.objects import Spool
from pipeline.extraction import TRANSIENT_CODES
from pipeline.linkage import DocumentGroup, divide_documents, encode_review_list
from pipeline.model.issues import Issue
from pipeline.overrides import corrections
from pipeline.overrides.decisions import read_decisions
from pipeline.parsers import registry
from pipeline.run import manifest as outcome
from pipeline.run.documents import ExtractedDocuments
from pipeline.run.group_tables import GroupTables, LocatedIssues, tabulate_group
from pipeline.run.manifest import Summary
from pipeline.runtime.limits import Options, Progress
from pipeline.storage import PrefixLock
from pipeline.tables import TablePart

Parts = dict[str, list[TablePart]]
"""Table name -> its parts, a list for every declared table."""


def run_stages(
    raw: Path,
    out: Path | PrefixLock,
    catalog: Catalog,
    state: str,
    options: Options,
    progress: Progress | None,
    started: float,
    location: str,
    spool: Spool | None = None,
) -> Summary:
    """Extract the documents of a catalog and publish the tables with a manifest that has the state.

    `location` names the raw folder in the cache.
    """
    values, value_issues = corrections.read_corrections(raw)
    documents = ExtractedDocuments(raw, catalog.documents, options, values, spool)
    documents.extract(progress, location)
    if options.use_cache:
        _record_cache_use(catalog, documents)
    report = partial(_report_stage, progress, len(documents.outlines))
    log = list(_build_log_lines(catalog, documents, options.workers))
    report("linking the commitments of the plans")
    unused = corrections.apply_corrections((), documents.unused_corrections())[1]
    other_issues = [*value_issues, *unused, *registry.load_plugins()[1]]
    groups = _tabulate_groups(raw, catalog, documents, other_issues, options)
    parts = _collect_parts(groups)
    summary = _summarize_run(out, catalog, groups, parts)
    summary = replace(
        summary,
        seconds=time.monotonic() - started,
        memory=max((result.peak_memory for result in documents.results), default=0),
    )
    other_files = {
        outcome.RUN_LOG: _encode_log(log, summary),
        outcome.LINKS_REVIEW: encode_review_list(doubt for group in groups for doubt in group.doubts),
    }
    codes = {row["code"] for row in tables.read_rows(parts["issues"], ["code"])}
    manifest = partial(outcome.build_manifest, state="" if codes & TRANSIENT_CODES else state, summary=summary)
    report("writing the tables")
    tables.publish_parts(out, parts, other_files, manifest, options.partition_by)
    return summary


def _tabulate_groups(
    raw: Path, catalog: Catalog, documents: ExtractedDocuments, issues: Sequence[Issue], options: Options
) -> list[GroupTables]:
    """Return the tables of each group of documents, the last with the issues that are of none."""
    decisions, decision_issues = read_decisions(raw)
    paths = {source.path: index for index, source in enumerate(catalog.documents)}
    by_document: dict[int | None, list[tuple[str | None, Issue]]] = {None: []}
    for path, issue in catalog.issues:
        by_document.setdefault(paths.get(path or ""), []).append((path, issue))
    by_document[None] += [(None, issue) for issue in (*decision_issues, *issues)]
    found: list[GroupTables] = []
    for group in (*divide_documents(documents.related, decisions), DocumentGroup(())):
        homes: list[int | None] = [one.index for one in group.members if one.is_home]
        own: LocatedIssues = [entry for index in homes or [None] for entry in by_document.pop(index, ())]
        found.append(
            tabulate_group(
                documents, group, own, include_contacts=options.include_contacts, use_cache=options.use_cache
            )
        )
    return found


def _collect_parts(groups: Sequence[GroupTables]) -> Parts:
    """Return the parts of every table; a document that lost rows in any group is partial."""
    parts: Parts = {
        table.name: [group.parts[table.name] for group in groups if table.name in group.parts]
        for table in schema.all_tables()
    }
    partial_ids = frozenset[str]().union(*(group.partial for group in groups))
    if partial_ids:
        rows = tables.read_rows(parts["documents"])
        for row in rows:
            if row["document_id"] in partial_ids and row["status"] == "ok":
                row["status"] = "partial"
        parts["documents"] = [tables.build_part("documents", rows, is_checked=True)]
    return parts


def _summarize_run(out: Path | PrefixLock, catalog: Catalog, groups: Sequence[GroupTables], parts: Parts) -> Summary:
    """Return what a run did, without its time and memory."""
    documents = sorted(tables.read_rows(parts["documents"]), key=lambda row: str(row["source_path"]))
    issues = tables.read_rows(parts["issues"], ["document_id", "source_path", "severity", "code", "message"])
    few = len(documents) <= quality.MOST_LISTED
    of_documents = {
        name: tables.read_rows(parts[name], ["document_id"]) if few else () for name in ("commitments", "milestones")
    }
    listed = {"documents": documents, "issues": issues, **of_documents}
    statuses = Counter(row["status"] for row in tables.read_rows(parts["links"], ["status"]))
    counts: quality.Results = Counter()
    for group in groups:
        counts.update(group.counts)
    return Summary(
        out=out.bucket if isinstance(out, PrefixLock) else out,
        rows={name: sum(part.row_count for part in found) for name, found in parts.items()},
        parsers=quality.summarize_parsers(counts),
        failed=(*catalog.refused_paths, *(str(d["source_path"]) for d in documents if d["status"] == "failed")),
        seconds=0.0,
        links={
            "accepted": statuses["accepted"],
            "review": statuses["review"],
            "decided": sum(group.decided for group in groups),
        },
        documents=quality.list_documents(listed),
        unread=quality.list_unread_documents(listed, catalog.refused_paths),
    )


def _report_stage(progress: Progress | None, count: int, stage: str) -> None:
    """Show a stage that comes after the documents, so that a full bar does not look like a run that hangs."""
    if progress:
        progress(count, count, stage)


def _record_cache_use(catalog: Catalog, documents: ExtractedDocuments) -> None:
    """Record hits and misses of each cache layer."""
    lookups = Counter((layer, hit) for result in documents.results for layer, hit in result.cache_hits.items())
    counts = {layer: (lookups[layer, True], lookups[layer, False]) for layer in ("read", "failures", "results")}
    cache.record_run({"catalogue": (len(catalog.file_records) - catalog.opened_count, catalog.opened_count), **counts})


def _build_log_lines(catalog: Catalog, documents: ExtractedDocuments, workers: int) -> Iterator[dict[str, object]]:
    """Yield the lines of the run log that are known before the tables are built."""
    head = {"event": "run", "version": __version__, "workers": workers, "documents": len(catalog.documents)}
    yield {**head, "code": cache.code_digest()}
    for source, result, outline in zip(catalog.documents, documents.results, documents.outlines, strict=True):
        yield {
            "event": "document",
            "source_path": source.path,
            "status": result.extraction.document["status"],
            "parser": result.extraction.document["report_format"],
            "rows": outline.row_count,
            "issues": outline.issue_count,
            "cached": result.cache_hits.get("results", False),
            "seconds": round(result.seconds, 4),
        }


def _encode_log(lines: Sequence[dict[str, object]], summary: Summary) -> bytes:
    end = {"event": "end", "rows": summary.rows, "memory_mb": summary.memory, "seconds": round(summary.seconds, 3)}
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in [*lines, end]).encode()
