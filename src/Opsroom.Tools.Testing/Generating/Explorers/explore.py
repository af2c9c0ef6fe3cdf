"""Runs a module with chosen inputs and tells what it does: explore.py SOURCE OUT SECONDS SEED.

Inputs come from the constants and examples of the source, from types, and from comparisons that were seen. What reaches a
new outcome is kept and varied. Each kept scenario is run again in a process of its own, with another order of hashes;
what differs is left out.
"""

import ast
import datetime
import decimal
import enum
import importlib.util
import inspect
import json
import math
import os
import random
import re
import signal
import subprocess
import sys
import time
import types
import typing

try:
    import re._parser as sre_parse
except ImportError:
    import sre_parse

HEADER = "from datetime import date, datetime, time, timedelta, timezone\nfrom decimal import Decimal\n"
CALL_SECONDS = 0.25


class Overtime(BaseException):
    pass


def load(path, tree=None, extra=None):
    name = os.path.splitext(os.path.basename(path))[0]
    module = types.ModuleType(name)
    module.__file__ = path
    module.__dict__.update(extra or {})
    sys.modules[name] = module
    code = compile(tree if tree is not None else open(path, encoding="utf-8").read(), path, "exec")
    exec(code, module.__dict__)
    return module


class Instrument(ast.NodeTransformer):
    """Comparisons and conditions tell their outcome."""

    def __init__(self):
        self.count = 0

    def call(self, name, node, *more):
        self.count += 1
        arguments = [ast.Constant(self.count), *more]
        return ast.copy_location(ast.Call(ast.Name(name, ast.Load()), arguments, []), node)

    def visit_Compare(self, node):
        self.generic_visit(node)
        if len(node.ops) != 1:
            return self.call("probe_branch", node, node)
        return self.call("probe_compare", node, ast.Constant(type(node.ops[0]).__name__), node.left, node.comparators[0])

    def visit_BoolOp(self, node):
        self.generic_visit(node)
        node.values = [self.call("probe_branch", value, value) for value in node.values]
        return node

    def condition(self, node):
        self.generic_visit(node)
        node.test = self.call("probe_branch", node.test, node.test)
        return node

    visit_If = visit_While = visit_IfExp = condition

    def visit_comprehension(self, node):
        self.generic_visit(node)
        node.ifs = [self.call("probe_branch", test, test) for test in node.ifs]
        return node

    def visit_For(self, node):
        self.generic_visit(node)
        node.iter = self.call("probe_each", node.iter, node.iter)
        return node

    def function(self, node):
        defaults, node.args.defaults = node.args.defaults, []
        self.generic_visit(node)
        node.args.defaults = defaults
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = function

    def visit_Return(self, node):
        self.generic_visit(node)
        if node.value is not None:
            node.value = self.call("probe_reached", node.value, node.value)
        return node


OPERATORS = {
    "Lt": lambda a, b: a < b, "LtE": lambda a, b: a <= b, "Gt": lambda a, b: a > b, "GtE": lambda a, b: a >= b, "Eq": lambda a, b: a == b,
    "NotEq": lambda a, b: a != b, "In": lambda a, b: a in b, "NotIn": lambda a, b: a not in b, "Is": lambda a, b: a is b, "IsNot": lambda a, b: a is not b,
}


class Trace:
    def __init__(self, pool):
        self.features = set()
        self.pool = pool

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
        self.features.add((at, bool(result)))
        try:
            if isinstance(left, (int, float, decimal.Decimal)) and isinstance(right, (int, float, decimal.Decimal)):
                gap = left - right
                self.features.add((at, "gap", gap if abs(gap) <= 1 else (2 if gap > 0 else -2)))
                for value in (left, right):
                    self.pool.saw_number(value)
            elif isinstance(left, str) and isinstance(right, str):
                self.features.add((at, "order", (left > right) - (left < right)))
                self.pool.saw_text(left)
                self.pool.saw_text(right)
            elif isinstance(right, (dict, set, frozenset, list, tuple)) and name in ("In", "NotIn"):
                for value in list(right)[:20]:
                    if isinstance(value, str):
                        self.pool.saw_text(value)
                    elif isinstance(value, (int, float)):
                        self.pool.saw_number(value)
            elif name in ("Lt", "LtE", "Gt", "GtE"):
                self.features.add((at, "order", (left > right) - (left < right)))
        except Exception:
            pass
        return result


