"""What is said of a call: help, and what is wrong with it; in Chinese where Chinese is asked for.

argparse speaks English alone, or through a catalog of the whole process, which is not ours to set. `rules/usage.toml`
holds the forms of its messages and of ours in both languages, `rules/help.toml` those of the help. Nothing is read
before there is something to say.
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
_TOLD = ("problem", "purpose")  # blanks that are messages themselves
# What stays on one line: a word, a Chinese character, with the marks that neither begin nor end a line.
_PIECE = re.compile(r"[（“]*(?:[!-~]+|.)[，。；：、）”]*\s*")


class Parser(argparse.ArgumentParser):
    """A parser of options that speaks the language that `argv` asks for, else that of the locale."""

    argv: Sequence[str] = ()

    def error(self, message: str) -> NoReturn:
        """Show how to call, and what is wrong; end the process with status 2."""
        from plancheck.resources import rules

        mark, lang = rules("usage.toml")["mark"]["error"], asked_language(self.argv)
        self.exit(2, f"{self.format_usage()}{self.prog}{mark[lang]}{told(message, lang)}\n")

    def of(self, command: str | None) -> Parser:
        """Return the parser of *command*, without one this parser."""
        commands = (action.choices for action in self._actions if isinstance(action, argparse._SubParsersAction))
        return next(commands)[command] if command else self

    def refuse(self, words: Sequence[str]) -> NoReturn:
        """Show how to call, that *words* are none of it, and which option the first may be that is like one."""
        from difflib import get_close_matches

        options = [option for action in self._actions for option in action.option_strings]
        asked = (get_close_matches(word.partition("=")[0], options, 1) for word in words if word.startswith("-"))
        near = next((f"; perhaps {found[0]}" for found in asked if found), "")
        self.error(f"unrecognized arguments: {' '.join(words)}{near}")

    def format_usage(self) -> str:
        """Return how to call the command, in one line or several."""
        return _headed(super().format_usage(), asked_language(self.argv))

    def format_help(self) -> str:
        """Return what the command does and takes."""
        lang = asked_language(self.argv)
        if lang == "en":
            return super().format_help()
        self.formatter_class = _WideFormatter
        self.description, self.epilog = (text and helped(text, lang) for text in (self.description, self.epilog))
        for group in self._action_groups:
            group.title = group.title and helped(group.title, lang)
        for action in self._actions:
            shown = action._choices_actions if isinstance(action, argparse._SubParsersAction) else []
            for one in (action, *shown):
                one.help = one.help and helped(one.help, lang)
        text = super().format_help()
        for title in [group.title for group in self._action_groups if group.title]:
            text = text.replace(f"\n{title}:\n", f"\n{title}：\n")
        return _headed(text, lang)


class _WideFormatter(argparse.HelpFormatter):
    """Folds lines by what they take in a terminal, where a Chinese character takes two columns."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return folded(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in folded(text, width - len(indent)))


def folded(text: str, width: int) -> list[str]:
    """Return *text* in lines of at most *width* columns, broken between words and between Chinese characters.

    >>> folded("据以检查上报数据（plan）。", 14)
    ['据以检查上报数', '据（plan）。']
    """
    from plancheck.text import display_width

    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and display_width((lines[-1] + piece).rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


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
    return _in_form(message, lang, "usage.toml", "error")


def helped(text: str, lang: str) -> str:
    """Return *text*, the help of a command or option in English, in *lang*; as it is where its form is not known.

    >>> helped("default: text", "zh"), helped("Shows how one statement is read, and what would meet it.", "zh")
    ('默认：text', '显示一句话怎样读取、怎样才算达标。')
    """
    return _in_form(text, lang, "help.toml", "text")


def _in_form(message: str, lang: str, file: str, table: str) -> str:
    from plancheck.resources import rules

    if lang == "en":
        return message
    for entry in rules(file)[table].values():
        form = _BLANK.sub(r"(?P<\1>.+?)", re.escape(entry["en"]))
        if match := re.fullmatch(form, message, re.DOTALL):
            blanks = {
                name: _in_form(text, lang, file, table) if name in _TOLD else text
                for name, text in match.groupdict().items()
            }
            return str(entry[lang].format(**blanks))
    return message


def _headed(text: str, lang: str) -> str:
    from plancheck.resources import rules

    mark = rules("usage.toml")["mark"]["usage"]
    return text.replace(mark["en"], mark[lang], 1)
