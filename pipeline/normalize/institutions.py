"""Names of institutions and officials: cleaned, recognized by their words, joined where a line ends within one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from pipeline.lexicon.acronyms import closing_acronym, is_acronym, without_article
from pipeline.normalize.text import is_empty, one_line
from pipeline.schema.data import load_data

BULLET = re.compile(
    r"^(?:\ufffc+|[•▪●◦■➢*·\uf0b7\uf0a7\uf0d8]|[-–—](?=\s|[^\W\d_])|[0-9]{1,2}[.)](?=\s)|[a-z]\)(?=\s))\s*"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_WORDS = re.compile(r"[^\W_]+")


def clean_name(raw: str) -> str:
    """Return an institution's name without bullet, closing stop or 'etc.', or the 'and' or 'along with' before it.

    >>> clean_name("• and the Ministry of Justice."), clean_name("along with town councils")
    ('the Ministry of Justice', 'town councils')
    """
    bare = _closing_phrases().sub("", BULLET.sub("", one_line(raw)))
    phrase = joining_phrases().match(bare)
    bare = bare[phrase.end() :] if phrase else bare
    first, _, rest = bare.partition(" ")
    # 'E Government Department' opens with a name, not with a conjunction.
    is_conjunction = (first if len(first) == 1 else first.casefold()) in load_data("institutions")["and"]
    bare = rest if is_conjunction and rest else bare
    closed = bare.removesuffix(".") if not re.search(r"(?:\b[A-Za-z]|Inc|Ltd|Co|S\.A)\.$", bare) else bare
    return closed.strip(" :,;") or bare


@cache
def joining_phrases() -> re.Pattern[str]:
    """Return the pattern of phrases between two names, such as 'along with'."""
    words = load_data("institutions")
    phrases = sorted([*words["joins"], *words["examples"]], key=len, reverse=True)
    return re.compile(r"(?:^|(?<=\s))(?:" + "|".join(map(re.escape, phrases)) + r")\s", re.I)


@cache
def _closing_phrases() -> re.Pattern[str]:
    """Return the pattern of phrases behind the last name of a list, such as 'etc.'."""
    phrases = sorted(load_data("institutions")["closings"], key=len, reverse=True)
    return re.compile(r"(?<=\w)[\s,]+(?:" + "|".join(map(re.escape, phrases)) + r")[.\s]*$", re.I)


@lru_cache(maxsize=20_000)
def classify_kind(raw: str) -> str:
    """Return government, civil_society, private or multilateral by the name's words, else unknown.

    The word that the name opens with counts most, then the one that it closes with: 'National Media Commission'.

    >>> [classify_kind(name) for name in ("Ministry of Finance", "Open Society NGO", "UNDP", "Acme Ltd", "Riverside")]
    ['government', 'civil_society', 'multilateral', 'private', 'unknown']
    >>> classify_kind("National Media Commission (NMC)"), classify_kind("European Commission")
    ('government', 'multilateral')
    """
    folded = " " + " ".join(_WORDS.findall(raw.casefold())) + " "
    opener = folded.removeprefix(" the").split(maxsplit=1)[:1]
    closer = _WORDS.findall(_BRACKETS.sub("", raw.casefold()))[-1:]
    words = load_data("institutions")
    if set(opener) & set(words["openers"]):
        return "government"
    found = next((name for name, pattern in _kind_patterns() if pattern.search(folded)), "unknown")
    return "government" if found != "multilateral" and set(closer) & set(words["closers"]) else found


@cache
def _kind_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, compile_words(words)) for name, words in load_data("institutions")["kinds"])


def compile_words(words: Sequence[str]) -> re.Pattern[str]:
    """Compile words, in which * stands for any ending, to a pattern for a text padded with blanks.

    >>> bool(compile_words(["compan*"]).search(" two companies ")), bool(compile_words(["un"]).search(" union "))
    (True, False)
    """
    parts = (re.escape(word).replace(r"\*", r"\w*") for word in words)
    return re.compile("(?<= )(?:" + "|".join(parts) + ")(?= )")


_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_PHONE = re.compile(r"\+?[(0-9][0-9()/ .–-]{4,30}[0-9]")
_SEPARATOR = re.compile(r",|;|\s[-–—]\s|\(|\n|:\s")


def extract_person(raw: str) -> str | None:
    """Return a person's name without the position that follows it; None where the text opens with a position.

    >>> extract_person("K. Example, a head of the audit department."), extract_person("Head of audit")
    ('K. Example', None)
    """
    text = one_line(raw)
    cut = _SEPARATOR.search(text)
    first = text[: cut.start()].strip() if cut else text
    if is_position(first):
        return None
    if cut and not is_position(text[cut.end() :]):
        return text.strip(" ,;:") or None
    return first or None


def extract_email(raw: str) -> str | None:
    """Return the first e-mail address of a text, blanks around its @ and dots closed.

    >>> extract_email("E-mail: k.example @mof.gov.xx, phone 12"), extract_email("none")
    ('k.example@mof.gov.xx', None)
    """
    found = _EMAIL.search(re.sub(r"\s{0,3}@\s{0,3}", "@", one_line(raw)))
    return found[0].rstrip(".") if found else None


def extract_phones(raw: str) -> str | None:
    """Return the telephone numbers of a text as printed; None where it holds none.

    >>> extract_phones("260358"), extract_phones("a@b.org, +976 11 260358"), extract_phones("none")
    ('260358', '+976 11 260358', None)
    """
    text = one_line(raw)
    if re.fullmatch(r"[+0-9()/ .,;–-]{4,80}", text):
        return text
    found = _PHONE.search(_EMAIL.sub(" ", text))
    return found[0].strip() if found else None


def is_position(text: str) -> bool:
    """Return whether a text has the word of a position: 'head of', 'director'."""
    folded = " " + " ".join(re.findall(r"[^\W_]+", text.casefold())) + " "
    return bool(_position_pattern().search(folded))


@cache
def _position_pattern() -> re.Pattern[str]:
    return compile_words(load_data("contacts")["positions"])


LONGEST_LABEL = 2
"""Words of a label within a list: 'Responsable:', 'Active partners:'."""
FEWEST_WORDS_OF_PHRASE = 4
"""Words of a piece without capitals that is taken for a phrase: 'software vendors' is a group."""
_WORD = re.compile(r"[^\W\d_]+")
_LATER_WORD = re.compile(r"(?<=\s)[^\W\d_]+")
BRACKET_AT_END = re.compile(r"\([^()]*\)\.?$")


def word_list(name: str) -> frozenset[str]:
    """Return one of the lists of words in `schemas/institutions.json`."""
    return _word_lists()[name]


@cache
def _word_lists() -> dict[str, frozenset[str]]:
    lists = {name: words for name, words in load_data("institutions").items() if name not in ("description", "kinds")}
    return {name: frozenset(words) for name, words in lists.items()}


def is_name(piece: str) -> bool:
    """Return whether a piece of a list can name a body, a person or a group; sentences and remarks do not.

    >>> [is_name(text) for text in ("Oxfam", "local communities", "(ISED)", "secondarily", "those who have a say")]
    [True, True, False, False, False]
    >>> is_name("Conseil supérieur de la communication"), is_name("Companies that have such data")
    (True, False)
    >>> is_name("Scuola nazionale dell’amministrazione"), is_name("Centar za mirovne studije")
    (True, True)
    """
    words = _WORD.findall(piece)
    is_label = piece.endswith(":") and len(words) <= LONGEST_LABEL and classify_kind(piece) == "unknown"
    # An acronym in brackets is that of the name before it.
    is_remark = is_label or (piece.startswith("(") and piece.endswith(")") and is_short_name(piece[1:-1]))
    if not words or is_remark or is_empty(clean_name(piece).strip("()"), "institutions"):
        return False
    if words[0] in word_list("remarks") or clean_name(piece).casefold() in word_list("unnamed"):
        return False
    if (verbs := find_verbs(piece)) and not piece.startswith("("):
        return bracket_depth(piece, verbs[0].start()) > 0
    # Many words without a capital but for the first are a sentence in English, unless they name a group. Most languages
    # write names so: 'Conseil supérieur de la communication', 'Centar za mirovne studije'.
    is_phrase = len(words) >= FEWEST_WORDS_OF_PHRASE and all(word.islower() for word in words[1:])
    if is_phrase and words[0][0].isupper() and not word_list("english") & set(words):
        return True
    return not is_phrase or classify_kind(piece) != "unknown" or names_group(piece)


def find_verbs(piece: str) -> list[re.Match[str]]:
    """Return the words after the first one that no name has, such as 'involves'; the end of 'Rios.es' is none."""
    return [word for word in _LATER_WORD.finditer(piece) if word[0] in word_list("verbs")]


def names_person(piece: str, is_first: bool = False) -> bool:
    """Return whether a piece before an address names a position, or, as the first of several, a person.

    >>> names_person("Head of research"), names_person("Ada Example", True), names_person("Tax Agency", True)
    (True, True, False)
    """
    words = piece.split()
    is_full_name = is_first and 1 < len(words) <= 4 and all(word[0].isupper() for word in words)
    return ((is_full_name and classify_kind(piece) == "unknown") or is_position(piece)) and not has_word_of_body(piece)


def names_group(piece: str) -> bool:
    """Return True for people and bodies without a name: 'representatives of municipalities'."""
    folded = " " + " ".join(re.findall(r"[^\W_]+", piece.casefold())) + " "
    is_other = clean_name(piece).partition(" ")[0].casefold() in word_list("others")
    return is_other or _groups().search(folded) is not None or names_kind_of_bodies(piece) or closes_with_body(piece)


@cache
def _groups() -> re.Pattern[str]:
    return compile_words(load_data("institutions")["groups"])


def is_body(name: str, known: frozenset[str] = frozenset()) -> bool:
    """Return True for a name that is complete as that of a body; `known` are names of the document in lower case."""
    return (
        is_short_name(name)
        or name.casefold().strip(" .") in known
        or opens_with_head(name)
        or closes_with_body(name)
        or names_kind_of_bodies(name)
    )


def has_word_of_body(piece: str) -> bool:
    """Return True for a piece with the word of a body anywhere outside brackets, or an acronym."""
    bare = re.sub(r"\([^()]*\)", "", piece)
    words = {word.strip(".") for word in bare.casefold().split()}
    return bool(words & (word_list("heads") | word_list("bodies"))) or is_short_name(bare)


def is_short_name(name: str) -> bool:
    """Return True for an acronym, with or without article."""
    return is_acronym(without_article(name).strip(" ."))


def opens_with_head(name: str) -> bool:
    """Return True for a capitalized name that opens with the word of a body: 'Ministry of', 'Instituto de'."""
    words = without_article(name).split()
    if len(words) < 2 or not words[0][:1].isupper():
        return False
    return bool({words[0].casefold(), words[0].casefold().rstrip("s")} & word_list("heads"))


def closes_with_body(name: str) -> bool:
    """Return True for a name that closes with the word of a body: 'Tax and Customs Board'."""
    words = BRACKET_AT_END.sub("", name).casefold().strip(" .").split()
    return len(words) > 1 and words[-1] in word_list("bodies")


def names_kind_of_bodies(name: str) -> bool:
    """Return True for a kind of bodies in the plural: 'civil society organizations', 'NGOs', 'other agencies'."""
    return bool(set(_WORD.findall(name.casefold())[:4]) & word_list("plurals"))


def opens_subjects(name: str) -> bool:
    """Return True for a name that leads to subjects: 'Ministry of Labour', 'National Assembly Committees on Ethics'."""
    words = name.casefold().split()
    heads = (at for at, word in enumerate(words[:4]) if {word, word.removesuffix("s")} & word_list("heads"))
    # 'Ministarstvo pravosuđa, uprave i digitalne transformacije': the case of the subjects says what 'of' does.
    rest = name.split()[1:]
    is_inflected = bool(rest) and rest[0].islower() and words[0] in word_list("heads")
    return is_inflected or any(set(words[at + 1 : -1]) & word_list("links") for at in heads)


def bracket_depth(text: str, end: int) -> int:
    """Return how many brackets are open at a position of a text."""
    return text.count("(", 0, end) - text.count(")", 0, end)


def shares_acronym(name: str, piece: str) -> bool:
    """Return whether the acronym that a piece closes with stands for `name` too: 'Universities and Research (MIUR)'."""
    acronym = closing_acronym(piece)
    if acronym is None or "(" not in piece:
        return False
    letters = [char for char in acronym.casefold() if char.isalnum()]
    first, own = name[:1].casefold(), without_article(piece)[:1].casefold()
    initials = iter(word[0].casefold() for word in f"{name} {piece}".split() if word[0].isupper())
    if letters[0] == own:
        return False
    return (letters[0] == first and sum(letter in piece.casefold() for letter in letters[1:]) >= 2) or all(
        letter in initials for letter in letters
    )


NARROW = 30
"""Characters of a line of a narrow column: where one line of it ends within a name, all lines may."""
ITEM_SIGN = re.compile(r"[;•▪●■➢\uf0b7]|^[-–]", re.M)
_LIST_SIGN = re.compile(r"[,;]")
_BROKEN_LABEL = re.compile(r"\n(?=[a-z]{0,2}:)")
"""The break of a line before the last letters of a label and its colon, in a narrow column."""
_LABEL_AT_START = re.compile(r"(?m)^([^\W\d_]+):\s*")


def join_wrapped(text: str) -> str:
    """Join a line to the next where a name continues after the line's end; labels of one word end a name."""
    text = _BROKEN_LABEL.sub("", text)
    labels = [match[1] for match in _LABEL_AT_START.finditer(text)]
    # 'Responsable: Fundar', 'Corresponsables: IMCO'; a single one may be part of a name.
    are_labels = len(labels) > 1 and all(classify_kind(label) == "unknown" for label in labels)
    answers = _LABEL_AT_START.sub("\f", text).split("\f") if are_labels else [text]
    return "\n".join(_join_lines(answer.splitlines(), are_labels) for answer in answers)


