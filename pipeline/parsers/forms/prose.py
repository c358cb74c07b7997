"""Sentences with the lines that they are in, for values read from prose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.lexicon import language
from pipeline.model import Line, Method, RawValue
from pipeline.structure.lines import split_paragraphs
from pipeline.structure.stream import cut_lines, make_stream


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence's text and its lines, the first and last one cut to it; offsets are those of `text`."""

    text: str
    lines: tuple[Line, ...]

    @property
    def page(self) -> int | None:
        """The page that the sentence begins on."""
        return self.lines[0].anchor.page if self.lines else None


def iterate_sentences(lines: Sequence[Line], tongue: str | None = None) -> Iterator[Sentence]:
    """Yield the sentences of lines of text; a paragraph's end ends a sentence."""
    for paragraph in split_paragraphs(lines):
        whole = make_stream(paragraph)
        for start, end in language.split_sentences(whole.text, tongue):
            yield Sentence(whole.text[start:end], cut_lines(whole, start, end))


def cut_value(sentence: Sentence, start: int, end: int, method: Method = "prose") -> RawValue:
    """Return the words of a sentence between two offsets as a value, with the lines that hold them."""
    return RawValue(sentence.text[start:end], method, cut_lines(make_stream(sentence.lines), start, end))


def sentence_value(sentence: Sentence, method: Method = "prose") -> RawValue:
    """Return the sentence as a value."""
    return RawValue(sentence.text, method, sentence.lines)
