"""Compare a printed label with the lexicon's wordings by meaning: weighted character n-grams and words.

Rare pieces weigh more than common ones (TF-IDF), and a piece that no wording has counts against every wording, so that
a sentence that shares two words with a label is not near it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from math import log, sqrt
from typing import TYPE_CHECKING, Any

from pipeline.lexicon.index import Wording, digest_lexicon, iterate_entries
from pipeline.lexicon.scope import languages, languages_in_scope
from pipeline.lexicon.text_folding import fold_to_words, split_enumerator
from pipeline.schema.compiled import load_compiled, map_arrays

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

LENGTHS = (3, 4, 5)
"""Lengths of the character n-grams, word ends included."""

FITTED_SIZE = 18_000
"""Wordings that a weight counts with, however many there are, so that a new language moves no limit: between the 14,284
of the lexicon that the label model was fitted on and the 25,600 that n-grams are counted in; from 16,000 to 24,000 the
texts of the tests are labelled as before.
"""

Weights = tuple[Mapping[str, float], float]
"""Weights of n-grams, and that of all others."""

MOST_EXPANSIONS = 6
"""Expansions of one field and language that open alike are near each other: a sample of them represents all."""

MOST_REMEMBERED = 10_000
"""Texts of which the nearest entries are remembered: some 6 MB."""


@dataclass(frozen=True, slots=True)
class NearestWording:
    """The wording of one field that is nearest to a text, and its cosine similarity, 0 to 1."""

    field: str
    wording: str
    language: str
    similarity: float


@dataclass(frozen=True, slots=True)
class WordingSpace:
    """Wordings as unit vectors over n-grams, stored by n-gram.

    `columns` numbers the n-grams. `weights` weighs those of the whole lexicon, and another one weighs as `unknown`:
    what is common in other languages tells little in this one. `order` are the entries by field, `bounds` where those
    of each field begin in it. The places in `order` of the entries that have n-gram i, and its part in their vectors,
    are `places` and `values` from `starts[i]` to `starts[i + 1]`. `by_field` remembers the similarity of texts to the
    nearest entry of each field: a form repeats its labels.
    """

    entries: tuple[Wording, ...]
    columns: Mapping[str, int]
    weights: Mapping[str, float]
    unknown: float
    starts: Array
    places: Array
    values: Array
    order: Array
    bounds: Array
    by_field: dict[str, Array] = field(default_factory=dict, init=False)

    def compare(self, text: str) -> Array:
        """Return the similarity of a text to each entry in `order`, 0 to 1; all zero for a text without words."""
        import numpy as np

        counts = count_grams(text)
        columns = np.array([self.columns.get(gram, -1) for gram in counts], dtype=int)
        # An n-gram that no wording has only lengthens the text's vector.
        weights = [self.weights.get(gram, self.unknown) for gram in counts]
        parts = np.array(_scale_to_unit(counts.values(), weights))[columns >= 0]
        columns = columns[columns >= 0]
        if not columns.size:
            return np.zeros(len(self.order))
        starts, ends = self.starts[columns], self.starts[columns + 1]
        cells = list(map(slice, starts.tolist(), ends.tolist()))
        values = np.concatenate([self.values[few] for few in cells]) * np.repeat(parts, ends - starts)
        return np.bincount(np.concatenate([self.places[few] for few in cells]), values, len(self.order))

    def nearest(self, text: str) -> tuple[NearestWording, ...]:
        """Return the nearest wording of each field, the nearest field first; empty for a text without words."""
        similarities = self.compare(text)
        best: list[tuple[float, int]] = []
        for start, end in pairwise([*self.bounds, len(self.order)]):
            place = end - 1 - int(similarities[start:end][::-1].argmax())
            best.append((float(similarities[place]), int(self.order[place])))
        rows = [(self.entries[row], similarity) for similarity, row in sorted(best, reverse=True) if similarity > 0]
        return tuple(
            NearestWording(entry.field, entry.wording, entry.language, similarity) for entry, similarity in rows
        )

    def similarities(self, texts: Sequence[str], groups: Mapping[str, int], size: int) -> Array:
        """Return each text's similarity to the nearest wording of each group of fields: an array of texts by groups.

        `groups` gives the group of a field; wordings of other fields are left out.
        """
        import numpy as np

        nearest = np.zeros((len(texts), size))
        numbers = [groups.get(self.entries[self.order[start]].field) for start in self.bounds]
        known = [place for place, number in enumerate(numbers) if number is not None]
        group = [number for number in numbers if number is not None]
        if len(self.by_field) > MOST_REMEMBERED:
            self.by_field.clear()
        for row, text in enumerate(texts):
            if text not in self.by_field:
                self.by_field[text] = np.maximum.reduceat(self.compare(text), self.bounds)
            np.maximum.at(nearest[row], group, self.by_field[text][known])
        return nearest


@dataclass(frozen=True, slots=True)
class LexiconSpace:
    """The spaces of several languages: each compares a text with its own wordings, by its own weights."""

    spaces: tuple[WordingSpace, ...]

    def nearest(self, text: str) -> tuple[NearestWording, ...]:
        """Return the nearest wording of each field in any language, the nearest field first."""
        best: dict[str, NearestWording] = {}
        for near in (near for space in self.spaces for near in space.nearest(text)):
            if near.field not in best or near.similarity > best[near.field].similarity:
                best[near.field] = near
        return tuple(sorted(best.values(), key=lambda near: near.similarity, reverse=True))

    def similarities(self, texts: Sequence[str], groups: Mapping[str, int], size: int) -> Array:
        """Return each text's similarity to the nearest wording of each group of fields in any language."""
        import numpy as np

        nearest = np.zeros((len(texts), size))
        for space in self.spaces:
            np.maximum(nearest, space.similarities(texts, groups, size), out=nearest)
        return nearest


