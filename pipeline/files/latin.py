"""Distinguish the 8-bit encodings of Latin script by the letters that their languages use together."""

from __future__ import annotations

ENCODINGS = ("cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257", "mac_roman", "mac_latin2")
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
    scored = [(_compute_explained_share(data, encoding), -place, encoding) for place, encoding in enumerate(ENCODINGS)]
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
