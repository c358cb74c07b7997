"""Kinship of reforms: the features that tell continuation from a shared theme, an array for each over all pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.linkage import language_match, names, terms
from pipeline.linkage.clusters import Reform
from pipeline.linkage.stated_links import FIRM, LIKELY, Statement, said_of, statements
from pipeline.linkage.titles import bare

_RIVAL = 0.25
"""Kinship that a rival counts for at least: a pair that has no rival is not proved by that."""

_LOOSE = 0.05
"""Probability below which a tie tells nothing."""

_USUAL = 5
"""Pairs of a reform, after the closest, whose likeness is what is usual for it."""


@dataclass(frozen=True, slots=True)
class Words:
    """The terms of each reform: of its titles, of all its text, of its lead institutions, and concepts of both.

    `said` is what it states of earlier plans.
    """

    titles: tuple[terms.Terms, ...]
    text: tuple[terms.Terms, ...]
    lead: tuple[terms.Terms, ...]
    named: tuple[terms.Terms, ...]
    told: tuple[terms.Terms, ...]
    said: tuple[tuple[Statement, ...], ...]


def words(reforms: Sequence[Reform]) -> Words:
    """Return the terms of all reforms."""
    titles, text, lead, named, told = [], [], [], [], []
    for one in reforms:
        title = [word for title in one.titles for word in terms.words(bare(title))]
        body = terms.words(one.text)
        titles.append(Counter(title))
        text.append(Counter(title + body))
        lead.append(Counter(terms.words(one.lead)))
        named.append(terms.concepts(title))
        told.append(terms.concepts(title + body))
    said = tuple(statements(one.text) for one in reforms)
    return Words(tuple(titles), tuple(text), tuple(lead), tuple(named), tuple(told), said)


def features(reforms: Sequence[Reform], held: Words, pairs: Any) -> dict[str, Any]:
    """Return the features of pairs (earlier, later), each an array with a number a pair."""
    titles, text, lead = (terms.matrix(bags, terms.rarity(bags)) for bags in (held.titles, held.text, held.lead))
    concepts = terms.rarity(held.told)
    named, told = terms.matrix(held.named, concepts), terms.matrix(held.told, concepts)
    parts = {
        "titles": terms.along(titles, titles, pairs),
        "text": terms.along(text, text, pairs),
        "lead": terms.along(lead, lead, pairs),
        "named": terms.along(named, named, pairs),
        "told": terms.along(told, told, pairs),
    }
    told_texts = [one.text for one in reforms]
    found = {
        "titles": np.sqrt(parts["titles"]),
        "text": parts["text"],
        "text_beyond_usual": parts["text"] - _usual(parts["text"], pairs, len(reforms)),
        "told": parts["told"],
        "named": parts["named"],
        "title_in_text": _crossing(held, pairs),
        "names": names.shared(told_texts, pairs),
        "other_language": language_match.differ(told_texts, pairs),
        "areas": _areas(reforms, pairs),
        **_strings(reforms, pairs),
        **_rivals(reforms, parts, pairs),
    }
    return {**found, "stated": _stated(reforms, held.said, found["ahead_in_plan"], pairs)}


def _crossing(held: Words, pairs: Any) -> Any:
    """Return how much of one's title stands in the other's text, of both ways the greater."""
    rare = terms.rarity(held.text)
    titles = terms.matrix(held.titles, rare)
    titles = titles.multiply(titles).tocsr()
    present = terms.matrix(held.text, rare)
    present.data[:] = 1.0
    return np.maximum(terms.along(titles, present, pairs), terms.along(titles, present, pairs[:, ::-1]))


def _areas(reforms: Sequence[Reform], pairs: Any) -> Any:
    bags = [Counter(sorted(one.areas)) for one in reforms]
    held = terms.matrix(bags, terms.rarity(bags))
    return terms.along(held, held, pairs)


def _strings(reforms: Sequence[Reform], pairs: Any) -> dict[str, Any]:
    from rapidfuzz import fuzz

    titles = [tuple(dict.fromkeys(map(bare, one.titles))) for one in reforms]
    leads = [terms.fold(one.lead) for one in reforms]
    part, lead = np.zeros(len(pairs)), np.full(len(pairs), 0.5)
    for position, (i, j) in enumerate(pairs.tolist()):
        part[position] = max((fuzz.token_set_ratio(x, y) for x in titles[i] for y in titles[j]), default=0.0) / 100
        if leads[i] and leads[j]:
            lead[position] = fuzz.token_set_ratio(leads[i], leads[j]) / 100
    return {"title_parts": part, "lead": lead}


def _stated(reforms: Sequence[Reform], said: Sequence[Sequence[Statement]], ahead: Any, pairs: Any) -> Any:
    """Return how firmly the later says that it continues the earlier, by name or as the closest of a plan it names."""
    found = np.zeros(len(pairs))
    for position, (i, j) in enumerate(pairs.tolist()):
        if said[j]:
            firm = said_of(reforms[i], said[j], reforms[j].plan_number)[0]
            found[position] = firm if firm >= FIRM or (firm >= LIKELY and ahead[position] > 0) else 0.0
    return found


def company(reforms: Sequence[Reform], pairs: Any, probability: Any) -> Any:
    """Return how firmly a third reform of another plan ties a pair: the weaker of its two ties, of all the best."""
    ties: dict[int, dict[int, float]] = {}
    for (i, j), tie in zip(pairs.tolist(), probability.tolist(), strict=True):
        if tie > _LOOSE:
            ties.setdefault(i, {})[j] = tie
            ties.setdefault(j, {})[i] = tie
    when = [one.when for one in reforms]
    found = np.zeros(len(pairs))
    for position, (i, j) in enumerate(pairs.tolist()):
        few, many = sorted((ties.get(i, {}), ties.get(j, {})), key=len)
        shared = (min(tie, many[k]) for k, tie in few.items() if k in many and when[k] not in (when[i], when[j]))
        found[position] = max(shared, default=0.0)
    return found


def _usual(likeness: Any, pairs: Any, count: int) -> Any:
    """Return the mean likeness of either reform of a pair with its next closest ones: some texts are like many."""
    ends = pairs.T.ravel()
    values = np.r_[likeness, likeness]
    order = np.lexsort((-values, ends))
    sizes = np.bincount(ends, minlength=count)
    rank = np.arange(len(ends)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    near = (rank >= 1) & (rank <= _USUAL)
    sums = np.bincount(ends[order][near], weights=values[order][near], minlength=count)
    usual = sums / np.clip(sizes - 1, 1, _USUAL)
    return (usual[pairs[:, 0]] + usual[pairs[:, 1]]) / 2


def _rivals(reforms: Sequence[Reform], found: Mapping[str, Any], pairs: Any) -> dict[str, Any]:
    """Return how far a pair is ahead of the best other pair of either reform with the other's plan."""
    kin = found["text"] + 0.5 * found["titles"] + 0.4 * found["lead"] + 0.8 * found["named"] + 0.6 * found["told"]
    plan = np.unique([f"{one.country} {one.when}" for one in reforms], return_inverse=True)[1]
    count = int(plan.max(initial=0)) + 1
    earlier, later = pairs[:, 0], pairs[:, 1]
    return {
        "ahead_of_later": _ahead(kin, earlier * count + plan[later]),
        "ahead_in_plan": _ahead(kin, later * count + plan[earlier]),
    }


def _ahead(kin: Any, groups: Any) -> Any:
    """Return each value less the best other of its group, cut to ±0.6."""
    if not len(kin):
        return np.zeros(0)
    order = np.lexsort((-kin, groups))
    starts = np.r_[0, np.flatnonzero(np.diff(groups[order])) + 1]
    sizes = np.diff(np.r_[starts, len(kin)])
    first = np.repeat(kin[order][starts], sizes)
    second = np.repeat(np.where(sizes > 1, kin[order][np.minimum(starts + 1, len(kin) - 1)], _RIVAL), sizes)
    leading = np.zeros(len(kin), dtype=bool)
    leading[starts] = True
    ahead = np.zeros(len(kin))
    ahead[order] = kin[order] - np.where(leading, second, first)
    return np.clip(ahead, -0.6, 0.6)
