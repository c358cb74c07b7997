"""Pages as bytes, so that one process can read them and another put them together.

Words go by columns, each of their numbers once: they are most of a page, and many share a line, a column or a size.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from sys import intern
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.readers.pdf.chars.geometry import Numbers
from pipeline.readers.pdf.chars.words import Word, make_word
from pipeline.readers.pdf.page import PageContent


class _Words(NamedTuple):
    """Words by columns: different numbers; where among them box, start, end, base and size are; the other fields."""

    numbers: Numbers
    places: npt.NDArray[np.int32]
    others: tuple[tuple[Any, ...], ...]


def pack_pages(pages: Mapping[int, PageContent]) -> bytes:
    """Return pages as bytes."""
    words = _to_columns([word for page in pages.values() for word in page.words])
    pages_without_words = [(number, len(page.words), replace(page, words=())) for number, page in pages.items()]
    return zlib.compress(pickle.dumps((words, pages_without_words), protocol=5), 1)


def unpack_pages(parts: Iterable[bytes]) -> dict[int, PageContent]:
    """Return the pages that `pack_pages` took, part by part, by their numbers.

    >>> unpack_pages([pack_pages({}), pack_pages({})])
    {}
    """
    pages: dict[int, PageContent] = {}
    for part in parts:
        # The bytes come from a process of the same run, which read them from the document by our own code.
        packed_words, pages_without_words = pickle.loads(zlib.decompress(part))  # noqa: S301
        words = _to_words(packed_words)
        pages |= {
            number: replace(page, words=tuple(islice(words, count))) for number, count, page in pages_without_words
        }
    return pages


def _to_columns(words: Sequence[Word]) -> _Words:
    rows = [(*word.box, word.start, word.end, word.base, word.size) for word in words]
    numbers = np.array(rows, dtype=np.float64).reshape(-1, 8)
    # Compared by their bits: -0.0 stays what it is.
    distinct, places = np.unique(numbers.view(np.int64), return_inverse=True)
    others = tuple(zip(*((word.text, *word[6:]) for word in words), strict=True))
    return _Words(distinct.view(np.float64), places.reshape(numbers.shape).astype(np.int32), others)


def _to_words(words: _Words) -> Iterator[Word]:
    if not words.others:
        return iter(())
    numbers = words.numbers.tolist()
    x0, top, x1, bottom, *lines = ([numbers[place] for place in column] for column in words.places.T.tolist())
    boxes = zip(x0, top, x1, bottom, strict=True)
    text, *others = words.others
    return map(make_word, zip(map(intern, text), boxes, *lines, *others, strict=True))
