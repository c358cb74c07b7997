"""What a download may do: hosts, addresses, sizes, times, and the pause between requests."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

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
