"""What a download may do: hosts, addresses, sizes, times, and how politely."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

MEGABYTE = 1 << 20


class RefusedError(Exception):
    """An address, an answer or a file that the rules refuse: asking again would not help."""


@dataclass(frozen=True, slots=True)
class Rules:
    """`hosts` may be asked (with a port where it is not the usual one); nothing else, also not by redirect.

    `rate` is the seconds between two requests, `timeout` those without a byte, `time_limit` those of one file, and
    `size` bytes. `sleep` and `now` stand for the clock.
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
    """Return the host of an address, with its port where it is not the usual one, in lower case.

    >>> host_of("https://Example.org/a.pdf"), host_of("http://example.org:8080/")
    ('example.org', 'example.org:8080')
    """
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    host = (parts.hostname or "").casefold()
    return host if parts.port in (None, usual) else f"{host}:{parts.port}"


def checked(url: str, rules: Rules, came_from: str | None = None) -> str:
    """Return an address that may be asked; raise `RefusedError` with the reason for another."""
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
        where = f"{came_from} leads to {host}" if came_from else host
        raise RefusedError(f"{where}, which is not among the allowed hosts ({', '.join(sorted(rules.hosts))})")
    if came_from and came_from.startswith("https:") and parts.scheme == "http":
        raise RefusedError(f"{came_from} leads to an address without encryption ({url[:200]})")
    return url


def address(host: str, port: int, rules: Rules) -> tuple[str, int]:
    """Look a host up and return the address to connect to; raise `RefusedError` for one that is not public.

    The caller connects to this very address: a second look-up might tell another one.
    """
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    private = [text for text in found if not is_public(text)]
    if private and not rules.private:
        raise RefusedError(f"{host} is the private address {private[0]}; --allow-private permits it")
    return found[0], port


def is_public(text: str) -> bool:
    """Tell whether an IP address is one of the public internet.

    >>> [is_public(text) for text in ("192.0.2.1", "127.0.0.1", "169.254.1.1", "::ffff:10.0.0.1", "8.8.8.8")]
    [False, False, False, False, True]
    """
    found = ipaddress.ip_address(text.partition("%")[0])
    plain = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped else found
    return plain.is_global and not plain.is_multicast
