"""`ogp fetch` against a server that misbehaves: nothing half-way is put in place, nobody else is asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.fetch import FetchError, FetchItem, FetchResult, Rules, fetch_files, read_items
from pipeline.fetch.client import RefusedError, check_url, host_of, resolve_host
from tests.fetch.server import PAGE, PDF, Server, serving

RAW = Path(__file__).parents[2] / "raw"


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    running.asked.clear()
    return running


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.time = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rules(server: Server, clock: Clock) -> Rules:
    hosts = frozenset({host_of(server.base)})
    return Rules(
        hosts, private=True, timeout=10.0, size=len(PDF) + 10, rate=0.0, sleep=clock.sleep, now=lambda: clock.time
    )


def get(folder: Path, rules: Rules, server: Server, path: str, **facts: str) -> FetchResult:
    (outcome,) = fetch_files(folder, [FetchItem(server.base + path, path.strip("/"), **facts)], rules)
    return outcome


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()} - {".fetched.json"}


def test_a_file_is_fetched_once(tmp_path: Path, rules: Rules, server: Server) -> None:
    assert get(tmp_path, rules, server, "/good.pdf").status == "fetched"
    assert (tmp_path / "good.pdf").read_bytes() == PDF
    assert get(tmp_path, rules, server, "/good.pdf").status == "unchanged"
    assert server.asked[-1][1]["If-None-Match"] == '"v1"'
    assert files(tmp_path) == {"good.pdf"}
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert get(tmp_path, rules, server, "/good.pdf", sha256=sha256).status == "unchanged"
    assert server.count("/good.pdf") == 2


def test_a_download_that_breaks_off_is_continued(tmp_path: Path, rules: Rules, server: Server, clock: Clock) -> None:
    assert get(tmp_path, rules, server, "/breaks.pdf").status == "fetched"
    assert (tmp_path / "breaks.pdf").read_bytes() == PDF
    starts = [headers.get("Range") for _, headers in server.asked]
    assert starts[0] is None
    assert all(starts[1:])
    assert clock.slept[:1] == [1.0]


def test_the_next_run_continues_too(tmp_path: Path, rules: Rules, server: Server) -> None:
    first = get(tmp_path, replace(rules, retries=0), server, "/breaks.pdf")
    assert (first.status, "continues from there" in first.reason) == ("failed", True)
    assert not (tmp_path / "breaks.pdf").exists()
    assert get(tmp_path, rules, server, "/breaks.pdf").status == "fetched"
    assert server.asked[1][1]["Range"].startswith("bytes=")
    assert (tmp_path / "breaks.pdf").read_bytes() == PDF


def test_a_file_that_changed_meanwhile_is_fetched_anew(tmp_path: Path, rules: Rules, server: Server) -> None:
    assert get(tmp_path, rules, server, "/changes.pdf").status == "fetched"
    assert (tmp_path / "changes.pdf").read_bytes() == PDF


def test_a_busy_server_is_left_alone_as_long_as_it_asks(
    tmp_path: Path, rules: Rules, server: Server, clock: Clock
) -> None:
    assert get(tmp_path, rules, server, "/busy.pdf").status == "fetched"
    assert clock.slept == [7.0, 7.0]
    outcome = get(tmp_path, rules, server, "/always-busy.pdf")
    assert (outcome.status, "500" in outcome.reason) == ("failed", True)
    assert server.count("/always-busy.pdf") == rules.retries + 1
    assert clock.slept[-4:] == [1.0, 2.0, 4.0, 8.0]


REFUSED = {
    "/nothing.pdf": "404",
    "/error.pdf": "text/html, not application/pdf",
    "/huge.pdf": "more than",
    "/endless.pdf": "more than",
    "/packed.pdf": "gzip",
    "/away.pdf": "not among the allowed hosts",
    "/file.pdf": "no address of the web",
    "/circle.pdf": "more than 5 redirects",
}


@pytest.mark.parametrize("path", REFUSED)
def test_what_is_refused_leaves_nothing_and_is_not_asked_again(
    path: str, tmp_path: Path, rules: Rules, server: Server
) -> None:
    outcome = get(tmp_path, rules, server, path)
    assert outcome.status == "failed"
    assert REFUSED[path] in outcome.reason
    assert files(tmp_path) == set()
    assert server.count(path) == (6 if path == "/circle.pdf" else 1)
    assert server.count("/good.pdf") == 0


@pytest.mark.parametrize("path", ["/hangs.pdf", "/lies.pdf"])
def test_a_server_that_hangs_or_lies_fails_the_file(path: str, tmp_path: Path, rules: Rules, server: Server) -> None:
    outcome = get(tmp_path, replace(rules, retries=1, timeout=0.3), server, path)
    assert outcome.status == "failed"
    assert not (tmp_path / path.strip("/")).exists()


@pytest.mark.parametrize("path", ["/drips.pdf", "/continues.pdf"])
def test_a_head_without_end_ends_at_the_time_limit(tmp_path: Path, rules: Rules, server: Server, path: str) -> None:
    """The clock moves with each look at it, so that no test waits."""
    ticks = iter(range(10**6))
    outcome = get(tmp_path, replace(rules, time_limit=20.0, now=lambda: float(next(ticks))), server, path)
    assert (outcome.status, "took more than 20 s" in outcome.reason) == ("failed", True)
    assert files(tmp_path) == set()


@pytest.mark.parametrize("path", ["overrides.csv", "OVERRIDES.CSV", "manifest.csv"])
def test_no_download_becomes_a_decision(tmp_path: Path, path: str) -> None:
    (tmp_path / "manifest.csv").write_text(f"url,path\nhttps://example.org/a.csv,{path}\n")
    with pytest.raises(FetchError, match="own files"):
        read_items(tmp_path / "manifest.csv")


def test_a_slow_file_ends_at_its_time_limit(tmp_path: Path, rules: Rules, server: Server, clock: Clock) -> None:
    def ticking() -> float:
        clock.time += 1
        return clock.time

    slow = replace(rules, size=10**12, time_limit=20.0, now=ticking)
    assert "took more than 20 s" in get(tmp_path, slow, server, "/endless.pdf").reason


def test_another_checksum_is_refused_and_the_old_file_stays(tmp_path: Path, rules: Rules, server: Server) -> None:
    outcome = get(tmp_path, rules, server, "/good.pdf", sha256="0" * 64)
    assert (outcome.status, "checksum" in outcome.reason) == ("failed", True)
    assert files(tmp_path) == set()


def test_a_file_of_the_users_own_is_never_replaced(tmp_path: Path, rules: Rules, server: Server) -> None:
    (tmp_path / "good.pdf").write_text("mine")
    assert get(tmp_path, rules, server, "/good.pdf").status == "kept"
    assert (tmp_path / "good.pdf").read_text() == "mine"
    assert server.asked == []


def test_requests_keep_their_distance(tmp_path: Path, rules: Rules, server: Server, clock: Clock) -> None:
    wanted = [FetchItem(f"{server.base}/page.html?{n}", f"{n}.html") for n in range(3)]
    assert [outcome.status for outcome in fetch_files(tmp_path, wanted, replace(rules, rate=5.0))] == ["fetched"] * 3
    assert clock.slept == [5.0, 5.0]


def test_a_redirect_within_the_host_is_followed(tmp_path: Path, rules: Rules, server: Server) -> None:
    assert get(tmp_path, rules, server, "/here.pdf").status == "fetched"


def test_addresses_of_the_local_network_are_refused(tmp_path: Path, rules: Rules, server: Server) -> None:
    outcome = get(tmp_path, replace(rules, private=False), server, "/good.pdf")
    assert "private address 127.0.0.1" in outcome.reason
    assert server.asked == []
    with pytest.raises(RefusedError):
        resolve_host("localhost", 80, replace(rules, private=False))


@pytest.mark.parametrize("url", ["ftp://example.org/a", "http://", "https://u:p@example.org/", "http://example.org:x/"])
def test_odd_addresses_are_refused(url: str) -> None:
    with pytest.raises(RefusedError):
        check_url(url, Rules(frozenset({"example.org"})))


def test_encryption_is_not_given_up_on_the_way() -> None:
    with pytest.raises(RefusedError, match="without encryption"):
        check_url("http://example.org/a", Rules(frozenset({"example.org"})), "https://example.org/a")


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["fetch", *map(str, words)])


def test_the_command(tmp_path: Path, server: Server) -> None:
    manifest = tmp_path / "manifest.csv"
    lines = [
        f"{server.base}/good.pdf,a/good.pdf",
        f"{server.base}/page.html,",
        f"{server.base}/nothing.pdf,no.pdf",
        ",",
    ]
    manifest.write_text("url,path\n" + "\n".join(lines) + "\n")
    done = run(manifest, "--allow-private", "--rate", 0, "--json")
    assert done.exit_code == 1
    assert [found["status"] for found in json.loads(done.stdout)] == ["fetched", "fetched", "failed"]
    assert (tmp_path / "127.0.0.1" / "page.html").read_bytes() == PAGE
    again = run(manifest, "--allow-private", "--rate", 0)
    assert "2 unchanged, 1 failed" in again.stdout
    assert "404" in again.stderr
    assert run(manifest, "--host", "example.org", "--allow-private").exit_code == 1
    assert len(json.loads(run(manifest, "--dry-run", "--json").stdout)) == 3


BAD = [
    "path\na.pdf\n",
    "url,path\n,\n",
    "url,path\nhttp://a.b/c,../c\n",
    "url,path\nhttp://a.b/c,c\nhttp://a.b/d,C\n",
    "url,sha256\nhttp://a.b/c.pdf,12\n",
]


@pytest.mark.parametrize("text", BAD)
def test_a_bad_manifest_says_which_line(text: str, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(text)
    done = run(tmp_path / "m.csv")
    assert done.exit_code == 2
    assert "m.csv" in done.output


def test_a_manifest_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["fetch", str(tmp_path / "nowhere.csv")])
    assert done.exit_code == 2
    assert "There is no manifest" in done.stderr
    assert "--page" in done.stderr


def test_a_members_page_becomes_a_manifest(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<link rel=canonical href=https://example.org/members/norlandia/><body>"
        "<a href=/files/Plan%202014.PDF>Plan</a> <a href=commitments/qn0003/>QN0003</a> QN0003 QN0007 XX0001"
        "<a href=https://other.example/commitments/us0001/>US0001</a>"
    )
    manifest = tmp_path / "raw" / "manifest.csv"
    done = run(manifest, "--country", "norlandia", "--page", page)
    assert "3 addresses on the page, 3 of them new" in done.stdout
    assert manifest.read_text().splitlines() == [
        "path,sha256,url,country",
        "example.org/Plan_2014.PDF,,https://example.org/files/Plan%202014.PDF,QN",
        "QN/QN0003.html,,https://example.org/members/norlandia/commitments/qn0003/,QN",
        "QN/QN0007.html,,https://example.org/members/norlandia/commitments/QN0007/,QN",
    ]
    before = manifest.read_text()
    assert "0 of them new" in run(manifest, "--country", "QN", "--page", page).stdout
    assert manifest.read_text() == before


def test_the_specimen_page_lists_its_commitments(tmp_path: Path) -> None:
    page = RAW / "norlandia" / "member-page.html"
    done = run(tmp_path / "m.csv", "--country", "Norlandia", "--page", page)
    assert done.exit_code == 0
    assert len(json.loads(run(tmp_path / "m.csv", "--dry-run", "--json").stdout)) == 27


def test_a_page_that_does_not_fit_is_said(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>QN0001")
    for words in (
        ["--country", "Norlandia"],
        ["--page", "x"],
        ["--country", "Atlantis", "--page", tmp_path / "page.html"],
    ):
        assert run(tmp_path / "m.csv", *words).exit_code == 2
    assert "--url" in run(tmp_path / "m.csv", "--country", "QN", "--page", tmp_path / "page.html").output
