"""Calls in order, and what each of them gives."""

import asyncio
import contextlib
import inspect
import io
import itertools
import signal
import types

from .describing import describe
from .loading import Overtime

CALL_SECONDS = 0.25
MOST_ITEMS = 20
SHOWN_ITEMS = 5

# how the methods of the language are written where they are used
WRITTEN = {
    "__len__": "len(subject)", "__bool__": "bool(subject)", "__str__": "str(subject)", "__repr__": "repr(subject)", "__iter__": "list(subject)",
    "__contains__": "{0} in subject", "__getitem__": "subject[{0}]", "__eq__": "subject == {0}", "__ne__": "subject != {0}", "__lt__": "subject < {0}",
    "__le__": "subject <= {0}", "__gt__": "subject > {0}", "__ge__": "subject >= {0}", "__add__": "subject + {0}", "__sub__": "subject - {0}",
    "__mul__": "subject * {0}", "__truediv__": "subject / {0}", "__floordiv__": "subject // {0}", "__mod__": "subject % {0}", "__and__": "subject & {0}",
    "__or__": "subject | {0}", "__radd__": "{0} + subject", "__rmul__": "{0} * subject", "__neg__": "-subject", "__abs__": "abs(subject)",
    "__int__": "int(subject)", "__float__": "float(subject)", "__next__": "next(subject)", "__reversed__": "list(reversed(subject))", "__round__": "round(subject)",
    "__pow__": "subject ** {0}", "__xor__": "subject ^ {0}", "__format__": "format(subject, {0})",
}
KEPT_AS_CALLS = {"__call__", "__setitem__", "__delitem__", "__enter__", "__exit__"}


class Scenario:
    """Calls in order: of a function, or of one object. Names that they share are bound first."""

    def __init__(self, target, arguments, calls=(), given=()):
        # without arguments it is an expression
        self.target, self.arguments, self.calls, self.given = target, None if arguments is None else list(arguments), [(name, list(arguments)) for name, arguments in calls], list(given)

    def copy(self):
        return Scenario(self.target, self.arguments, self.calls, self.given)

    def line(self, name, arguments):
        if name == "tick":
            return f"tick.append({arguments[0]})"
        if name in WRITTEN and len(arguments) >= WRITTEN[name].count("{"):
            return WRITTEN[name].format(*arguments)
        return f"subject({', '.join(arguments)})" if name == "__call__" else f"subject.{name}({', '.join(arguments)})"

    def lines(self):
        if self.arguments is None:
            return [self.target]
        return [f"{self.target}({', '.join(self.arguments)})", *(self.line(name, arguments) for name, arguments in self.calls)]

    def key(self):
        return "\n".join([*(f"{name} = {value}" for name, value in self.given), *self.lines()])

    def data(self):
        return [self.target, self.arguments, self.calls, self.given]


def raised_here(error, module, raising):
    """Whether a raise of the source itself made the error, so that its message is the source's."""
    trace = error.__traceback__
    if trace is None:
        return False
    while trace.tb_next is not None:
        trace = trace.tb_next
    return trace.tb_frame.f_code.co_filename == module.__file__ and trace.tb_lineno in raising


def passes(error, module):
    """Whether the source had a part in it; arguments that cannot be made say nothing of the source."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != module.__file__:
        trace = trace.tb_next
    return trace is not None


def failure(line, error, module, raising):
    kind = next((base for base in type(error).__mro__ if base.__module__ in ("builtins", module.__name__)), Exception)
    is_own = kind.__module__ == module.__name__
    step = {"code": line, "raises": kind.__name__, "own": is_own}
    if raised_here(error, module, raising):
        message = str(error)
        if len(message) < 300 and " at 0x" not in message:
            step["message"] = repr(message)
        if is_own:
            step["parts"] = {f"%s.{name}": text for name, value in vars(error).items() if not name.startswith("_") and (text := describe(value, module)[0]) is not None}
    return step


def written(value, line):
    """How a test writes what comes later or one by one."""
    if inspect.iscoroutine(value):
        return f"asyncio.run({line})"
    lazy = isinstance(value, (types.GeneratorType, map, filter, zip, range, itertools.chain, itertools.islice))
    return f"list({line})" if lazy or hasattr(value, "__next__") and hasattr(value, "__iter__") and type(value).__module__ in ("builtins", "itertools") else line


def taken(value, code):
    if code.startswith("asyncio.run("):
        return asyncio.run(value), code
    found = list(itertools.islice(value, MOST_ITEMS + 1))
    return (found, code) if len(found) <= MOST_ITEMS else (found[:SHOWN_ITEMS], f"list(islice({code[5:-1]}, {SHOWN_ITEMS}))")


def state(space, module, has_subject):
    found = {key.replace("%s", "subject"): text for key, text in (describe(space["subject"], module)[1] or {}).items()} if has_subject else {}
    if "seen" in space and (text := describe(space["seen"], module)[0]) is not None:
        found["seen"] = text
    return found


def execute(scenario, module, space, raising):
    """What each step gives: a value or parts of it, or what it raises, and the state where it changed. None where that cannot be said."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return run(scenario, module, space, raising)
    except (Overtime, RecursionError, MemoryError):
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def run(scenario, module, space, raising):
    steps, known = [], {}
    is_object = inspect.isclass(getattr(module, scenario.target, None))
    space = dict(space)
    for name, value in scenario.given:
        space[name] = eval(value, space)
        steps.append({"code": value, "bind": name})
        known[name] = describe(space[name], module)[0]
    has_subject = False
    for number, line in enumerate(scenario.lines()):
        signal.setitimer(signal.ITIMER_REAL, CALL_SECONDS)
        code = line
        try:
            value = eval(line, space)
            if number == 0 and is_object:
                space["subject"], has_subject = value, True
                steps.append({"code": line, "bind": "subject"})
            elif line.startswith("tick.append("):
                steps.append({"code": line})
                continue
            else:
                code = written(value, line)
                if code != line:
                    value, code = taken(value, code)
                if value is space.get("subject") and has_subject:
                    steps.append({"code": f"{code} is subject", "value": "True"})
                else:
                    text, parts = describe(value, module)
                    steps.append({"code": code, "value": text, "parts": {} if text is not None else parts or {}})
        except (Overtime, RecursionError, MemoryError):
            raise
        except Exception as error:
            signal.setitimer(signal.ITIMER_REAL, 0)
            if not passes(error, module):
                return None
            steps.append(failure(code, error, module, raising))
            if number == 0:
                break
        signal.setitimer(signal.ITIMER_REAL, CALL_SECONDS)
        now = state(space, module, has_subject)
        steps[-1]["state"] = {key: text for key, text in now.items() if known.get(key) != text}
        known.update(now)
    return steps
