"""The order of the stages after the catalogue: each document, link, validate, publish. Only this module knows it."""

from __future__ import annotations

import json
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from pipeline import __version__, cache, quality, tables
from pipeline.catalog import Catalogue
from pipeline.catalog.objects import Spool
from pipeline.execution.dispatch import Timed, documents
from pipeline.linkage import Linked, link
from pipeline.model import Extraction
from pipeline.model.issues import Issue
from pipeline.overrides import corrections
from pipeline.overrides.decisions import read_decisions
from pipeline.parsers import registry
from pipeline.run import manifest as outcome
from pipeline.run.manifest import Summary
from pipeline.runtime.options import Options, Progress
from pipeline.storage import MANIFEST, Claim


def extracted(
    raw: Path,
    out: Path | Claim,
    found: Catalogue,
    state: str,
    options: Options,
    progress: Progress | None,
    started: float,
    spool: Spool | None = None,
) -> Summary:
    """Extract the documents of a catalogue and publish what they give, with a manifest that names the state."""
    done = documents(raw, found.documents, options, progress, spool)
    if options.use_cache:
        _count(found, done)
    log, memory = list(_logged(found, done, options.workers)), max((timed.memory for timed in done), default=0)
    linked, told = _linked(raw, [timed.result for timed in done])
    del done  # what is linked stands for it
    loose = [*found.issues, *((None, issue) for issue in (*registry.discovered()[1], *told, *linked.issues))]
    extractions, linked = deque(linked.extractions), replace(linked, extractions=())
    collected = quality.checked(tables.collect(_let_go(extractions), loose, linked.rows))
    if not options.contacts:
        collected = tables.without_contacts(collected)
    summary = Summary(
        out=out.bucket if isinstance(out, Claim) else out,
        rows={name: len(rows) for name, rows in collected.items()},
        parsers=quality.summary(collected),
        failed=(*found.refused, *(str(d["source_path"]) for d in collected["documents"] if d["status"] == "failed")),
        seconds=time.monotonic() - started,
        links=_links(collected, linked.decided),
        memory=memory,
    )
    others = {outcome.RUN_LOG: _log(log, summary), outcome.REVIEW: linked.review}
    lasting = not any(row["code"] in outcome.PASSING for row in collected["issues"])
    manifest = partial(outcome.manifest, state=state if lasting else "", summary=summary)
    tables.publish(out, collected, others, (MANIFEST, manifest), options.partition)
    return summary


def _let_go(extractions: deque[Extraction]) -> Iterator[Extraction]:
    """Give what documents gave, one by one, and let go of it: the rows made of it take as much memory again."""
    while extractions:
        yield extractions.popleft()


def _linked(raw: Path, results: Sequence[Extraction]) -> tuple[Linked, tuple[Issue, ...]]:
    """Link what the documents gave, people's corrections applied; issues are those of people's files."""
    decisions, misread = read_decisions(raw)
    values, mistyped = corrections.read_corrections(raw)
    corrected, unused = corrections.apply(results, values)
    return link(corrected, decisions), (*misread, *mistyped, *unused)


def _count(found: Catalogue, done: Sequence[Timed]) -> None:
    """Note how often each layer of the cache had what was looked for."""
    asked = Counter((layer, hit) for timed in done for layer, hit in timed.found.items())
    counts = {layer: (asked[layer, True], asked[layer, False]) for layer in ("read", "failures", "claims", "parse")}
    cache.note_run({"catalogue": (len(found.memory) - found.opened, found.opened), **counts})


def _links(collected: tables.Tables, decided: int) -> dict[str, int]:
    """Return how many links are accepted, in doubt and decided by people."""
    status = [row["status"] for row in collected["links"]]
    return {"accepted": status.count("accepted"), "review": status.count("review"), "decided": decided}


def _logged(found: Catalogue, done: Sequence[Timed], workers: int) -> Iterator[dict[str, object]]:
    """Yield the lines of the run log up to its end, as far as they are known before the tables are made."""
    head = {"event": "run", "version": __version__, "workers": workers, "documents": len(found.documents)}
    yield {**head, "code": cache.code_digest()}
    for source, timed in zip(found.documents, done, strict=True):
        yield {
            "event": "document",
            "source_path": source.path,
            "status": timed.result.document["status"],
            "parser": timed.result.document["report_format"],
            "rows": len(timed.result.rows),
            "issues": len(timed.result.issues),
            "cached": timed.found.get("parse", False),
            "seconds": round(timed.seconds, 4),
        }


def _log(lines: Sequence[dict[str, object]], summary: Summary) -> bytes:
    end = {"event": "end", "rows": summary.rows, "memory_mb": summary.memory, "seconds": round(summary.seconds, 3)}
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in [*lines, end]).encode()
