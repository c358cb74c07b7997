"""What speaks for a candidate: its place in the text, and how near it is to the wordings of each class."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.lexicon import match_label
from pipeline.lexicon.ideas import find_asked_field, find_headed_field, idea_names, opens_question, weigh_ideas
from pipeline.lexicon.similarity import lexicon_space
from pipeline.lexicon.text_folding import fold_to_words
from pipeline.schema.data import load_data
from pipeline.structure.text_labels.candidates import Candidate
from pipeline.structure.text_labels.places import is_dangling, names_a_value
from pipeline.structure.text_labels.style import share_in_pairs, share_in_style

_CLOSING = re.compile(r"[ )*.]{0,3}")
_MARK = re.compile(r" ?[:?]|(?<=\?)")
_CLOSED = re.compile(r" ?[:?]|(?<=\?)|[ \t*).:]{0,6}(?:\n|$)")
_KNOWN_ENDS = re.compile(r" ?[:?]|\s+[A-ZÀ-ÝА-Я]")
"""What follows a known wording that is a label by itself: a mark, or another sentence."""
_MONEY = re.compile(r"[$€£¥₴₹]|(?<!\w)[A-Z]{3} ?\d[\d.,]{2,}|(?<![\d.,])\d[\d.,]{0,18}\d ?[A-Z]{3}(?!\w)")
_BEHIND = re.compile(r"[\s*).:?]*")
_PASSED_OVER = re.compile(r"[ \t*).:?]{0,6}")
_OPENERS = "•●▪➢√✓☐☒¿“\"'(-–—|+Ø\uf0a7\uf0b7"
_COUNTED = re.compile(r"\S+\s+[\d#]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

ANSWER_SIGNS = (
    "asks", "label_next", "digit_next", "opener_next", "year_next", "nothing_next", "body_next", "money_next",
    "value_next", "address_next",
)  # fmt: skip
"""Features of a candidate and its answer that speak for other classes than they speak against."""

STRENGTHS = ("similarity", "is_known", "margin")
"""Measures of likeness that are weighed apart for each way to stand."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence of a text's candidates, a row for each: `standing` by feature; `known`, `meant`, `near` by class.

    `signs` are the ideas that its words represent and `ANSWER_SIGNS`; `in_style` is the share of the text's other known
    labels that are printed as the candidate is, `paired` that of its lines that known labels open, where an unknown one
    opens its line and the answer follows on it.
    """

    standing: Any
    known: Any
    meant: Any
    near: Any
    signs: Any
    in_style: Any
    paired: Any


def collect_evidence(text: str, candidates: Sequence[Candidate], class_of: Mapping[str, int], size: int) -> Evidence:
    """Collect the evidence of candidates; `class_of` gives the class of the lexicon's fields, one of `size`."""
    import numpy as np

    known, meant = (np.zeros((len(candidates), size)) for _ in range(2))
    has_lines = "\n" in text
    known_ends: dict[int, list[int]] = defaultdict(list)
    for candidate in candidates:
        if candidate.known:
            known_ends[candidate.at].append(candidate.end)
    for row, candidate in enumerate(candidates):
        span = text[candidate.at : candidate.end]
        for field in candidate.known:
            if field in class_of:
                known[row, class_of[field]] = 1
        is_more = any(_KNOWN_ENDS.match(text, end) for end in known_ends[candidate.at] if end < candidate.end)
        meaning = None if is_more else _find_meaning(span, candidate)
        if meaning is not None and meaning in class_of:
            meant[row, class_of[meaning]] = 1
    spans = [text[candidate.at : candidate.end] for candidate in candidates]
    near = lexicon_space().similarities(spans, class_of, size)
    # A hint in brackets is no part of the wording; behind a known one that a line's end follows it may be the answer.
    hinted = [
        (row, bare)
        for row, (span, candidate) in enumerate(zip(spans, candidates, strict=True))
        if (bare := _without_hint(span)) not in ("", span) and candidate.at + len(bare) not in known_ends[candidate.at]
    ]
    if hinted:
        rows_hinted = [row for row, _ in hinted]
        bare_near = lexicon_space().similarities([bare for _, bare in hinted], class_of, size)
        near[rows_hinted] = np.maximum(near[rows_hinted], bare_near)
    openings = _label_openings(text, candidates)
    standings = [describe_standing(text, candidate, has_lines, openings) for candidate in candidates]
    rows = np.array([list(standing.values()) for standing in standings], dtype=float)
    flags = np.array([list(ways_to_stand(standing).values()) for standing in standings], dtype=float)
    ordered = np.sort(near, 1)
    margin = ordered[:, -1] - ordered[:, -2]
    strengths = np.stack([near.max(1), known.max(1), margin], 1)
    styled = share_in_style(candidates, standings)
    paired = share_in_pairs(text, candidates, standings, known.max(1) + meant.max(1) > 0)
    crossed = (flags[:, :, None] * strengths[:, None, :]).reshape(len(rows), -1)
    whole = np.stack([near.max(1), known.max(1), meant.max(1), near.max(1) ** 2, margin], 1)
    style = np.stack([styled, styled * (1 - known.max(1)), *paired], 1)
    features = np.hstack([np.ones((len(rows), 1)), rows, whole, style, flags, crossed])
    return Evidence(features, known, meant, near, _collect_signs(spans, standings), styled, paired[0])


