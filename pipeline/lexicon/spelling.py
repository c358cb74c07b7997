"""Correct misspelt words of labels in running text: one letter that is missing, too many or another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.lexicon.index import language_data
from pipeline.lexicon.scope import SCOPES, cache_by_scope, languages_in_scope
from pipeline.lexicon.text_folding import fold_to_letters
from pipeline.lexicon.wording_trie import FoldedText

LEAST_LETTERS = 9
"""Letters of a word that is meant: of shorter ones in the annotated texts, one letter made another word ('contact',
'contract')."""

_WORD = re.compile(rf"[^\W\d_]{{{LEAST_LETTERS - 1},}}")


def correct_spelling(text: str, folded: FoldedText) -> FoldedText:
    """Return the folded text with the words of the lexicon for those of the text that are misspelt.

    A word's first letter and its ending are right: another ending is another form of the word.

    >>> from pipeline.lexicon.wording_trie import fold_with_places
    >>> text = "Brief Decription"
    >>> correct_spelling(text, fold_with_places(text)).letters
    'briefdescription'
    """
    letters: list[str] = []
    at: list[int] = []
    until: list[int] = []
    done = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        word = _find_word(fold_to_letters(match[0]))
        if word is None:
            continue
        first = next(index for index in range(done, len(folded.at)) if folded.at[index] >= start)
        behind = next((index for index in range(first, len(folded.at)) if folded.at[index] >= end), len(folded.at))
        places = [min(first + index, behind - 1) for index in range(len(word))]
        letters += [folded.letters[done:first], word]
        at += [*folded.at[done:first], *(folded.at[place] for place in places)]
        until += [*folded.until[done:first], *(folded.until[place] for place in places[:-1]), end]
        done = behind
    letters.append(folded.letters[done:])
    return FoldedText("".join(letters), (*at, *folded.at[done:]), (*until, *folded.until[done:]))


def _find_word(word: str) -> str | None:
    """Return the lexicon's word that a misspelt one is meant to be, None for one that is right or too unlike."""
    words, shortened = _words()
    if word in words:
        return None
    keys = (word, *_shorten(word))
    likely = [found for key in keys for found in ((key,) if key in words else ()) + shortened.get(key, ())]
    fitting = (one for one in likely if len(one) >= LEAST_LETTERS and (one[0], one[-2:]) == (word[0], word[-2:]))
    return next(fitting, None)


@cache_by_scope(maxsize=SCOPES)
def _words() -> tuple[frozenset[str], dict[str, tuple[str, ...]]]:
    """Return the words of the wordings of the languages in scope, long ones also by what is left without a letter."""
    texts = [
        text
        for data in map(language_data, languages_in_scope())
        for texts in (*(label["wordings"] for label in data["labels"]), *data.get("slots", {}).values())
        for text in texts
    ]
    words = frozenset(fold_to_letters(word) for text in texts for word in _WORD.findall(text))
    shortened: dict[str, tuple[str, ...]] = {}
    for word in sorted(word for word in words if len(word) >= LEAST_LETTERS):
        for key in _shorten(word):
            shortened[key] = (*shortened.get(key, ()), word)
    return words, shortened


def _shorten(word: str) -> Iterator[str]:
    return (word[:index] + word[index + 1 :] for index in range(1, len(word)))