class Pool:
    """Values worth trying."""

    def __init__(self, source, tree, chance):
        self.chance = chance
        self.numbers, self.texts, self.patterns = [0, 1, -1, 2, 3, 10, 100], ["", "a", "A b", "0", "x1"], []
        self.seen, self.found = set(), []
        documents = []
        for node in ast.walk(tree):
            if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)) and (text := ast.get_docstring(node)):
                documents.append(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and node.value not in documents:
                if isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
                    self.add_number(node.value)
                elif isinstance(node.value, str) and len(node.value) < 200:
                    if any(sign in node.value for sign in "[(\\^$") and self.is_pattern(node.value):
                        self.patterns.append(node.value)
                    else:
                        self.add_text(node.value)
        for text in documents + re.findall(r"#(.*)", source):
            for found in re.findall(r"`+([^`\n]{1,60})`+|\"([^\"\n]{1,60})\"|'([^'\n]{1,60})'", text):
                self.add_text(next(part for part in found if part))
        self.fixed = len(self.texts)

    @staticmethod
    def is_pattern(text):
        try:
            sre_parse.parse(text)
            return True
        except Exception:
            return False

    def add_number(self, value):
        for other in (value, value + 1, value - 1):
            if other not in self.numbers:
                self.numbers.append(other)
        if isinstance(value, float):
            for other in (round(value * 100, 6), round(value + 0.01, 6), round(value - 0.01, 6)):
                self.numbers.append(other)

    def add_text(self, text):
        if text not in self.texts:
            self.texts.append(text)
            for word in text.split()[:12]:
                if word not in self.texts:
                    self.texts.append(word)

    def saw_number(self, value):
        if len(self.seen) < 400 and value not in self.seen and abs(value) < 10**9:
            self.seen.add(value)

    def saw_text(self, value):
        if len(value) < 60 and value not in self.seen and len(self.seen) < 400:
            self.seen.add(value)

    def number(self):
        roll = self.chance.random()
        known = [value for value in self.seen if isinstance(value, int) and not isinstance(value, bool)]
        if roll < 0.2 and known:
            return self.chance.choice(known) + self.chance.choice((-1, 0, 1))
        if roll < 0.75:
            return self.chance.choice(self.numbers)
        return self.chance.choice((self.chance.randint(-5, 20), self.chance.randint(0, 100), self.chance.randint(-1000, 10000)))

    def integer(self):
        return int(self.number())

    def text(self):
        roll = self.chance.random()
        if roll > 0.75 and self.found:
            return self.chance.choice(self.found)
        if roll < 0.2 and self.patterns:
            return self.matching(self.chance.choice(self.patterns))
        known = [value for value in self.seen if isinstance(value, str)]
        base = self.chance.choice(known) if known and roll < 0.3 else self.chance.choice(self.texts)
        for _ in range(self.chance.choice((0, 0, 1, 1, 2, 3))):
            base = self.vary(base)
        return base[:120]

    def vary(self, text):
        chance = self.chance
        at = chance.randint(0, len(text))
        token = chance.choice(self.texts)
        kind = chance.randint(0, 10)
        if kind == 0:
            return text[:at] + chance.choice(" -_.,:;/*+@#!0123456789aAzZé\t\n()") + text[at:]
        if kind == 1 and text:
            return text[:max(0, at - 1)] + text[at:]
        if kind == 2:
            return text + chance.choice(("", " ", ",", "-", "/", ".", ":")) + token
        if kind == 3:
            return text[:at] + token + text[at:]
        if kind == 4:
            return text[:at]
        if kind == 5:
            return text.swapcase() if chance.random() < 0.5 else text.upper()
        if kind == 6:
            return re.sub(r"\d+", lambda match: str(chance.choice((0, 1, 9, int(match.group()[:9]) + 1, max(0, int(match.group()[:9]) - 1), abs(self.integer())))), text, count=1)
        if kind == 7 and text:
            parts = re.split(r"([ ,;:./-])", text)
            spot = chance.randrange(len(parts))
            parts[spot] = chance.choice((token, str(self.integer()), "", parts[chance.randrange(len(parts))]))
            return "".join(parts)
        if kind == 8:
            return text + text
        if kind == 9 and len(text) > 1:
            spot = chance.randrange(len(text) - 1)
            return text[:spot] + text[spot + 1] + text[spot] + text[spot + 2:]
        if text:
            spot = chance.randrange(len(text))
            char = text[spot]
            other = chr(ord(char) + chance.choice((-1, 1))) if char.isdigit() else chance.choice("aZ9 ")
            return text[:spot] + other + text[spot + 1:]
        return token

    def matching(self, pattern, depth=0):
        """A text that a pattern matches, more or less."""
        chance = self.chance

        def one(items):
            low_high = [(value, value) if str(op) == "LITERAL" else value for op, value in items if str(op) in ("LITERAL", "RANGE")]
            for op, value in items:
                if str(op) == "CATEGORY":
                    name = str(value)
                    low_high.append({"CATEGORY_DIGIT": (48, 57), "CATEGORY_SPACE": (32, 32), "CATEGORY_WORD": (97, 122)}.get(name, (65, 90)))
            if not low_high:
                return "a"
            low, high = chance.choice(low_high)
            return chr(chance.randint(low, high))

        def make(parsed):
            text = ""
            for op, value in parsed:
                name = str(op)
                if name == "LITERAL":
                    text += chr(value)
                elif name == "NOT_LITERAL" or name == "ANY":
                    text += chance.choice("aZ9 ")
                elif name == "IN":
                    negated = any(str(inner) == "NEGATE" for inner, _ in value)
                    text += chance.choice("aZ9 -") if negated else one(value)
                elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
                    low, high, inner = value
                    for _ in range(chance.randint(low, min(int(high), low + 3))):
                        text += make(inner)
                elif name == "SUBPATTERN":
                    text += make(value[-1])
                elif name == "BRANCH":
                    text += make(chance.choice(value[1]))
            return text

        try:
            return make(sre_parse.parse(pattern))
        except Exception:
            return "a"


class Guess:
    """What a parameter without a type is used for."""

    TEXTS = {"split", "strip", "lower", "upper", "partition", "startswith", "endswith", "isdigit", "encode", "splitlines", "find", "lstrip", "rstrip", "isalpha", "rpartition", "title"}
    LISTS = {"append", "extend", "pop", "sort", "insert"}
    DICTS = {"items", "keys", "values", "get"}
    MOMENTS = {"hour", "minute", "weekday", "isoweekday", "timetuple", "second", "astimezone", "date"}
    DAYS = {"year", "month", "day"}

    def __init__(self, tree):
        self.functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}

    def of(self, function, name, depth=0):
        node = self.functions.get(function)
        if node is None:
            return None
        found = set()
        for inner in ast.walk(node):
            if isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name) and inner.value.id == name:
                for kind, names in (("moment", self.MOMENTS), ("text", self.TEXTS), ("list", self.LISTS), ("dict", self.DICTS), ("day", self.DAYS)):
                    if inner.attr in names:
                        found.add(kind)
            elif isinstance(inner, (ast.BinOp, ast.Compare)):
                sides = [inner.left, inner.right] if isinstance(inner, ast.BinOp) else [inner.left, *inner.comparators]
                if any(isinstance(side, ast.Name) and side.id == name for side in sides):
                    for side in sides:
                        if isinstance(side, ast.Constant) and isinstance(side.value, (int, float)) and not isinstance(side.value, bool):
                            found.add("number")
                        elif isinstance(side, ast.Constant) and isinstance(side.value, str):
                            found.add("text")
                        elif isinstance(side, ast.Call) and getattr(side.func, "attr", getattr(side.func, "id", "")) in ("timedelta",):
                            found.add("moment")
            elif isinstance(inner, ast.For) and isinstance(inner.iter, ast.Name) and inner.iter.id == name:
                found.add("list")
            elif isinstance(inner, ast.Call) and depth < 3:
                if isinstance(inner.func, ast.Attribute) and inner.func.attr == "replace" and isinstance(inner.func.value, ast.Name) and inner.func.value.id == name:
                    found.add("text" if inner.args else "moment")
                called = inner.func.attr if isinstance(inner.func, ast.Attribute) else getattr(inner.func, "id", None)
                target = self.functions.get(called)
                if target is not None:
                    names = [argument.arg for argument in target.args.args if argument.arg not in ("self", "cls")]
                    for at, argument in enumerate(inner.args[:len(names)]):
                        if isinstance(argument, ast.Name) and argument.id == name and (called, names[at]) != (function, name):
                            deeper = self.of(called, names[at], depth + 1)
                            if deeper:
                                found.add(deeper)
                elif called in ("len",) and any(isinstance(argument, ast.Name) and argument.id == name for argument in inner.args):
                    found.add("sized")
                elif called in ("range", "abs", "divmod", "round"):
                    if any(isinstance(argument, ast.Name) and argument.id == name for argument in inner.args):
                        found.add("number")
                elif called in ("int", "float", "fullmatch", "match", "search", "sub"):
                    if any(isinstance(argument, ast.Name) and argument.id == name for argument in inner.args):
                        found.add("text")
        for kind in ("moment", "text", "dict", "day", "list", "number", "sized"):
            if kind in found:
                return kind
        return self.by_name(name)

    def keys(self, function, name):
        """The keys that are asked of a parameter."""
        node, found = self.functions.get(function), []
        for inner in ast.walk(node) if node is not None else ():
            key = None
            if isinstance(inner, ast.Subscript) and isinstance(inner.value, ast.Name) and inner.value.id == name:
                key = inner.slice
            elif isinstance(inner, ast.Compare) and isinstance(inner.ops[0], (ast.In, ast.NotIn)) and isinstance(inner.comparators[0], ast.Name) and inner.comparators[0].id == name:
                key = inner.left
            elif isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.func.attr in ("get", "pop", "setdefault") and isinstance(inner.func.value, ast.Name) and inner.func.value.id == name and inner.args:
                key = inner.args[0]
            if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value not in found:
                found.append(key.value)
        return found

    @staticmethod
    def by_name(name):
        words = set(name.lower().split("_"))
        for kind, known in (
            ("moment", {"moment", "now", "when", "timestamp", "datetime"}),
            ("day", {"date", "day", "start", "today", "birthday"}),
            ("text", {"text", "name", "string", "value", "word", "line", "code", "expression", "key", "email", "phone", "iban", "card", "pattern", "left", "right", "currency", "country", "field", "number"}),
            ("number", {"count", "size", "limit", "width", "low", "high", "amount", "price", "quantity", "rate", "total", "index", "n", "x", "y", "a", "b", "min", "max", "length", "days", "age"}),
            ("list", {"items", "rows", "values", "lines", "words", "numbers", "entries"}),
        ):
            if words & known:
                return kind
        return None


