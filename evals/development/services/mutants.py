#!/usr/bin/env python3
"""Mutants of a Python source: mutants.py SOURCE SEED COUNT FOLDER. README.md says which."""

import ast
import pathlib
import random
import sys

ARITHMETIC = {ast.Add: ["-"], ast.Sub: ["+"], ast.Mult: ["/"], ast.Div: ["*"], ast.FloorDiv: ["*"], ast.Mod: ["*"]}
RELATIONAL = {
    ast.Lt: ["<=", ">="], ast.LtE: ["<", ">"], ast.Gt: [">=", "<="], ast.GtE: [">", "<"], ast.Eq: ["!="], ast.NotEq: ["=="],
    ast.In: ["not in"], ast.NotIn: ["in"], ast.Is: ["is not"], ast.IsNot: ["is"],
}


class Places(ast.NodeVisitor):
    def __init__(self, text):
        self.text = text.encode()
        self.starts = [0]
        for line in self.text.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.found = []

    def start(self, node):
        return self.starts[node.lineno - 1] + node.col_offset

    def end(self, node):
        return self.starts[node.end_lineno - 1] + node.end_col_offset

    def add(self, operator, start, end, text):
        self.found.append((operator, start, end, text.encode()))

    def source(self, node):
        return self.text[self.start(node):self.end(node)].decode()

    def between(self, operator, left, right, texts):
        """Replaces the operator that stands between two operands, parentheses aside."""
        start, end = self.end(left), self.start(right)
        gap = self.text[start:end].decode()
        bare = gap.strip().strip("()").strip()
        at = gap.index(bare)
        for text in texts:
            self.add(operator, start + at, start + at + len(bare), text)

    def negate(self, node):
        self.add("condition", self.start(node), self.end(node), f"(not ({self.source(node)}))")

    def visit_BinOp(self, node):
        if not (isinstance(node.op, ast.Mod) and isinstance(node.left, (ast.Constant, ast.JoinedStr))):
            self.between("arithmetic", node.left, node.right, ARITHMETIC.get(type(node.op), []))
        self.generic_visit(node)

    def visit_AugAssign(self, node):
        self.between("arithmetic", node.target, node.value, [text + "=" for text in ARITHMETIC.get(type(node.op), [])])
        self.statement(node)
        self.generic_visit(node)

    def visit_UnaryOp(self, node):
        if isinstance(node.op, (ast.Not, ast.USub)):
            self.add("logical" if isinstance(node.op, ast.Not) else "arithmetic", self.start(node), self.end(node), f"({self.source(node.operand)})")
        self.generic_visit(node)

    def visit_Compare(self, node):
        for left, operation, right in zip([node.left, *node.comparators], node.ops, node.comparators):
            self.between("relational", left, right, RELATIONAL[type(operation)])
        self.generic_visit(node)

    def visit_BoolOp(self, node):
        for left, right in zip(node.values, node.values[1:]):
            self.between("logical", left, right, ["or" if isinstance(node.op, ast.And) else "and"])
        self.generic_visit(node)

    def visit_Constant(self, node):
        if isinstance(node.value, bool):
            self.add("constant", self.start(node), self.end(node), str(not node.value))
        elif isinstance(node.value, (int, float)):
            self.add("constant", self.start(node), self.end(node), repr(node.value + 1))
        elif isinstance(node.value, str):
            self.add("constant", self.start(node), self.end(node), '""' if node.value else '"mutant"')

    def visit_JoinedStr(self, node):
        self.add("constant", self.start(node), self.end(node), '""')
        for part in node.values:
            if isinstance(part, ast.FormattedValue) and sys.version_info >= (3, 12):
                self.visit(part.value)

    def visit_Return(self, node):
        if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
            self.add("return", self.start(node.value), self.end(node.value), "None")
            self.generic_visit(node)

    def visit_If(self, node):
        self.negate(node.test)
        self.generic_visit(node)

    visit_While = visit_If
    visit_IfExp = visit_If

    def visit_comprehension(self, node):
        for test in node.ifs:
            self.negate(test)
        self.generic_visit(node)

    def visit_Expr(self, node):
        if not isinstance(node.value, ast.Constant):
            self.statement(node)
            self.generic_visit(node)

    def visit_Assign(self, node):
        self.statement(node)
        self.visit(node.value)

    def visit_AnnAssign(self, node):
        if node.value is not None:
            self.visit(node.value)

    def visit_Raise(self, node):
        # the wording of what is raised stays: only the raising goes
        self.statement(node)

    def visit_Break(self, node):
        self.statement(node)

    visit_Continue = visit_Break
    visit_Delete = visit_Break

    def statement(self, node):
        self.add("statement", self.start(node), self.end(node), "pass")

    def visit_FunctionDef(self, node):
        for default in [*node.args.defaults, *(default for default in node.args.kw_defaults if default is not None)]:
            self.visit(default)
        for inner in node.body:
            self.visit(inner)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node):
        # an exception's own constructor says what its message is: nothing of it is wording that a test needs
        if any(isinstance(base, ast.Name) and base.id.endswith(("Error", "Exception")) for base in node.bases):
            return
        for inner in node.body:
            self.visit(inner)


def main():
    source, seed, count, folder = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), pathlib.Path(sys.argv[4])
    text = source.read_text()
    places = Places(text)
    places.visit(ast.parse(text))
    random.Random(seed).shuffle(places.found)
    made = 0
    for operator, start, end, replacement in places.found:
        mutant = places.text[:start] + replacement + places.text[end:]
        try:
            compile(mutant, str(source), "exec")
        except SyntaxError:
            continue
        made += 1
        (folder / str(made)).mkdir(parents=True)
        (folder / str(made) / source.name).write_bytes(mutant)
        line = places.text.count(b"\n", 0, start) + 1
        print(f"{line} {operator}: {' '.join(places.text[start:end].decode().split())} -> {replacement.decode()}")
        if made == count:
            break


main()
