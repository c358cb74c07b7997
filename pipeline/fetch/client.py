"""HTTP requests, one at a time, to checked addresses: no proxy, no unchecked redirect.

A network connection that ends at a moment, however slowly the server speaks.

httpx limits the silence between two bytes only: a head that comes byte by byte, or an endless row of `100 Continue`,
would hold a download for ever.

Rules say what a download may do: hosts, addresses, sizes, times, and the pause between requests.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from pipeline import __version__

MEGABYTE = 1 << 20


class RefusedError(Exception):
    """An address, response or file that the rules refuse. A retry would not help."""


@dataclass(frozen=True, slots=True)
class Rules:
    """`hosts` may be contacted (with a port if it is not the default), no others, not even on redirects.

    `rate` is the seconds between two requests, `timeout` those without a byte, `time_limit` those for one file, `size`
    the bytes of one file. `sleep` and `now` are the clock.
    """

    hosts: frozenset[str]
    private: bool = False
    size: int = 256 * MEGABYTE
    rate: float = 1.0
    timeout: float = 30.0
    time_limit: float = 600.0
    retries: int = 4
    redirects: int = 5
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.monotonic


def host_of(url: str) -> str:
    """Return the host of an address in lower case, with its port if it is not the default.

    >>> host_of("https://Example.org/a.pdf"), host_of("http://example.org:8080/")
    ('example.org', 'example.org:8080')
    """
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    host = (parts.hostname or "").casefold()
    return host if parts.port in (None, usual) else f"{host}:{parts.port}"


def check_url(url: str, rules: Rules, origin: str | None = None) -> str:
    """Return an address that may be requested; raise `RefusedError` with the reason otherwise."""
    try:
        parts = urlsplit(url)
        host = host_of(url)
    except ValueError as error:
        raise RefusedError(f"{url[:200]} is no address: {error}") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise RefusedError(f"{url[:200]} is no address of the web (http or https)")
    if parts.username or parts.password:
        raise RefusedError(f"the address holds a password: {parts.scheme}://…@{host}")
    if host not in rules.hosts:
        where = f"{origin} leads to {host}" if origin else host
        raise RefusedError(f"{where}, which is not among the allowed hosts ({', '.join(sorted(rules.hosts))})")
    if origin and origin.startswith("https:") and parts.scheme == "http":
        raise RefusedError(f"{origin} leads to an address without encryption ({url[:200]})")
    return url


def resolve_host(host: str, port: int, rules: Rules) -> tuple[str, int]:
    """Resolve a host and return the address to connect to; raise `RefusedError` if it is not public.

    The caller connects to this address, because a second lookup might return another one.
    """
    addresses = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    private_addresses = [text for text in addresses if not is_public(text)]
    if private_addresses and not rules.private:
        raise RefusedError(f"{host} is the private address {private_addresses[0]}; --allow-private permits it")
    return addresses[0], port


def is_public(text: str) -> bool:
    """Return whether an IP address is part of the public internet.

    >>> [is_public(text) for text in ("192.0.2.1", "127.0.0.1", "169.254.1.1", "::ffff:10.0.0.1", "8.8.8.8")]
    [False, False, False, False, True]
    """
    parsed = ipaddress.ip_address(text.partition("%")[0])
    plain = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped else parsed
    return plain.is_global and not plain.is_multicast


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
