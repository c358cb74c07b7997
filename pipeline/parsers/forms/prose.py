"""Sentences with the lines that they stand in, for values read from prose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.lexicon import language
from pipeline.model import Line, Method, RawValue
from pipeline.structure.lines import paragraphs
from pipeline.structure.stream import piece, stream


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence's text and its lines, the first and last one cut to it; offsets are those of `text`."""

    text: str
    lines: tuple[Line, ...]

    @property
    def page(self) -> int | None:
        """The page that the sentence begins on."""
        return self.lines[0].anchor.page if self.lines else None


def sentences(lines: Sequence[Line], tongue: str | None = None) -> Iterator[Sentence]:
    """Yield the sentences of lines of text; a paragraph's end ends a sentence."""
    for paragraph in paragraphs(lines):
        whole = stream(paragraph)
        for start, end in language.split_sentences(whole.text, tongue):
            yield Sentence(whole.text[start:end], piece(whole, start, end))


def part(sentence: Sentence, start: int, end: int, method: Method = "prose") -> RawValue:
    """Return the words of a sentence between two offsets as a value, with the lines that hold them."""
    return RawValue(sentence.text[start:end], method, piece(stream(sentence.lines), start, end))


def whole(sentence: Sentence, method: Method = "prose") -> RawValue:
    """Return the sentence as a value."""
    return RawValue(sentence.text, method, sentence.lines)
