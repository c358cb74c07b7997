"""Pages as bytes, so that one process can read them and another put them together."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline.readers.pdf.page import PageContent
from pipeline.readers.pdf.words import Word


def pack(pages: Mapping[int, PageContent]) -> bytes:
    """Return pages as bytes; words go as plain tuples, which takes a third of the time."""
    plain = [(number, replace(page, words=()), list(map(tuple, page.words))) for number, page in pages.items()]
    return zlib.compress(pickle.dumps(plain, protocol=5), 1)


def unpack(parts: Iterable[bytes]) -> dict[int, PageContent]:
    """Return the pages that `pack` took, part by part, by their numbers.

    >>> unpack([pack({}), pack({})])
    {}
    """
    pages: dict[int, PageContent] = {}
    for part in parts:
        # The bytes come from a process of the same run, which read them from the document by our own code.
        plain = pickle.loads(zlib.decompress(part))  # noqa: S301
        pages |= {number: replace(page, words=tuple(map(Word._make, words))) for number, page, words in plain}
    return pages
