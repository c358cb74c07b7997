"""Debian's Chromium, driven through its debugging pipe: real clicks and keys, console errors and requests on record."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
KEYS = {"Enter": (13, "\r"), "Tab": (9, ""), "ArrowDown": (40, ""), "j": (74, "j"), "k": (75, "k"), "/": (191, "/")}
WAIT = 20.0


def chromium() -> str | None:
    """Return the browser's path; None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Browser:
    """One page of one browser."""

    def __init__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="review-browser-")
        down, self._out = os.pipe()
        self._in, up = os.pipe()
        # The browser reads from descriptor 3 and writes to 4, so both are moved out of the way first.
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 20) for end in (down, up)]
        os.close(down)
        os.close(up)

        def place() -> None:
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)

        self._process = subprocess.Popen(
            [str(chromium()), *FLAGS, f"--user-data-dir={self.folder}", "about:blank"],
            close_fds=False,
            preexec_fn=place,  # noqa: PLW1509 - nothing else runs in this process
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for end in ends:
            os.close(end)
        self._kept = b""
        self._last = 0
        self._session: str | None = None
        self.errors: list[str] = []
        self.requests: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: object) -> dict[str, Any]:
        """Send one command and return its result."""
        self._last += 1
        message: dict[str, object] = {"id": self._last, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            found = self._next()
            if found.get("id") == self._last:
                assert "error" not in found, found
                result: dict[str, Any] = found["result"]
                return result

    def _next(self) -> dict[str, Any]:
        end = time.monotonic() + 60
        while b"\0" not in self._kept:
            ready, _, _ = select.select([self._in], [], [], max(0.0, end - time.monotonic()))
            assert ready, "the browser does not answer"
            read = os.read(self._in, 1 << 20)
            assert read, "the browser has gone"
            self._kept += read
        text, _, self._kept = self._kept.partition(b"\0")
        found: dict[str, Any] = json.loads(text)
        self._note(found.get("method", ""), found.get("params", {}))
        return found

    def _note(self, event: str, params: dict[str, Any]) -> None:
        if event == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif event == "Runtime.exceptionThrown":
            self.errors.append(json.dumps(params["exceptionDetails"])[:2000])
        elif event == "Runtime.consoleAPICalled" and params["type"] in {"error", "warning"}:
            self.errors.append(json.dumps(params["args"])[:2000])
        elif event == "Log.entryAdded" and params["entry"]["level"] in {"error", "warning"}:
            self.errors.append(params["entry"]["text"] + " " + params["entry"].get("url", ""))
        elif event == "Page.javascriptDialogOpening":
            self.errors.append(f"dialog: {params['message']}")

    def js(self, code: str) -> Any:
        """Run a script in the page and return its value."""
        found = self.call("Runtime.evaluate", expression=code, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def wait(self, code: str) -> Any:
        """Wait until a script gives something true, and return it."""
        end = time.monotonic() + WAIT
        # An element is no value that the pipe could carry.
        while not (found := self.js(f"((found) => found instanceof Node || found)({code})")):
            assert time.monotonic() < end, f"{code} stayed false; errors: {self.errors}"
            time.sleep(0.03)
        return found

    def open(self, page: Path, address: str = "#/") -> None:
        """Open a page of a site from disk, and wait until it is shown."""
        if self.js("location.pathname") != page.as_uri().removeprefix("file://"):
            self.call("Page.navigate", url=page.as_uri() + address)
        else:
            self.js(
                f"location.hash = {json.dumps(address)}; document.getElementById('main').dataset.ready = ''; OGP.show()"
            )
        self.ready()

    def ready(self) -> None:
        """Wait until the page is shown."""
        self.wait("document.readyState === 'complete' && !!document.getElementById('main')?.dataset.ready")

    def place(self, selector: str) -> tuple[float, float]:
        """Return the middle of an element, brought into view."""
        found = self.wait(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); if (!e) return null;"
            "const v = e.getBoundingClientRect(); if (v.top < 0 || v.bottom > innerHeight)"
            " e.scrollIntoView({block: 'center', behavior: 'instant'});"
            "const r = e.getClientRects()[0] || e.getBoundingClientRect();"
            "return r.width ? [r.left + r.width / 2, r.top + r.height / 2] : null; })()"
        )
        return found[0], found[1]

    def click(self, selector: str) -> None:
        """Click with the mouse in the middle of an element."""
        x, y = self.place(selector)
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def hover(self, selector: str) -> None:
        """Move the mouse over an element."""
        x, y = self.place(selector)
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def write(self, text: str) -> None:
        """Type text where the focus is."""
        self.call("Input.insertText", text=text)

    def press(self, key: str) -> None:
        """Press one key."""
        code, text = KEYS[key]
        for kind in ("keyDown", "keyUp"):
            more = {"text": text} if kind == "keyDown" and text else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, **more)

    def size(self, width: int, height: int, *, mobile: bool = False) -> None:
        """Give the page a size."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)

    def scheme(self, name: str) -> None:
        """Prefer light or dark colours."""
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def downloads(self, folder: Path) -> None:
        """Let downloads go into a folder."""
        self.call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(folder))

    def shot(self, path: Path) -> None:
        """Write a picture of the page."""
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def close(self) -> None:
        """End the browser."""
        self._session = None
        try:
            os.write(self._out, json.dumps({"id": -1, "method": "Browser.close"}).encode() + b"\0")
            self._process.wait(10)
        except (OSError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        os.close(self._out)
        os.close(self._in)
        shutil.rmtree(self.folder, ignore_errors=True)