def _label_openings(text: str, candidates: Sequence[Candidate]) -> frozenset[int]:
    """Return the places where a question or a closed known wording opens: a label right before one is its heading."""
    opening = [c for c in candidates if c.kinds & {"question", "known"} and is_closed(text, c)]
    opening = [c for c in opening if c.known or opens_question(text[c.at : c.end])]
    return frozenset(place for c in opening for place in (c.start, c.at))


def is_closed(text: str, candidate: Candidate) -> bool:
    """Return whether a mark or the line's end closes a candidate that opens a line, or a colon one in a sentence."""
    if not candidate.place.line_start:
        return candidate.place.after_sentence and _MARK.match(text, candidate.end) is not None
    return _CLOSED.match(text, candidate.end) is not None


def _find_meaning(span: str, candidate: Candidate) -> str | None:
    """Return the field that an unknown wording asks for by its ideas; a marked one also by its content words."""
    if candidate.columns or (candidate.known and "completed" not in candidate.kinds):
        return None
    if candidate.known:
        return meaning if (meaning := find_headed_field(span)) in candidate.known else None
    span = _without_hint(span) or span
    is_marked = bool(candidate.kinds & {"question", "line", "colon"})
    if is_marked and (match := match_label(span)) is not None:
        return match.field
    return find_asked_field(span) if _asks(span) else find_headed_field(span)


def _without_hint(span: str) -> str:
    """Return a label without the hint in brackets that closes it."""
    begin = span.rfind("(") if span.endswith(")") else -1
    return span[:begin].rstrip() if begin >= 0 and ")" not in span[begin:-1] else span


def _asks(span: str) -> bool:
    return span.endswith("?") or opens_question(span)


def _collect_signs(spans: Sequence[str], standings: Sequence[Mapping[str, bool]]) -> Any:
    import numpy as np

    names = idea_names()
    signs = np.zeros((len(spans), len(names) + len(ANSWER_SIGNS)))
    for row, (span, standing) in enumerate(zip(spans, standings, strict=True)):
        for idea, part in weigh_ideas(span).items():
            signs[row, names.index(idea)] = part
        signs[row, len(names) :] = [standing[sign] for sign in ANSWER_SIGNS]
    return signs


def sign_names() -> list[str]:
    """Return the names of the columns of `Evidence.signs`."""
    return [*idea_names(), *ANSWER_SIGNS]


def class_features(evidence: Evidence) -> Any:
    """Return what speaks for each class: an array of candidates by classes by features."""
    import numpy as np

    known, meant, near = evidence.known, evidence.meant, evidence.near
    ordered = np.sort(near, 1)
    best, second = ordered[:, -1:], ordered[:, -2:-1]
    lead = near - np.where(near == best, second, best)
    parts = [
        known,
        meant,
        near,
        near**2,
        np.maximum(lead, 0),
        lead,
        known * (near > ALIKE),
        np.maximum(known, meant) * near,
        (near > HALF) * near,
        meant * evidence.in_style[:, None],
        near * evidence.in_style[:, None],
    ]
    return np.stack(parts, 2)


ALIKE = 0.95
"""Similarity of a text that is a known wording but for small words."""

HALF = 0.5
"""Similarity above which a wording shares most of its letters with a known one: likeness weighs more there."""

