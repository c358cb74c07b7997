"""One request at a time, to the address that was checked: no proxy, no redirect that was not looked at."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urljoin

import httpx

from pipeline import __version__
from pipeline.fetch.rules import RefusedError, Rules, address, checked

AGENT = f"ogp-pipeline/{__version__} (downloads public reports, slowly)"
HEADERS = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}


@dataclass(slots=True)
class Asker:
    """Asks addresses by the rules; `last` is when the last request was made, of any host."""

    rules: Rules
    last: float | None = field(default=None)

    @contextmanager
    def get(self, url: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """Give the answer to a GET, redirects within the allowed hosts followed; raise `RefusedError` beyond them."""
        came_from: str | None = None
        # The system's certificates, and no proxy that the environment names.
        verify, timeout = ssl.create_default_context(), self.rules.timeout
        with httpx.Client(verify=verify, timeout=timeout, trust_env=False) as client:
            for _ in range(self.rules.redirects + 1):
                request = _request(client, checked(url, self.rules, came_from), headers, self.rules)
                self._wait()
                answer = _send(client, request)
                try:
                    if not answer.has_redirect_location:
                        yield answer
                        return
                finally:
                    answer.close()
                came_from, url = url, urljoin(url, answer.headers["Location"])
        raise RefusedError(f"more than {self.rules.redirects} redirects")

    def _wait(self) -> None:
        now = self.rules.now()
        if self.last is not None and now - self.last < self.rules.rate:
            self.rules.sleep(self.rules.rate - (now - self.last))
        self.last = self.rules.now()


def _request(client: httpx.Client, url: str, headers: Mapping[str, str], rules: Rules) -> httpx.Request:
    """Ask the host by the address that was looked up, by its name in the header and for the certificate."""
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise RefusedError(f"{url[:200]} is no address: {error}") from error
    place, _ = address(parts.host, parts.port or {"https": 443}.get(parts.scheme, 80), rules)
    own = {**HEADERS, "Host": parts.netloc.decode("ascii"), **headers}
    return client.build_request(
        "GET", parts.copy_with(host=place), headers=own, extensions={"sni_hostname": parts.raw_host.decode("ascii")}
    )


def _send(client: httpx.Client, request: httpx.Request) -> httpx.Response:
    try:
        return client.send(request, stream=True)
    except httpx.ConnectError as error:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ssl.SSLCertVerificationError):
                raise RefusedError(f"the server's certificate is not good: {cause.verify_message}") from error
            cause = cause.__cause__ or cause.__context__
        raise
