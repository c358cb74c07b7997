"""Find template labels anywhere in running text: the lexicon's wordings as one automaton over folded letters.

The wordings are templates that represent very many printed forms (`How <will|does> {commitment} {solving} the
{problem}`). They are not written out: they become a graph of letters, walked from each place where a label may begin,
with every walked set of states remembered, so that a text is searched in time linear in its length.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any

from pipeline.lexicon.index import language_data
from pipeline.lexicon.scope import SCOPES, cache_by_scope, languages_in_scope
from pipeline.lexicon.text_folding import DIGITS, FOOTNOTE_FIGURE, LENGTH_LIMIT, TEMPLATE_TOKEN, fold_case
from pipeline.schema.compiled import load_compiled

LONGEST = 260
"""Letters: no wording is longer."""


@dataclass(frozen=True, slots=True, eq=False)
class FoldedText:
    """A text as its letters alone, without case and accents, a number as '#'.

    Letter i represents the characters from `at[i]` to `until[i]`.
    """

    letters: str
    at: tuple[int, ...]
    until: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WordingMatch:
    """A wording at a place: the fields that it may ask for, and the index behind its last letter."""

    fields: tuple[str, ...]
    end: int

    @property
    def field(self) -> str:
        """The first of the fields, in the order of the lexicon's files."""
        return self.fields[0]


@lru_cache(maxsize=4)
def fold_with_places(text: str) -> FoldedText:
    """Fold a text to letters with their places.

    >>> fold_with_places("¿Cuál es el 1er Goal26?").letters
    'cualesel#ergoal'
    """
    letters = list(map(_fold_char, text))
    ends = {match.start(): match.end() for match in DIGITS.finditer(text)}
    for start in ends:
        letters[start] = "#"
    for pattern in (LENGTH_LIMIT, FOOTNOTE_FIGURE):
        for match in pattern.finditer(text):
            letters[match.start() : match.end()] = [""] * (match.end() - match.start())
    at = tuple(place for place, folded in enumerate(letters) for _ in folded)
    return FoldedText("".join(letters), at, tuple(ends.get(place, place + 1) for place in at))


@cache
def _fold_char(char: str) -> str:
    """Return the letters of a character; none for a figure: the first of a number stands for it."""
    return "" if char.isdigit() else "".join(filter(str.isalpha, fold_case(char)))


@cache_by_scope(maxsize=4096)
def find_wordings(folded: FoldedText, start: int) -> tuple[WordingMatch, ...]:
    """Return every wording that begins at letter `start`, from short to long.

    >>> text = fold_with_places("Main Objective Increase involvement")
    >>> [(f.field, text.letters[:f.end]) for f in find_wordings(text, 0)][-1]
    ('main_objective', 'mainobjective')
    """
    automaton = _automaton()
    state = automaton.start
    matches: list[WordingMatch] = []
    for end in range(start, min(len(folded.letters), start + LONGEST)):
        state = automaton.step(state, folded.letters[end])
        if not state:
            break
        if fields := automaton.fields(state):
            matches.append(WordingMatch(fields, end + 1))
    return tuple(matches)


@dataclass(frozen=True, slots=True)
class _Automaton:
    """A graph of letters: the nodes behind each node by letter and without one, and the fields of accepting nodes.

    The letters behind node i, one for each edge, are those from `starts[i]` to `starts[i + 1]`; `targets` are the nodes
    that they lead to. Each language begins at one of the `roots`. `steps` and `fields_at` remember the sets of nodes
    that were walked.
    """

    roots: tuple[int, ...]
    starts: memoryview
    letters: str
    targets: memoryview
    free: Mapping[int, tuple[int, ...]]
    accepts: Mapping[int, str]
    steps: dict[tuple[frozenset[int], str], frozenset[int]] = field(default_factory=dict)
    fields_at: dict[frozenset[int], tuple[str, ...]] = field(default_factory=dict)

    @property
    def start(self) -> frozenset[int]:
        """The nodes where every wording begins."""
        return self.step(frozenset(), "")

    def step(self, state: frozenset[int], letter: str) -> frozenset[int]:
        """Return the nodes that are reached by a letter; by none from no node: where every wording begins."""
        known = self.steps.get((state, letter))
        if known is None:
            reached = {target for node in state for target in self._follow(node, letter)} if letter else set(self.roots)
            known = self.steps[state, letter] = self._close(reached)
        return known

    def _follow(self, node: int, letter: str) -> Iterator[int]:
        """Yield the nodes that a letter leads to from a node."""
        place, end = self.starts[node], self.starts[node + 1]
        while (place := self.letters.find(letter, place, end)) >= 0:
            yield self.targets[place]
            place += 1

    def fields(self, state: frozenset[int]) -> tuple[str, ...]:
        """Return the fields of the wordings that end at a state."""
        if state not in self.fields_at:
            hits = sorted(node for node in state if node in self.accepts)
            self.fields_at[state] = tuple(dict.fromkeys(self.accepts[node] for node in hits))
        return self.fields_at[state]

    def _close(self, nodes: set[int]) -> frozenset[int]:
        """Return nodes with those that are reached from them without a letter."""
        seen, todo = set(nodes), list(nodes)
        while todo:
            fresh = set(self.free.get(todo.pop(), ())) - seen
            seen |= fresh
            todo += fresh
        return frozenset(seen)


