"""Debian's Chromium, driven by Selenium: real clicks and keys, console errors and requests on record."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    JavascriptException,
    StaleElementReferenceException,
)
from selenium.webdriver import ActionChains, Chrome, ChromeOptions, Keys
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.expected_conditions import element_to_be_clickable
from selenium.webdriver.support.wait import WebDriverWait

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--hide-scrollbars",
)
PATIENCE = 120.0
"""Seconds until a page that never gets ready fails its test; a busy machine needs many."""

PASSING = (ElementClickInterceptedException, JavascriptException, StaleElementReferenceException)
"""What a page answers that is still being drawn."""


def chromium() -> str | None:
    """Return the browser's path; None where it or its driver is missing."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    return browser if shutil.which("chromedriver") else None


class Browser:
    """One page of one browser."""

    def __init__(self) -> None:
        options = ChromeOptions()
        options.binary_location = str(chromium())
        for flag in FLAGS:
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "WARNING", "performance": "ALL"})
        self._driver = Chrome(options=options, service=Service(shutil.which("chromedriver")))
        self._requests: list[str] = []

    @property
    def errors(self) -> list[str]:
        """Return what the console complained about since it was last asked."""
        return [str(entry["message"]) for entry in self._log("browser")]

    @property
    def requests(self) -> list[str]:
        """Return the addresses that the page asked for so far."""
        events = [json.loads(entry["message"])["message"] for entry in self._log("performance")]
        sent = [event["params"] for event in events if event["method"] == "Network.requestWillBeSent"]
        self._requests += [params["request"]["url"] for params in sent]
        return self._requests

    def _log(self, kind: str) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self._driver.get_log(kind)
        return entries

    def js(self, code: str) -> Any:
        """Return the value of an expression in the page; what statements before it did stays done."""
        return self._driver.execute_script("return (0, eval)(arguments[0])", code)

    def wait(self, code: str) -> Any:
        """Wait until an expression gives something true, and return it."""
        return self._patiently.until(lambda _: self.js(code), f"{code} stayed false")

    @property
    def _patiently(self) -> WebDriverWait[Chrome]:
        return WebDriverWait(self._driver, PATIENCE, 0.03, PASSING)

    def open(self, page: Path, address: str = "#/") -> None:
        """Open a page of a site from disk, and wait until it is shown."""
        if self._driver.current_url.partition("#")[0] != page.as_uri():
            self._driver.get(page.as_uri() + address)
        else:
            self.js(
                f"location.hash = {json.dumps(address)}; document.getElementById('main').dataset.ready = ''; OGP.show()"
            )
        self.ready()

    def ready(self) -> None:
        """Wait until the page is shown."""
        self.wait("document.readyState === 'complete' && !!document.getElementById('main')?.dataset.ready")

    def _element(self, selector: str) -> WebElement:
        element: WebElement = self._patiently.until(element_to_be_clickable((By.CSS_SELECTOR, selector)))
        self._driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
        return element

    def click(self, selector: str) -> None:
        """Click with the mouse in the middle of an element, again where the page was still moving."""

        def click_once(_: Chrome) -> bool:
            self._element(selector).click()
            return True

        self._patiently.until(click_once)

    def hover(self, selector: str) -> None:
        """Move the mouse over an element."""
        ActionChains(self._driver, 0).move_to_element(self._element(selector)).perform()

    def write(self, text: str) -> None:
        """Type text where the focus is."""
        self._driver.switch_to.active_element.send_keys(text)

    def press(self, key: str) -> None:
        """Press one key, by its letter or its name in the page's events."""
        named = {"Enter": Keys.ENTER, "Tab": Keys.TAB, "ArrowDown": Keys.ARROW_DOWN}
        ActionChains(self._driver, 0).send_keys(named.get(key, key)).perform()

    def size(self, width: int, height: int, *, mobile: bool = False) -> None:
        """Give the page a size."""
        self._cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)

    def scheme(self, name: str) -> None:
        """Prefer light or dark colours."""
        self._cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def downloads(self, folder: Path) -> None:
        """Let downloads go into a folder."""
        self._cdp("Page.setDownloadBehavior", behavior="allow", downloadPath=str(folder))

    def _cdp(self, method: str, **params: object) -> None:
        self._driver.execute_cdp_cmd(method, params)

    def close(self) -> None:
        """End the browser."""
        self._driver.quit()
