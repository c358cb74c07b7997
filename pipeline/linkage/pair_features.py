"""Pairwise features that separate a continued commitment from one on the same topic.

Whether two texts are of one language: the shortest words of a text are its grammar, whatever language it is in.

No list of languages is needed: 'of', 'the' and 'in' are in every English text, 'de', 'la' and 'en' in every Spanish
one, and the two share next to none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.lexicon.text_folding import fold_case
from pipeline.linkage import terms
from pipeline.linkage.clusters import PlanCommitment
from pipeline.linkage.similarity import strip_number
from pipeline.linkage.stated_links import FIRM, LIKELY, Statement, find_statements, judge_statements

_SHORT = re.compile(r"\b[^\W\d_]{1,3}\b")
_FEW = 8
"""Short words that a text must have at least: a title tells no language."""
_ALIKE = 0.25
"""Likeness of short words below which two texts are of two languages; texts of one language reach 0.4 and more."""


def count_short_words(text: str) -> terms.Terms:
    """Return the short words of a text, nothing where they are too few to show its language.

    >>> count_short_words("A law on the access of all to the data of the state, and of the towns in it")["the"]
    4
    """
    found = Counter(_SHORT.findall(fold_case(text[: terms.LONGEST])))
    return found if found.total() >= _FEW else Counter()


def compare_languages(texts: Sequence[str], pairs: Any) -> Any:
    """Return 1 for each pair of texts in two languages, 0 for those in one or where that is undetermined.

    >>> english = "A law on the access of all to the data of the state, and of the towns in it"
    >>> spanish = "La ley de acceso a la información del Estado y de los municipios se aplica en la web y en el país"
    >>> compare_languages([english, spanish, english, "No. 1"], np.array([[0, 1], [0, 2], [0, 3]])).tolist()
    [1.0, 0.0, 0.0]
    """
    bags = [count_short_words(text) for text in texts]
    has_words = np.array([bool(bag) for bag in bags], dtype=bool)
    matrix = terms.build_matrix(bags, dict.fromkeys(sorted(set().union(*bags)), 1.0))
    return (
        has_words[pairs[:, 0]] & has_words[pairs[:, 1]] & (terms.pair_products(matrix, matrix, pairs) < _ALIKE)
    ).astype(float)


_RIVAL = 0.25
"""Kinship that a rival counts for at least: a pair that has no rival is not proved by that."""

_LOOSE = 0.05
"""Probability below which a tie tells nothing."""

_USUAL = 5
"""Pairs of a commitment, after the closest, whose likeness is what is usual for it."""


@dataclass(frozen=True, slots=True)
class TermBags:
    """The terms of each commitment: of its titles, of all its text, of its lead institutions, and concepts of both.

    `said` is what it states of earlier plans.
    """

    titles: tuple[terms.Terms, ...]
    text: tuple[terms.Terms, ...]
    lead: tuple[terms.Terms, ...]
    title_concepts: tuple[terms.Terms, ...]
    text_concepts: tuple[terms.Terms, ...]
    said: tuple[tuple[Statement, ...], ...]


def collect_terms(commitments: Sequence[PlanCommitment]) -> TermBags:
    """Return the terms of all commitments."""
    titles, text, lead, title_concepts, text_concepts = [], [], [], [], []
    for one in commitments:
        title = [word for title in one.titles for word in terms.extract_stems(strip_number(title))]
        body = terms.extract_stems(one.text)
        titles.append(Counter(title))
        text.append(Counter(title + body))
        lead.append(Counter(terms.extract_stems(one.lead)))
        title_concepts.append(terms.find_concepts(title))
        text_concepts.append(terms.find_concepts(title + body))
    said = tuple(find_statements(one.text) for one in commitments)
    return TermBags(tuple(titles), tuple(text), tuple(lead), tuple(title_concepts), tuple(text_concepts), said)


def compute_features(commitments: Sequence[PlanCommitment], bags: TermBags, pairs: Any) -> dict[str, Any]:
    """Return the features of pairs (earlier, later), each an array with a number a pair."""
    titles, text, lead = (
        terms.build_matrix(found, terms.compute_rarity(found, kind))
        for kind, found in (("titles", bags.titles), ("text", bags.text), ("lead", bags.lead))
    )
    concepts = terms.compute_rarity(bags.text_concepts, "concepts")
    title_concepts, text_concepts = (
        terms.build_matrix(bags.title_concepts, concepts),
        terms.build_matrix(bags.text_concepts, concepts),
    )
    parts = {
        "titles": terms.pair_products(titles, titles, pairs),
        "text": terms.pair_products(text, text, pairs),
        "lead": terms.pair_products(lead, lead, pairs),
        "title_concepts": terms.pair_products(title_concepts, title_concepts, pairs),
        "text_concepts": terms.pair_products(text_concepts, text_concepts, pairs),
    }
    told_texts = [one.text for one in commitments]
    found = {
        "titles": np.sqrt(parts["titles"]),
        "text_beyond_usual": parts["text"] - _usual_similarity(parts["text"], pairs, len(commitments)),
        "text_concepts": parts["text_concepts"],
        "title_concepts": parts["title_concepts"],
        "title_in_text": _title_in_text(bags, pairs),
        "other_language": compare_languages(told_texts, pairs),
        "areas": _area_similarity(commitments, pairs),
        **_string_similarity(commitments, pairs),
        **_lead_over_rivals(commitments, parts, pairs),
    }
    return {**found, "stated": _statement_strength(commitments, bags.said, found["ahead_in_plan"], pairs)}


def _title_in_text(bags: TermBags, pairs: Any) -> Any:
    """Return how much of one's title is in the other's text, of both ways the greater."""
    rare = terms.compute_rarity(bags.text, "text")
    titles = terms.build_matrix(bags.titles, rare)
    titles = titles.multiply(titles).tocsr()
    present = terms.build_matrix(bags.text, rare)
    present.data[:] = 1.0
    return np.maximum(terms.pair_products(titles, present, pairs), terms.pair_products(titles, present, pairs[:, ::-1]))


def _area_similarity(commitments: Sequence[PlanCommitment], pairs: Any) -> Any:
    bags = [count_areas(one) for one in commitments]
    bags = terms.build_matrix(bags, terms.compute_rarity(bags, "areas"))
    return terms.pair_products(bags, bags, pairs)


def count_areas(commitment: PlanCommitment) -> terms.Terms:
    """Return the policy areas of a commitment as terms."""
    return Counter(sorted(commitment.areas))


def _string_similarity(commitments: Sequence[PlanCommitment], pairs: Any) -> dict[str, Any]:
    from rapidfuzz import fuzz

    titles = [tuple(dict.fromkeys(map(strip_number, one.titles))) for one in commitments]
    leads = [fold_case(one.lead) for one in commitments]
    part, lead = np.zeros(len(pairs)), np.full(len(pairs), 0.5)
    for position, (i, j) in enumerate(pairs.tolist()):
        part[position] = max((fuzz.token_set_ratio(x, y) for x in titles[i] for y in titles[j]), default=0.0) / 100
        if leads[i] and leads[j]:
            lead[position] = fuzz.token_set_ratio(leads[i], leads[j]) / 100
    return {"title_parts": part, "lead": lead}


def _statement_strength(
    commitments: Sequence[PlanCommitment], said: Sequence[Sequence[Statement]], ahead: Any, pairs: Any
) -> Any:
    """Return how firmly the later says that it continues the earlier, by name or as the closest of a plan it names."""
    found = np.zeros(len(pairs))
    for position, (i, j) in enumerate(pairs.tolist()):
        if said[j]:
            firm = judge_statements(commitments[i], said[j], commitments[j].plan_number)[0]
            found[position] = firm if firm >= FIRM or (firm >= LIKELY and ahead[position] > 0) else 0.0
    return found


def third_plan_support(commitments: Sequence[PlanCommitment], pairs: Any, probability: Any) -> Any:
    """Return how firmly a third commitment of another plan ties a pair: the weaker of its two ties, of all the best."""
    ties: dict[int, dict[int, float]] = {}
    for (i, j), tie in zip(pairs.tolist(), probability.tolist(), strict=True):
        if tie > _LOOSE:
            ties.setdefault(i, {})[j] = tie
            ties.setdefault(j, {})[i] = tie
    when = [one.when for one in commitments]
    found = np.zeros(len(pairs))
    for position, (i, j) in enumerate(pairs.tolist()):
        few, many = sorted((ties.get(i, {}), ties.get(j, {})), key=len)
        shared = (min(tie, many[k]) for k, tie in few.items() if k in many and when[k] not in (when[i], when[j]))
        found[position] = max(shared, default=0.0)
    return found


def _usual_similarity(likeness: Any, pairs: Any, count: int) -> Any:
    """Return the mean likeness of either commitment of a pair with its next closest ones: some texts are like many."""
    ends = pairs.T.ravel()
    values = np.r_[likeness, likeness]
    order = np.lexsort((-values, ends))
    sizes = np.bincount(ends, minlength=count)
    rank = np.arange(len(ends)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    near = (rank >= 1) & (rank <= _USUAL)
    sums = np.bincount(ends[order][near], weights=values[order][near], minlength=count)
    usual = sums / np.clip(sizes - 1, 1, _USUAL)
    return (usual[pairs[:, 0]] + usual[pairs[:, 1]]) / 2


def _lead_over_rivals(commitments: Sequence[PlanCommitment], found: Mapping[str, Any], pairs: Any) -> dict[str, Any]:
    """Return how far a pair is ahead of the best other pair of either commitment with the other's plan."""
    closeness = (
        found["text"]
        + 0.5 * found["titles"]
        + 0.4 * found["lead"]
        + 0.8 * found["title_concepts"]
        + 0.6 * found["text_concepts"]
    )
    by_later, by_earlier = _plan_groups(commitments, pairs)
    return {
        "ahead_of_later": np.clip(_lead_in_group(closeness, by_earlier, _RIVAL), -0.6, 0.6),
        "ahead_in_plan": np.clip(_lead_in_group(closeness, by_later, _RIVAL), -0.6, 0.6),
    }


