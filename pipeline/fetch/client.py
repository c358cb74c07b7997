"""One request at a time, to the address that was checked: no proxy, no redirect that was not looked at."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from pipeline import __version__
from pipeline.fetch.rules import RefusedError, Rules, address, checked

AGENT = f"ogp-pipeline/{__version__} (downloads public reports, slowly)"
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(slots=True)
class Asker:
    """Asks addresses by the rules; `last` is when the last request was made, of any host."""

    rules: Rules
    last: float | None = field(default=None)

    @contextmanager
    def get(self, url: str, headers: Mapping[str, str]) -> Iterator[http.client.HTTPResponse]:
        """Give the answer to a GET, redirects within the allowed hosts followed; raise `RefusedError` beyond them."""
        came_from: str | None = None
        for _ in range(self.rules.redirects + 1):
            connection = _connect(checked(url, self.rules, came_from), self.rules)
            try:
                self._wait()
                answer = _ask(connection, url, headers)
                target = answer.getheader("Location") if answer.status in REDIRECTS else None
                if target is None:
                    yield answer
                    return
            finally:
                connection.close()
            came_from, url = url, urljoin(url, target)
        raise RefusedError(f"more than {self.rules.redirects} redirects")

    def _wait(self) -> None:
        now = self.rules.now()
        if self.last is not None and now - self.last < self.rules.rate:
            self.rules.sleep(self.rules.rate - (now - self.last))
        self.last = self.rules.now()


def _ask(connection: http.client.HTTPConnection, url: str, headers: Mapping[str, str]) -> http.client.HTTPResponse:
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    own = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
    connection.request("GET", path.replace(" ", "%20"), headers={**own, **headers})
    return connection.getresponse()


def _connect(url: str, rules: Rules) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https":
        secure = http.client.HTTPSConnection(host, parts.port or 443, timeout=rules.timeout)
        context = ssl.create_default_context()
        plain = socket.create_connection(address(host, parts.port or 443, rules), rules.timeout)
        try:
            secure.sock = context.wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise
        return secure
    connection = http.client.HTTPConnection(host, parts.port or 80, timeout=rules.timeout)
    connection.sock = socket.create_connection(address(host, parts.port or 80, rules), rules.timeout)
    return connection
