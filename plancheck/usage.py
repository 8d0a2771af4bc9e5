"""What is said of a wrong call: the parser of options, whose errors are Chinese where Chinese is asked for.

argparse speaks English alone, or through a catalog of the whole process, which is not ours to set. `rules/usage.toml`
holds the forms of its messages and of ours in both languages. Nothing is read before there is something to say.
"""

from __future__ import annotations

import argparse
import re
from itertools import pairwise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

_BLANK = re.compile(r"\\\{(\w+)\\\}")


class Parser(argparse.ArgumentParser):
    """A parser of options that complains in the language that `argv` asks for, else in that of the locale."""

    argv: Sequence[str] = ()

    def error(self, message: str) -> NoReturn:
        """Show how to call, and what is wrong; end the process with status 2."""
        from plancheck.resources import rules

        marks, lang = rules("usage.toml")["mark"], asked_language(self.argv)
        usage = self.format_usage().replace(marks["usage"]["en"], marks["usage"][lang], 1)
        self.exit(2, f"{usage}{self.prog}{marks['error'][lang]}{told(message, lang)}\n")


def asked_language(argv: Sequence[str]) -> str:
    """Return the language that *argv* asks for, though the rest of it may be wrong; else that of the locale.

    >>> asked_language(["check", "--lang", "zh"]), asked_language(["--lang=en", "--as-of"])
    ('zh', 'en')
    """
    words = [part for word in argv for part in (word.split("=", 1) if word.startswith("--lang=") else [word])]
    for option, value in pairwise(words):
        if option == "--lang" and value in ("en", "zh"):
            return value
    from plancheck.labels import locale_language

    return locale_language()


def told(message: str, lang: str) -> str:
    """Return *message*, which is English, in *lang*; as it is where its form is not known.

    >>> told("argument --year: '25' is no year; write it as 2025", "zh")
    "参数--year：'25'不是年份，应写作2025"
    """
    from plancheck.resources import rules

    if lang == "en":
        return message
    for entry in rules("usage.toml")["error"].values():
        form = _BLANK.sub(r"(?P<\1>.+?)", re.escape(entry["en"]))
        if match := re.fullmatch(form, message, re.DOTALL):
            blanks = {name: told(text, lang) if name == "problem" else text for name, text in match.groupdict().items()}
            return str(entry[lang].format(**blanks))
    return message
