"""Which mentions in the documents of one plan are one commitment, where no OGP ID says so.

Mentions with the same title are one. The others are compared by the same model that matches mentions to the registry:
the commitments found so far take the place of its IDs. Within one document no two mentions are ever united.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Protocol

from pipeline.linkage import identity
from pipeline.linkage.match_weight import Model
from pipeline.linkage.records import Mention, RegistryEntry
from pipeline.linkage.similarity import SimilarityIndex, strip_number

Cluster = list[Mention]

_FEWEST_AGREEING = 2
"""Matched commitments whose numbers agree before a number alone may match: one may agree by chance."""


def unite_mentions(mentions: Sequence[Mention], model: Model) -> list[Cluster]:
    """Return the clusters of mentions of one plan, each with the mention of the fullest document first.

    Mentions with the same OGP ID are one cluster, which others may join.
    """
    by_document: dict[str, list[Mention]] = defaultdict(list)
    by_id: dict[str, Cluster] = defaultdict(list)
    for mention in mentions:
        (by_id[mention.commitment_id] if mention.commitment_id else by_document[mention.document_id]).append(mention)
    # Copies and translations come after what they repeat; a full list is the best ground for the others.
    order = sorted(by_document, key=lambda key: (_is_related(by_document[key]), -len(by_document[key]), key))
    clusters = _PlanClusters(model, list(by_id.values()))
    for document_id in order:
        clusters.add_document(sorted(by_document[document_id], key=lambda mention: mention.position))
    return clusters.clusters


def _is_related(mentions: Sequence[Mention]) -> bool:
    return mentions[0].related_document_id is not None


class _PlanClusters:
    """The clusters of a plan, indexed by the names of their mentions: work grows with the mentions, not the pairs."""

    def __init__(self, model: Model, clusters: list[Cluster]) -> None:
        self.clusters = clusters
        self._model = model
        self._named: dict[Name, dict[object, set[int]]] = {name: defaultdict(set) for name in _NAMES}
        self._identified: dict[str, dict[int, Mention]] = defaultdict(dict)
        for place, cluster in enumerate(clusters):
            for mention in cluster:
                self._identified[mention.document_id][place] = mention
                self._add_names(place, mention)

    def add_document(self, mentions: Sequence[Mention]) -> None:
        """Add the mentions of one document to the clusters, new ones for those that match none."""
        left = list(mentions)
        identified = self._identified[mentions[0].document_id]
        taken = dict(identified)
        for name in (_title_and_number, _title_key, _number_in_related):
            left = self._match_equal(left, taken, name)
        free = [place for place in range(len(self.clusters)) if place not in taken] if left else []
        if free:
            left = self._match_alike(left, taken, free)
        if left and free and self._numbers_agree(taken):
            left = self._match_equal(left, taken, _number_without_title)
        for place, mention in [*taken.items(), *enumerate(left, len(self.clusters))]:
            self._add_names(place, mention)
        for place in taken.keys() - identified.keys():
            self.clusters[place].append(taken[place])
        self.clusters.extend([mention] for mention in left)

    def _add_names(self, place: int, mention: Mention) -> None:
        for name in _NAMES:
            self._named[name][name(mention, is_clustered=True)].add(place)

    def _match_equal(self, mentions: Sequence[Mention], taken: dict[int, Mention], name: Name) -> list[Mention]:
        """Take the clusters that share a name with exactly one mention; return the mentions that are left."""
        names = [name(mention, is_clustered=False) for mention in mentions]
        counts = Counter(names)
        left: list[Mention] = []
        for mention, own in zip(mentions, names, strict=True):
            places = self._named[name].get(own, set()) - taken.keys() if own is not None and counts[own] == 1 else set()
            if len(places) == 1:
                taken[places.pop()] = mention
            else:
                left.append(mention)
        return left

    def _match_alike(
        self, mentions: Sequence[Mention], taken: dict[int, Mention], free: Sequence[int]
    ) -> list[Mention]:
        """Take the clusters that the identity model matches to mentions; return the mentions that are left."""
        entries = tuple(_as_entry(place, self.clusters[place]) for place in free)
        index = SimilarityIndex(mentions, entries)
        similarity = index.compare_group(range(len(mentions)), range(len(entries)))
        group = identity.MatchGroup(tuple(mentions), entries, identity.compute_features(mentions, entries, similarity))
        found = identity.match_group(group, self._model)
        matches = {match.key: int(match.commitment_id) for match in found if match.accepted}
        taken |= {matches[mention.key]: mention for mention in mentions if mention.key in matches}
        return [mention for mention in mentions if mention.key not in matches]

    def _numbers_agree(self, taken: Mapping[int, Mention]) -> bool:
        """Return whether the document numbers its commitments as the others do, as those matched so far show."""
        pairs = [
            (own.number, {mention.number for mention in self.clusters[place] if mention.number})
            for place, own in taken.items()
            if own.number
        ]
        agreed = [own in others for own, others in pairs if others]
        return all(agreed) and len(agreed) >= _FEWEST_AGREEING


class Name(Protocol):
    """What two mentions have in common that are one; other names may count for a mention that is in a cluster."""

    def __call__(self, mention: Mention, *, is_clustered: bool) -> object:
        """Return the name of a mention, None where it has none."""


def _number_without_title(mention: Mention, *, is_clustered: bool) -> object:
    return mention.number if is_clustered or not mention.titles else None


def _title_and_number(mention: Mention, *, is_clustered: bool) -> object:
    title = _bare_title(mention)
    return (title, mention.number) if title and mention.number else None


def _title_key(mention: Mention, *, is_clustered: bool) -> object:
    return _bare_title(mention) or None


def _bare_title(mention: Mention) -> str:
    return strip_number(mention.titles[0]) if mention.titles else ""


def _number_in_related(mention: Mention, *, is_clustered: bool) -> object:
    """Return the number of a mention that a copy or translation repeats: titles differ there, numbers do not."""
    document_id = mention.document_id if is_clustered else mention.related_document_id
    return (document_id, mention.number) if document_id and mention.number else None


_NAMES: tuple[Name, ...] = (_title_and_number, _title_key, _number_in_related, _number_without_title)


def _as_entry(place: int, cluster: Cluster) -> RegistryEntry:
    """Return a cluster as the model sees an ID of the registry; its place among the clusters is its name."""
    return RegistryEntry(
        str(place),
        cluster[0].country,
        numbers=frozenset(mention.number for mention in cluster if mention.number),
        titles=tuple(sorted({title for mention in cluster for title in mention.titles})),
        text=max((mention.text for mention in cluster), key=len),
        lead=cluster[0].lead,
        areas=frozenset[str]().union(*(mention.areas for mention in cluster)),
    )