CLASS_FEATURES = (
    "known", "meant", "near", "near_squared", "lead", "lead_or_lag", "known_alike", "known_near", "half",
    "meant_in_style", "near_in_style",
)  # fmt: skip


def feature_names() -> list[str]:
    """Return the names of the features of `Evidence.standing`, in their order."""
    whole = [
        "similarity",
        "is_known",
        "is_meant",
        "similarity_squared",
        "margin",
        "in_style",
        "in_style_unknown",
        "lines_open",
        "run_in_share",
    ]
    crossed = [f"{flag}*{strength}" for flag in _WAYS for strength in STRENGTHS]
    return ["constant", *_STANDING, *whole, *(f"way_{flag}" for flag in _WAYS), *crossed]


def ways_to_stand(has: Mapping[str, bool]) -> dict[str, bool]:
    """Return the ways of a candidate to stand, for each of which likeness to the lexicon weighs differently."""
    line, colon, question = has["line_start"], has["colon"], has["question"]
    glued = not colon and not question
    return {
        "alone": has["alone_on_line"],
        "line_colon": line and colon and not has["alone_on_line"],
        "run_in_colon": not line and colon,
        "question": question,
        "line_glued": line and glued and not has["alone_on_line"],
        "sentence_glued": not line and glued and has["after_sentence"],
        "inside": not line and glued and not has["after_sentence"],
        "one_word": has["one_word"],
        "one_word_alone": has["one_word"] and has["alone_on_line"],
        "one_word_colon": has["one_word"] and colon,
        "lower_next": has["lower_next"],
        "line_capital_next": has["capital_next"] and line,
    }


def describe_standing(
    text: str, candidate: Candidate, has_lines: bool, openings: frozenset[int] = frozenset()
) -> dict[str, bool]:
    """Return how a candidate is in its text, by the name of the feature; `openings` are where other labels open."""
    behind = _BEHIND.match(text, candidate.end)
    features = {"label_next": behind is not None and behind.end() in openings}
    features |= _place_features(text, candidate) | _wording_features(text[candidate.at : candidate.end], candidate)
    features |= _joint_features(features, has_lines)
    return {name: features[name] for name in _STANDING}


def _place_features(text: str, candidate: Candidate) -> dict[str, bool]:
    """Return what precedes and behind a candidate."""
    place, span = candidate.place, text[candidate.at : candidate.end]
    rest = _CLOSING.sub("", text[candidate.end : candidate.end + 60], count=1)
    behind = _PASSED_OVER.sub("", text[candidate.end : candidate.end + 60], count=1)
    following = behind.lstrip(" \n")[:1]
    before = text[: candidate.start].rstrip(" ")[-1:]
    colon = rest.startswith(":") or span.endswith(":")
    question = span.rstrip().endswith("?") or rest.startswith("?")
    answer = _PASSED_OVER.sub("", text[candidate.end : candidate.end + 60], count=1).strip()
    is_alone = behind.startswith("\n") or not behind
    return {
        "line_start": place.line_start,
        "firm_line": place.line_start and place.firm,
        "after_sentence": place.after_sentence,
        "dangling": place.dangling,
        "enumerated": candidate.start < candidate.at,
        "question": question,
        "colon": colon,
        "alone_on_line": is_alone and place.line_start,
        "ends_line": is_alone and not place.line_start,
        "capital_next": following.isupper(),
        "lower_next": following.islower() and not (colon or question or is_alone),
        "digit_next": following.isdigit(),
        "opener_next": bool(following) and following in _OPENERS,
        "nothing_next": not following,
        "body_next": not body_words().isdisjoint(fold_to_words(answer[:ANSWER_REACH]).split()),
        "money_next": prints_amount(answer),
        "value_next": names_a_value(re.split(r"[,;.:\n]", answer)[0]),
        "address_next": "@" in text[candidate.end : candidate.end + 2 * ANSWER_REACH].split("\n", maxsplit=1)[0],
        "year_next": _YEAR.search(text, candidate.end, candidate.end + ANSWER_REACH) is not None,
        "asks": question or opens_question(span),
        "dash_next": rest[:2].strip()[:1] in ("-", "–", "—"),
        "line_before": before == "\n",
        "stop_before": before in (".", ";"),
        "colon_before": before == ":",
        "first": candidate.start == 0,
        "known_in_sentence": "known" in candidate.kinds and following.islower() and not question and not colon,
    }


