"""Commitments of plans: the mentions that are one commitment, by ID, else by title, number and text.

Mentions with the same title are one. The others are compared by the same model that matches mentions to the registry:
the commitments found so far take the place of its IDs. Within one document no two mentions are ever united.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from pipeline.linkage import identity
from pipeline.linkage.match_weight import Model, load_model
from pipeline.linkage.records import Mention, RegistryEntry
from pipeline.linkage.similarity import SimilarityIndex, strip_number
from pipeline.model.identifiers import plan_year

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


_SLUG_WORDS = 6
"""Words of a title in a key: enough to tell the commitments of one plan apart."""


@dataclass(frozen=True, slots=True)
class PlanCommitment:
    """One commitment of one plan, from all documents that mention it.

    `key` is its commitment_id, else the commitment_key of its first mention; `plan_key` is its plan_commitment_key.
    `when` orders the plans of a country, not a number where the year is unknown. `member` is the country, or the city
    or other body that has a plan of its own.
    """

    key: str
    country: str
    plan_id: str | None
    plan_number: int | None
    when: float
    titles: tuple[str, ...]
    text: str
    lead: str
    areas: frozenset[str]
    numbers: frozenset[str]
    mentions: tuple[Mention, ...]
    member: str = ""
    commitment_id: str | None = None
    plan_key: str = ""

    @property
    def plan_owner(self) -> str:
        """Who has the plan: the country, or the city or body in it with a plan of its own."""
        return self.member or self.country

    def follows(self, earlier: PlanCommitment) -> bool:
        """Return True where this is of a later plan of the same owner: what can continue the earlier."""
        is_same_plan = self.plan_number is not None and self.plan_number == earlier.plan_number
        return self.plan_owner == earlier.plan_owner and self.when > earlier.when and not is_same_plan

    @property
    def is_ordered(self) -> bool:
        """True where country and year are known, so that it can continue, or be continued by, another plan's."""
        return bool(self.country) and not math.isnan(self.when) and bool(self.titles or self.text)


Years = Mapping[tuple[str, int], int]
"""Country and plan number -> the earliest first year under which sources file the plan."""


def cluster_mentions(
    mentions: Sequence[Mention], entries: Sequence[RegistryEntry], numbers: Mapping[str, int]
) -> tuple[PlanCommitment, ...]:
    """Return the commitments of all plans, by key, with IDs that only the registry lists."""
    by_id: dict[str, list[Mention]] = {}
    alone: dict[tuple[str, ...], list[Mention]] = {}
    for mention in mentions:
        if mention.commitment_id:
            by_id.setdefault(mention.commitment_id, []).append(mention)
        else:
            alone.setdefault(_plan_group(mention, numbers), []).append(mention)
    years = _find_first_years(mentions, entries, numbers)
    commitments = [_from_entry(entry, by_id.get(entry.commitment_id, []), numbers, years) for entry in entries]
    model = load_model("identity")
    for group in alone.values():
        commitments += [_from_mentions(cluster, numbers, years) for cluster in unite_mentions(group, model)]
    return tuple(sorted(_assign_plan_keys(commitments), key=lambda commitment: commitment.key))


def spread_ids(mentions: Sequence[Mention], numbers: Mapping[str, int]) -> Iterator[tuple[Mention, Mention]]:
    """Yield mentions without ID, each with one of the same commitment in another document of the plan that has an ID.

    A mention is matched to the registry by the texts of its own document: of two reports of one plan only one may reach
    the threshold, and the commitment would have two keys.
    """
    groups: dict[tuple[str, ...], list[Mention]] = defaultdict(list)
    for mention in mentions:
        groups[_plan_group(mention, numbers)].append(mention)
    for group in groups.values():
        if len({bool(mention.commitment_id) for mention in group}) == 1:
            continue
        for cluster in unite_mentions(group, load_model("identity")):
            if source := next((mention for mention in cluster if mention.commitment_id), None):
                yield from ((mention, source) for mention in cluster if not mention.commitment_id)


def ordered_commitments(commitments: Iterable[PlanCommitment]) -> tuple[PlanCommitment, ...]:
    """Return the commitments whose country and year are known: those that succession compares."""
    return tuple(commitment for commitment in commitments if commitment.is_ordered)


def _plan_group(mention: Mention, numbers: Mapping[str, int]) -> tuple[str, ...]:
    """Return what the mentions of one plan share; mentions of an unknown plan share their document only."""
    number = mention.plan_number or numbers.get(mention.plan_id or "")
    if not mention.country or not (number or mention.plan_id):
        return (mention.document_id,)
    return (mention.country, mention.local_member or "", str(number or mention.plan_id))


