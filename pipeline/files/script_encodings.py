"""Distinguish the 8-bit encodings of Latin and of Cyrillic script, by the letters and words of their languages."""

from __future__ import annotations

import re

LATIN_ENCODINGS = ("cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257", "mac_roman", "mac_latin2")
"""Tried in this order; if several fit equally well, the first is used."""

_ALPHABETS = tuple(
    frozenset(letters + letters.upper() + "“”‘’‚„–—…•«»°€§·№")
    for letters in (
        "áéíóúñü¿¡ºª",
        "áâãàçéêíóôõúºª",
        "àâçéèêëîïôùûüœæ",
        "àèéìòùíîºª",
        "äöüßé",
        "äëïöüéèêóá",
        "åäöæøéü",
        "áðéíóúýþæö",
        "äöõüšž",
        "ąćęłńóśźż",
        "áäčďéěíĺľňóôŕřšťúůýž",
        "čćđšž",
        "áéíóöőúüű",
        "ăâîșțşţ",
        "âçğıîöşüûİ",
        "ąčęėįšųūž",
        "āčēģīķļņšūž",
        "çë",
        "ċġħżàèìòù",
    )
)
"""Letters beyond ASCII of the written languages of Europe, and the punctuation that all of them share."""

_ENOUGH = 0.8
"""Share of the characters beyond ASCII that one language must explain."""

_MOSTLY = 2
"""ASCII letters for each byte beyond ASCII from which on a text is taken to be in Latin script."""


def detect_latin(data: bytes) -> str | None:
    """Return the encoding of a text in Latin script, None where it is in another or no language explains it.

    >>> detect_latin("Descripción: el año próximo".encode("cp1252"))
    'cp1252'
    >>> detect_latin("Građani će odlučiti o mjeri".encode("cp1250"))
    'cp1250'
    """
    beyond = sum(1 for byte in data if byte > 0x7F)
    letters = sum(1 for byte in data if 0x41 <= byte <= 0x5A or 0x61 <= byte <= 0x7A)
    if not beyond or letters < _MOSTLY * beyond:
        return None
    scored = [
        (_compute_explained_share(data, encoding), -place, encoding) for place, encoding in enumerate(LATIN_ENCODINGS)
    ]
    share, _, encoding = max(scored)
    return encoding if share >= _ENOUGH else None


def _compute_explained_share(data: bytes, encoding: str) -> float:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    if any("\x7f" <= character < "\xa0" for character in text):
        return 0.0
    beyond = [character for character in text if character > "\u00a0" and character != "\u00ad"]
    return max(sum(1 for c in beyond if c in letters) for letters in _ALPHABETS) / len(beyond) if beyond else 1.0


CYRILLIC_ENCODINGS = ("cp1251", "koi8-u", "koi8-r", "cp866", "iso8859-5", "mac_cyrillic")
"""Tried in this order; if several fit equally well, the first is used."""

_WORDS = re.compile(rb"[\x80-\xff]{2,}")
_LETTERS = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяёѐђѓєѕіїјљњћќѝўџґөүһңқғұәі№«»—–“”„’…")
_VOWELS = frozenset("аеиоуыэюяёіїєөүұә")
_LEAST_WORDS = 3
"""Words of two or more letters beyond ASCII. Fewer prove nothing, because accented Latin letters occur singly."""

_LEAST_SHARE = 0.85
"""Share of the words that must look like words of Cyrillic script."""

_LEAST_INSIDE = 0.7
"""Share of the bytes beyond ASCII that are next to another one: in Latin script few are."""


def detect_cyrillic(data: bytes) -> str | None:
    """Return the encoding of the Cyrillic words in a text, None where it has none or no encoding explains them.

    >>> detect_cyrillic("Report: Добавить договоры муниципалитетов и цены".encode("cp1251"))
    'cp1251'
    >>> detect_cyrillic("Төсвийн ил тод байдал".encode("utf-8")) is None
    True
    >>> detect_cyrillic("Descripción: año próximo, información básica".encode("cp1252")) is None
    True
    """
    words = _WORDS.findall(data)
    beyond = sum(byte > 0x7F for byte in data)
    if len(words) < _LEAST_WORDS or sum(map(len, words)) < _LEAST_INSIDE * beyond:
        return None
    candidates = [
        (_compute_word_share(words, encoding), -place, encoding) for place, encoding in enumerate(CYRILLIC_ENCODINGS)
    ]
    share, _, encoding = max(candidates)
    return encoding if share >= _LEAST_SHARE else None


def _compute_word_share(words: list[bytes], encoding: str) -> float:
    try:
        texts = [word.decode(encoding) for word in words]
    except UnicodeDecodeError:
        return 0.0
    return sum(map(_is_word, texts)) / len(texts)


def _is_word(text: str) -> bool:
    """Return whether text is a word: letters of an alphabet with a vowel, lower case after the first or all capital."""
    word = text.strip("№«»—–“”„’…")
    if not word:
        return True
    folded = word.casefold()
    regular = word[1:].islower() or word.isupper() or len(word) == 1
    return regular and set(folded) <= _LETTERS and (len(word) < 4 or not _VOWELS.isdisjoint(folded))
