"""The options of the command: what may be asked for, and in which words. Loads argparse and no library."""

from __future__ import annotations

import argparse
import sys
from datetime import date

from plancheck.exports import DIALECTS, FORMATS
from plancheck.failing import FAILS, WEAKENS
from plancheck.usage import Parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

ONE_FILE = ("toml", "txt")
ROWS = ("jsonl", "csv", "tsv")
COMPARE_FORMATS = ("text", "json", "jsonl", "markdown")
CHECK_FORMATS = ("text", "json", *ROWS, "markdown", "html", "junit", "sarif", "github", "xlsx")
FAIL_ON = tuple(FAILS)
LAYOUTS = ("long", "indicators-across", "regions-across", "periods-across")
COLUMN_ROLES = ("indicator", "value", "unit", "region", "period", "numerator", "denominator", "within", "part")
# which options a format of compile takes
EXPORT_OPTIONS = {
    "toml": ("text",),
    "json": ("text",),
    "sql": ("dialect", "table", "columns", "keep", "summary", "as_of", "region"),
    "pandera": ("columns", "region"),
    "vtl": ("table", "columns", "region"),
}
SQL_ROLES = (*COLUMN_ROLES[:5], "kind")
FAIL_ON_HELP = (
    "what makes the exit status 1, and a failure for tools: a missed target (default), a missed one that is not only "
    "aimed at (力争), a missed one that must be met, any target that is neither met nor pending, or nothing"
)
WEAKENS_HELP = (
    "what makes the exit status 1: a looser target (default), a looser one where the upper plan does not only aim "
    "(力争), or where it must be met, one that is looser or absent, any that is neither stricter nor equal, or nothing"
)

_EXIT_STATUS = "Exit status: 0 nothing missed, 1 something missed, 2 the input or the call was wrong."
PLAN_HELP = "the plan: a document, a plan of `compile`, or a pack (@healthy-china-2030); - reads standard input"


def read(argv: Sequence[str] | None) -> argparse.Namespace:
    """Return the options in *argv*: `command` names the command unless `version` is asked for.

    Ends the process with status 2 and a usage line where they make no sense, with 0 after --help.
    """
    argv = sys.argv[1:] if argv is None else argv
    parser = _parser(argv)
    arguments, unknown = parser.parse_known_args(argv)
    parser = parser.of(arguments.command)
    if unknown:
        parser.refuse(unknown)
    if not arguments.command and not arguments.version:
        parser.error("a COMMAND is needed")
    given = vars(arguments)
    if inputs(arguments).count("-") > 1:
        parser.error("- can stand for one file only: standard input is read once")
    if arguments.command == "extract" and arguments.format in ONE_FILE and len(arguments.files) > 1:
        parser.error(f"--format {arguments.format} shows one FILE")
    if arguments.command == "check" and arguments.format == "xlsx" and not arguments.output:
        parser.error("--format xlsx needs -o FILE")
    if arguments.command == "check" and arguments.rows:
        _refuse_with_rows(parser, arguments)
    if arguments.command == "compile":
        for name in dict.fromkeys(name for names in EXPORT_OPTIONS.values() for name in names):
            if given[name] and name not in EXPORT_OPTIONS[arguments.format]:
                forms = ", ".join(form for form, names in EXPORT_OPTIONS.items() if name in names)
                parser.error(f"--{name.replace('_', '-')} belongs to --to {forms}")
    if arguments.command == "check" and "kind" in (arguments.columns or ()):
        parser.error("a column of kinds is found without --columns")
    return arguments


def inputs(arguments: argparse.Namespace) -> list[str]:
    """Return the files that a command reads, as they were given."""
    given = vars(arguments)
    alone = [given[name] for name in ("plan", "lower", "upper") if given.get(name)]
    return [*given.get("files", ()), *given.get("data", ()), *alone]


def _parser(argv: Sequence[str]) -> Parser:
    class Asked(Parser):  # of which argparse makes the parsers of the commands too
        pass

    Asked.argv = argv
    top = Asked(
        prog="plancheck",
        description="Reads the numeric targets of Chinese government plans and checks reported data against them.",
        epilog=_EXIT_STATUS,
    )
    _add_language(top, default=None)
    top.add_argument("--version", action="store_true", help="print the version and exit")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    for add in (_add_extract, _add_check, _add_lint, _add_explain, _add_compare, _add_compile, _add_packs):
        add(commands)
    return top


def _add_extract(commands: Any) -> None:
    purpose = "the targets and reported figures of plans"
    command = _command(commands, "extract", purpose, "table", "jsonl", "json", "csv", "toml", "txt")
    _add_files(command, "FILE")
    roles = ("target", "report", "all")
    command.add_argument("--role", choices=roles, default="all", help="which records (default: all)")
    _add_reading(command)


