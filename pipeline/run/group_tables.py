"""The tables of one group of documents: linked, checked, in sorted parts, and stored until something changes."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline import cache, quality, tables
from pipeline.linkage import DocumentGroup, Member, link
from pipeline.model import Extraction
from pipeline.model.issues import Issue
from pipeline.run.documents import ExtractedDocuments
from pipeline.tables import TablePart

LocatedIssues = Sequence[tuple[str | None, Issue]]
"""Issues, each with the path of the file that it is about, if there is one."""


@dataclass(frozen=True, slots=True)
class GroupTables:
    """What a group of documents gives to the tables: a part of each table that it has rows of, and their counts.

    `doubts` are the links for people to look at, `decided` how many links people decided. Of documents whose own row is
    in another group, those in `partial` lost something here.
    """

    parts: Mapping[str, TablePart]
    counts: quality.Results
    doubts: tuple[Mapping[str, object], ...]
    decided: int
    partial: frozenset[str]


def tabulate_group(
    documents: ExtractedDocuments,
    group: DocumentGroup,
    issues: LocatedIssues,
    *,
    include_contacts: bool,
    use_cache: bool,
) -> GroupTables:
    """Return the tables of a group, from an earlier run where nothing changed that they depend on.

    `issues` are those of its files that no document has.
    """
    key = _digest_group(documents, group, issues, include_contacts)
    cached = cache.load_entry("groups", key) if use_cache else None
    if isinstance(cached, GroupTables):
        return cached
    made = _build_tables(documents, group, issues, include_contacts)
    if use_cache:
        cache.save_entry("groups", key, made)
    return made


def _digest_group(
    documents: ExtractedDocuments, group: DocumentGroup, issues: LocatedIssues, include_contacts: bool
) -> str:
    members = [
        (documents.outlines[one.index].digest, documents.relation(one.index), one.is_home, sorted(one.keys))
        for one in group.members
    ]
    parts = ("groups", cache.code_digest(), members, group.decisions, issues, include_contacts)
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _build_tables(
    documents: ExtractedDocuments, group: DocumentGroup, issues: LocatedIssues, include_contacts: bool
) -> GroupTables:
    linked = link([_load_member(documents, one) for one in group.members], group.decisions)
    extractions, linked = deque(linked.extractions), replace(linked, extractions=())
    all_issues = [*issues, *((None, issue) for issue in linked.issues)]
    collected = quality.check_tables(tables.collect_tables(_drain_extractions(extractions), all_issues, linked.rows))
    if not include_contacts:
        shared = [documents.load_shared(one.index) for one in group.members if not one.is_whole]
        collected = tables.redact_contacts(collected, [row for one in shared for row in _contact_rows(one)])
    foreign = {_document_id(documents, one) for one in group.members if not one.is_home}
    counts = quality.count_results(collected)
    strangers = [row for row in collected["documents"] if row["document_id"] in foreign]
    counts.subtract(quality.count_results({**dict.fromkeys(collected, ()), "documents": strangers}))
    collected["documents"] = [row for row in collected["documents"] if row["document_id"] not in foreign]
    # What the check adds to these two, and what represents a contact, is not checked yet.
    checked = collected.keys() - {"documents", "issues"} if include_contacts else set()
    return GroupTables(
        {name: tables.build_part(name, rows, is_checked=name in checked) for name, rows in collected.items() if rows},
        counts,
        linked.review,
        linked.decided,
        frozenset(str(row["document_id"]) for row in strangers if row["status"] == "partial"),
    )


def _load_member(documents: ExtractedDocuments, member: Member) -> Extraction:
    load = documents.load if member.is_whole else documents.load_shared
    return member.select_rows(load(member.index))


def _drain_extractions(extractions: deque[Extraction]) -> Iterator[Extraction]:
    """Yield extractions and drop each reference: the rows made from them take as much memory again."""
    while extractions:
        yield extractions.popleft()


def _document_id(documents: ExtractedDocuments, member: Member) -> str:
    return str(documents.outlines[member.index].extraction.document["document_id"])


def _contact_rows(extraction: Extraction) -> Iterator[Mapping[str, object]]:
    for row in extraction.rows:
        if row.table == "contacts":
            yield tables.build_table_row(row, str(extraction.document["document_id"]))