def _join_lines(lines: Sequence[str], is_answer: bool) -> str:
    ends_within = any(line.split()[-1:] and line.split()[-1].casefold() in _linking_words() for line in lines)
    text = "\n".join(lines)
    is_narrow = max(map(len, lines), default=0) <= NARROW and not ITEM_SIGN.search(text)
    if is_narrow and (is_answer or ends_within or ("," in text and len(lines) > 2)):
        return " ".join(lines)
    is_bulleted = sum(1 for line in lines if BULLET.match(line)) > 1
    joined: list[str] = []
    for index, line in enumerate(lines, start=-1):
        if joined and (_is_open(joined[-1], line) or _continues(lines[index], line, is_bulleted)):
            joined[-1] = f"{joined[-1].rstrip()} {line.strip()}"
        else:
            joined.append(line)
    return "\n".join(joined)


def _is_open(item: str, following: str) -> bool:
    """Return True where a bracket or quote of an item closes on the line below, or its acronym is there."""
    tail = _LIST_SIGN.split(item)[-1]
    has_quote = tail.count('"') % 2 == 1 or tail.count("“") > tail.count("”") or tail.count("«") > tail.count("»")
    if item.count("(") > item.count(")"):
        return ")" in following
    return (has_quote and any(mark in _LIST_SIGN.split(following)[0] for mark in '"”»')) or following[:1] == "("


