"""A network connection that ends at a moment, however slowly the server speaks.

httpx limits the silence between two bytes only: a head that comes byte by byte, or an endless row of `100 Continue`,
would hold a download for ever.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable
from typing import Any

import httpcore
import httpx

from pipeline.fetch.rules import RefusedError


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
