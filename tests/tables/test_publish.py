"""Publishing: all or none, the user's files stay, the same bytes twice."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline import schema
from pipeline.tables import PublishError, atomic_replace, collect_tables, publish_tables
from tests.tables.samples import document, extractions

FIRST = collect_tables([])
SECOND = collect_tables(extractions())


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.iterdir() if path != folder)


def test_every_table_is_written_even_without_rows(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "extracted"
    publish_tables(out, {}, {"run.jsonl": b"{}\n"})
    names = {f"{table.name}.parquet" for table in schema.all_tables()} | {"datapackage.json", "run.jsonl"}
    assert set(files(out)) == names
    assert leftovers(out) == []
    for table in schema.all_tables():
        assert pq.read_schema(out / f"{table.name}.parquet").equals(
            schema.arrow_schema(table.name), check_metadata=True
        )


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    publish_tables(tmp_path / "one", SECOND)
    publish_tables(tmp_path / "two", collect_tables(extractions()[::-1]))
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_the_users_files_stay(tmp_path: Path) -> None:
    out = tmp_path / "extracted"
    publish_tables(out, FIRST, {"run.jsonl": b"1"})
    (out / "notebook.ipynb").write_text("mine")
    (out / "charts").mkdir()
    (out / "charts" / "a.svg").write_text("mine too")
    (out / "old.parquet").write_text("mine, though it looks like a table")
    publish_tables(out, SECOND, {"run.jsonl": b"2"})
    assert (out / "notebook.ipynb").read_text() == "mine"
    assert (out / "charts" / "a.svg").read_text() == "mine too"
    assert (out / "old.parquet").exists()
    assert (out / "run.jsonl").read_bytes() == b"2"
    assert leftovers(out) == []


def test_a_table_that_is_no_longer_declared_goes(tmp_path: Path) -> None:
    out = tmp_path / "extracted"
    publish_tables(out, FIRST)
    package = json.loads((out / "datapackage.json").read_text())
    package["resources"].append({"name": "themes", "path": "themes.parquet"})
    package["resources"].append({"name": "evil", "path": "../evil.parquet"})
    (out / "datapackage.json").write_text(json.dumps(package))
    (out / "themes.parquet").write_text("")
    (tmp_path / "evil.parquet").write_text("")
    publish_tables(out, FIRST)
    assert not (out / "themes.parquet").exists()
    assert (tmp_path / "evil.parquet").exists()


def test_odd_rows_are_named_and_nothing_changes(tmp_path: Path) -> None:
    out = tmp_path / "extracted"
    publish_tables(out, FIRST)
    before = files(out)
    bad = {
        **SECOND,
        "documents": [document("c" * 16, "c.pdf", size_bytes="12"), document("d" * 16, "d.pdf", status=None)],
    }
    with pytest.raises(
        PublishError, match="documents cccccccccccccccc: size_bytes must be a whole number, not the str '12'"
    ):
        publish_tables(out, bad)
    with pytest.raises(PublishError, match="There is no table 'commitment'"):
        publish_tables(out, {"commitment": []})
    assert files(out) == before
    assert leftovers(out) == []


Break = Callable[[pytest.MonkeyPatch], None]


def break_writing(patch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    patch.setattr("pipeline.tables.publish.build_descriptor", fail)


def break_exchange_and_second_rename(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(atomic_replace, "exchange_names", lambda *_: False)
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.name.endswith(".new"):
            raise OSError(5, "Input/output error")
        return rename(self, target)

    patch.setattr(Path, "rename", fail)


@pytest.mark.parametrize("broken", [break_writing, break_exchange_and_second_rename])
def test_a_failure_leaves_the_last_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: Break) -> None:
    out = tmp_path / "extracted"
    publish_tables(out, FIRST)
    (out / "notebook.ipynb").write_text("mine")
    before = files(out)
    with monkeypatch.context() as patch:
        broken(patch)
        with pytest.raises(PublishError, match="could not be written"):
            publish_tables(out, SECOND)
    assert files(out) == before
    publish_tables(out, SECOND)
    assert leftovers(out) == []
    assert (out / "notebook.ipynb").read_text() == "mine"


class KilledError(BaseException):
    """Stands for SIGKILL: no handler of the product catches it, and its clearing up does not run."""


def fail_after(patch: pytest.MonkeyPatch, limit: int, fault: BaseException, *, can_exchange: bool) -> None:
    """Let the step after `limit` steps that change the disk, and all that follow, raise `fault`."""
    steps = iter(range(limit))

    def mortal(function: Callable[..., object]) -> Callable[..., object]:
        def step(*args: object, **options: object) -> object:
            if next(steps, None) is None:
                raise fault
            return function(*args, **options)

        return step

    for name in ("rename", "unlink", "rmdir", "write_bytes", "mkdir"):
        patch.setattr(Path, name, mortal(getattr(Path, name)))
    patch.setattr(
        atomic_replace, "exchange_names", mortal(atomic_replace.exchange_names) if can_exchange else lambda *_: False
    )
    patch.setattr("shutil.rmtree", lambda *_, **__: None)


def fails(out: Path, limit: int, fault: BaseException, *, can_exchange: bool) -> bool:
    with pytest.MonkeyPatch.context() as patch:
        fail_after(patch, limit, fault, can_exchange=can_exchange)
        try:
            publish_tables(out, SECOND)
        except (KilledError, PublishError):
            return True
    return False


DISK = OSError(5, "Input/output error")


@pytest.mark.parametrize(
    ("can_exchange", "fault"),
    [
        pytest.param(True, KilledError(), id="killed"),
        pytest.param(False, DISK, id="disk, without exchange", marks=pytest.mark.slow),
        pytest.param(True, DISK, id="disk", marks=pytest.mark.slow),
        pytest.param(False, KilledError(), id="killed, without exchange", marks=pytest.mark.slow),
    ],
)
def test_a_failure_at_any_step_loses_nothing(tmp_path: Path, can_exchange: bool, fault: BaseException) -> None:
    publish_tables(tmp_path / "old", FIRST)
    publish_tables(tmp_path / "new", SECOND)
    sets = [files(tmp_path / "old"), files(tmp_path / "new")]
    for limit in range(60):
        out = tmp_path / f"run{limit}" / "extracted"
        shutil.copytree(tmp_path / "old", out)
        (out / "notebook.ipynb").write_text("mine")
        failed = fails(out, limit, fault, can_exchange=can_exchange)
        if can_exchange or out.exists():
            found = files(out)
            found.pop("notebook.ipynb", None)
            assert found in sets, f"after {limit} steps"
        publish_tables(out, SECOND)
        assert (out / "notebook.ipynb").read_text() == "mine"
        assert leftovers(out) == []
        if not failed:
            return
    pytest.fail("publishing takes more steps than were tried")


def test_a_file_made_anew_after_a_kill_is_kept_beside(tmp_path: Path) -> None:
    out = tmp_path / "extracted"
    publish_tables(out, FIRST)
    (out / "note.txt").write_text("anew")
    atomic_replace.staging_folder(out).mkdir()
    (atomic_replace.staging_folder(out) / "note.txt").write_text("before")
    publish_tables(out, FIRST)
    assert (out / "note.txt").read_text() == "anew"
    assert (out / "note.kept1.txt").read_text() == "before"


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "extracted").symlink_to(tmp_path / "data")
    publish_tables(tmp_path / "extracted", FIRST)
    publish_tables(tmp_path / "extracted", SECOND)
    assert (tmp_path / "extracted").is_symlink()
    assert (tmp_path / "data" / "datapackage.json").exists()


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "extracted").write_text("")
    with pytest.raises(PublishError, match="is a file"):
        publish_tables(tmp_path / "extracted", FIRST)


def test_the_folder_one_stands_in_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for out in (Path(), tmp_path):
        with pytest.raises(PublishError, match="give a folder inside it"):
            publish_tables(out, FIRST)
