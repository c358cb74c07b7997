"""A server that misbehaves as servers do, each path in its own way; it notes what it was asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

PDF = (
    b"%PDF-1.4\n" + b"".join(b"%d 0 obj << /Type /Page >> endobj\n" % n for n in range(4000)) + b"startxref\n0\n%%EOF\n"
)
PAGE = b"<!doctype html><html><head><title>t</title></head><body><p>Norlandia</p></body></html>"


@dataclass
class Server:
    """The server's address, its requests as (path, headers), and how often each path was asked."""

    base: str = ""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    elsewhere: str = ""

    def count(self, path: str) -> int:
        return sum(1 for found, _ in self.asked if found == path)


class Handler(BaseHTTPRequestHandler):
    """Answers each path by the method of its name."""

    notes: ClassVar[Server]

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.notes.asked.append((path, dict(self.headers)))
        getattr(self, "on_" + path.strip("/").partition(".")[0].replace("-", "_"), self.nothing)()

    def log_message(self, format: str, *args: object) -> None:
        pass

    def give(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def nothing(self) -> None:
        self.give(404, b"no such page")

    def on_good(self) -> None:
        if self.headers.get("If-None-Match") == '"v1"':
            self.give(304)
        else:
            self.give(200, PDF, ETag='"v1"')

    def on_breaks(self) -> None:
        """Break off half-way, continue where asked, with an ETag."""
        start = int((self.headers.get("Range") or "bytes=0-")[6:-1])
        if start and self.headers.get("If-Range") != '"v1"':
            start = 0
        body = PDF[start:]
        headers = {"ETag": '"v1"', "Content-Length": str(len(body))}
        self.send_response(206 if start else 200)
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(PDF) - 1}/{len(PDF)}"
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: max(1, len(body) // 2)] if len(body) > 20_000 else body)

    def on_changes(self) -> None:
        """Break off the first time; by the second time the file is another."""
        if self.notes.count(self.path) == 1:
            self.send_response(200)
            self.send_header("ETag", '"old"')
            self.send_header("Content-Length", str(len(PDF)))
            self.end_headers()
            self.wfile.write(b"x" * 1000)
        else:
            self.give(200, PDF, ETag='"new"')

    def on_lies(self) -> None:
        """Continue at a place that was not asked for."""
        if self.headers.get("Range"):
            self.give(206, PDF, ETag='"v1"', Content_Range=f"bytes 0-{len(PDF) - 1}/{len(PDF)}")
        else:
            self.on_breaks()

    def on_busy(self) -> None:
        if self.notes.count(self.path) < 3:
            self.give(503, b"later", Retry_After="7")
        else:
            self.give(200, PDF)

    def on_always_busy(self) -> None:
        self.give(500, b"no")

    def on_error(self) -> None:
        """Tell of an error with the status of success."""
        self.give(200, PAGE, Content_Type="application/pdf")

    def on_huge(self) -> None:
        self.give(200, b"", Content_Length=str(10**12))

    def on_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"%PDF" * 4096)
        except OSError:
            return

    def on_drips(self) -> None:
        """Send the head for ever, byte by byte."""
        self.repeat(b"HTTP/1.1 200 OK\r\nX-Long: ", b"x")

    def on_continues(self) -> None:
        """Ask for patience for ever."""
        self.repeat(b"", b"HTTP/1.1 100 Continue\r\n\r\n")

    def repeat(self, start: bytes, piece: bytes) -> None:
        try:
            self.wfile.write(start)
            for _ in range(2000):
                self.wfile.write(piece)
                self.wfile.flush()
                time.sleep(0.01)
        except OSError:
            return

    def on_packed(self) -> None:
        self.give(200, PDF, Content_Encoding="gzip")

    def on_hangs(self) -> None:
        time.sleep(1)

    def on_away(self) -> None:
        self.give(302, Location=f"{self.notes.elsewhere}/good.pdf")

    def on_file(self) -> None:
        self.give(302, Location="file:///etc/passwd")

    def on_here(self) -> None:
        self.give(301, Location="/good.pdf")

    def on_circle(self) -> None:
        self.give(302, Location="/circle.pdf")

    def on_page(self) -> None:
        self.give(200, PAGE)


@contextmanager
def serving() -> Iterator[Server]:
    """Run the server on a free port of this machine, and end it after."""
    server = Server()
    running = ThreadingHTTPServer(("127.0.0.1", 0), type("Noting", (Handler,), {"notes": server}))
    running.daemon_threads = True
    server.base = f"http://127.0.0.1:{running.server_address[1]}"
    server.elsewhere = f"http://localhost:{running.server_address[1]}"
    thread = threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        running.shutdown()
        running.server_close()
        thread.join()
