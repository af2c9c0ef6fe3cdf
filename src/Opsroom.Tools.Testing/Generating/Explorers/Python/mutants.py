"""Small changes of a source. Inputs that tell the changed source from the true one pin what it does."""

import ast
import sys

from .loading import Overtime, load, name_of, names
from .scenarios import execute

COMPARED = {
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.Lt), ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
}
COMPUTED = {
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.FloorDiv,), ast.Div: (ast.Mult,), ast.FloorDiv: (ast.Mult, ast.Div), ast.Mod: (ast.Mult,),
    ast.Pow: (ast.Mult,), ast.BitAnd: (ast.BitOr,), ast.BitOr: (ast.BitAnd,), ast.BitXor: (ast.BitAnd,), ast.LShift: (ast.RShift,), ast.RShift: (ast.LShift,),
}
PAIRED = {"min": "max", "any": "all", "lower": "upper", "startswith": "endswith", "append": "count", "lstrip": "rstrip", "find": "rfind", "partition": "rpartition"}
PAIRED |= {after: before for before, after in PAIRED.items()}


class Mutant:
    """One change: what is set in which node, and the line whose run it needs (0 where the source is loaded anew)."""

    def __init__(self, holder, field, value, line):
        self.holder, self.field, self.value, self.line = holder, field, value, line
        self.code, self.tries = None, 0

    def compiled(self, tree, path):
        if self.code is None:
            is_item = isinstance(self.holder, list)
            true = self.holder[self.field] if is_item else getattr(self.holder, self.field)
            self.put(self.value)
            try:
                self.code = compile(tree, path, "exec")
            finally:
                self.put(true)
        return self.code

    def put(self, value):
        if isinstance(self.holder, list):
            self.holder[self.field] = value
        else:
            setattr(self.holder, self.field, value)


class Mutants:
    """All changes of a source, and what tells each of them."""

    def __init__(self, source, path):
        self.tree, self.path = ast.parse(source), path
        self.list = []
        self.visit_body(self.tree, 0)
        self.raising = raising_lines(self.tree)

    def add(self, holder, field, value, line):
        self.list.append(Mutant(holder, field, value, line))

    def visit_body(self, node, line):
        """Statements; line is where what stands in a function begins, 0 outside."""
        inside = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            body = getattr(node, field, None)
            for at, child in enumerate(body if isinstance(body, list) else ()):
                if isinstance(child, (ast.Import, ast.ImportFrom)) or isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                    continue
                here = child.lineno if (inside or line) and hasattr(child, "lineno") and not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler)) else line
                if isinstance(child, (ast.Assign, ast.AugAssign, ast.Raise, ast.Continue, ast.Break)) or isinstance(child, ast.Expr) and isinstance(child.value, ast.Call):
                    if here:
                        self.add(body, at, ast.copy_location(ast.Pass(), child), here)
                if isinstance(child, ast.Return) and child.value is not None and not (isinstance(child.value, ast.Constant) and child.value.value is None):
                    self.add(child, "value", ast.copy_location(ast.Constant(None), child.value), here)
                if not isinstance(child, ast.Raise):
                    self.visit_expressions(child, here)
                self.visit_body(child, here)

    def visit_expressions(self, node, line):
        for field, value in ast.iter_fields(node):
            if field in ("body", "orelse", "finalbody", "handlers", "cases", "decorator_list", "annotation", "returns") and not isinstance(node, (ast.IfExp, ast.Lambda)):
                continue
            if field == "test":
                self.add(node, field, ast.copy_location(ast.UnaryOp(ast.Not(), value), value), line)
            listed = value if isinstance(value, list) else [value]
            for at, child in enumerate(listed):
                if isinstance(child, ast.AST):
                    self.expression(value if isinstance(value, list) else node, at if isinstance(value, list) else field, child, line)
                    self.visit_expressions(child, line)

    def expression(self, holder, field, node, line):
        if isinstance(node, ast.Compare):
            for at, op in enumerate(node.ops):
                for other in COMPARED.get(type(op), ()):
                    self.add(node.ops, at, other(), line)
        elif isinstance(node, (ast.operator,)):
            for other in COMPUTED.get(type(node), ()):
                self.add(holder, field, other(), line)
        elif isinstance(node, ast.BoolOp):
            self.add(node, "op", ast.And() if isinstance(node.op, ast.Or) else ast.Or(), line)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub)):
            self.add(holder, field, node.operand, line)
        elif isinstance(node, ast.Constant):
            for value in self.near(node.value):
                self.add(node, "value", value, line)
        elif isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id in PAIRED:
                self.add(node.func, "id", PAIRED[node.func.id], line)
            elif isinstance(node.func, ast.Attribute) and node.func.attr in PAIRED:
                self.add(node.func, "attr", PAIRED[node.func.attr], line)

    @staticmethod
    def near(value):
        if isinstance(value, bool):
            return (not value,)
        if isinstance(value, int):
            return (value + 1, value - 1)
        if isinstance(value, float):
            return (value + 1,)
        return (value[:0] if value else type(value)("x", "ascii") if isinstance(value, bytes) else "mutant",) if isinstance(value, (str, bytes)) else ()

    def load(self, mutant):
        """The changed module with its names, or None where it does not even load."""
        true = sys.modules.get(name_of(self.path))
        try:
            module = load(self.path, mutant.compiled(self.tree, self.path))
            return module, names(module)
        except (Exception, Overtime, RecursionError, MemoryError):
            return None
        finally:
            sys.modules[name_of(self.path)] = true

    def told(self, loaded, scenario, steps):
        """Whether a scenario goes another way in the changed module."""
        module, space = loaded
        try:
            return not same(steps, execute(scenario, module, space, self.raising), space)
        except (Exception, RecursionError, MemoryError):
            return True


def same(left, right, space):
    """Whether assertions made of the one hold for the other."""
    if right is None or len(left) != len(right):
        return False
    for one, other in zip(left, right):
        if any(one.get(key) != other.get(key) for key in ("code", "bind", "raises", "message")):
            return False
        if not equal(one.get("value"), other.get("value"), space):
            return False
        for key in ("parts", "state"):
            mine, theirs = one.get(key) or {}, other.get(key) or {}
            if any(place not in theirs or not equal(text, theirs[place], space) for place, text in mine.items()):
                return False
            if key == "state" and len(mine) != len(theirs):
                return False
    return True


def equal(left, right, space):
    if left == right or left is None:
        return True
    if right is None:
        return False
    try:
        return bool(eval(left, space) == eval(right, space)) and (left in ("None", "True", "False")) == (right in ("None", "True", "False"))
    except Exception:
        return False


def raising_lines(tree):
    return {line for node in ast.walk(tree) if isinstance(node, ast.Raise) for line in range(node.lineno, node.end_lineno + 1)}
