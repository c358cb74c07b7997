"""HTTP requests, one at a time, to checked addresses: no proxy, no unchecked redirect."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urljoin

import httpx

from pipeline import __version__
from pipeline.fetch.deadline import Deadline, DeadlineTransport
from pipeline.fetch.rules import RefusedError, Rules, check_url, resolve_host

USER_AGENT = f"ogp-pipeline/{__version__} (downloads public reports, slowly)"
HEADERS = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}


@dataclass(slots=True)
class PoliteClient:
    """Sends requests according to the rules; `last_request` is the time of the last one to any host."""

    rules: Rules
    last_request: float | None = field(default=None)

    @contextmanager
    def get(self, url: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """Yield the response to a GET, following redirects within the allowed hosts; else raise `RefusedError`."""
        origin: str | None = None
        # Use the system's certificates and no proxy from the environment.
        verify, timeout = ssl.create_default_context(), self.rules.timeout
        deadline = Deadline(self.rules.now, self.rules.time_limit)
        transport = DeadlineTransport(verify, deadline)
        with httpx.Client(transport=transport, timeout=timeout, trust_env=False) as client:
            for _ in range(self.rules.redirects + 1):
                request = _build_request(client, check_url(url, self.rules, origin), headers, self.rules)
                self._wait()
                answer = _send_request(client, request)
                try:
                    if not answer.has_redirect_location:
                        yield answer
                        return
                finally:
                    answer.close()
                origin, url = url, urljoin(url, answer.headers["Location"])
        raise RefusedError(f"more than {self.rules.redirects} redirects")

    def _wait(self) -> None:
        now = self.rules.now()
        if self.last_request is not None and now - self.last_request < self.rules.rate:
            self.rules.sleep(self.rules.rate - (now - self.last_request))
        self.last_request = self.rules.now()


def _build_request(client: httpx.Client, url: str, headers: Mapping[str, str], rules: Rules) -> httpx.Request:
    """Address the host by the IP that was checked, with its name in the header and for the certificate."""
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise RefusedError(f"{url[:200]} is no address: {error}") from error
    address_text, _ = resolve_host(parts.host, parts.port or {"https": 443}.get(parts.scheme, 80), rules)
    all_headers = {**HEADERS, "Host": parts.netloc.decode("ascii"), **headers}
    return client.build_request(
        "GET",
        parts.copy_with(host=address_text),
        headers=all_headers,
        extensions={"sni_hostname": parts.raw_host.decode("ascii")},
    )


def _send_request(client: httpx.Client, request: httpx.Request) -> httpx.Response:
    try:
        return client.send(request, stream=True)
    except httpx.ConnectError as error:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ssl.SSLCertVerificationError):
                raise RefusedError(f"the server's certificate is not good: {cause.verify_message}") from error
            cause = cause.__cause__ or cause.__context__
        raise
