#!/usr/bin/env python3
"""Writes the hostile templates as folders: make.py BOX [CASE ...]. Python's yaml module is all it needs."""
import pathlib
import sys

import yaml

CANARY = "opsroom-canary-7f3a\n"


def write(box: pathlib.Path, case: dict) -> None:
    template = box / "templates" / "case"
    (box / "work" / "out").mkdir(parents=True)
    template.mkdir(parents=True)
    for name, content in case["files"].items():
        place(template, name).write_text(content, encoding="utf-8")
    for long in case.get("generated", []):
        place(template, long["path"]).write_text(long["head"] + long["repeat"] * long["times"] + long["tail"], encoding="utf-8")
    for name, target in case.get("symlinks", {}).items():
        place(template, name).symlink_to(target)
    if "secret" in case:
        (template / case["secret"]).write_text(CANARY, encoding="utf-8")


def place(template: pathlib.Path, name: str) -> pathlib.Path:
    path = template / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def main() -> None:
    box = pathlib.Path(sys.argv[1])
    cases = pathlib.Path(__file__).parent / "cases"
    for path in sorted(cases.glob("*.yaml")):
        if not sys.argv[2:] or path.stem in sys.argv[2:]:
            write(box / path.stem, yaml.safe_load(path.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
