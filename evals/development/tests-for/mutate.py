#!/usr/bin/env python3
"""Mutants of a source file: mutate.py SOURCE [--seed N] [--count N] [--list].

Standard operators on the text between comments and strings. Without --list the mutants are printed as JSON lines:
operator, line, before, after and the whole source.
"""

import argparse
import ast
import json
import pathlib
import random
import re

# what is neither code to change nor safe to change: comments, strings with their prefixes, regular expressions
QUIET = {
    "cs": r'//[^\n]*|/\*.*?\*/|\$*"""(?:.|\n)*?"""|\$?@\$?"(?:[^"]|"")*"|\$?"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'',
    "js": r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|`(?:\\.|[^`\\])*`|(?<=[(=,:!&|?]\s)/(?![*/])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n])+/[a-z]*|(?<=\()/(?![*/])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n])+/[a-z]*',
    "py": r'#[^\n]*|[rbfRBF]{0,2}(?:"""(?:\\.|[^\\])*?"""|\'\'\'(?:\\.|[^\\])*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\')',
}
LANGUAGE = {".cs": "cs", ".py": "py", ".js": "js", ".mjs": "js", ".cjs": "js", ".ts": "js"}
# binary operators stand between blanks, which keeps generics, arrows and signs out
SWAPS = {
    "arithmetic": [(" + ", " - "), (" - ", " + "), (" * ", " / "), (" / ", " * "), (" % ", " * "), (" += ", " -= "), (" -= ", " += "), ("++", "--")],
    "boundary": [(" < ", " <= "), (" <= ", " < "), (" > ", " >= "), (" >= ", " > ")],
    "relational": [(" < ", " >= "), (" <= ", " > "), (" > ", " <= "), (" >= ", " < "), (" == ", " != "), (" != ", " == "), (" === ", " !== "), (" !== ", " === "), (" in ", " not in "), (" not in ", " in ")],
    "logical": [(" && ", " || "), (" || ", " && "), (" and ", " or "), (" or ", " and "), ("true", "false"), ("false", "true"), ("True", "False"), ("False", "True")],
}
WORDS = {"true", "false", "True", "False"}


def blank(source, language):
    """The source with comments and strings as blanks of the same length, and the places of the strings."""
    strings = []

    def hide(match):
        text = match.group()
        if text[0] not in "#/":
            strings.append((match.start(), match.end()))
        return re.sub(r"[^\n]", " ", text)

    return re.sub(QUIET[language], hide, source, flags=re.S), strings


def statement_ends(code, start):
    """Where the statement that starts here ends, or -1 where that is not plain."""
    depth = 0
    for at in range(start, len(code)):
        if code[at] in "([{":
            depth += 1
        elif code[at] in ")]}":
            depth -= 1
            if depth < 0:
                return -1
        elif code[at] == ";" and depth == 0:
            return at
    return -1


def closing(code, start):
    depth = 0
    for at in range(start, len(code)):
        depth += {"(": 1, ")": -1}.get(code[at], 0)
        if depth == 0:
            return at
    return -1


def edits(source, language):
    """Every (operator, start, end, replacement)."""
    code, strings = blank(source, language)
    for operator, pairs in SWAPS.items():
        for before, after in pairs:
            if language != "py" and before.strip() in ("and", "or", "in", "not in"):
                continue
            pattern = rf"\b{before}\b" if before in WORDS else re.escape(before)
            for match in re.finditer(pattern, code):
                line = code[code.rfind("\n", 0, match.start()) + 1 : match.end()]
                if before == " in " and (re.search(r"\bfor\b[^:\[\](]*$", line) or line.rstrip().endswith("not in")):
                    continue
                yield operator, match.start(), match.end(), after
    for match in re.finditer(r"(?<![\w.])(\d[\d_]*)(?![\w.]*[xX.])(?=[mLn]?\b)", code):
        value = int(match.group().replace("_", ""))
        for other in {value + 1, max(0, value - 1)} - {value}:
            yield "constant", match.start(), match.end(), str(other)
    for match in re.finditer(r"(?<![\w.])(\d+\.\d+)(?=m?\b)", code):
        yield "constant", match.start(), match.end(), str(round(float(match.group()) + 1, 6))
    for start, end in strings:
        text = source[start:end]
        if len(text) == 2:
            yield "constant", start, end, text[0] + "mutant" + text[1]
        elif text[0] in "\"'" and text[:3] not in ('"""', "'''") and len(text) > 2:
            if not (text[0] == "'" and language == "cs"):
                yield "constant", start, end, text[0] * 2
    if language == "py":
        yield from python_edits(source)
        return
    for match in re.finditer(r"\b(?:if|while) \(", code):
        end = closing(code, match.end() - 1)
        if end > 0:
            yield "negate", match.end() - 1, end + 1, f"(!{source[match.end() - 1 : end + 1]})"
    for match in re.finditer(r"(?<=[(\s])!(?=[\w(])", code):
        yield "negate", match.start(), match.end(), ""
    nothing = "default" if language == "cs" else "undefined"
    for match in re.finditer(r"\breturn (?=[^;\s])", code):
        end = statement_ends(code, match.end())
        if end > 0 and source[match.end() : end] not in ("null", "undefined", "default", "false" if language == "cs" else "undefined"):
            yield "return", match.end(), end, f"{nothing}!" if language == "cs" else nothing
    for match in re.finditer(r"(?m)^[ ]+(?=[\w.\[\]]+(?:\(|\+\+;|--;| [-+*/%]?= )|throw )(?!return\b|if\b|for|while|switch|const|let|var|get |set |case |else|private|public|static|using|function|constructor|catch|export|import|readonly)", code):
        end = statement_ends(code, match.end())
        before = code[: match.start()].rstrip()
        if end > 0 and before and before[-1] in ";{}:" and not re.match(r"[\w.\[\]]+\([^;]*\)[^;{]*\{", code[match.end() : end + 1]):
            yield "statement", match.end(), end + 1, ";"


def python_edits(source):
    lines = [0]
    for line in source.splitlines(keepends=True):
        lines.append(lines[-1] + len(line.encode()))
    raw = source.encode()

    def span(node):
        first = len(raw[: lines[node.lineno - 1] + node.col_offset].decode())
        return first, len(raw[: lines[node.end_lineno - 1] + node.end_col_offset].decode())

    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.If, ast.While, ast.IfExp)):
            start, end = span(node.test)
            yield "negate", start, end, f"(not ({source[start:end]}))"
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            start, end = span(node)
            yield "negate", start, end, "(" + source[slice(*span(node.operand))] + ")"
        elif isinstance(node, ast.Return) and node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield ("return", *span(node.value), "None")
        elif isinstance(node, (ast.Assign, ast.AugAssign, ast.Raise, ast.Continue, ast.Break)) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
            yield ("statement", *span(node), "pass")


def silent(source, language):
    """Where a change would say nothing: the texts of messages that are thrown, doc strings, file heads."""
    code, _ = blank(source, language)
    for match in re.finditer(r"\b(?:throw|raise)\b", code):
        if language == "py":
            end = source.find("\n", match.start())
        else:
            end = statement_ends(code, match.start())
            end = end if end > 0 else source.find("\n", match.start())
        yield match.end(), end
    for match in re.finditer(r"(?m)^(?:using|namespace|import|from|export \{|'use strict').*$|\b(?:base|super)\([^)]*\)", code):
        yield match.start(), match.end()
    if language == "py":
        for node in ast.walk(ast.parse(source)):
            body = getattr(node, "body", None)
            if isinstance(body, list) and body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
                offsets = [0]
                for line in source.splitlines(keepends=True):
                    offsets.append(offsets[-1] + len(line))
                yield offsets[body[0].lineno - 1], offsets[body[0].end_lineno]
    if language == "js":
        for match in re.finditer(r"^'use strict';", source):
            yield match.start(), match.end()


def same(source, mutant, language):
    """Cheap signs that a mutant means what the source means, or nothing at all."""
    if language != "py":
        return re.sub(r"\s+", "", source) == re.sub(r"\s+", "", mutant)
    try:
        compiled = compile(mutant, "m", "exec")
    except (SyntaxError, ValueError):
        return True

    def shape(unit):
        return unit.co_code, unit.co_names, unit.co_varnames, tuple(shape(c) if hasattr(c, "co_code") else repr(c) for c in unit.co_consts)

    return shape(compiled) == shape(compile(source, "m", "exec"))


def mutants(path):
    source = path.read_text(encoding="utf-8")
    language = LANGUAGE[path.suffix]
    quiet = list(silent(source, language))
    seen = set()
    for operator, start, end, after in edits(source, language):
        if operator != "statement" and any(low <= start < high for low, high in quiet):
            continue
        text = source[:start] + after + source[end:]
        if text in seen or same(source, text, language):
            continue
        seen.add(text)
        yield {"operator": operator, "line": source.count("\n", 0, start) + 1, "before": source[start:end].strip(), "after": after.strip(), "source": text}


def choose(path, seed, count):
    """Mutants in random order, the operators in turn, so that none crowds out the others."""
    chance = random.Random(seed)
    kinds = {}
    for mutant in mutants(path):
        kinds.setdefault(mutant["operator"], []).append(mutant)
    for list_ in kinds.values():
        chance.shuffle(list_)
    order = []
    while any(kinds.values()):
        for operator in sorted(kinds):
            if kinds[operator]:
                order.append(kinds[operator].pop())
    return order[:count] if count else order


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    for mutant in choose(options.source, options.seed, options.count):
        if options.list:
            print(f'{mutant["line"]:4} {mutant["operator"]:10} {mutant["before"][:60]!r} -> {mutant["after"][:60]!r}')
        else:
            print(json.dumps(mutant))


if __name__ == "__main__":
    main()