class _Graph:
    """The graph of letters while it is built."""

    def __init__(self) -> None:
        self.edges: list[dict[str, set[int]]] = []
        self.free: list[set[int]] = []
        self.accepts: dict[int, str] = {}
        self.root = self.add_node()

    def add_node(self) -> int:
        self.edges.append({})
        self.free.append(set())
        return len(self.edges) - 1

    def add_word(self, source: int, text: str) -> int:
        """Add the letters of a piece of wording behind a node; return the node where it ends."""
        for letter in "#".join(fold_with_places(part).letters for part in text.split("#")):
            target = self.add_node()
            self.edges[source].setdefault(letter, set()).add(target)
            source = target
        return source

    def freeze(self) -> _PlainGraph:
        edges = [[(letter, to) for letter, targets in node.items() for to in targets] for node in self.edges]
        starts = array("I", accumulate(map(len, edges), initial=0)).tobytes()
        targets = array("I", (to for node in edges for _, to in node)).tobytes()
        letters = "".join(letter for node in edges for letter, _ in node)
        return starts, letters, targets, {node: tuple(to) for node, to in enumerate(self.free) if to}, self.accepts


_PlainGraph = tuple[bytes, str, bytes, dict[int, tuple[int, ...]], dict[int, str]]
"""A finished graph as it is stored."""


@cache_by_scope(maxsize=SCOPES)
def _automaton() -> _Automaton:
    """Return the graph of the wordings of the languages in scope: their graphs, one behind the other."""
    starts, targets, letters = array("I"), array("I"), ""
    free: dict[int, tuple[int, ...]] = {}
    accepts: dict[int, str] = {}
    roots: list[int] = []
    for language in languages_in_scope():
        its_starts, its_letters, its_targets, its_free, its_accepts = _compiled_graph(language)
        root, edge = len(starts), len(letters)
        roots.append(root)
        starts.extend(start + edge for start in memoryview(its_starts).cast("I")[:-1])
        targets.extend(target + root for target in memoryview(its_targets).cast("I"))
        letters += its_letters
        free |= {node + root: tuple(to + root for to in ends) for node, ends in its_free.items()}
        accepts |= {node + root: field for node, field in its_accepts.items()}
    starts.append(len(letters))
    return _Automaton(tuple(roots), memoryview(starts), letters, memoryview(targets), free, accepts)


def _compiled_graph(language: str) -> _PlainGraph:
    """Return the graph of one language's wordings, compiled once for all processes."""
    return load_compiled(f"wordings.{language}", language_data(language), lambda: _build_graph(language_data(language)))


def _build_graph(data: Mapping[str, Any]) -> _PlainGraph:
    graph = _Graph()
    # No synonyms are applied to running text: its slots are wider.
    slots = {**data.get("slots", {}), **data.get("slots_in_text", {})}
    for label in data["labels"]:
        for template in label["wordings"]:
            tokens = TEMPLATE_TOKEN.findall(template)
            end, _ = _sequence(graph, graph.root, tokens, 0, "", slots)
            graph.accepts.setdefault(end, label["field"])
    return graph.freeze()


def _sequence(
    graph: _Graph, source: int, tokens: Sequence[str], at: int, close: str, slots: Mapping[str, Sequence[str]]
) -> tuple[int, int]:
    """Add alternatives up to the closing bracket behind `source`; return their common end and the next part."""
    goal = graph.add_node()
    current = source
    while at < len(tokens) and tokens[at] != close:
        part = tokens[at]
        at += 1
        if part == "|":
            graph.free[current].add(goal)
            current = source
        else:
            current, at = _part(graph, current, part, tokens, at, slots)
    graph.free[current].add(goal)
    return goal, at + 1


def _part(
    graph: _Graph, source: int, part: str, tokens: Sequence[str], at: int, slots: Mapping[str, Sequence[str]]
) -> tuple[int, int]:
    if part in "[<":
        goal, after = _sequence(graph, source, tokens, at, "]" if part == "[" else ">", slots)
        if part == "[":
            graph.free[source].add(goal)
        return goal, after
    if not part.startswith("{"):
        return graph.add_word(source, part), at
    goal = graph.add_node()
    for word in slots[part[1:-1]]:
        # A slot's words may be templates themselves.
        end, _ = _sequence(graph, source, TEMPLATE_TOKEN.findall(word), 0, "", slots)
        graph.free[end].add(goal)
    return goal, at
