"""Loads a source as a module, and the names that expressions in tests may use."""

import os
import sys
import types

# what a test file may need; the writer of tests imports the same names
HEADER = """
import asyncio
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from itertools import islice
from types import SimpleNamespace
from unittest.mock import Mock
"""


class Overtime(BaseException):
    """A call took too long."""


def overtime(*_):
    raise Overtime()


def name_of(path):
    return os.path.splitext(os.path.basename(path))[0]


def load(path, code=None, extra=None):
    """Runs a source, or code that was compiled from it, as the module of its name."""
    name = name_of(path)
    module = types.ModuleType(name)
    module.__file__ = path
    module.__dict__.update(extra or {})
    sys.modules[name] = module
    exec(code if code is not None else compile(read(path), path, "exec"), module.__dict__)
    return module


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def names(module):
    space = {}
    exec(HEADER, space)
    space.update({name: member for name, member in vars(module).items() if not name.startswith("__")})
    return space


def is_table(name, member):
    """Whether a name of a module is a public constant."""
    return name.isupper() and not name.startswith("_") and isinstance(member, (int, float, str, bytes, tuple, list, dict, set, frozenset))
