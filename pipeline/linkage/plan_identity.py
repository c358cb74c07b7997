"""Which mentions in the documents of one plan are one commitment, where no OGP ID says so.

Mentions with the same title are one. The others are compared by the same model that matches mentions to the registry:
the commitments found so far take the place of its IDs. Within one document no two mentions are ever united.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from pipeline.linkage import identity
from pipeline.linkage.match_weight import Model
from pipeline.linkage.records import Mention, RegistryEntry
from pipeline.linkage.similarity import SimilarityIndex
from pipeline.linkage.titles import strip_number

Cluster = list[Mention]

_FEWEST_AGREEING = 2
"""Matched commitments whose numbers agree before a number alone may match: one may agree by chance."""


def unite_mentions(mentions: Sequence[Mention], model: Model) -> list[Cluster]:
    """Return the clusters of mentions of one plan, each with the mention of the fullest document first."""
    by_document: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_document[mention.document_id].append(mention)
    # Copies and translations come after what they repeat; a full list is the best ground for the others.
    order = sorted(by_document, key=lambda key: (_is_related(by_document[key]), -len(by_document[key]), key))
    clusters: list[Cluster] = []
    for document_id in order:
        _add_document(clusters, sorted(by_document[document_id], key=lambda mention: mention.position), model)
    return clusters


def _is_related(mentions: Sequence[Mention]) -> bool:
    return mentions[0].related_document_id is not None


def _add_document(clusters: list[Cluster], mentions: Sequence[Mention], model: Model) -> None:
    """Add the mentions of one document to the clusters, new ones for those that match none."""
    before = list(clusters)
    left = list(mentions)
    free = list(range(len(before)))
    for name in (_title_and_number, _title, _number_in_related):
        left, free = _match_equal(before, left, free, name)
    if left and free:
        left = _match_alike(before, left, free, model)
        free = [place for place in free if not _speaks(before[place], mentions[0].document_id)]
    if left and free and _numbers_agree(before, mentions[0].document_id):
        left, _ = _match_equal(before, left, free, _number_without_title)
    clusters.extend([mention] for mention in left)


def _speaks(cluster: Cluster, document_id: str) -> bool:
    return any(mention.document_id == document_id for mention in cluster)


def _numbers_agree(clusters: Sequence[Cluster], document_id: str) -> bool:
    """Return True where the document numbers its commitments as the others do, as those matched so far show."""
    agreed = 0
    for cluster in clusters:
        own = {mention.number for mention in cluster if mention.document_id == document_id and mention.number}
        others = {mention.number for mention in cluster if mention.document_id != document_id and mention.number}
        if own and others and not own & others:
            return False
        agreed += bool(own & others)
    return agreed >= _FEWEST_AGREEING


def _number_without_title(mention: Mention, cluster: Cluster | None) -> object:
    if cluster is None and mention.titles:
        return None
    return mention.number


def _title_and_number(mention: Mention, _: Cluster | None) -> object:
    title = _bare_title(mention)
    return (title, mention.number) if title and mention.number else None


def _title(mention: Mention, _: Cluster | None) -> object:
    return _bare_title(mention) or None


def _bare_title(mention: Mention) -> str:
    return strip_number(mention.titles[0]) if mention.titles else ""


def _number_in_related(mention: Mention, cluster: Cluster | None) -> object:
    """Return the number of a mention that a copy or translation repeats: titles differ there, numbers do not."""
    if cluster is None:
        return (mention.related_document_id, mention.number) if mention.related_document_id and mention.number else None
    return (mention.document_id, mention.number) if mention.number else None


def _match_equal(
    clusters: Sequence[Cluster],
    mentions: Sequence[Mention],
    free: Sequence[int],
    name: Callable[[Mention, Cluster | None], object],
) -> tuple[list[Mention], list[int]]:
    """Add to clusters the mentions that share a name with exactly one; return the mentions and clusters left."""
    named: dict[object, set[int]] = defaultdict(set)
    for place in free:
        for member in clusters[place]:
            named[name(member, clusters[place])].add(place)
    counts = Counter(name(mention, None) for mention in mentions)
    left: list[Mention] = []
    taken: set[int] = set()
    for mention in mentions:
        own = name(mention, None)
        places = named.get(own, set()) - taken if own is not None and counts[own] == 1 else set()
        if len(places) == 1:
            (place,) = places
            clusters[place].append(mention)
            taken.add(place)
        else:
            left.append(mention)
    return left, [place for place in free if place not in taken]


def _match_alike(
    clusters: Sequence[Cluster], mentions: Sequence[Mention], free: Sequence[int], model: Model
) -> list[Mention]:
    """Add to clusters the mentions that the identity model matches; return those that are left."""
    entries = tuple(_as_entry(place, clusters[place]) for place in free)
    index = SimilarityIndex(mentions, entries)
    similarity = index.compare_group(range(len(mentions)), range(len(entries)))
    group = identity.Group(tuple(mentions), entries, identity.compute_features(mentions, entries, similarity))
    matches = {match.key: match.commitment_id for match in identity.match_group(group, model) if match.accepted}
    for mention in mentions:
        if mention.key in matches:
            clusters[int(matches[mention.key])].append(mention)
    return [mention for mention in mentions if mention.key not in matches]


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