class Maker:
    """Expressions for parameters."""

    def __init__(self, module, pool, guess, chance):
        self.module, self.pool, self.guess, self.chance = module, pool, guess, chance
        self.uses_decimal = "Decimal" in open(module.__file__, encoding="utf-8").read()

    def argument(self, function, parameter, hints, depth=0):
        hint = hints.get(parameter.name, parameter.annotation)
        if parameter.default is not inspect.Parameter.empty and self.chance.random() < 0.15:
            return self.shown(parameter.default)
        if hint is inspect.Parameter.empty or hint is typing.Any:
            keys = self.guess.keys(function, parameter.name)
            if keys:
                return self.filled(keys, depth)
            if parameter.default is not inspect.Parameter.empty and parameter.default is not None:
                return self.of_type(type(parameter.default), depth)
            kind = self.guess.of(function, parameter.name)
            if self.chance.random() < 0.06:
                kind = None
            return self.of_kind(kind, depth)
        if (typing.get_origin(hint) or hint) is dict and (keys := self.guess.keys(function, parameter.name)):
            return self.filled(keys, depth)
        return self.of_type(hint, depth)

    def filled(self, keys, depth):
        """A dictionary with most of the keys that are asked of it."""
        chance = self.chance
        return "{" + ", ".join(f"{key!r}: {self.of_kind(chance.choice(('text', 'text', 'text', 'number')), depth + 1)}" for key in keys if chance.random() < 0.7) + "}"

    def of_kind(self, kind, depth):
        roll = self.chance.random()
        if kind == "text":
            return repr(self.pool.text())
        if kind == "number":
            return self.of_type(decimal.Decimal, depth) if self.uses_decimal and roll < 0.5 else repr(self.pool.number())
        if kind == "moment":
            return self.of_type(datetime.datetime, depth)
        if kind == "day":
            return self.of_type(datetime.date if roll < 0.7 else datetime.datetime, depth)
        if kind == "list":
            inner = self.chance.choice(("text", "number", "list" if depth < 2 else "number"))
            return "[" + ", ".join(self.of_kind(inner, depth + 1) for _ in range(self.chance.randint(0, 4))) + "]"
        if kind == "dict":
            return "{" + ", ".join(f"{self.pool.text()!r}: {self.of_kind(self.chance.choice(('text', 'number')), depth + 1)}" for _ in range(self.chance.randint(0, 3))) + "}"
        if kind == "sized":
            return self.of_kind("text" if roll < 0.6 else "list", depth)
        return self.of_kind(self.chance.choice(("text", "number", "list", "text", "number")), depth) if roll < 0.95 else "None"

    def shown(self, value):
        return describe(value, self.module)[0] or "None"

    def of_type(self, hint, depth=0):
        chance = self.chance
        if isinstance(hint, str):
            hint = getattr(self.module, hint, {"str": str, "int": int, "float": float, "bool": bool}.get(hint, None))
        origin, inner = typing.get_origin(hint), typing.get_args(hint)
        if origin in (typing.Union, types.UnionType):
            return self.of_type(chance.choice(inner), depth)
        if origin is typing.Literal:
            return repr(chance.choice(inner)) if chance.random() < 0.9 else repr(self.pool.text())
        if hint is type(None) or hint is None:
            return "None"
        if hint is bool:
            return chance.choice(("True", "False"))
        if hint is int:
            return repr(self.pool.integer())
        if hint is float:
            value = self.pool.number()
            return repr(chance.choice((float(value), value / 2, round(value + chance.choice((0.01, 0.1, 0.5, -0.5)), 4))))
        if hint is str:
            return repr(self.pool.text())
        if hint is bytes:
            return repr(self.pool.text().encode())
        if hint is decimal.Decimal:
            value = chance.choice((str(self.pool.number()), str(self.pool.integer()), f"{self.pool.integer()}.{chance.choice(('5', '05', '50', '99', '005', '995', '01'))}"))
            return f"Decimal({value!r})"
        if hint is datetime.datetime:
            base = self.day()
            if chance.random() < 0.2:
                return f"datetime({base.year}, {base.month}, {base.day})"
            second = chance.choice((0, 0, 0, 30, 59))
            return f"datetime({base.year}, {base.month}, {base.day}, {chance.choice((0, 23, 12, chance.randint(0, 23)))}, {chance.choice((0, 59, 30, chance.randint(0, 59)))}{f', {second}' if second else ''})"
        if hint is datetime.date:
            base = self.day()
            return f"date({base.year}, {base.month}, {base.day})"
        if hint is datetime.timedelta:
            return f"timedelta({chance.choice(('days', 'hours', 'minutes', 'seconds'))}={self.pool.integer() % 5000})"
        if hint is datetime.time:
            return f"time({chance.randint(0, 23)}, {chance.randint(0, 59)})"
        if inspect.isclass(hint) and issubclass(hint, enum.Enum):
            members = list(hint)
            return f"{hint.__name__}.{chance.choice(members).name}" if members else "None"
        if inspect.isclass(hint) and hint.__module__ == self.module.__name__ and depth < 3:
            parameters, hints = signature(hint)
            return f"{hint.__name__}({', '.join(self.keyword(parameter) + self.argument('__init__', parameter, hints, depth + 1) for parameter in parameters)})"
        container = origin or hint
        if container in (dict, typing.Mapping) or getattr(container, "__name__", "") in ("Mapping", "MutableMapping", "defaultdict", "OrderedDict"):
            key, value = inner if len(inner) == 2 else (str, int)
            return "{" + ", ".join(f"{self.of_type(key, depth + 1)}: {self.of_type(value, depth + 1)}" for _ in range(chance.randint(0, 3))) + "}"
        if container is tuple:
            if inner and inner[-1] is not Ellipsis:
                return "(" + "".join(self.of_type(part, depth + 1) + ", " for part in inner) + ")"
            return "(" + "".join(self.of_type(inner[0] if inner else int, depth + 1) + ", " for _ in range(chance.randint(0, 3))) + ")"
        if container in (set, frozenset):
            return "set([" + ", ".join(self.of_type(inner[0] if inner else int, depth + 1) for _ in range(chance.randint(0, 3))) + "])"
        if container is list or getattr(container, "__name__", "") in ("Sequence", "Iterable", "Collection", "Iterator", "MutableSequence"):
            if not inner:
                return self.of_kind("list", depth)
            item = inner[0] if inner[0] is not object else chance.choice((int, str, float, None))
            return "[" + ", ".join(self.of_type(item if inner[0] is not object else chance.choice((int, str, float)), depth + 1) for _ in range(chance.choice((0, 1, 2, 3, 4)))) + "]"
        if getattr(container, "__name__", "") == "Callable" or container is typing.Callable:
            return chance.choice(("lambda *x: None", "lambda *x: x[0] if x else None", "lambda *x: True", "lambda *x: False", "lambda *x: 1"))
        return self.of_kind(None, depth)

    def keyword(self, parameter):
        return f"{parameter.name}=" if parameter.kind == inspect.Parameter.KEYWORD_ONLY else ""

    def day(self):
        chance = self.chance
        year = chance.choice((2023, 2024, 2024, 2025, 2000, 1999, 2100, chance.randint(1970, 2030)))
        month = chance.choice((1, 2, 2, 3, 12, chance.randint(1, 12)))
        last = [31, 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        return datetime.date(year, month, chance.choice((1, last, chance.randint(1, last), min(15, last))))


def signature(function):
    try:
        parameters = [
            parameter for parameter in inspect.signature(function).parameters.values()
            if parameter.kind in (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
            or parameter.kind == inspect.Parameter.KEYWORD_ONLY
        ]
    except (TypeError, ValueError):
        return [], {}
    target = function.__init__ if inspect.isclass(function) else function
    try:
        hints = typing.get_type_hints(target)
    except Exception:
        hints = {}
    return parameters, hints


def describe(value, module, depth=0):
    """(expression, None) where an expression equals the value; else (None, parts) with what can be said of it."""
    if value is None or isinstance(value, (bool, str, bytes)) or (isinstance(value, int) and not isinstance(value, enum.Enum)):
        return (repr(value), None) if not isinstance(value, (str, bytes)) or len(value) < 2000 else (None, {})
    if isinstance(value, float):
        return (repr(value), None) if math.isfinite(value) else (f"float({str(value)!r})", None) if not math.isnan(value) else (None, {})
    if isinstance(value, enum.Enum):
        return (f"{type(value).__name__}.{value.name}", None) if type(value).__module__ == module.__name__ else (None, {})
    if isinstance(value, decimal.Decimal):
        return f"Decimal({str(value)!r})", None
    if type(value) in (datetime.datetime, datetime.date, datetime.time, datetime.timedelta, datetime.timezone):
        return repr(value).replace("datetime.", ""), None
    if depth > 4:
        return None, {}
    if isinstance(value, tuple) and hasattr(value, "_fields") and type(value).__module__ == module.__name__:
        parts = [describe(part, module, depth + 1)[0] for part in value]
        return (f"{type(value).__name__}({', '.join(parts)})", None) if None not in parts else (None, {})
    if type(value) in (list, tuple, set, frozenset) and len(value) <= 200:
        items = list(value)
        if isinstance(value, (set, frozenset)):
            try:
                items = sorted(items)
            except TypeError:
                items = sorted(items, key=repr)
        parts = [describe(item, module, depth + 1)[0] for item in items]
        if None not in parts:
            text = ", ".join(parts)
            if type(value) is list:
                return f"[{text}]", None
            if type(value) is tuple:
                return f"({text}{',' if len(parts) == 1 else ''})", None
            return (f"{{{text}}}" if parts else "set()") if type(value) is set else f"frozenset([{text}])", None
        return None, {"len(%s)": repr(len(value))}
    if isinstance(value, dict) and len(value) <= 200:
        parts = [(describe(key, module, depth + 1)[0], describe(item, module, depth + 1)[0]) for key, item in value.items()]
        if all(key is not None and item is not None for key, item in parts):
            return "{" + ", ".join(f"{key}: {item}" for key, item in parts) + "}", None
        return None, {"len(%s)": repr(len(value))}
    if type(value).__module__ == module.__name__:
        parts = {}
        names = [name for name in getattr(value, "__dict__", {}) if not name.startswith("_")]
        names += [name for name in getattr(type(value), "__slots__", ()) if not name.startswith("_")]
        names += [name for name, member in inspect.getmembers(type(value)) if isinstance(member, property) and not name.startswith("_")]
        for name in names[:40]:
            try:
                text, inner = describe(getattr(value, name), module, depth + 1)
            except Overtime:
                raise
            except Exception:
                continue
            if text is not None:
                parts[f"%s.{name}"] = text
            elif depth < 2:
                for key, item in (inner or {}).items():
                    parts[key.replace("%s", f"%s.{name}")] = item
        own = [name for name in ("__len__", "__str__") if name in vars(type(value))]
        for name in own:
            try:
                parts[{"__len__": "len(%s)", "__str__": "str(%s)"}[name]] = repr(getattr(value, name)())
            except Overtime:
                raise
            except Exception:
                pass
        return None, parts
    return None, {}


class Scenario:
    """Calls in order: of functions, or of one object."""

    def __init__(self, target, arguments, calls=()):
        self.target, self.arguments, self.calls = target, arguments, list(calls)

    def lines(self):
        first = f"{self.target}({', '.join(self.arguments)})"
        return [first, *(f"subject.{name}" if arguments is None else f"subject.{name}({', '.join(arguments)})" for name, arguments in self.calls)]

    def key(self):
        return "\n".join(self.lines())


def execute(scenario, module, space):
    """What each step gives: ('value', expression, parts), ('raises', type), and the state of the object where it changed."""
    steps, subject = [], None
    is_object = inspect.isclass(getattr(module, scenario.target.split(".")[0], None)) and "." not in scenario.target
    known = {}
    for number, line in enumerate(scenario.lines()):
        signal.setitimer(signal.ITIMER_REAL, CALL_SECONDS)
        try:
            space["subject"] = subject
            value = eval(line, space)
            if inspect.isgenerator(value) or isinstance(value, (map, filter, zip, range)):
                value, line = list(value), f"list({line})"
            if inspect.iscoroutine(value):
                value.close()
                return steps
            if number == 0 and is_object:
                subject = value
                parts = describe(value, module)[1] or {}
                steps.append({"code": line, "bind": "subject", "state": {key.replace("%s", "subject"): text for key, text in parts.items()}})
                known = dict(steps[-1]["state"])
                continue
            text, parts = describe(value, module)
            step = {"code": line, "value": text, "parts": parts or {}, "type": type(value).__name__}
        except Overtime:
            signal.setitimer(signal.ITIMER_REAL, 0)
            return None
        except RecursionError:
            return None
        except Exception as error:
            signal.setitimer(signal.ITIMER_REAL, 0)
            kind = next(base for base in type(error).__mro__ if base.__module__ in ("builtins", module.__name__))
            steps.append({"code": line, "raises": kind.__name__, "own": kind.__module__ == module.__name__})
            if number == 0:
                return steps
            step = None
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        if step is not None:
            steps.append(step)
        if subject is not None:
            try:
                signal.setitimer(signal.ITIMER_REAL, CALL_SECONDS)
                now = {key.replace("%s", "subject"): text for key, text in (describe(subject, module)[1] or {}).items()}
            except Overtime:
                return None
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
            steps[-1]["state"] = {key: text for key, text in now.items() if known.get(key) != text}
            known = now
    return steps


def overtime(*_):
    raise Overtime()


class Search:
    def __init__(self, path, seconds, seed):
        self.source = open(path, encoding="utf-8").read()
        self.tree = ast.parse(self.source)
        self.chance = random.Random(seed)
        self.pool = Pool(self.source, self.tree, self.chance)
        self.trace = Trace(self.pool)
        instrumented = ast.fix_missing_locations(Instrument().visit(ast.parse(self.source)))
        self.module = load(path, instrumented, {"probe_branch": self.trace.branch, "probe_compare": self.trace.compare, "probe_reached": self.trace.reached, "probe_each": self.trace.each})
        self.maker = Maker(self.module, self.pool, Guess(self.tree), self.chance)
        self.space = names(self.module)
        self.seconds = seconds
        self.corpus, self.kept, self.features, self.outcomes = {}, {}, set(), {}
        self.targets = list(self.find())
        self.runs = 0

    def find(self):
        for name, member in vars(self.module).items():
            if name.startswith("_") or getattr(member, "__module__", None) != self.module.__name__:
                continue
            if inspect.isfunction(member):
                yield name, member, None
            elif inspect.isclass(member) and not issubclass(member, (BaseException, enum.Enum)) and not inspect.isabstract(member):
                methods = {}
                for key, inner in inspect.getmembers(member):
                    raw = inspect.getattr_static(member, key)
                    if key.startswith("_") and key not in ("__len__", "__contains__", "__getitem__", "__eq__", "__add__", "__sub__", "__lt__", "__mul__", "__str__", "__call__", "__iter__"):
                        continue
                    owner = next((base for base in member.__mro__ if key in vars(base)), None)
                    if owner is None or owner.__module__ != self.module.__name__:
                        continue
                    if isinstance(raw, (staticmethod, classmethod)):
                        yield f"{name}.{key}", inner, None
                    elif inspect.isfunction(inner) and not (key in ("__eq__",) and hasattr(member, "__dataclass_fields__")):
                        methods[key] = inner
                yield name, member, methods

    def call(self, function, name):
        parameters, hints = signature(function)
        parameters = [parameter for at, parameter in enumerate(parameters) if not (at == 0 and parameter.name == "self")]
        # what has a default is often left out
        given = []
        for parameter in parameters:
            if parameter.default is not inspect.Parameter.empty and self.chance.random() < 0.4:
                if parameter.kind != inspect.Parameter.KEYWORD_ONLY:
                    break
                continue
            given.append(self.maker.keyword(parameter) + self.maker.argument(name, parameter, hints))
        return given

    def fresh(self, target):
        name, member, methods = target
        plain = name.split(".")[-1] if methods is None else "__init__"
        scenario = Scenario(name, self.call(member, plain))
        if methods:
            for _ in range(self.chance.choice((1, 1, 2, 3, 4, 6))):
                scenario.calls.append(self.step(methods))
        return scenario

    SPECIAL = {"__len__": "len({s})", "__str__": "str({s})"}

    def step(self, methods):
        key = self.chance.choice(list(methods))
        return key, self.call(methods[key], key)

    def vary(self, scenario, target):
        name, member, methods = target
        made = Scenario(scenario.target, list(scenario.arguments), [(key, None if arguments is None else list(arguments)) for key, arguments in scenario.calls])
        for _ in range(self.chance.choice((1, 1, 2))):
            kind = self.chance.random()
            if methods and (kind < 0.45 or not made.arguments and kind < 0.9):
                if kind < 0.25 or not made.calls:
                    if len(made.calls) < 8:
                        made.calls.insert(self.chance.randint(max(0, len(made.calls) - 1), len(made.calls)), self.step(methods))
                elif kind < 0.32 and len(made.calls) > 1:
                    made.calls.pop(self.chance.randrange(len(made.calls)))
                elif made.calls:
                    at = self.chance.randrange(len(made.calls))
                    key, arguments = made.calls[at]
                    fresh = self.call(methods[key], key)
                    if arguments and fresh and len(fresh) == len(arguments):
                        spot = self.chance.randrange(len(arguments))
                        arguments = arguments[:spot] + [self.near(arguments[spot], fresh[spot])] + arguments[spot + 1:]
                    else:
                        arguments = fresh
                    made.calls[at] = (key, arguments)
            else:
                fresh = self.call(member, name.split(".")[-1] if methods is None else "__init__")
                if made.arguments and len(fresh) >= len(made.arguments):
                    spot = self.chance.randrange(len(made.arguments))
                    made.arguments[spot] = self.near(made.arguments[spot], fresh[spot])
                else:
                    made.arguments = fresh
        return made

    def near(self, old, fresh):
        """Something like the old argument, or another one."""
        chance = self.chance
        if chance.random() < 0.35:
            return fresh
        prefix, _, body = old.rpartition("=") if re.match(r"\w+=[^=]", old) else ("", "", old)
        prefix = prefix + "=" if prefix else ""
        try:
            value = ast.literal_eval(body)
        except (ValueError, SyntaxError):
            # one number or text inside a longer expression
            spots = list(re.finditer(r"(?<![\w.'])-?\d+(?![\w.'])|'(?:[^'\\]|\\.)*'", body))
            if not spots:
                return fresh
            spot = chance.choice(spots)
            try:
                inner = ast.literal_eval(spot.group())
            except (ValueError, SyntaxError):
                return fresh
            other = self.changed(inner)
            return prefix + body[:spot.start()] + repr(other) + body[spot.end():]
        return prefix + repr(self.changed(value))

    def changed(self, value):
        chance = self.chance
        if isinstance(value, bool):
            return not value
        if isinstance(value, int):
            return chance.choice((value + 1, value - 1, value * 2, -value, value + self.pool.integer(), self.pool.integer()))
        if isinstance(value, float):
            return chance.choice((value + 1, value - 0.01, value + 0.01, value * 2, -value, float(self.pool.integer())))
        if isinstance(value, str):
            return self.pool.vary(value)[:120]
        if isinstance(value, (list, tuple)) and value:
            items = list(value)
            at = chance.randrange(len(items))
            roll = chance.random()
            if roll < 0.2:
                items.pop(at)
            elif roll < 0.4:
                items.insert(at, items[chance.randrange(len(items))])
            elif roll < 0.5:
                chance.shuffle(items)
            else:
                items[at] = self.changed(items[at])
            return type(value)(items)
        if isinstance(value, dict) and value:
            key = chance.choice(list(value))
            changed = dict(value)
            if chance.random() < 0.3:
                del changed[key]
            else:
                changed[key] = self.changed(value[key])
            return changed
        return value

    def examples(self):
        """Calls that the documentation shows."""
        calls = set()
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)) and (text := ast.get_docstring(node)):
                for found in re.findall(r">>> (.+)", text) + re.findall(r"``?([a-zA-Z_][\w.]*\([^`\n]*\))``?", text):
                    calls.add(found)
        for text in calls:
            try:
                parsed = ast.parse(text.strip(), mode="eval").body
            except SyntaxError:
                continue
            for call in ast.walk(parsed):
                if isinstance(call, ast.Call):
                    name = ast.unparse(call.func)
                    for target in self.targets:
                        if target[0] == name:
                            yield target, Scenario(name, [ast.unparse(argument) for argument in call.args] + [f"{word.arg}={ast.unparse(word.value)}" for word in call.keywords if word.arg])

    def attempt(self, target, scenario):
        key = scenario.key()
        if key in self.kept or len(key) > 1500:
            return
        self.runs += 1
        self.trace.features = features = set()
        try:
            steps = execute(scenario, self.module, self.space)
        except (SyntaxError, NameError, MemoryError):
            return
        if not steps:
            return
        if len(steps) == 1 and "bind" not in steps[0] and steps[0].get("raises") in ("TypeError", "AttributeError", "NameError") and not steps[0]["own"]:
            features = set()
        while scenario.calls and len(steps) < len(scenario.lines()):
            scenario.calls.pop()
        foreign = False
        for step in steps:
            name = step["code"].split("(")[0]
            if step.get("raises") in ("TypeError", "AttributeError", "NameError") and not step["own"]:
                foreign = True
                continue
            outcome = step.get("raises") or f"{step.get('value')}{step.get('parts')}{step.get('state')}"
            seen = self.outcomes.setdefault(name, set())
            if len(seen) < 40 and outcome not in seen:
                seen.add(outcome)
                features.add((name, outcome))
        new = features - self.features
        if not new or foreign and not any(isinstance(feature[0], int) for feature in new):
            return
        self.features |= new
        self.kept[key] = (target, scenario, len(new))
        self.corpus.setdefault(target[0], []).append(scenario)
        if steps[-1].get("value") not in (None, "False", "None") and len(self.pool.found) < 300:
            for found in re.findall(r"'[^'\\]{1,60}'", " ".join([*scenario.arguments, *(argument for _, given in scenario.calls for argument in given or ())])):
                if found[1:-1] not in self.pool.found:
                    self.pool.found.append(found[1:-1])

    def go(self):
        started = time.monotonic()
        for target, scenario in self.examples():
            self.attempt(target, scenario)
        while self.targets and time.monotonic() - started < self.seconds:
            for target in self.targets:
                weight = 3 if target[2] else 1
                for _ in range(6 * weight):
                    known = self.corpus.get(target[0])
                    if known and self.chance.random() < 0.65:
                        recent = known[-12:] if self.chance.random() < 0.5 else known
                        self.attempt(target, self.vary(self.chance.choice(recent), target))
                    else:
                        self.attempt(target, self.fresh(target))
                if time.monotonic() - started > self.seconds:
                    break
        return [(scenario.target, scenario.arguments, scenario.calls) for _, scenario, _ in self.kept.values()]


