"""The command line of {{ cookiecutter.command }}."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence

from {{ cookiecutter.package }} import __version__


def count(lines: Iterable[str], word: str, *, ignore_case: bool = False) -> int:
    """How many lines hold the word."""
    if ignore_case:
        word = word.casefold()
        return sum(word in line.casefold() for line in lines)
    return sum(word in line for line in lines)


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="{{ cookiecutter.command }}", description={{ cookiecutter.description | tojson }})
    made.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = made.add_subparsers(dest="command", required=True)
    counting = commands.add_parser("count", help="count lines that hold a word")
    counting.add_argument("word")
    counting.add_argument("file", nargs="?", type=argparse.FileType(encoding="utf-8"), default="-", help="standard input if not given")
    counting.add_argument("-i", "--ignore-case", action="store_true")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Ends with 0 where something was found, 1 where not, 2 where the call is wrong."""
    asked = parser().parse_args(arguments)
    with asked.file:
        found = count(asked.file, asked.word, ignore_case=asked.ignore_case)
    print(found)
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