def _add_check(commands: Any) -> None:
    command = _command(commands, "check", "reported data against a plan", *CHECK_FORMATS)
    command.epilog = _EXIT_STATUS
    command.add_argument("plan", metavar="PLAN", help=PLAN_HELP)
    text = (
        "reported data: CSV, TSV, JSON, JSON Lines, XLSX, XLS, Parquet, DuckDB (data.duckdb::table), SQLite, a folder "
        "or a pattern of them, or a document that reports; - reads standard input"
    )
    command.add_argument("data", nargs="+", metavar="DATA", help=text)
    command.add_argument("--as-of", type=day, metavar="DATE", help="the day of the check: what is due later is pending")
    command.add_argument("--region", help="the region whose figures count: its name, 武汉市江岸区, or its code, 420102")
    command.add_argument(
        "--roll-up", action="store_true", help="add up figures of its parts where the region has none; never of rates"
    )
    text = "the upper body's plan: references to its targets (不低于省下达目标) get their bounds from it"
    command.add_argument("--upper", metavar="PLAN", help=text)
    _add_catalog(command)
    _add_detail(
        command,
        quiet="text: a line for each target that is not met, and the totals",
        verbose="text: the plan's words and the reason for what is met too",
    )
    command.add_argument("--fail-on", choices=FAIL_ON, default="missed", help=FAIL_ON_HELP)
    text = (
        "judge each row by itself, in Parquet, CSV, TSV or DuckDB files of any size, and show a summary by target, the "
        "rows that missed, or all"
    )
    command.add_argument("--rows", choices=("summary", "missed", "all"), help=text)
    _add_unlimited(command)
    _add_tables(command)
    _add_reading(command)


def _refuse_with_rows(parser: Parser, arguments: argparse.Namespace) -> None:
    """Refuse what makes no sense where each row is judged by itself."""
    forms = ("text", *ROWS) if arguments.rows == "summary" else ROWS
    if arguments.format not in forms:
        parser.error(f"--rows {arguments.rows} needs --format {', '.join(forms)}")
    for name in ("roll_up", "layout", "sheet", "query"):
        if getattr(arguments, name):
            parser.error(f"--{name.replace('_', '-')} does not go with --rows")
    if "-" in arguments.data:
        parser.error("--rows reads files, not standard input")


def _add_detail(command: argparse.ArgumentParser, **texts: str) -> None:
    detail = command.add_mutually_exclusive_group()
    for word, text in texts.items():
        detail.add_argument(f"-{word[0]}", f"--{word}", dest="detail", action="store_const", const=word, help=text)
    command.set_defaults(detail="normal")


def _add_catalog(command: argparse.ArgumentParser) -> None:
    text = "a file of your own indicators, beside those of plancheck (see docs/judging.md); may be repeated"
    command.add_argument("--catalog", action="append", default=[], metavar="FILE", help=text)


def _add_tables(command: argparse.ArgumentParser) -> None:
    told = "which column holds what, for example indicator=指标名称,value=完成值"
    command.add_argument("--columns", type=_columns(COLUMN_ROLES), metavar="ROLE=NAME,…", help=told)
    command.add_argument("--layout", choices=LAYOUTS, help="how the tables of DATA are laid out (default: detected)")
    command.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook (default: all that are visible)")
    command.add_argument("--table", metavar="NAME", help="the table of a database (default: the only one)")
    command.add_argument("--query", metavar="SQL", help="a query whose answer is the data; DATA is a database")


def _add_lint(commands: Any) -> None:
    purpose = "what is doubtful in plans themselves"
    command = _command(commands, "lint", purpose, "text", "json", "jsonl", "sarif", "github")
    _add_files(command, "PLAN")
    _add_reading(command)


def _add_files(command: argparse.ArgumentParser, name: str) -> None:
    text = "a plan (text, Markdown, HTML, DOCX, PDF), a folder of plans or a pattern; - reads standard input"
    command.add_argument("files", nargs="+", metavar=name, help=text)
    _add_unlimited(command)
    command.add_argument("--processes", type=_count, help="how many read at once (default: one a core)")


def _add_unlimited(command: argparse.ArgumentParser) -> None:
    text = "read folders and patterns however much they hold (else: at most 1,000 files and 512 MiB)"
    command.add_argument("--unlimited", action="store_true", help=text)


def _add_explain(commands: Any) -> None:
    command = _command(commands, "explain", "how one statement is read, and what would meet it", "text")
    command.add_argument("text", metavar="TEXT", help="a statement, for example 孕产妇死亡率控制在13.7/10万以下")
    command.add_argument("--year", type=_year, help="the year of the plan that it stands in")