def names(module):
    space = {}
    exec(HEADER, space)
    space.update({name: member for name, member in vars(module).items() if not name.startswith("__")})
    return space


def record(path, scenarios):
    module = load(path)
    space = names(module)
    return [execute(Scenario(*scenario), module, space) for scenario in scenarios]


def main():
    signal.signal(signal.SIGALRM, overtime)
    sys.setrecursionlimit(500)
    if sys.argv[1] == "--record":
        path, given, out = sys.argv[2:]
        with open(out, "w", encoding="utf-8") as file:
            json.dump(record(path, json.load(open(given, encoding="utf-8"))), file)
        return
    path, out, seconds, seed = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
    search = Search(path, seconds, seed)
    scenarios = search.go()
    folder = os.path.dirname(os.path.abspath(out))
    with open(os.path.join(folder, "scenarios.tmp"), "w", encoding="utf-8") as file:
        json.dump(scenarios, file)
    runs = []
    for number in (1, 2):
        place = os.path.join(folder, f"record{number}.tmp")
        subprocess.run([sys.executable, __file__, "--record", path, os.path.join(folder, "scenarios.tmp"), place], env={**os.environ, "PYTHONHASHSEED": str(number), "TZ": ("UTC", "Asia/Tokyo")[number - 1]}, check=True)
        runs.append(json.load(open(place, encoding="utf-8")))
    cases, unstable = [], 0
    for scenario, first, second in zip(scenarios, *runs):
        if first and first == second:
            cases.append({"target": scenario[0], "steps": first})
        else:
            unstable += 1
    module_names = sorted(name for name, member in vars(search.module).items() if not name.startswith("__") and getattr(member, "__module__", None) == search.module.__name__)
    with open(out, "w", encoding="utf-8") as file:
        json.dump({"cases": cases, "unstable": unstable, "runs": search.runs, "names": module_names, "header": HEADER}, file)


if __name__ == "__main__":
    main()