ARRAYS = ("starts", "places", "values", "order", "bounds")
"""The parts of a space that are arrays."""


def lexicon_space() -> LexiconSpace:
    """Return the spaces of the wordings of the languages in scope."""
    return LexiconSpace(tuple(map(_language_space, languages_in_scope())))


@cache
def _language_space(language: str) -> WordingSpace:
    """Return the space of one language's wordings, compiled once for all processes."""
    source = [language, digest_lexicon()]
    arrays = map_arrays(f"space-vectors.{language}", source, lambda: _list_arrays(_build_language_space(language)))
    entries, grams = load_compiled(
        f"space-wordings.{language}", source, lambda: _list_wordings(_build_language_space(language))
    )
    _build_language_space.cache_clear()
    columns = dict(zip(grams, range(len(grams)), strict=True))
    weights, unknown = _lexicon_weights()
    return WordingSpace(tuple(map(Wording._make, entries)), columns, weights, unknown, **arrays)


def _list_arrays(made: WordingSpace) -> dict[str, Array]:
    return {name: getattr(made, name) for name in ARRAYS}


def _list_wordings(made: WordingSpace) -> tuple[list[tuple[str, ...]], list[str]]:
    return list(map(tuple, made.entries)), list(made.columns)


@cache
def _build_language_space(language: str) -> WordingSpace:
    return build_space(sample_expansions(iterate_entries(language)), _lexicon_weights())


@cache
def _lexicon_weights() -> Weights:
    """Return the weights of the n-grams of all languages, compiled once for all processes."""
    return load_compiled("gram-weights", digest_lexicon(), _build_lexicon_weights)


def _build_lexicon_weights() -> Weights:
    return _weigh_grams([e for language in languages() for e in sample_expansions(iterate_entries(language))])


def _weigh_grams(entries: Sequence[Wording]) -> Weights:
    """Weigh the n-grams by how few entries have them; one that a single entry has weighs as one that none has."""
    counts = Counter(gram for entry in entries for gram in count_grams(entry.wording))
    return {gram: log(1 + FITTED_SIZE / count) for gram, count in counts.items() if count > 1}, log(1 + FITTED_SIZE)


def build_space(known: Iterable[Wording], weighed: Weights | None = None) -> WordingSpace:
    """Build the space of some wordings, with weights of n-grams that are known, else by these wordings alone.

    >>> made = build_space([Wording("budget", "Source of funding", "en"), Wording("end_date", "End date", "en")])
    >>> [near.field for near in made.nearest("Sources of the funding")]
    ['budget']
    """
    import numpy as np

    kept = tuple(entry for entry in known if count_grams(entry.wording))
    weights, unknown = weighed or _weigh_grams(kept)
    columns = {gram: column for column, gram in enumerate({g: 0 for entry in kept for g in count_grams(entry.wording)})}
    cells: list[list[tuple[int, float]]] = [[] for _ in columns]
    for row, entry in enumerate(kept):
        grams = count_grams(entry.wording)
        parts = _scale_to_unit(grams.values(), [weights.get(gram, unknown) for gram in grams])
        for gram, part in zip(grams, parts, strict=True):
            cells[columns[gram]].append((row, part))
    starts = np.cumsum([0, *map(len, cells)])
    values = np.array([value for column in cells for _, value in column])
    order = np.array(sorted(range(len(kept)), key=lambda row: (kept[row].field, row)), dtype=np.int32)
    places = np.argsort(order)[[row for column in cells for row, _ in column]].astype(np.min_scalar_type(len(kept)))
    _, bounds = np.unique([kept[row].field for row in order], return_index=True)
    return WordingSpace(kept, columns, weights, unknown, starts, places, values, order, bounds)


def _scale_to_unit(counts: Iterable[int], weights: Iterable[float]) -> list[float]:
    """Return the parts of a text's unit vector: how often each of its n-grams is in it, times the n-gram's weight."""
    weighed = [(1 + log(count)) * weight for count, weight in zip(counts, weights, strict=True)]
    length = sqrt(sum(weight * weight for weight in weighed))
    return [weight / length for weight in weighed]


def sample_expansions(known: Iterable[Wording]) -> list[Wording]:
    """Return at most `MOST_EXPANSIONS` of the wordings of one field and language that open with the same two words."""
    groups: dict[tuple[str, str, str], list[Wording]] = {}
    for entry in known:
        opening = " ".join(fold_to_words(entry.wording).split()[:2])
        groups.setdefault((entry.language, entry.field, opening), []).append(entry)
    return [entry for group in groups.values() for entry in group[:: 1 + (len(group) - 1) // MOST_EXPANSIONS]]


@lru_cache(maxsize=50_000)
def count_grams(text: str) -> Mapping[str, int]:
    """Return the pieces of a text with their counts: n-grams of its words, the words, pairs of words; no enumerator.

    >>> sorted(count_grams("1. End date"))[:4]
    ['# date', '# end', '# end date', '<da']
    """
    said = (fold_to_words(split_enumerator(text)[1]) or fold_to_words(text)).split()
    found = Counter(gram for word in said for gram in _pieces(f"<{word}>"))
    found.update(f"# {word}" for word in said)
    found.update(f"# {one} {other}" for one, other in pairwise(said))
    return found


def _pieces(word: str) -> Iterable[str]:
    return (word[at : at + length] for length in LENGTHS for at in range(len(word) - length + 1))
