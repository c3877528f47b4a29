"""A person before a browser, who notices everything that is wrong with a page."""

from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, Response

AXE = Axe()
# What WCAG 2.2 AA asks for, and axe's best practices besides.
RULES = {"resultTypes": ["violations"]}


@dataclass
class Visitor:
    """One browser window. `complaints` gathers what its console, its network and the policy of the page had to say."""

    page: Page
    scripts: bool = True
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on(
            "console", lambda message: self._hear(message.type, f"{message.text} {message.location.get('url')}")
        )
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)

    def goes_to(self, address: str) -> None:
        """Open an address of the service and look at the page."""
        self.page.goto(address)
        self.looks()

    def looks(self) -> None:
        """Judge the page that is shown: accessible to everyone, and nothing wider than the screen."""
        self.page.wait_for_load_state()
        if self.scripts:
            self._is_accessible()
            self._fits()

    def clicks(self, role: Any, name: str) -> None:
        """Press the one button or follow the one link with exactly this name, and look at what comes."""
        self.page.get_by_role(role, name=name, exact=True).click()
        self.looks()

    def downloads(self, name: str) -> bytes:
        """The file behind a link."""
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name=name).click()
        return download.value.path().read_bytes()

    def _is_accessible(self) -> None:
        found = AXE.run(self.page, options=RULES).response["violations"]
        told = [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found]
        assert told == [], f"axe at {self.page.url}: {told}"

    def _fits(self) -> None:
        """A page that scrolls sideways hides half of itself on a phone."""
        excess = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert excess <= 0, f"{self.page.url} is {excess} pixels wider than the screen"

    def _hear(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(f"console at {self.page.url}: {text}")

    def _failed(self, request: Request) -> None:
        # A page that is left takes its unfinished requests along; a download ends its request as well.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.complaints.append(f"request: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"answer: {response.status} {response.url}")