def _find_first_years(
    mentions: Sequence[Mention], entries: Sequence[RegistryEntry], numbers: Mapping[str, int]
) -> Years:
    years: dict[tuple[str, int], int] = {}
    stated = [(mention.country, mention.plan_number, mention.plan_id) for mention in mentions]
    stated += [(entry.country, numbers.get(plan), plan) for entry in entries for plan in entry.plan_ids]
    for country, number, plan in stated:
        year = plan_year(plan) if plan else None
        if country and number and year:
            years[country, number] = min(year, years.get((country, number), year))
    return years


def _plan_time(country: str, number: int | None, plan_id: str | None, years: Years) -> float:
    year = years.get((country, number)) if number else None
    return year or (plan_year(plan_id) if plan_id else None) or math.nan


def _from_entry(
    entry: RegistryEntry, mentions: Sequence[Mention], numbers: Mapping[str, int], years: Years
) -> PlanCommitment:
    plan = min(entry.plan_ids, default=None)
    number = min(entry.plan_numbers, default=numbers.get(plan or ""))
    country = entry.country or ""
    return PlanCommitment(
        key=entry.commitment_id,
        country=country,
        plan_id=plan,
        plan_number=number,
        when=_plan_time(country, number, plan, years),
        titles=tuple(sorted({*entry.titles, *(title for mention in mentions for title in mention.titles)})),
        text=_join_sorted("\n", (entry.text, *(mention.text for mention in mentions))),
        lead=_join_sorted(" ", (entry.lead, *(mention.lead for mention in mentions))),
        areas=entry.areas.union(*(mention.areas for mention in mentions)),
        numbers=entry.numbers,
        mentions=tuple(mentions),
        member=_find_member(country, mentions),
        commitment_id=entry.commitment_id,
        plan_key=entry.commitment_id,
    )


def _from_mentions(mentions: Sequence[Mention], numbers: Mapping[str, int], years: Years) -> PlanCommitment:
    """Build a commitment without ID from its mentions, of which the first has the plan's own wording."""
    plan = min((mention.plan_id for mention in mentions if mention.plan_id), default=None)
    number = next((mention.plan_number for mention in mentions if mention.plan_number), numbers.get(plan or ""))
    country = mentions[0].country or ""
    return PlanCommitment(
        key=min(mention.key for mention in mentions),
        country=country,
        plan_id=plan,
        plan_number=number,
        when=_plan_time(country, number, plan, years),
        titles=tuple(dict.fromkeys(title for mention in mentions for title in mention.titles)),
        text=_join_sorted("\n", (mention.text for mention in mentions)),
        lead=_join_sorted(" ", (mention.lead for mention in mentions)),
        areas=frozenset[str]().union(*(mention.areas for mention in mentions)),
        numbers=frozenset(mention.number for mention in mentions if mention.number),
        mentions=tuple(mentions),
        member=_find_member(country, mentions),
    )


def _join_sorted(separator: str, texts: Iterable[str]) -> str:
    """Join different texts in an order that does not depend on the order of documents."""
    return separator.join(sorted({text for text in texts if text}))


def _find_member(country: str, mentions: Sequence[Mention]) -> str:
    local = next((mention.local_member for mention in mentions if mention.local_member), None)
    return f"{country}/{local}" if local else country


def _assign_plan_keys(commitments: Sequence[PlanCommitment]) -> list[PlanCommitment]:
    """Give commitments without ID a key: plan and number where the plan numbers each once, else with the title."""
    counts = Counter((_plan_name(one), _fold_number(one)) for one in commitments if not one.commitment_id)
    taken: dict[str, list[PlanCommitment]] = defaultdict(list)
    for one in commitments:
        number = _fold_number(one)
        is_unique = bool(number) and counts[_plan_name(one), number] == 1
        words = "" if is_unique else "-".join(_title_words(one))
        taken[one.plan_key or ":".join(filter(None, [_plan_name(one), number, words]))].append(one)
    keyed: list[PlanCommitment] = []
    for key, sharing in taken.items():
        sharing.sort(key=lambda one: one.key)
        # Not a colon: 'QN-2014:2' is number 2 of the plan, not its second commitment without number and title.
        keyed += [replace(one, plan_key=key if not n else f"{key}-{n + 1}") for n, one in enumerate(sharing)]
    return keyed


def _plan_name(one: PlanCommitment) -> str:
    """Return the plan's ID, else its country and number, else its document."""
    plan = one.plan_id or (f"{one.country}-plan-{one.plan_number}" if one.country and one.plan_number else None)
    if plan is None:
        return one.mentions[0].document_id if one.mentions else one.key
    local = one.member.partition("/")[2]
    return f"{plan}/{'-'.join(local.split())}" if local else plan


def _fold_number(one: PlanCommitment) -> str:
    return one.mentions[0].number or "" if one.mentions else ""


def _title_words(one: PlanCommitment) -> list[str]:
    title = one.mentions[0].titles[0] if one.mentions and one.mentions[0].titles else ""
    return strip_number(title).split()[:_SLUG_WORDS]
