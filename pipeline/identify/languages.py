"""The language that a document is written in, by its letters, its words and what the file says."""

from __future__ import annotations

import re
from collections import Counter

from pipeline.identify.front import Front
from pipeline.lexicon.language import detect_language

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
_TRADITIONAL = re.compile(r"[國與區說這個會對應學國來時機關資訊開擬將實體際灣]")
_SIMPLIFIED = re.compile(r"[国与区说这个会对应学来时机关资讯开拟将实体际湾]")


def find_language(front: Front) -> str | None:
    """Return the language of the front: by its script, else the document's, else by its words.

    Traditional Chinese is `zh-Hant`; the document's language is `zh` for it (`base_language`).
    """
    text = "".join(line.text for line in front.lines if line.place != "address")
    letters = len(front.folded.letters)
    # Scripts are counted only where most letters are none of the Latin alphabet.
    scripts = () if len(text.encode("ascii", "ignore")) > len(text) / 2 else _SCRIPTS
    for language, script in scripts:
        if letters and len(script.findall(text)) > 0.5 * letters:
            return _find_chinese_script(text) if language == "zh" else language
    return front.document.language or _find_most_spoken(front)


def _find_most_spoken(front: Front) -> str | None:
    """Return the language of most of the letters, where a front in several languages has no clear one as a whole."""
    letters: Counter[str] = Counter()
    for line in front.lines:
        if line.place != "address" and (language := detect_language(line.text)):
            letters[language] += len(line.text)
    return letters.most_common(1)[0][0] if letters else None


def _find_chinese_script(text: str) -> str:
    return "zh-Hant" if len(_TRADITIONAL.findall(text)) > len(_SIMPLIFIED.findall(text)) else "zh"


def base_language(language: str | None) -> str | None:
    """Return the two letters of a language without its script.

    >>> base_language("zh-Hant")
    'zh'
    """
    return language.partition("-")[0] if language else None