def _wording_features(span: str, candidate: Candidate) -> dict[str, bool]:
    """Return what a candidate's own words look like, and by which signs it became one."""
    words, kinds = span.split(), candidate.kinds
    letters = [word for word in words if word[0].isalpha()]
    count = len(words)
    return {
        "inverted_question": span.startswith("¿"),
        "one_word": count == 1,
        "two_words": count == 2,
        "three_words": count == 3,
        "few_words": 4 <= count <= 6,
        "many_words": 7 <= count <= 12,
        "most_words": count > 12,
        "capitals": span.upper() == span,
        "title_case": count > 1 and sum(w[0].isupper() for w in letters) > 0.6 * max(1, len(letters)),
        "opens_lower": span[0].islower(),
        "has_digit": any(map(str.isdigit, span)),
        "has_comma": "," in span,
        "has_bar": "|" in span or "/" in span,
        "wrapped": "\n" in span,
        "open_end": span[-1] in ",;-",
        "small_last_word": len(words[-1]) <= 3 and words[-1].islower(),
        "counted": count <= 3 and _COUNTED.match(span) is not None,
        "dangling_last_word": count > 1 and is_dangling(words[-1]),
        "kind_question": "question" in kinds,
        "kind_colon": "colon" in kinds,
        "kind_line": "line" in kinds,
        "kind_lines": "lines" in kinds,
        "only_glued": kinds == {"glued"},
        "kind_known": "known" in kinds,
        "kind_head": "head" in kinds,
        "kind_completed": "completed" in kinds,
        "kind_headed": "headed" in kinds,
        "repeated": candidate.repeats >= 2,
        "often_repeated": candidate.repeats >= 3,
        "up_to_8_words": count <= 8,
    }


def _joint_features(has: Mapping[str, bool], has_lines: bool) -> dict[str, bool]:
    """Return the features that are two others at once."""
    line, colon, question = has["line_start"], has["colon"], has["question"]
    is_short = has["up_to_8_words"]
    up_to_6 = is_short and not has["many_words"]
    return {
        "line_and_colon": line and colon,
        "short_and_alone": has["alone_on_line"] and is_short,
        "long_and_alone": has["alone_on_line"] and not is_short,
        "line_and_question": line and question,
        "short_run_in": has["after_sentence"] and colon and not line and up_to_6,
        "no_lines": not has_lines,
        "no_lines_colon": not has_lines and colon,
        "no_lines_question": not has_lines and question,
    }


ANSWER_REACH = 40
"""Characters of an answer in which a date of a period or of a list's first row stands."""

_STANDING = (
    "line_start", "firm_line", "after_sentence", "dangling", "enumerated", "question", "inverted_question", "colon",
    "alone_on_line", "ends_line", "capital_next", "lower_next", "digit_next", "opener_next", "nothing_next", "one_word",
    "two_words", "three_words", "few_words", "many_words", "most_words", "capitals", "title_case", "opens_lower",
    "has_digit", "has_comma", "wrapped", "kind_question", "kind_colon", "kind_line", "kind_lines", "only_glued",
    "kind_known", "kind_head", "line_before", "stop_before", "colon_before", "first", "line_and_colon",
    "short_and_alone", "long_and_alone", "line_and_question", "has_bar", "open_end", "small_last_word", "short_run_in",
    "counted", "dash_next", "no_lines", "no_lines_colon", "no_lines_question", "repeated", "often_repeated",
    "known_in_sentence", "dangling_last_word", "kind_completed", "year_next", "asks", "label_next", "kind_headed",
    "body_next", "money_next", "value_next", "address_next",
)  # fmt: skip
_WAYS = (
    "alone", "line_colon", "run_in_colon", "question", "line_glued", "sentence_glued", "inside", "one_word",
    "one_word_alone", "one_word_colon", "lower_next", "line_capital_next",
)  # fmt: skip


@cache
def body_words() -> frozenset[str]:
    """Return the words that open or head the names of bodies."""
    data = load_data("institutions")
    return frozenset(fold_to_words(word) for name in ("openers", "heads", "bodies") for word in data[name])


def prints_amount(text: str) -> bool:
    """Return whether a text has an amount of money: a sign or code of a currency at a figure.

    >>> prints_amount("HRK 350,000"), prints_amount("by 2024")
    (True, False)
    """
    return _MONEY.search(text) is not None