def _add_compile(commands: Any) -> None:
    command = _command(commands, "compile", "a plan in the format of another tool", *FORMATS, option="--to")
    command.add_argument("plan", metavar="PLAN", help=PLAN_HELP)
    command.add_argument("--text", action="store_true", help="toml, json: with the text that the plan was read from")
    command.add_argument("--dialect", choices=DIALECTS, help=f"sql: of which engine (default: {DIALECTS[0]})")
    command.add_argument("--table", help="sql, vtl: the table that holds the data (default: data)")
    text = (
        f"sql, pandera, vtl: the columns of the data, as value=数值,unit=单位 (default: {', '.join(SQL_ROLES[:5])}); "
        "kind is one that says which rows hold targets"
    )
    command.add_argument("--columns", type=_columns(SQL_ROLES), metavar="ROLE=NAME,…", help=text)
    command.add_argument("--keep", action="append", metavar="NAME", help="sql: a column to show beside the verdict")
    command.add_argument("--summary", action="store_true", help="sql: a row a target instead of a row a figure")
    command.add_argument("--as-of", type=day, metavar="DATE", help="sql: what is due later is pending")
    command.add_argument("--region", help="sql, pandera, vtl: the region whose figures count")
    _add_reading(command)


def _add_compare(commands: Any) -> None:
    purpose = "whether a lower body's plan is at least as strict as the upper one's"
    command = _command(commands, "compare", purpose, *COMPARE_FORMATS)
    command.epilog = "Exit status: 0 nothing looser, 1 something looser, 2 the input or the call was wrong."
    command.add_argument("lower", metavar="LOWER", help="the lower body's plan: whatever `check` takes for one")
    command.add_argument("upper", metavar="UPPER", help="the upper body's plan; @healthy-china-2030 is a pack")
    command.add_argument("--region", help="the region of the lower plan (default: the one it names)")
    command.add_argument("--upper-region", metavar="REGION", help="the region of the upper plan")
    _add_catalog(command)
    _add_detail(
        command,
        quiet="text: a line for each target that is looser or cannot be compared, and the totals",
        verbose="text: the words of both plans and the reason for all targets",
    )
    command.add_argument("--fail-on", choices=tuple(WEAKENS), default="looser", help=WEAKENS_HELP)
    _add_reading(command)
    command.add_argument("--upper-year", type=_year, metavar="YEAR", help="the year of the upper plan")


def _add_packs(commands: Any) -> None:
    _command(commands, "packs", "the packs of targets that stand for a plan by name", "text", "json")


def _command(
    commands: Any, name: str, purpose: str, *formats: str, option: str = "--format"
) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=purpose, description=f"Shows {purpose}.")
    help_text = f"default: {formats[0]}"
    command.add_argument(option, dest="format", choices=formats, default=formats[0], help=help_text)
    command.add_argument("-o", "--output", metavar="FILE", help="write there, completely or not at all")
    _add_language(command, default=argparse.SUPPRESS)  # what was asked for in front of the command holds
    return command


def _add_language(parser: argparse.ArgumentParser, default: str | None) -> None:
    text = "language of texts (default: the locale's)"
    parser.add_argument("--lang", choices=("en", "zh"), default=default, help=text)


def _add_reading(command: argparse.ArgumentParser) -> None:
    command.add_argument("--year", type=_year, help="the year of the plan (default: the one in its title)")
    command.add_argument("--encoding", help="of the plan (default: detected)")


def day(text: str) -> date:
    """Return the day that *text* writes as 2025-12-31; raise ArgumentTypeError with a remedy for any other text."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        msg = f"{text!r} is no date; write it as 2025-12-31"
        raise argparse.ArgumentTypeError(msg) from None


def _columns(roles: Sequence[str]) -> Callable[[str], dict[str, str]]:
    """Return what reads names of columns by *roles*; where `kind` is none of them, it is refused later by name."""

    def read_names(text: str) -> dict[str, str]:
        pairs = [pair.partition("=") for pair in text.split(",")]
        found = {role.strip(): name.strip() for role, _, name in pairs}
        if found.keys() <= {*roles, "kind"} and all(found.values()) and len(found) == len(pairs):
            return found
        msg = f"write it as indicator=指标名称,value=完成值; what columns hold is {', '.join(roles)}"
        raise argparse.ArgumentTypeError(msg)

    return read_names


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 1000:
        return int(text)
    msg = f"{text!r} is no number of processes; write it as 4"
    raise argparse.ArgumentTypeError(msg)


def _year(text: str) -> int:
    if text.isascii() and text.isdigit() and 1900 <= int(text) <= 2999:
        return int(text)
    msg = f"{text!r} is no year; write it as 2025"
    raise argparse.ArgumentTypeError(msg)
