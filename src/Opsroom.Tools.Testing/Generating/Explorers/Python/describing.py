"""Expressions that equal a value, or what else can be said of it."""

import datetime
import decimal
import enum
import inspect
import math

from .loading import Overtime

MOST_TEXT = 2000
MOST_ITEMS = 200
MOST_NAMES = 40


def describe(value, module, depth=0):
    """(expression, None) where an expression equals the value; else (None, parts) with what can be said of it."""
    if isinstance(value, enum.Enum):
        return (f"{type(value).__name__}.{value.name}", None) if type(value).__module__ == module.__name__ and value.name else (None, {})
    if value is None or type(value) in (bool, int, str, bytes, bytearray):
        return (repr(value), None) if not hasattr(value, "__len__") or len(value) < MOST_TEXT else (None, {"len(%s)": repr(len(value))})
    if type(value) is float:
        return (repr(value), None) if math.isfinite(value) else (f"float({str(value)!r})", None) if not math.isnan(value) else (None, {})
    if type(value) is complex:
        return repr(value), None
    if type(value) is decimal.Decimal:
        return (f"Decimal({str(value)!r})", {"str(%s)": repr(str(value))}) if not value.is_nan() else (None, {"str(%s)": repr(str(value))})
    if type(value) in (datetime.datetime, datetime.date, datetime.time, datetime.timedelta, datetime.timezone):
        return repr(value).replace("datetime.", ""), None
    if depth > 4:
        return None, {}
    if isinstance(value, tuple) and hasattr(value, "_fields") and type(value).__module__ == module.__name__:
        parts = [describe(part, module, depth + 1)[0] for part in value]
        return (f"{type(value).__name__}({', '.join(parts)})", None) if None not in parts else (None, {})
    if isinstance(value, (list, tuple, set, frozenset)) and type(value).__module__ in ("builtins", "collections"):
        return items(value, module, depth)
    if isinstance(value, dict):
        return mapping(value, module, depth)
    if type(value).__module__ == module.__name__:
        return own(value, module, depth)
    return None, {}


def items(value, module, depth):
    if len(value) > MOST_ITEMS or type(value) not in (list, tuple, set, frozenset):
        return None, {"len(%s)": repr(len(value))}
    listed = list(value)
    if isinstance(value, (set, frozenset)):
        try:
            listed = sorted(listed)
        except TypeError:
            listed = sorted(listed, key=repr)
    described = [describe(item, module, depth + 1) for item in listed]
    parts = [expression for expression, _ in described]
    if None not in parts:
        text = ", ".join(parts)
        if type(value) is list:
            return f"[{text}]", None
        if type(value) is tuple:
            return f"({text}{',' if len(parts) == 1 else ''})", None
        return (f"{{{text}}}" if parts else "set()") if type(value) is set else f"frozenset([{text}])", None
    said = {"len(%s)": repr(len(listed))}
    if type(value) in (list, tuple):
        for at, (expression, inner) in enumerate(described[:5]):
            add(said, f"%s[{at}]", expression, inner)
    return None, said


def mapping(value, module, depth):
    said = {"len(%s)": repr(len(value))}
    if len(value) > MOST_ITEMS:
        return None, said
    described = [(describe(key, module, depth + 1)[0], *describe(item, module, depth + 1)) for key, item in value.items()]
    if all(key is not None and item is not None for key, item, _ in described):
        return "{" + ", ".join(f"{key}: {item}" for key, item, _ in described) + "}", None
    for key, expression, inner in described[:8]:
        if key is not None:
            add(said, f"%s[{key}]", expression, inner)
    return None, said


def own(value, module, depth):
    """The public attributes and properties of an object of the source."""
    said = {}
    names = [name for name in getattr(value, "__dict__", {}) if not name.startswith("_")]
    slots = getattr(type(value), "__slots__", ())
    names += [name for name in ([slots] if isinstance(slots, str) else slots) if not name.startswith("_")]
    names += [name for name, member in inspect.getmembers(type(value)) if isinstance(member, property) and not name.startswith("_")]
    for name in names[:MOST_NAMES]:
        try:
            expression, inner = describe(getattr(value, name), module, depth + 1)
        except Overtime:
            raise
        except Exception:
            continue
        add(said, f"%s.{name}", expression, inner if depth < 2 else None)
    for name, form in (("__len__", "len(%s)"), ("__str__", "str(%s)")):
        if any(name in vars(base) for base in type(value).__mro__ if base.__module__ == module.__name__):
            try:
                said[form] = repr(getattr(value, name)())
            except Overtime:
                raise
            except Exception:
                pass
    return None, said


def add(said, place, expression, inner):
    if expression is not None:
        said[place] = expression
    for key, text in (inner or {}).items():
        said[key.replace("%s", place)] = text
