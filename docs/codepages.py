"""One page a code: what a diagnostic or verdict means, in both languages, with statements that it is given for.

The texts are those of the message table, the statements those of the golden files, so that neither can go stale.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from plancheck import resources

ROOT = Path(__file__).resolve().parent.parent
MOST_EXAMPLES = 3
SEVERITIES = {
    "error": "an **error**: what it is about cannot be judged, and nothing is guessed",
    "warning": "a **warning**: the rest is judged, but this place is doubtful",
    "note": "a **note**: worth knowing, nothing is wrong",
}
HEAD = """# Codes

Every diagnostic has a code that never changes its meaning. `plancheck` prints it in brackets behind the severity:

    plan.txt:12:9: warning[missing-value]: the figure is gone, only % is left

Words in braces stand for what was found.

"""


def write(folder: Path) -> list[str]:
    """Write a page for each code and one that lists them; return the codes."""
    folder.mkdir(exist_ok=True)
    table, examples = resources.rules("messages.toml"), _examples()
    for code, entry in table.items():
        (folder / f"{code}.md").write_text(page(code, entry, examples.get(code, [])), encoding="utf-8")
    rows = "".join(f"- [{code}]({code}.md): {entry['message']['en']}\n" for code, entry in sorted(table.items()))
    contents = "\n".join(sorted(table))
    (folder / "index.md").write_text(f"{HEAD}{rows}\n```{{toctree}}\n:hidden:\n\n{contents}\n```\n", encoding="utf-8")
    return list(table)


def page(code: str, entry: dict[str, dict[str, str]], examples: list[str]) -> str:
    """Return the page of one code, in Markdown.

    >>> from plancheck import resources
    >>> page("missing-value", resources.rules("messages.toml")["missing-value"], []).splitlines()[:3]
    ['# missing-value', '', 'This is a **warning**: the rest is judged, but this place is doubtful.']
    """
    parts = [
        f"# {code}",
        f"This is {SEVERITIES[str(entry['severity'])]}.",
        f"> {entry['message']['en']}\n>\n> {entry['message']['zh']}",
        "## What to do",
        f"{_sentence(entry['hint']['en'])}\n\n{_sentence(entry['hint']['zh'], '。')}",
    ]
    if examples:
        parts += ["## Statements with this code", "".join(f"- {text}\n" for text in examples[:MOST_EXAMPLES])]
    return "\n\n".join(parts) + "\n"


def _sentence(text: str, stop: str = ".") -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "。", "?", "？")) else stop)


def _examples() -> dict[str, list[str]]:
    """Return for each code the shortest golden statements whose records have it."""
    found: dict[str, set[str]] = {}
    for file in sorted((ROOT / "tests" / "golden").glob("*.toml")):
        for case in tomllib.loads(file.read_text(encoding="utf-8")).get("case", []):
            for code in re.findall(r"!([a-z-]+)", " ".join(case.get("records", []))):
                if "todo" not in case and "\n" not in case["text"]:
                    found.setdefault(code, set()).add(case["text"])
    return {code: sorted(texts, key=lambda text: (len(text), text)) for code, texts in found.items()}