def _continues(line: str, following: str, is_bulleted: bool) -> bool:
    """Return True where a line ends, or the next begins, within a name: 'Secretaría de', 'and Energy'."""
    last, first = line.split()[-1:], following.split()[:1]
    if not last or not first or BULLET.match(following):
        return False
    linking = _linking_words()
    if last[0].casefold() in linking:
        return True
    if first[0] in linking:
        return len(following.split()) > 1 and not line.rstrip().endswith((".", ";"))
    if is_bulleted and BULLET.match(line) and not _LIST_SIGN.search(line):
        return not (is_body(following) or names_group(following) or line.endswith((".", ":")))
    return _breaks_within_item(line, following)


def _breaks_within_item(line: str, following: str) -> bool:
    """Return True where the line of a list in running text, with commas between items, ends within an item."""
    before, after = _LIST_SIGN.split(line)[-1].strip().rpartition(". ")[2], _LIST_SIGN.split(following)[0].strip()
    if before.casefold() in word_list("heads"):
        return True  # 'Ministerio' and on the next line 'Secretaría General'
    if "," not in line or not before or before.endswith((".", "”", "»", '"', ")")) or _opens_name(after):
        return False
    if is_acronym(before) and " " in after:
        return False  # another name follows; 'OGP' and on the next line 'Secretariat' are one
    if closes_with_body(before) and after[:1].isupper() and set(after.split()[1:2]) & word_list("links"):
        return False  # 'Coast Office' and on the next line 'School of Rivers'
    return not (is_body(after) or names_group(after)) if is_body(before) else "," in following


def _opens_name(text: str) -> bool:
    """Return True for a text that opens with a capitalized article, or with the head of a body: 'Association of'."""
    is_name_of = opens_with_head(text) and bool(set(text.split()[1:2]) & word_list("links"))
    return text[:1].isupper() and (is_name_of or without_article(text) != text)


@cache
def _linking_words() -> frozenset[str]:
    return word_list("and") | word_list("links") | {"the", "la", "el", "los", "las", "a", "en"}
