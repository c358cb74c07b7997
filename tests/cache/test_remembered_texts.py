"""What is remembered within a process changes no answer."""

from __future__ import annotations

import random
import string

from rapidfuzz import fuzz, process

from pipeline.lexicon import matching
from pipeline.lexicon.index import wording_keys
from pipeline.model import Anchor, Cell, Line, TextBlock
from pipeline.structure.lines import text_of


def cell(text: str) -> Cell:
    return Cell(0, 0, 0.0, 1.0, (TextBlock("paragraph", (Line(text, Anchor()),)),), ())


def test_the_text_of_a_cell_is_its_own_even_where_another_had_its_address() -> None:
    for number in range(2000):
        assert text_of(cell(f"text {number}")) == f"text {number}"


def test_keys_with_too_few_letters_in_common_are_the_only_ones_left_out() -> None:
    chance, keys = random.Random(5), list(wording_keys())
    least = matching._FUZZY_CUTOFF - matching._FUZZY_MARGIN
    for _ in range(60):
        letters = list(chance.choice(keys))
        for _ in range(chance.randint(0, 4)):
            letters.insert(chance.randrange(len(letters) + 1), chance.choice(string.ascii_lowercase))
        text = "".join(letters)
        wanted = process.extract(text, keys, scorer=fuzz.ratio, score_cutoff=least, limit=40)
        assert matching._nearest_keys(text) == tuple(one[:2] for one in wanted)
