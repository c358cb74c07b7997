"""Natural language: sentences, phrases found by spaCy's matcher, and the language of a text.

The only module that uses spaCy (a blank pipeline without statistical model) and py3langid; both are imported lazily.
"""

from __future__ import annotations

import mmap
import re
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from typing import Any

from pipeline.lexicon.text_folding import join_alternatives
from pipeline.schema.compiled import installed_at, map_arrays, map_compiled
from pipeline.schema.data import load_data

Patterns = Mapping[str, Sequence[Sequence[Mapping[str, object]]]]
"""Name of a wording -> token patterns as spaCy's Matcher takes them."""

MIN_LETTERS = 24
"""A shorter text is too little to detect its language."""
MIN_PROBABILITY = 0.7
MOST_LOOKED_UP = 10_000
"""Characters after which the pages of the language model are let go of: after each short page, to map them again took
longer than to detect its language."""
MAX_CHUNK_LENGTH = 200_000
"""Characters given to spaCy at once; no paragraph of a real document is longer."""

_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ka", re.compile(r"[\u10a0-\u10ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
"""Languages with a script of their own, Japanese before Chinese since it writes both."""
_NOTE_MARK = re.compile(r"([.!?])((?:\[\d{1,3}\]){1,8})(?=\s|$)")
_NOTE_FIGURE = re.compile(r"([.!?])(?<=[a-z)”\"][.!?])(\d{1,3})(?= [A-ZÀ-ÞА-Я])")
_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A phrase matched in a text: the pattern's name and character offsets."""

    name: str
    start: int
    end: int


def split_sentences(text: str, language: str | None = None) -> tuple[tuple[int, int], ...]:
    r"""Return the character spans of the sentences of a text; a newline always ends one.

    Abbreviations before figures and note marks behind a full stop are no traps.

    >>> text = "Order No. 99 opened the forum.[2] In March it met.\nNext"
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['Order No. 99 opened the forum.[2]', 'In March it met.', 'Next']
    """
    spans: list[tuple[int, int]] = []
    for match in _PARAGRAPH.finditer(text):
        for begin in range(match.start(), match.end(), MAX_CHUNK_LENGTH):
            end = min(begin + MAX_CHUNK_LENGTH, match.end())
            spans.extend(_sentences(text[begin:end], begin, language))
    return tuple(spans)


def _sentences(text: str, offset: int, language: str | None) -> Iterator[tuple[int, int]]:
    for found in _nlp(language or "en")(_mask_abbreviations(text)).sents:
        piece = text[found.start_char : found.end_char]
        start = found.start_char + len(piece) - len(piece.lstrip())
        if piece.strip():
            yield offset + start, offset + start + len(piece.strip())


def _mask_abbreviations(text: str) -> str:
    """Replace what misleads the sentence splitter, character for character, so that offsets stay valid."""
    text = _NOTE_MARK.sub(lambda m: m[2] + m[1], text)
    text = _NOTE_FIGURE.sub(lambda m: m[2] + m[1], text)
    return _abbreviation().sub("·", text)


@cache
def _abbreviation() -> re.Pattern[str]:
    data = load_data("prose/sentences")
    # Lookbehinds need a fixed width: one for each abbreviation. Behind the stop, they are tried at stops alone.
    figures = "|".join(rf"(?<=\b{re.escape(word)}\.)" for word in data["before_figures"])
    named = "|".join(rf"(?<=\b{re.escape(word)}\.)" for word in data["before_names"])
    return re.compile(rf"\.(?:(?=\s?\d)(?:{figures})|(?=\s)(?:{named}))")


@cache
def _nlp(language: str) -> Any:
    import spacy

    try:
        nlp = spacy.blank(language)
    except ImportError:
        # spaCy has no rules for this language, so use the multi-language ones.
        nlp = spacy.blank("xx")
    nlp.add_pipe("sentencizer")
    return nlp


Finder = Callable[[str], tuple[PhraseMatch, ...]]
"""Finds wordings in a text."""


def make_phrase_finder(patterns: Patterns) -> Finder:
    """Return a function that finds the patterns' wordings in a text, the longest first where they overlap.

    Raises ValueError (by spaCy) for a pattern that is none.

    >>> find = make_phrase_finder({"level": [[{"LOWER": "modest"}, {"LOWER": "potential"}], [{"LOWER": "potential"}]]})
    >>> find("It has modest potential.")
    (PhraseMatch(name='level', start=7, end=23),)
    """
    matcher: list[Any] = []
    needed = _compile_needed_words(patterns)

    def find(text: str) -> tuple[PhraseMatch, ...]:
        if not needed.search(text.lower()):
            return ()
        if not matcher:
            matcher.append(_matcher(patterns))
        return _find_spans(matcher[0], text[:MAX_CHUNK_LENGTH])

    return find


def _compile_needed_words(patterns: Patterns) -> re.Pattern[str]:
    """Return what finds a word that some pattern can't do without: most sentences have none and need no spaCy."""
    words: set[str] = set()
    for row in chain.from_iterable(patterns.values()):
        choices = [_token_words(token) for token in row]
        # Of its tokens the one with the longest words says most: short words are in nearly every sentence.
        words |= max(filter(None, choices), key=lambda own: (min(map(len, own)), -len(own)), default={""})
    return re.compile(join_alternatives(words))


def _token_words(token: Mapping[str, object]) -> set[str]:
    """Return the words of which a token of a pattern must be one; none where it may be left out or be any other."""
    wanted = token.get("LOWER")
    if token.get("OP", "+") not in ("+", "1"):
        return set()
    if isinstance(wanted, Mapping):
        wanted = wanted.get("IN")
    return {wanted} if isinstance(wanted, str) else set(wanted) if isinstance(wanted, Sequence) else set()


def _matcher(patterns: Patterns) -> Any:
    from spacy.matcher import Matcher

    matcher = Matcher(_nlp("en").vocab, validate=True)
    for name, rows in patterns.items():
        matcher.add(name, [[dict(token) for token in row] for row in rows], greedy="LONGEST")
    return matcher


def _find_spans(matcher: Any, text: str) -> tuple[PhraseMatch, ...]:
    from spacy.util import filter_spans

    document = _nlp("en").make_doc(text)
    spans = filter_spans(matcher(document, as_spans=True))
    return tuple(PhraseMatch(span.label_, span.start_char, span.end_char) for span in spans)


def find_own_script(text: str) -> str | None:
    """Return the language that alone writes the script of most of a text's letters.

    >>> find_own_script("მონაცემები 2021"), find_own_script("data")
    ('ka', None)
    """
    if len(text.encode("ascii", "ignore")) > len(text) / 2:
        return None
    letters = sum(map(str.isalpha, text))
    return next((name for name, script in _SCRIPTS if len(script.findall(text)) > letters / 2), None)


def detect_language(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language; None if it is too short or no language is clearly ahead.

    >>> detect_language("The government published the data that citizens had asked for."), detect_language("2021-2023")
    ('en', None)
    """
    if sum(1 for _ in islice(filter(str.isalpha, text), MIN_LETTERS)) < MIN_LETTERS:
        return None
    if language := find_own_script(text):
        return language
    identifier = _identifier()
    code, probability = identifier.classify(text)
    identifier.looked_up += len(text)
    if identifier.looked_up >= MOST_LOOKED_UP:
        identifier.looked_up = 0
        with suppress(AttributeError, OSError):  # what was looked up stays in the system's cache of files, not in ours
            identifier.tk_nextmove.obj.madvise(mmap.MADV_DONTNEED)
    return str(code) if probability >= MIN_PROBABILITY else None


@cache
def _identifier() -> Any:
    from py3langid.langid import LanguageIdentifier

    source = [_languages(), installed_at("py3langid")]
    # The transitions of the model take 38 MB, of which a text uses little.
    transitions = map_compiled("language-transitions", source, _transitions).cast("I")
    arrays = map_arrays("language-model", source, _build_model)
    _full_model.cache_clear()
    probabilities, priors, output = arrays["probabilities"], arrays["priors"], arrays["output"].data

    class CountingIdentifier(LanguageIdentifier):  # type: ignore[misc]
        looked_up = 0

    identifier = CountingIdentifier(
        probabilities, priors, arrays["classes"].tolist(), transitions, output, norm_probs=True, tk_row=()
    )
    identifier._rowbase = arrays["rows"].data  # a list that the class would make of 100,000 numbers
    return identifier


def _build_model() -> dict[str, Any]:
    """Return the language model without its transitions, for the languages of the reference data alone."""
    import numpy as np

    model = _full_model()
    return {
        "probabilities": model.nb_ptc,
        "priors": model.nb_pc,
        "classes": np.array(model.nb_classes),
        "output": np.array(model.tk_output, np.int32),
        "rows": np.array(model._rowbase, np.uint32),
    }


def _transitions() -> bytes:
    return array("I", _full_model().tk_nextmove).tobytes()


@cache
def _full_model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages(_languages())
    return model


def _languages() -> list[str]:
    """Return the languages that documents are expected in."""
    languages: list[str] = load_data("prose/sentences")["languages"]
    return languages


def preload_identifier() -> None:
    """Load the language model before a long document is read: loading takes more memory than using it."""
    _identifier()
