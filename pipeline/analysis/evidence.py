"""Why two records are linked: each link between them with its features, weights and score."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.analysis.lineage import names
from pipeline.analysis.rows import Row, Tables
from pipeline.schema.data import exists, reference

_WEIGHED = re.compile(r"(\S[^()]{0,80}) (-?[0-9]+(?:\.[0-9]+)?) \(([+-][0-9]+(?:\.[0-9]+)?)\)")
_VALUED = re.compile(r"(\S[^()]{0,80}) (-?[0-9]+(?:\.[0-9]+)?)")


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a pair: its value, its weight in the model, and what both add to the score (log-odds).

    `value`, `weight` and `part` are None where the link does not tell them, `meaning` where the model has no such one.
    """

    name: str
    value: float | None
    weight: float | None
    part: float | None
    meaning: str | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """The model that scored a link: its constant, and the scores from which links are accepted or shown to people."""

    constant: float | None
    weights: Mapping[str, float]
    accept: float | None
    review: float | None


@dataclass(frozen=True, slots=True)
class Explained:
    """One link, both texts, and what speaks for it. `evidence` is the link's own sentence, `page` where it stands."""

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


def explained(one: str, other: str, tables: Tables) -> tuple[Explained, ...]:
    """Return every link between two records, each meant by its commitment_id or commitment_key, in either order."""
    named = names(tables["commitments"])
    found = [row for row in tables["links"] if _joins(row, one, other, named) or _joins(row, other, one, named)]
    return tuple(_explained(row, tables) for row in found)


def _joins(row: Row, start: str, end: str, named: Mapping[str, str]) -> bool:
    # An identity link leads from a document's row to an ID: named by its ID alone the row would be any document's.
    by_id = row["kind"] == "succession"
    starts = {row["from_key"], named.get(row["from_key"])} if by_id else {row["from_key"]}
    ends = {row["to_key"], named.get(row["to_key"])} if by_id else {row["to_key"]}
    return start in starts and end in ends


def _explained(row: Row, tables: Tables) -> Explained:
    model = model_of(row["kind"])
    paths = {document["document_id"]: document["source_path"] for document in tables["documents"]}
    return Explained(
        row["link_key"],
        row["kind"],
        row["from_key"],
        row["to_key"],
        text_of(row["from_key"], tables),
        text_of(row["to_key"], tables),
        row.get("relation"),
        row.get("score"),
        row.get("method"),
        row.get("status"),
        row.get("evidence"),
        paths.get(row.get("evidence_document_id")),
        row.get("evidence_page"),
        features(row.get("evidence") or "", model.weights) if row.get("method") == "matched" else (),
        model.constant,
        model.accept,
        model.review,
    )


def model_of(kind: str) -> Model:
    """Return the model of a kind of link as `schemas/linkage` has it, an empty one where there is none."""
    if not exists(f"linkage/{kind}"):
        return Model(None, {}, None, None)
    data = reference(f"linkage/{kind}")
    # A model of two stages decides by the second, which knows what the first found.
    last = data.get("second", data)
    return Model(last.get("constant"), last.get("weights", {}), data.get("accept"), data.get("review"))


def features(evidence: str, weights: Mapping[str, float]) -> tuple[Feature, ...]:
    """Read a matched link's reasons: features with value and part; what has neither is a feature by name alone.

    >>> first, _ = features("title 0.80 (+4.0); number same", {"title": 5.0})
    >>> first.name, first.value, first.weight, first.part
    ('title', 0.8, 5.0, 4.0)
    """
    return tuple(_feature(text.strip(), weights) for text in evidence.split(";") if text.strip())


def _feature(text: str, weights: Mapping[str, float]) -> Feature:
    weighed, valued = _WEIGHED.fullmatch(text), _VALUED.fullmatch(text)
    if weighed:
        name = weighed[1]
        return feature(name, float(weighed[2]), weights.get(name.replace(" ", "_")), float(weighed[3]))
    if valued:
        return feature(valued[1], float(valued[2]), weights.get(valued[1].replace(" ", "_")), None)
    return feature(text, None, None, None)


def in_words(evidence: str, most: int = 3) -> str:
    """Return reasons as people read them: what the weightiest features for and against a link measure.

    >>> in_words("title 0.80 (+4.0); order 0.90 (+0.3)", 1)
    'likeness of the titles, letter by letter, in their best variants (+4.0)'
    >>> in_words("It continues commitment 4; see the law.")
    'It continues commitment 4; see the law.'
    """
    told = features(evidence, {})
    if not told or any(one.part is None or one.meaning is None for one in told):
        return evidence
    return "; ".join(f"{one.meaning} ({one.part:+.1f})" for one in told[:most])


def feature(name: str, value: float | None, weight: float | None, part: float | None) -> Feature:
    """Return a feature with what it measures; the name is that of the model with blanks."""
    return Feature(name, value, weight, part, reference("linkage/features")["features"].get(name.replace(" ", "_")))


def text_of(name: str, tables: Tables) -> str:
    """Return the title of a record: of a row by its key, of an ID by the title that most sources give."""
    titles = [row.get("title") for row in tables["commitments"] if row["commitment_key"] == name]
    if not titles:
        titles = [row.get("title") for row in tables["registry"] if row["commitment_id"] == name]
        titles += [row.get("title") for row in tables["commitments"] if row.get("commitment_id") == name]
    told = [str(title) for title in titles if title]
    return max(sorted(set(told)), key=told.count) if told else ""


def path(one: str, other: str, pairs: Iterable[tuple[str, str]]) -> Sequence[str]:
    """Return the shortest way between two commitments along linked pairs, both included; empty where there is none.

    >>> path("a", "c", [("a", "b"), ("b", "c"), ("c", "d")])
    ['a', 'b', 'c']
    """
    neighbours: dict[str, list[str]] = {}
    for a, b in sorted(pairs):
        neighbours.setdefault(a, []).append(b)
        neighbours.setdefault(b, []).append(a)
    ways, seen = deque([[one]]), {one}
    while ways:
        way = ways.popleft()
        if way[-1] == other:
            return way
        for name in neighbours.get(way[-1], ()):
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []
