"""Expressions for parameters: by their types, else by what they are used for, else by their names."""

import builtins
import datetime
import decimal
import enum
import inspect
import re
import types
import typing

from .describing import describe
from .patterns import matching
from .shapes import Shape

BY_NAME = (
    ("callable", {"callback", "func", "fn", "predicate", "handler", "listener", "action", "worker", "clock", "on"}),
    ("moment", {"moment", "now", "when", "timestamp", "datetime"}),
    ("day", {"date", "day", "start", "today", "birthday"}),
    ("text", {"text", "name", "string", "value", "word", "line", "code", "expression", "key", "email", "phone", "pattern", "left", "right", "currency", "country", "field", "number", "source", "title"}),
    ("number", {"count", "size", "limit", "width", "low", "high", "amount", "price", "quantity", "rate", "total", "index", "n", "x", "y", "a", "b", "min", "max", "length", "days", "age", "capacity", "factor", "seconds"}),
    ("list", {"items", "rows", "values", "lines", "words", "numbers", "entries", "records"}),
)
CLOCKS = {"clock", "now", "time", "timer", "today", "utcnow"}
MOST_DEPTH = 4


class Maker:
    def __init__(self, module, pool, shapes, raised, chance):
        self.module, self.pool, self.shapes, self.raised, self.chance = module, pool, shapes, raised, chance
        self.clock = "number"
        self.classes = {name: member for name, member in vars(module).items() if inspect.isclass(member) and member.__module__ == module.__name__}

    def arguments(self, key, function, depth=0):
        """Expressions for the parameters of (class or None, function), what has a default often left out."""
        parameters, hints = signature(function)
        given, is_named = [], False
        for at, parameter in enumerate(parameters):
            if at == 0 and parameter.name in ("self", "cls"):
                continue
            if parameter.kind == inspect.Parameter.VAR_POSITIONAL:
                given += [self.argument(key, parameter, hints, depth) for _ in range(self.chance.randint(0, 3))] if not is_named else []
                continue
            if parameter.kind == inspect.Parameter.VAR_KEYWORD:
                continue
            if parameter.default is not inspect.Parameter.empty and (parameter.name.startswith("_") or self.chance.random() < 0.4):
                is_named = True
                continue
            prefix = f"{parameter.name}=" if is_named or parameter.kind == inspect.Parameter.KEYWORD_ONLY else ""
            if prefix and parameter.kind == inspect.Parameter.POSITIONAL_ONLY:
                break
            given.append(prefix + self.argument(key, parameter, hints, depth))
        return given

    def argument(self, key, parameter, hints, depth=0):
        hint = hints.get(parameter.name, parameter.annotation)
        shape = self.shapes.of(key, parameter.name)
        default = parameter.default
        if default is not inspect.Parameter.empty and self.chance.random() < 0.12 and (text := describe(default, self.module)[0]) is not None:
            return text
        if hint is inspect.Parameter.empty or hint is typing.Any or hint is object:
            if default not in (inspect.Parameter.empty, None) and isinstance(default, (bool, int, float, str)) and self.chance.random() < 0.85:
                return self.of_type(type(default), shape, depth)
            if parameter.name == "other" and key[0] in self.classes and self.chance.random() < 0.8:
                return self.made(key[0], depth)
            return self.of_shape(shape, parameter.name, depth) if self.chance.random() > 0.04 else self.of_kind(None, shape, depth)
        if parameter.kind not in (inspect.Parameter.VAR_POSITIONAL,) and (typing.get_origin(hint) or hint) is dict and shape.named("keys"):
            return self.of_shape(shape, parameter.name, depth)
        return self.of_type(hint, shape, depth, parameter.name)

    def of_shape(self, shape, name="", depth=0):
        if depth > MOST_DEPTH:
            return "None"
        kinds, keys = {kind for each in shape.all() for kind in each.kinds}, shape.named("keys")
        attributes = shape.named("attributes")
        if "callable" in kinds:
            return self.function(name, shape, depth)
        if attributes and not kinds & {"text", "dict", "list", "moment", "day"}:
            fitting = [each for each, member in self.classes.items() if set(attributes) <= members(member)]
            if fitting:
                return self.made(self.chance.choice(fitting), depth)
            return f"SimpleNamespace({', '.join(f'{key}={self.of_shape(inner, key, depth + 1)}' for key, inner in attributes.items())})"
        if keys:
            return "{" + ", ".join(f"{key!r}: {self.of_shape(inner, key, depth + 1)}" for key, inner in keys.items() if self.chance.random() < 0.8) + "}"
        if "list" in kinds and by_name(name) == "text" and self.chance.random() < 0.8:
            return self.of_kind("text", shape, depth)
        for kind in ("text", "moment", "dict", "day", "list", "number", "bool", "sized"):
            if kind in kinds:
                return self.of_kind(kind, shape, depth)
        return self.of_kind(by_name(name), shape, depth)

    def of_kind(self, kind, shape, depth):
        roll = self.chance.random()
        if kind == "text":
            return repr(self.text(shape))
        if kind == "number":
            return self.number(shape)
        if kind == "bool":
            return self.chance.choice(("True", "False"))
        if kind == "moment":
            return self.of_type(datetime.datetime, shape, depth)
        if kind == "day":
            return self.of_type(datetime.date if roll < 0.7 else datetime.datetime, shape, depth)
        if kind == "callable":
            return self.function("", shape, depth)
        if kind == "list":
            item = shape.part("items") or shape.item()
            sizes = next((int(each[5:]) for each in item.kinds if each.startswith("tuple")), None)
            if sizes is not None and not item.keys:
                inner = item.part("items") or item.item()
                return self.listed(lambda: "(" + ", ".join(self.of_shape(inner, "", depth + 2) for _ in range(sizes)) + ")", shape)
            if item.named("keys") or item.named("attributes") or item.kinds or item.others:
                return self.listed(lambda: self.of_shape(item, "", depth + 1), shape)
            inner = self.chance.choice(("text", "number"))
            return self.listed(lambda: self.of_kind(inner, item, depth + 1), shape)
        if kind == "dict":
            value = shape.part("values") or shape.value()
            known = [each for each in shape.gathered("known") if isinstance(each, str)]
            return "{" + ", ".join(f"{(self.chance.choice(known) if known and roll < 0.6 else self.pool.text())!r}: {self.of_shape(value, '', depth + 1)}" for _ in range(self.chance.randint(0, 3))) + "}"
        if kind == "sized":
            return self.of_kind("text" if roll < 0.5 else "list", shape, depth)
        return self.of_kind(self.chance.choice(("text", "number", "list", "text", "number")), shape, depth) if roll < 0.95 and depth < MOST_DEPTH else "None"

    def listed(self, make, shape):
        size = self.chance.choice([each + more for each in shape.gathered("sizes") for more in (-1, 0, 1)] or (0, 1, 2, 3, 3, 5)) if self.chance.random() < 0.7 else self.chance.randint(0, 5)
        return "[" + ", ".join(make() for _ in range(max(0, min(size, 8)))) + "]"

    def text(self, shape):
        roll = self.chance.random()
        kinds = {kind for each in shape.all() for kind in each.kinds}
        known, good, patterns = [each for each in shape.gathered("known") if isinstance(each, str)], [each for each in shape.gathered("good") if isinstance(each, str)], shape.gathered("patterns")
        if good and roll < 0.3:
            return self.chance.choice(good) if self.chance.random() < 0.4 else self.pool.vary(self.chance.choice(good))
        if known and roll < 0.55:
            return self.chance.choice(known)
        if patterns and roll < 0.7:
            return matching(self.chance.choice(patterns), self.chance)
        if "number text" in kinds and roll < 0.85:
            return self.chance.choice((str(self.pool.number()), f"{self.pool.integer()}.{self.chance.choice(('5', '05', '50', '995', '005'))}"))
        if "day text" in kinds and roll < 0.85:
            return self.pool.day().isoformat()
        sizes, item = shape.gathered("sizes"), shape.part("items")
        if (sizes or item is not None and "number text" in item.kinds) and roll < 0.8:
            base = self.pool.digits(sizes)
            return base if self.chance.random() < 0.7 else (self.pool.text() * 20)[:len(base)]
        return self.pool.text()

    def number(self, shape):
        known = [each for each in shape.gathered("known") + shape.gathered("good") if isinstance(each, (int, float)) and not isinstance(each, bool)]
        if known and self.chance.random() < 0.4:
            return repr(self.chance.choice(known) + self.chance.choice((0, 0, 1, -1)))
        return repr(self.pool.number())

    def function(self, name, shape, depth, hint=None):
        """A function that is given: a clock that steps can move, one that keeps what it is called with, or one that answers or fails."""
        result = shape.part("result")
        if CLOCKS & set(name.lower().strip("_").split("_")):
            kinds = {kind for each in result.all() for kind in each.kinds} if result is not None else set()
            self.clock = {datetime.date: "day", datetime.datetime: "moment"}.get(hint) or ("moment" if "moment" in kinds else "day" if "day" in kinds else "number")
            return "lambda: tick[-1]"
        roll = self.chance.random()
        if roll < 0.25:
            return "lambda *given: seen.append(given)"
        if roll < 0.45 and self.raised:
            answers = [f"{self.chance.choice(self.raised)}({self.chance.choice(('down', 'late'))!r})" if self.chance.random() < 0.6 else self.of_kind("number", shape, depth) for _ in range(self.chance.randint(1, 4))]
            return f"Mock(side_effect=[{', '.join(answers)}])"
        if hint is not None or result is not None and (result.kinds or result.keys or result.attributes):
            return f"lambda *given: {self.of_type(hint, shape, depth + 1) if hint is not None else self.of_shape(result, '', depth + 1)}"
        return self.chance.choice(("lambda value, *more: value", "lambda value, *more: value * 2", "lambda *given: len(given)", "lambda *given: True", "lambda *given: False", "lambda *given: None", "lambda value, *more: str(value)[:1]"))

    def tick(self):
        """What a clock shows."""
        return self.of_kind(self.clock, Shape(), 0) if self.clock != "day" else self.of_type(datetime.date, Shape())

    def made(self, name, depth):
        """An object of a class of the source."""
        member = self.classes[name]
        if issubclass(member, enum.Enum):
            members = list(member)
            return f"{name}.{self.chance.choice(members).name}" if members else "None"
        if inspect.isabstract(member) or getattr(member, "_is_protocol", False):
            concrete = [each for each, other in self.classes.items() if member in other.__mro__[1:] and not inspect.isabstract(other)]
            return self.made(self.chance.choice(concrete), depth) if concrete else "None"
        return f"{name}({', '.join(self.arguments((name, '__init__'), member, depth + 1))})"

    def of_type(self, hint, shape, depth=0, name=""):
        chance = self.chance
        if depth > MOST_DEPTH:
            return "None"
        if isinstance(hint, str):
            hint = self.classes.get(hint) or {"str": str, "int": int, "float": float, "bool": bool, "date": datetime.date, "datetime": datetime.datetime}.get(hint, None)
        origin, inner = typing.get_origin(hint), typing.get_args(hint)
        if origin in (typing.Union, types.UnionType):
            return self.of_type(chance.choice(inner), shape, depth, name)
        if origin is typing.Literal:
            return repr(chance.choice(inner)) if chance.random() < 0.9 else repr(self.pool.text())
        if isinstance(hint, typing.TypeVar):
            return self.of_kind(chance.choice(("number", "text")), shape, depth)
        simple = {type(None): lambda: "None", None: lambda: "None", bool: lambda: chance.choice(("True", "False")), str: lambda: repr(self.text(shape)), bytes: lambda: repr(self.text(shape).encode()),
                  int: lambda: re.sub(r"\..*", "", self.number(shape)), float: lambda: repr(self.fraction(shape)), datetime.date: lambda: "date({0.year}, {0.month}, {0.day})".format(self.pool.day()),
                  datetime.datetime: self.moment, datetime.time: lambda: f"time({chance.randint(0, 23)}, {chance.randint(0, 59)})",
                  datetime.timedelta: lambda: f"timedelta({chance.choice(('days', 'hours', 'minutes', 'seconds'))}={self.pool.integer() % 5000})"}
        if hint in simple if isinstance(hint, (type, type(None))) else False:
            return simple[hint]()
        if hint is decimal.Decimal:
            return f"Decimal({chance.choice((str(self.pool.number()), str(self.pool.integer()), f'{self.pool.integer()}.' + chance.choice(('5', '05', '50', '99', '005', '995', '01'))))!r})"
        if inspect.isclass(hint) and hint.__name__ in self.classes:
            return self.made(hint.__name__, depth)
        if inspect.isclass(hint) and issubclass(hint, BaseException) and hint.__name__ in vars(builtins):
            return f"{hint.__name__}('down')"
        return self.container(origin or hint, inner, shape, depth, name)

    def container(self, container, inner, shape, depth, name):
        called = getattr(container, "__name__", "")
        item = shape.part("items") or shape.item()
        if called == "Callable":
            result = inner[1] if len(inner) == 2 and inner[1] not in (typing.Any, type(None)) else None
            return self.function(name, shape, depth, result)
        if container is dict or called in ("Mapping", "MutableMapping", "defaultdict", "OrderedDict"):
            if shape.named("keys"):
                return self.of_shape(shape, name, depth)
            key, value = inner if len(inner) == 2 else (str, int)
            return "{" + ", ".join(f"{self.of_type(key, shape, depth + 1)}: {self.of_type(value, shape.value(), depth + 1)}" for _ in range(self.chance.randint(0, 3))) + "}"
        if container is tuple and inner and inner[-1] is not Ellipsis:
            return "(" + "".join(self.of_type(part, item, depth + 1) + ", " for part in inner) + ")"
        one = inner[0] if inner and inner[0] is not object else None
        if container in (set, frozenset, tuple) or called in ("Set", "AbstractSet"):
            return f"{container.__name__ if container in (frozenset, tuple) else 'set'}({self.listed(lambda: self.of_type(one or int, item, depth + 1), shape)})"
        if container is list or called in ("Sequence", "Iterable", "Collection", "Iterator", "MutableSequence", "AsyncIterable"):
            return self.listed(lambda: self.of_type(one, item, depth + 1), shape) if one is not None and one is not typing.Any else self.of_kind("list", shape, depth)
        return self.of_shape(shape, name, depth + 1)

    def fraction(self, shape):
        value = float(self.number(shape))
        return self.chance.choice((value, value / 2, round(value + self.chance.choice((0.01, 0.1, 0.5, -0.5)), 4)))

    def moment(self):
        base, chance = self.pool.day(), self.chance
        if chance.random() < 0.2:
            return f"datetime({base.year}, {base.month}, {base.day})"
        second = chance.choice((0, 0, 0, 30, 59))
        return f"datetime({base.year}, {base.month}, {base.day}, {chance.choice((0, 23, 12, chance.randint(0, 23)))}, {chance.choice((0, 59, 30, chance.randint(0, 59)))}{f', {second}' if second else ''})"


def members(kind):
    found = set(dir(kind)) | set(getattr(kind, "__annotations__", {}))
    for base in kind.__mro__:
        code = getattr(vars(base).get("__init__"), "__code__", None)
        found.update(code.co_names if code is not None else ())
    return found


def by_name(name):
    words = set(name.lower().split("_"))
    return next((kind for kind, known in BY_NAME if words & known), None)


def signature(function):
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return [], {}
    try:
        hints = typing.get_type_hints(function.__init__ if inspect.isclass(function) else function)
    except Exception:
        hints = {}
    return parameters, hints
