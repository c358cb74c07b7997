"""People in a list of institutions: names, positions and addresses, which are left out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile

from pipeline.lexicon.text_folding import join_alternatives
from pipeline.normalize.contacts import has_title, is_position, is_staff
from pipeline.normalize.institutions import (
    classify_kind,
    has_link,
    has_word_of_body,
    is_head,
    is_short_name,
    names_contact,
    names_label,
    without_conjunction,
)
from pipeline.normalize.subject_lists import Piece
from pipeline.schema.data import load_data

_LABEL = re.compile(r"([^:]{2,60}):\s*")
_FULL_NAME = range(2, 5)
"""Words of a person's name."""
_PAIR = 2
_LONGEST_POST = 7
"""Words of a position: 'Head of User Research and Engagement'; longer pieces of lists tell of groups."""


@cache
def address_pattern() -> str:
    """Return the pattern of an e-mail address, and of a telephone number with its country or a word before it."""
    words = join_alternatives(load_data("contacts")["phones"])
    return rf"\S{{1,64}}@\S+|\+[0-9][0-9 ()/-]{{6,20}}[0-9]|(?i:\b{words})[.:]*\s?[0-9(][0-9 ()./-]{{4,20}}[0-9]"


def leave_out_people(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the pieces of a list without people, and positions behind a name or before an address.

    A person without a position or an address stays: it may be who answers for the commitment.
    """
    has_bodies = any(map(_names_body, pieces))
    run: list[Piece] = []
    for at, piece in enumerate(pieces):
        run.append(piece)
        # An address may be on the line below.
        is_break = piece[1] == "\n" and not piece[0] and at > 0 and pieces[at - 1][1] == ","
        if piece[1] != "," and not is_break:
            yield from _leave_out_of_run(run, has_bodies)
            run = []
    yield from _leave_out_of_run(run, has_bodies)


def _names_body(piece: Piece) -> bool:
    return (has_word_of_body(piece[0]) or is_short_name(piece[0])) and not _is_post(piece[0])


def _leave_out_of_run(run: Sequence[Piece], has_bodies: bool) -> Iterator[Piece]:
    """Yield what is no person of pieces that commas part, the last of which may end with an address."""
    texts = [text for text, _ in run]
    label = _LABEL.match(texts[0]) if texts else None
    is_labelled = label is not None and names_contact(label[1])
    is_contact = is_labelled or any(sign[:1] and (sign[-1:].isdigit() or "@" in sign) for _, sign in run)
    left_out: set[int] = set()
    for at, text in enumerate(texts):
        behind_label = _LABEL.match(text)
        is_person = _is_person(text[behind_label.end() :] if behind_label else text)
        posts = len(list(takewhile(_is_post, texts[at + 1 :])))
        begins = at == 0 or (behind_label is not None and names_label(behind_label[1]))
        if has_title(text) or is_person:
            is_left_out = (posts and has_bodies) or (is_contact and (has_title(text) or (begins and len(run) > 1)))
            is_before_body = has_title(text) and any(map(has_word_of_body, texts[at + 1 : at + 2]))
            left_out |= set(range(at, at + 1 + posts)) if is_left_out or is_before_body else set()
        is_of_body = at == 0 and len(run) == _PAIR and is_staff(text) and has_word_of_body(texts[1])
        if (is_contact and _is_post(text)) or (is_of_body and _is_post(text)):
            left_out.add(at)
    yield from (piece for at, piece in enumerate(run) if at not in left_out)


def _is_person(text: str) -> bool:
    """Return whether a text may be a person's name: two to four words with capitals, none of which is of a body."""
    name, _, post = text.partition(" – ")
    text = name if _is_post(post) else text  # 'Ada Example – Director'
    words = text.split()
    has_capitals = all(word[0].isupper() and (word.endswith(".") or not word.isupper()) for word in words)
    names_body = classify_kind(text) != "unknown" or has_word_of_body(text)
    return len(words) in _FULL_NAME and has_capitals and not names_body and not is_position(text)


def _is_post(text: str) -> bool:
    """Return whether a text is a position: 'Director', 'Head of Department', but no body: 'State Department'."""
    words = text.split()
    opens = bool(words) and is_position(words[0]) and not is_head(words[0]) and has_link(words[1:2])
    is_short = len(words) <= _LONGEST_POST and without_conjunction(text) == text
    return is_short and is_position(text) and (opens or not has_word_of_body(text))