def gap_to_rivals(commitments: Sequence[PlanCommitment], pairs: Any, score: Any) -> Any:
    """Return how far each pair's log odds are behind those of the best other pair of the same plans and either end."""
    odds = np.log(np.clip(score, 1e-9, 1 - 1e-9) / (1 - np.clip(score, 1e-9, 1 - 1e-9)))
    leads = [_lead_in_group(odds, groups, -np.inf) for groups in _plan_groups(commitments, pairs)]
    return np.maximum(0.0, -np.minimum(*leads))


def _plan_groups(commitments: Sequence[PlanCommitment], pairs: Any) -> tuple[Any, Any]:
    """Return the group of each pair: the pairs of its later end with one plan, and those of its earlier end."""
    plan = np.unique([f"{one.plan_owner} {one.when}" for one in commitments], return_inverse=True)[1]
    count = int(plan.max(initial=0)) + 1
    earlier, later = pairs[:, 0], pairs[:, 1]
    return later * count + plan[earlier], earlier * count + plan[later]


def _lead_in_group(closeness: Any, groups: Any, alone: float) -> Any:
    """Return each value less the best other of its group, or less `alone` where there is none."""
    if not len(closeness):
        return np.zeros(0)
    order = np.lexsort((-closeness, groups))
    starts = np.r_[0, np.flatnonzero(np.diff(groups[order])) + 1]
    sizes = np.diff(np.r_[starts, len(closeness)])
    first = np.repeat(closeness[order][starts], sizes)
    second = np.repeat(np.where(sizes > 1, closeness[order][np.minimum(starts + 1, len(closeness) - 1)], alone), sizes)
    leading = np.zeros(len(closeness), dtype=bool)
    leading[starts] = True
    ahead = np.zeros(len(closeness))
    ahead[order] = closeness[order] - np.where(leading, second, first)
    return ahead
