"""Candidates for succession: pairs of one country, an earlier and a later plan, that share rare terms.

Terms that many commitments of a country share are left out, so that the work grows with the number of commitments, not
its square; the closest of the remaining pairs of each commitment are compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipeline.linkage.clusters import PlanCommitment
from pipeline.linkage.terms import Terms, scale_rows

MAX_TERM_HOLDERS = 40
"""A term that more commitments of a country hold than this does not bring two together."""
MAX_CANDIDATES = 12
"""Candidates that are kept for a commitment, in each direction."""
_BATCH = 2_000


def find_candidate_pairs(commitments: Sequence[PlanCommitment], bags: Sequence[Terms]) -> Any:
    """Return an array of (earlier, later) positions, sorted; `bags` are the terms of each commitment."""
    if not commitments:
        return np.zeros((0, 2), dtype=np.int64)
    shared = _weigh_country_terms(commitments, bags)
    country = np.unique([one.plan_owner for one in commitments], return_inverse=True)[1]
    when = np.array([one.when for one in commitments])
    number = np.array([one.plan_number or -1 for one in commitments])
    turned = shared.T.tocsc()
    found = [
        _select_closest((shared[begin : begin + _BATCH] @ turned).tocoo(), begin, country, when, number)
        for begin in range(0, len(commitments), _BATCH)
    ]
    return np.unique(np.concatenate(found), axis=0)


def share_terms(commitments: Sequence[PlanCommitment], bags: Sequence[Terms], i: int, j: int) -> bool:
    """Return whether two commitments share a term that can bring them together."""
    weighed = _weigh_country_terms(commitments, bags)
    return bool((weighed[[i]] @ weighed[[j]].T).nnz)


def _weigh_country_terms(commitments: Sequence[PlanCommitment], bags: Sequence[Terms]) -> Any:
    """Return a matrix whose columns are the rarer terms of each country, weighted by how rare they are there."""
    from scipy import sparse

    columns: dict[tuple[str, str], int] = {}
    indices, pointers = [], [0]
    for one, bag in zip(commitments, bags, strict=True):
        indices += [columns.setdefault((one.country, term), len(columns)) for term in bag]
        pointers.append(len(indices))
    taken = np.asarray(indices, dtype=np.int64)
    counts = np.bincount(taken, minlength=len(columns))
    sizes: dict[str, int] = {}
    for one in commitments:
        sizes[one.country] = sizes.get(one.country, 0) + 1
    size = np.array([sizes[country] for country, _ in columns], dtype=np.float64)
    weights = np.where((counts > 1) & (counts <= MAX_TERM_HOLDERS), np.log((size + 1.0) / (counts + 0.5)), 0.0)
    made = sparse.csr_matrix(
        (weights[taken], taken, np.asarray(pointers)), shape=(len(commitments), max(len(columns), 1))
    )
    made.eliminate_zeros()
    return scale_rows(made).tocsr()


def _select_closest(scores: Any, begin: int, country: Any, when: Any, number: Any) -> Any:
    rows, columns, values = scores.row + begin, scores.col, scores.data
    apart = (when[rows] != when[columns]) & ((number[rows] != number[columns]) | (number[rows] < 0))
    keep = (country[rows] == country[columns]) & apart & (values > 0)
    rows, columns, values = rows[keep], columns[keep], values[keep]
    later = when[rows] > when[columns]
    # The closest first; the order of positions settles what is equally close.
    order = np.lexsort((columns, -values, later, rows))
    rows, columns, later = rows[order], columns[order], later[order]
    group = rows * 2 + later
    starts = np.r_[0, np.flatnonzero(np.diff(group)) + 1] if len(group) else np.zeros(0, dtype=int)
    rank = np.arange(len(group)) - np.repeat(starts, np.diff(np.r_[starts, len(group)]))
    near = rank < MAX_CANDIDATES
    rows, columns, later = rows[near], columns[near], later[near]
    return np.stack([np.where(later, columns, rows), np.where(later, rows, columns)], axis=1).astype(np.int64)
