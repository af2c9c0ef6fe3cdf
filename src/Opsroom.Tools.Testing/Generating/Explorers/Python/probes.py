"""Lets a source tell which lines run, how its comparisons end and how near they are to another end."""

import ast
import decimal

OPERATORS = {
    "Lt": lambda a, b: a < b, "LtE": lambda a, b: a <= b, "Gt": lambda a, b: a > b, "GtE": lambda a, b: a >= b, "Eq": lambda a, b: a == b,
    "NotEq": lambda a, b: a != b, "In": lambda a, b: a in b, "NotIn": lambda a, b: a not in b, "Is": lambda a, b: a is b, "IsNot": lambda a, b: a is not b,
}
NUMBERS = (int, float, decimal.Decimal)


class Instrument(ast.NodeTransformer):
    def __init__(self):
        self.count = 0
        self.depth = 0

    def call(self, name, node, *more):
        self.count += 1
        return ast.copy_location(ast.Call(ast.Name(name, ast.Load()), [ast.Constant(self.count), *more], []), node)

    def visit_Compare(self, node):
        self.generic_visit(node)
        if len(node.ops) != 1:
            if any(isinstance(inner, (ast.NamedExpr, ast.Await, ast.Yield)) for inner in ast.walk(node)):
                return self.call("probe_branch", node, node)
            nothing = ast.arguments([], [], None, [], [], None, [])
            self.count += len(node.ops)
            return self.call("probe_chain", node, ast.Constant(" ".join(type(op).__name__ for op in node.ops)), *(ast.Lambda(nothing, side) for side in [node.left, *node.comparators]))
        return self.call("probe_compare", node, ast.Constant(type(node.ops[0]).__name__), node.left, node.comparators[0])

    def visit_BoolOp(self, node):
        self.generic_visit(node)
        node.values = [self.call("probe_branch", value, value) for value in node.values]
        return node

    def condition(self, node):
        self.generic_visit(node)
        node.test = self.call("probe_branch", node.test, node.test)
        return self.told(node) if isinstance(node, ast.stmt) else node

    visit_If = visit_While = visit_IfExp = condition

    def visit_comprehension(self, node):
        self.generic_visit(node)
        node.ifs = [self.call("probe_branch", test, test) for test in node.ifs]
        return node

    def visit_For(self, node):
        self.generic_visit(node)
        node.iter = self.call("probe_each", node.iter, node.iter)
        return self.told(node)

    def function(self, node):
        defaults, node.args.defaults = node.args.defaults, []
        decorators, node.decorator_list = node.decorator_list, []
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1
        node.args.defaults, node.decorator_list = defaults, decorators
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = function

    def visit_ClassDef(self, node):
        depth, self.depth = self.depth, 0
        self.generic_visit(node)
        self.depth = depth
        return node

    def visit_Return(self, node):
        self.generic_visit(node)
        if node.value is not None:
            node.value = self.call("probe_reached", node.value, node.value)
        return self.told(node)

    def statement(self, node):
        self.generic_visit(node)
        return self.told(node)

    visit_Assign = visit_AugAssign = visit_AnnAssign = visit_Expr = visit_Raise = visit_Delete = statement
    visit_Continue = visit_Break = visit_With = visit_AsyncWith = visit_Try = visit_AsyncFor = statement

    def told(self, node):
        """The statement after one that says that its line is reached; doc strings stay first."""
        if self.depth == 0 or isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return node
        line = ast.Call(ast.Name("probe_line", ast.Load()), [ast.Constant(node.lineno)], [])
        return [ast.copy_location(ast.Expr(line), node), node]

    def visit_JoinedStr(self, node):
        return node


class Trace:
    """What the last run reached."""

    def __init__(self, pool):
        self.features, self.lines = set(), set()
        self.pool = pool

    def begin(self):
        self.features, self.lines = set(), set()

    def line(self, number):
        self.lines.add(number)

    def branch(self, at, value):
        self.features.add((at, bool(value)))
        return value

    def reached(self, at, value):
        self.features.add((at, value is None))
        return value

    def each(self, at, values):
        try:
            self.features.add((at, "n", min(len(values), 3)))
        except TypeError:
            pass
        return values

    def compare(self, at, name, left, right):
        result = OPERATORS[name](left, right)
        try:
            self.features.add((at, bool(result)))
            self.saw(at, name, left, right)
        except Exception:
            pass
        return result

    def chain(self, at, ops, first, *others):
        left = first()
        for place, (name, other) in enumerate(zip(ops.split(), others)):
            right = other()
            if not self.compare(at - place - 1, name, left, right):
                return False
            left = right
        return True

    def saw(self, at, name, left, right):
        if isinstance(left, NUMBERS) and isinstance(right, NUMBERS):
            gap = left - right
            self.features.add((at, "gap", gap if abs(gap) <= 1 else (2 if gap > 0 else -2)))
            self.pool.saw(left)
            self.pool.saw(right)
        elif isinstance(left, str) and isinstance(right, str):
            self.features.add((at, "order", (left > right) - (left < right)))
            self.pool.saw(left)
            self.pool.saw(right)
        elif name in ("In", "NotIn") and isinstance(right, (dict, set, frozenset, list, tuple)):
            for value in list(right)[:20]:
                self.pool.saw(value)
        elif name in ("Lt", "LtE", "Gt", "GtE"):
            self.features.add((at, "order", (left > right) - (left < right)))

    def names(self):
        return {"probe_branch": self.branch, "probe_compare": self.compare, "probe_reached": self.reached, "probe_each": self.each, "probe_line": self.line, "probe_chain": self.chain}
