"""What speaks for and against a link, in both commitments' own words, and the links that wait for a decision."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.analysis.rows import Row, Tables, merge_statements, unique_values
from pipeline.analysis.timeline import commitment_names
from pipeline.overrides.decisions import Decision, Pair
from pipeline.schema.data import has_data, load_data

_WEIGHTED_FEATURE = re.compile(r"(\S[^()]{0,80}) (-?[0-9]+(?:\.[0-9]+)?) \(([+-][0-9]+(?:\.[0-9]+)?)\)")
_VALUED_FEATURE = re.compile(r"(\S[^()]{0,80}) (-?[0-9]+(?:\.[0-9]+)?)")


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a pair: its value, its weight, and their contribution `part` to the score in log odds.

    `value`, `weight` and `part` are None if the link does not record them, `meaning` if the model lacks the feature.
    """

    name: str
    value: float | None
    weight: float | None
    part: float | None
    meaning: str | None = None


@dataclass(frozen=True, slots=True)
class ScoringModel:
    """The model that scored a link: its constant, and the scores from which links are accepted or reviewed."""

    constant: float | None
    weights: Mapping[str, float]
    accept: float | None
    review: float | None


@dataclass(frozen=True, slots=True)
class ExplainedLink:
    """One link with both texts and its evidence. `evidence` is the link's sentence, `page` its page."""

    link_key: str
    kind: str
    from_key: str
    to_key: str
    from_text: str
    to_text: str
    relation: str | None
    score: float | None
    method: str | None
    status: str | None
    evidence: str | None
    document: str | None
    page: int | None
    features: tuple[Feature, ...]
    constant: float | None
    accept: float | None
    review: float | None


def explain_links(first: str, second: str, tables: Tables) -> tuple[ExplainedLink, ...]:
    """Return every link between two records, given by commitment_id or commitment_key, in either order."""
    names_by_key = commitment_names(tables["commitments"])
    rows = [
        row
        for row in tables["links"]
        if _is_between(row, first, second, names_by_key) or _is_between(row, second, first, names_by_key)
    ]
    return tuple(_explain_row(row, tables) for row in rows)


def _is_between(row: Row, start: str, end: str, names_by_key: Mapping[str, str]) -> bool:
    # An identity link goes from a row to an ID. Given only the ID, the row could be in any document.
    is_by_id = row["kind"] == "succession"
    starts = {row["from_key"], names_by_key.get(row["from_key"])} if is_by_id else {row["from_key"]}
    ends = {row["to_key"], names_by_key.get(row["to_key"])} if is_by_id else {row["to_key"]}
    return start in starts and end in ends


def _explain_row(row: Row, tables: Tables) -> ExplainedLink:
    model = load_model(row["kind"])
    paths = {document["document_id"]: document["source_path"] for document in tables["documents"]}
    return ExplainedLink(
        row["link_key"],
        row["kind"],
        row["from_key"],
        row["to_key"],
        title_of(row["from_key"], tables),
        title_of(row["to_key"], tables),
        row.get("relation"),
        row.get("score"),
        row.get("method"),
        row.get("status"),
        row.get("evidence"),
        paths.get(row.get("evidence_document_id")),
        row.get("evidence_page"),
        parse_features(row.get("evidence") or "", model.weights) if row.get("method") == "matched" else (),
        model.constant,
        model.accept,
        model.review,
    )


def load_model(kind: str) -> ScoringModel:
    """Return the model for a kind of link from `schemas/linkage`, an empty one if there is none."""
    if not has_data(f"linkage/{kind}"):
        return ScoringModel(None, {}, None, None)
    data = load_data(f"linkage/{kind}")
    # A two-stage model decides by its second stage, which uses the results of the first.
    stage = data.get("second", data)
    return ScoringModel(stage.get("constant"), stage.get("weights", {}), data.get("accept"), data.get("review"))


def parse_features(evidence: str, weights: Mapping[str, float]) -> tuple[Feature, ...]:
    """Parse the reasons of a matched link: features with value and contribution, or names alone.

    >>> first, _ = parse_features("title 0.80 (+4.0); number same", {"title": 5.0})
    >>> first.name, first.value, first.weight, first.part
    ('title', 0.8, 5.0, 4.0)
    """
    return tuple(_parse_feature(text.strip(), weights) for text in evidence.split(";") if text.strip())


def _parse_feature(text: str, weights: Mapping[str, float]) -> Feature:
    weighted, plain = _WEIGHTED_FEATURE.fullmatch(text), _VALUED_FEATURE.fullmatch(text)
    if weighted:
        name = weighted[1]
        return build_feature(name, float(weighted[2]), weights.get(name.replace(" ", "_")), float(weighted[3]))
    if plain:
        return build_feature(plain[1], float(plain[2]), weights.get(plain[1].replace(" ", "_")), None)
    return build_feature(text, None, None, None)


def describe_evidence(evidence: str, max_features: int = 3) -> str:
    """Return reasons in words: what the strongest features for and against a link measure.

    >>> describe_evidence("title 0.80 (+4.0); order 0.90 (+0.3)", 1)
    'likeness of the titles, letter by letter, in their best variants (+4.0)'
    >>> describe_evidence("It continues commitment 4; see the law.")
    'It continues commitment 4; see the law.'
    """
    parsed = parse_features(evidence, {})
    if not parsed or any(item.part is None or item.meaning is None for item in parsed):
        return evidence
    return "; ".join(f"{item.meaning} ({item.part:+.1f})" for item in parsed[:max_features])


