"""Turn bytes into text: byte order mark, UTF-8, the encoding that the file declares, else detection."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

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


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_DECLARED = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252"}
"""Pages that declare these mean Windows-1252: browsers read them so (WHATWG Encoding)."""

_NO_TEXT = frozenset({"undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7", "charmap"})
"""Codecs of Python that are no encoding of pages: they always fail, or transform plain text."""

_SAMPLE = 200_000
"""Bytes that detection looks at: it is slow and more of them do not change its mind."""

_HEAD = 20_000
"""Bytes that are looked at for UTF-16 without a mark."""

_BLANKS = 1 / 60
"""Share of blanks and line ends that a text has at least."""

_LEAST_FOREIGN = 5
"""Words beyond ASCII from which on they alone are asked for the encoding."""

_TOLERATED = 0.02
"""Share of broken characters among those beyond ASCII up to which a text is damaged UTF-8, not another encoding."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the encoding that it was read in and how many characters could not be read (shown as U+FFFD)."""

    text: str
    encoding: str
    lost: int = 0


def decode_text(data: bytes, declared: str | None = None) -> Decoded:
    """Decode text of unknown encoding; `declared` is what the file or its transport says of it.

    >>> decode_text("Санамж бичиг".encode("utf-8"))
    Decoded(text='Санамж бичиг', encoding='utf-8', lost=0)
    >>> decode_text(b"caf\\xe9", declared="iso-8859-1").text
    'café'
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_lossily(data[len(mark) :], encoding)
    wide = _detect_utf16(data)
    if wide:
        return _decode_lossily(data, wide)
    decoded = (
        _decode_strictly(data, "utf-8") or _decode_damaged_utf8(data) or _decode_strictly(data, _find_codec(declared))
    )
    return decoded or _decode_by_detection(data)


def _decode_strictly(data: bytes, encoding: str | None) -> Decoded | None:
    if not encoding:
        return None
    try:
        return Decoded(data.decode(encoding), encoding)
    except (UnicodeError, LookupError):
        return None


def _decode_lossily(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding, text.count("\ufffd"))


def _detect_utf16(data: bytes) -> str | None:
    """Detect UTF-16 without a mark: no other text has zero bytes, and blanks show the order of the bytes."""
    head = data[: _HEAD - _HEAD % 2]
    if b"\x00" not in head:
        return None
    blanks = {encoding: _count_blanks(head, encoding) for encoding in ("utf-16-le", "utf-16-be")}
    encoding = max(blanks, key=lambda name: blanks[name])
    return encoding if blanks[encoding] >= len(head) / 2 * _BLANKS else None


def _count_blanks(data: bytes, encoding: str) -> int:
    text = data.decode(encoding, "replace")
    odd = sum(1 for character in text if (character < " " and character not in "\t\n\r\f") or character == "\ufffd")
    return 0 if odd > len(text) * _TOLERATED else sum(1 for character in text if character in " \n\t")


def _decode_damaged_utf8(data: bytes) -> Decoded | None:
    found = _decode_lossily(data, "utf-8")
    beyond = sum(1 for character in found.text if character > "\x7f")
    return found if found.lost <= beyond * _TOLERATED else None


def _find_codec(declared: str | None) -> str | None:
    name = (declared or "").strip().strip("\"'").lower()
    name = _DECLARED.get(name, name)
    try:
        codec = codecs.lookup(name).name if name else None
    except (LookupError, ValueError):
        return None
    return None if codec in _NO_TEXT or (codec or "").replace("-", "_") in _NO_TEXT else codec


def _decode_by_detection(data: bytes) -> Decoded:
    sample = data[:_SAMPLE]
    known = detect_cyrillic(sample) or detect_latin(sample)
    if known:
        return _decode_lossily(data, known)
    from charset_normalizer import from_bytes

    best = from_bytes(_extract_foreign_words(sample)).best()
    return _decode_lossily(data, best.encoding if best else "cp1252")


def _extract_foreign_words(data: bytes) -> bytes:
    """Return the words with bytes beyond ASCII where a text has others too: much English hides what the rest is."""
    words = [word for word in data.split() if not word.isascii()]
    foreign = b" ".join(words)
    return foreign if len(words) >= _LEAST_FOREIGN and len(foreign) * 2 < len(data) else data
