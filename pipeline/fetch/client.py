"""HTTP requests, one at a time, to checked addresses: no proxy, no unchecked redirect.

A network connection that ends at a moment, however slowly the server speaks.

httpx limits the silence between two bytes only: a head that comes byte by byte, or an endless row of `100 Continue`,
would hold a download for ever.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import httpcore
import httpx

from pipeline import __version__
from pipeline.fetch.rules import RefusedError, Rules, check_url, resolve_host


class Deadline:
    """The moment at which a download must be done; `message` is what it says when it is not."""

    def __init__(self, now: Callable[[], float], seconds: float) -> None:
        self._now, self._end = now, now() + seconds
        self.message = f"the file took more than {seconds:g} s"

    def check(self) -> None:
        """Raise `RefusedError` if the moment has passed."""
        if self._now() > self._end:
            raise RefusedError(self.message)

    def limit(self, timeout: float | None) -> float:
        """Return a timeout that does not go beyond the moment by more than a tenth of a second."""
        self.check()
        remaining = max(0.1, self._end - self._now())
        return remaining if timeout is None else min(timeout, remaining)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        limited = self._deadline.limit(timeout)
        try:
            return self._stream.read(max_bytes, limited)
        except httpcore.ReadTimeout:
            self._deadline.check()
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.limit(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(
            self._stream.start_tls(ssl_context, server_hostname, self._deadline.limit(timeout)), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        limited = self._deadline.limit(timeout)
        return _Stream(super().connect_tcp(host, port, limited, local_address, socket_options), self._deadline)


class DeadlineTransport(httpx.HTTPTransport):
    """httpx's transport over connections that end at a deadline."""

    def __init__(self, verify: ssl.SSLContext, deadline: Deadline) -> None:
        super().__init__(verify=verify, trust_env=False)
        self._pool = httpcore.ConnectionPool(ssl_context=verify, network_backend=_Backend(deadline))


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