def build_feature(name: str, value: float | None, weight: float | None, part: float | None) -> Feature:
    """Return a feature with its meaning; spaces in the name stand for underscores."""
    return Feature(name, value, weight, part, load_data("linkage/features")["features"].get(name.replace(" ", "_")))


def title_of(name: str, tables: Tables) -> str:
    """Return the title of a record: of a row by key, of an ID the title that most sources give."""
    titles = [row.get("title") for row in tables["commitments"] if row["commitment_key"] == name]
    if not titles:
        titles = [row.get("title") for row in tables["registry"] if row["commitment_id"] == name]
        titles += [row.get("title") for row in tables["commitments"] if row.get("commitment_id") == name]
    return most_common_title([str(title) for title in titles if title])


def find_path(start: str, end: str, pairs: Iterable[tuple[str, str]]) -> Sequence[str]:
    """Return the shortest path between two commitments over linked pairs, both included; empty if there is none.

    >>> find_path("a", "c", [("a", "b"), ("b", "c"), ("c", "d")])
    ['a', 'b', 'c']
    """
    neighbours: dict[str, list[str]] = {}
    for a, b in sorted(pairs):
        neighbours.setdefault(a, []).append(b)
        neighbours.setdefault(b, []).append(a)
    queue, seen = deque([[start]]), {start}
    while queue:
        current = queue.popleft()
        if current[-1] == end:
            return current
        for name in neighbours.get(current[-1], ()):
            if name not in seen:
                seen.add(name)
                queue.append([*current, name])
    return []


TEXT_COLUMNS = ("main_objective", "brief_description", "description")
"""Columns of commitments that say what a commitment is about, besides the title."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A link with status review: what it would join, both titles (empty if unknown), score and reasons.

    `from_told` and `to_told` help a person to decide: further titles, lead institution, the beginning of the text.
    """

    link_key: str
    kind: str
    from_key: str
    to_key: str
    from_plan_id: str | None
    to_plan_id: str | None
    from_text: str
    to_text: str
    from_told: tuple[str, ...]
    to_told: tuple[str, ...]
    from_document: str | None
    relation: str | None
    score: float | None
    evidence: str | None
    features: tuple[Feature, ...]


def list_doubts(tables: Tables, decisions: Mapping[Pair, Decision]) -> tuple[Doubt, ...]:
    """Return the links in doubt, the most likely first."""
    titles = _titles_by_name(tables)
    texts = _texts_by_name(tables)
    paths = {row["document_id"]: row["source_path"] for row in tables["documents"]}
    document_paths = {row["commitment_key"]: paths.get(row["document_id"]) for row in tables["commitments"]}
    open_doubts = [
        Doubt(
            row["link_key"],
            row["kind"],
            row["from_key"],
            row["to_key"],
            row.get("from_plan_id"),
            row.get("to_plan_id"),
            most_common_title(titles.get(row["from_key"], ())),
            most_common_title(titles.get(row["to_key"], ())),
            texts.get(row["from_key"], ()),
            texts.get(row["to_key"], ()),
            document_paths.get(row["from_key"]),
            row.get("relation"),
            row.get("score"),
            row.get("evidence"),
            parse_features(row.get("evidence") or "", load_model(row["kind"]).weights),
        )
        for row in tables["links"]
        if row.get("status") == "review" and (row["kind"], row["from_key"], row["to_key"]) not in decisions
    ]
    return tuple(sorted(open_doubts, key=lambda doubt: (-(doubt.score or 0.0), doubt.link_key)))


def most_common_title(titles: Sequence[str]) -> str:
    """Return the title that most sources give, the first alphabetically among equals; empty if there is none.

    >>> most_common_title(["Open data", "Budget", "Budget"]), most_common_title([])
    ('Budget', '')
    """
    return max(sorted(set(titles)), key=list(titles).count) if titles else ""


def _titles_by_name(tables: Tables) -> dict[str, list[str]]:
    """Return the titles of every row by key, and of every ID by the sources that state it.

    Rows that were only matched to an ID do not count for it: a decision is about the texts that linking compared.
    """
    titles: dict[str, list[str]] = defaultdict(list)
    for row in (*tables["registry"], *tables["commitments"]):
        if row.get("title"):
            is_matched = row.get("id_method") not in (None, "stated")
            for name in [row["commitment_key"]] if is_matched else _row_names(row):
                titles[name].append(str(row["title"]))
    return titles


def _row_names(row: Row) -> tuple[str, ...]:
    return unique_values([row.get("commitment_key"), row.get("commitment_id")])


def _texts_by_name(tables: Tables) -> dict[str, tuple[str, ...]]:
    """Return titles, lead and texts for every row and ID, each wording once."""
    texts: dict[str, list[tuple[object, object]]] = defaultdict(list)
    for column in ("title", "lead_institution", *TEXT_COLUMNS):
        for row in (*tables["registry"], *tables["commitments"]):
            if row.get(column):
                prefix = "Lead: " if column == "lead_institution" else ""
                for name in _row_names(row):
                    texts[name].append((f"{prefix}{row[column]}", ""))
    return {name: tuple(statement.text for statement in merge_statements(pairs)) for name, pairs in texts.items()}
