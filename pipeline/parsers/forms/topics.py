"""What prose says that a commitment is on, where it has no title: 'Commitment 2 on freedom of information'."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model import RawValue
from pipeline.parsers.forms.prose import Sentence, cut_value
from pipeline.parsers.forms.ratings import find_mentions, load_rules

MOST_WORDS = 9

_WORD = re.compile(r"\s{0,20}([^\W_][\w’'\-]*)")


def iterate_topics(sentence: Sentence) -> Iterator[tuple[str, RawValue]]:
    """Yield the single commitments that a sentence names with their topic.

    >>> text = "Commitment 2 on freedom of information and Commitment 5 on fiscal transparency have none."
    >>> [(number, topic.text) for number, topic in iterate_topics(Sentence(text, ()))]
    [('2', 'freedom of information'), ('5', 'fiscal transparency')]
    """
    text = sentence.text
    for mention in find_mentions(text):
        opener = _WORD.match(text, mention.end)
        if len(mention.numbers) == 1 and opener and opener[1].lower() in load_rules()["topic_openers"]:
            end = _find_topic_end(text, opener.end())
            if end:
                start = opener.end() + len(text[opener.end() : end]) - len(text[opener.end() : end].lstrip())
                yield mention.numbers[0], cut_value(sentence, start, end)


def _find_topic_end(text: str, at: int) -> int | None:
    """Return where a topic ends: before a verb, a sign, or 'and' with another commitment; None where it is too long."""
    followed = {mention.start for mention in find_mentions(text)}
    end = at
    for _ in range(MOST_WORDS + 1):
        word = _WORD.match(text, end)
        if word is None:
            return end if end > at else None
        beyond = _WORD.match(text, word.end())
        if word[1].lower() in load_rules()["finite"] or (beyond and beyond.start(1) in followed):
            return end if end > at else None
        end = word.end()
    return None
