"""The search for circular garbage is held while a document is read, and nothing is lost by that."""

from __future__ import annotations

import gc
import weakref

import pytest

from pipeline.runtime.sandbox import paused_garbage_collection, rare_garbage_collection, resumed_garbage_collection


class Thing:
    """Something that may point to itself."""

    def __init__(self) -> None:
        self.other: object = None


def test_nothing_is_searched_meanwhile_and_garbage_goes_later() -> None:
    assert gc.isenabled()
    with paused_garbage_collection():
        assert not gc.isenabled()
        ring = Thing()
        ring.other = ring
    assert gc.isenabled()
    gone = weakref.ref(ring)
    del ring
    gc.collect()
    assert gone() is None


def test_what_was_made_is_old_at_once() -> None:
    with paused_garbage_collection():
        kept = [[number] for number in range(10_000)]
    young = {id(found) for found in gc.get_objects(generation=0)}
    assert not any(id(found) in young for found in kept)
    assert gc.get_freeze_count() == 0


def test_who_holds_the_search_goes_on_holding_it() -> None:
    with paused_garbage_collection():
        with paused_garbage_collection():
            pass
        assert not gc.isenabled()
    with pytest.raises(ValueError, match="odd"), paused_garbage_collection():
        raise ValueError("odd")
    assert gc.isenabled()


def test_libraries_that_make_rings_have_it_searched() -> None:
    with paused_garbage_collection():
        with resumed_garbage_collection():
            assert gc.isenabled()
        assert not gc.isenabled()


def test_a_run_leaves_the_search_of_its_caller_as_it_was() -> None:
    before = gc.get_threshold()
    with rare_garbage_collection():
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_threshold() == before
