"""Makes the pictures of these pages from the bundled example: `python docs/screenshots.py` (extra `test`, chromium)."""

from __future__ import annotations

import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "images"
SIZE = (1200, 860)


def main() -> None:
    """Write the HTML report of the example in light and dark, as Chromium shows it."""
    import plancheck

    report = plancheck.check(plancheck.read_plan("examples/plan.txt"), "examples/reported.csv")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_text(report.to_html(lang="en"), encoding="utf-8")
        for scheme in ("light", "dark"):
            photograph(page, PICTURES / f"report-{scheme}.png", scheme)


def photograph(page: Path, picture: Path, scheme: str) -> None:
    """Write the top of *page* to *picture* in the colour *scheme* that the system asks for."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    for flag in ("--headless=new", "--no-sandbox", "--hide-scrollbars", f"--window-size={SIZE[0]},{SIZE[1]}"):
        options.add_argument(flag)
    options.binary_location = "/usr/bin/chromium"
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))
    try:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        driver.get(page.as_uri())
        driver.save_screenshot(str(picture))
    finally:
        driver.quit()


if __name__ == "__main__":
    main()
