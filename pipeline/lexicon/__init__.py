"""The label lexicon: which field a printed label asks for, and which texts are guidance and not answers."""

from __future__ import annotations

from pipeline.lexicon.classify import Classified, FieldCandidate, classify_label
from pipeline.lexicon.index import Wording, iterate_entries
from pipeline.lexicon.matching import LONGEST, LabelMatch, match_exact_label, match_label, match_start, split_label
from pipeline.lexicon.prompts import is_prompt, list_prompts

__all__ = [
    "LONGEST",
    "Classified",
    "FieldCandidate",
    "LabelMatch",
    "Wording",
    "classify_label",
    "is_prompt",
    "iterate_entries",
    "list_prompts",
    "match_exact_label",
    "match_label",
    "match_start",
    "split_label",
]
