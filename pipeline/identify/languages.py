"""The language that a document is written in, by its letters, its words and what the file says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from pipeline.identify.front import Front
from pipeline.lexicon import LONGEST
from pipeline.lexicon.index import find_label_languages
from pipeline.lexicon.language import detect_language, find_own_script
from pipeline.lexicon.scope import COMMON, languages_beside
from pipeline.lexicon.text_folding import fold_to_letters, split_enumerator
from pipeline.model import Document
from pipeline.structure.lines import lines_of

_LINES_HEARD = 400
"""Lines whose languages are counted where the document as a whole has no clear one."""
_LEAST_SHARE = 0.1
"""Share of the letters from which a language is one of a document's: single lines are taken for related languages."""
_FEWEST_LABELS = 3
"""Different labels of a language that show a form in it: one or two are words that another language shares."""
_LABEL_END = re.compile(r"[:：?]")
_TRADITIONAL = re.compile(r"[國與區說這個會對應學國來時機關資訊開擬將實體際灣]")
_SIMPLIFIED = re.compile(r"[国与区说这个会对应学来时机关资讯开拟将实体际湾]")


def find_language(front: Front) -> str | None:
    """Return the language of the front: by its script, else the document's, else by its words.

    Traditional Chinese is `zh-Hant`; the document's language is `zh` for it (`base_language`).
    """
    text = "".join(line.text for line in front.lines if line.place != "address")
    if language := find_own_script(text):
        return _find_chinese_script(text) if language == "zh" else language
    return front.document.language or _find_most_spoken(front)


def _find_most_spoken(front: Front) -> str | None:
    """Return the language of most of the letters, where a front in several languages has no clear one as a whole."""
    letters: Counter[str] = Counter()
    for line in front.lines:
        if line.place != "address" and (language := detect_language(line.text)):
            letters[language] += len(line.text)
    return letters.most_common(1)[0][0] if letters else None


def list_languages(document: Document) -> tuple[str, ...]:
    """Return the languages that a document is written in, or prints labels in: those that the lexicon is to read."""
    known = base_language(document.source.language or document.language)
    spoken = [known] if known else _list_heard(document)
    return (*spoken, *_list_languages_of_labels(document, spoken))


def _list_heard(document: Document) -> list[str]:
    """Return the languages of many lines, where the document as a whole has no clear one."""
    letters: Counter[str] = Counter()
    for line in islice(lines_of(document.blocks), _LINES_HEARD):
        if language := detect_language(line.text):
            letters[language] += len(line.text)
    return [name for name, count in letters.items() if count >= _LEAST_SHARE * letters.total()]


def _list_languages_of_labels(document: Document, spoken: Sequence[str]) -> Iterator[str]:
    """Yield other languages in which several lines are labels: forms may be filled in in another language."""
    known = frozenset(languages_beside(spoken)) if spoken else frozenset({COMMON})
    unread = {
        key: found for key in _list_keys(document) if (found := find_label_languages(key)) and known.isdisjoint(found)
    }
    while unread:
        language, count = Counter(name for found in unread.values() for name in found).most_common(1)[0]
        if count < _FEWEST_LABELS:
            return
        yield language
        unread = {key: found for key, found in unread.items() if language not in found}


def _list_keys(document: Document) -> set[str]:
    """Return the keys of what may be a label: lines and what is before their colon, the columns of a data file."""
    texts = [split_enumerator(line.text[:LONGEST])[1] for line in lines_of(document.blocks)]
    texts += [name.replace("_", " ") for record in document.records[:1] for name in record]
    return {fold_to_letters(opening) for text in texts for opening in (text, _LABEL_END.split(text, 1)[0])}


def _find_chinese_script(text: str) -> str:
    return "zh-Hant" if len(_TRADITIONAL.findall(text)) > len(_SIMPLIFIED.findall(text)) else "zh"


def base_language(language: str | None) -> str | None:
    """Return the two letters of a language without its script.

    >>> base_language("zh-Hant")
    'zh'
    """
    return language.partition("-")[0] if language else None
