"""Looks for inputs that reach new places or tell a changed source from the true one."""

import ast
import enum
import inspect
import random
import re
import time

from .loading import is_table, load, names, read
from .maker import Maker
from .mutants import Mutants
from .pool import Pool
from .probes import Instrument, Trace
from .scenarios import KEPT_AS_CALLS, WRITTEN, Scenario, execute
from .shapes import Shapes
from .variation import Target, Variation

MOST_CODE = 1500
MOST_OUTCOMES = 40
WRONG_KINDS = ("TypeError", "AttributeError", "NameError")
NEVER_RAISED = {"Exception", "BaseException", "KeyboardInterrupt", "SystemExit", "GeneratorExit", "StopIteration", "StopAsyncIteration"}


class Kept:
    def __init__(self, target, scenario, steps, lines, features):
        self.target, self.scenario, self.steps, self.lines, self.features = target, scenario, steps, lines, features
        self.size = len(scenario.key())
        self.kills = 0


class Search:
    def __init__(self, path, seconds, seed):
        self.source = read(path)
        self.tree = ast.parse(self.source)
        self.chance = random.Random(seed)
        self.pool = Pool(self.source, self.tree, self.chance)
        self.trace = Trace(self.pool)
        instrumented = ast.fix_missing_locations(Instrument().visit(ast.parse(self.source)))
        self.module = load(path, compile(instrumented, path, "exec"), self.trace.names())
        self.shapes = Shapes(self.tree)
        self.maker = Maker(self.module, self.pool, self.shapes, self.raised(), self.chance)
        self.variation = Variation(self.maker, self.pool, self.chance)
        self.space = names(self.module)
        self.mutants = Mutants(self.source, path)
        self.raising = self.mutants.raising
        self.seconds = seconds
        self.kept, self.corpus, self.features, self.outcomes, self.tried = {}, {}, set(), {}, set()
        self.targets = list(self.find())
        self.runs = 0

    def raised(self):
        """Exceptions that the source catches or speaks of."""
        found = {node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)}
        known = vars(__import__("builtins"))
        return sorted(name for name in found - NEVER_RAISED if inspect.isclass(known.get(name)) and issubclass(known[name], Exception))

    def find(self):
        for name, member in vars(self.module).items():
            if name.startswith("_") or getattr(member, "__module__", None) != self.module.__name__:
                continue
            if inspect.isfunction(member) or inspect.isfunction(getattr(member, "__wrapped__", None)):
                yield Target(name, member, (None, getattr(member, "__name__", name)))
            elif inspect.isclass(member) and not issubclass(member, (BaseException, enum.Enum)) and not inspect.isabstract(member) and not getattr(member, "_is_protocol", False):
                yield from self.of_class(name, member)
            elif inspect.isclass(member) and issubclass(member, enum.Enum):
                yield from (target for target in self.of_class(name, member) if "." in target.name)

    def of_class(self, name, member):
        methods = {}
        for key in dir(member):
            raw = inspect.getattr_static(member, key)
            owner = next((base for base in member.__mro__ if key in vars(base)), None)
            if owner is None or owner.__module__ != self.module.__name__ or key.startswith("_") and key not in WRITTEN and key not in KEPT_AS_CALLS:
                continue
            if isinstance(raw, (staticmethod, classmethod)):
                yield Target(f"{name}.{key}", getattr(member, key), (owner.__name__, key))
            elif inspect.isfunction(raw) and not (hasattr(member, "__dataclass_fields__") and key in ("__eq__", "__repr__")):
                methods[key] = raw
        yield Target(name, member, (name, "__init__"), methods)

    def examples(self):
        """Calls that the documentation shows."""
        calls = set()
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and (text := ast.get_docstring(node)):
                calls.update(re.findall(r">>> (.+)", text) + re.findall(r"``?([a-zA-Z_][\w.]*\([^`\n]*\))``?", text))
        targets = {target.name: target for target in self.targets}
        for text in sorted(calls):
            try:
                parsed = ast.parse(text.strip(), mode="eval").body
            except SyntaxError:
                continue
            for call in ast.walk(parsed):
                if isinstance(call, ast.Call) and (target := targets.get(ast.unparse(call.func))) is not None:
                    yield target, Scenario(target.name, [ast.unparse(argument) for argument in call.args] + [f"{word.arg}={ast.unparse(word.value)}" for word in call.keywords if word.arg])

    def constants(self):
        """What public tables and the members of enums hold."""
        for name, member in vars(self.module).items():
            if is_table(name, member):
                yield Target(name, None, None), Scenario(name, None)
            elif inspect.isclass(member) and issubclass(member, enum.Enum) and member.__module__ == self.module.__name__:
                yield Target(name, None, None), Scenario(f"[each.value for each in {name}]", None)

    def attempt(self, target, scenario):
        """Runs a scenario and keeps it where it reaches something new; what it was and gave, or None."""
        key = scenario.key()
        if key in self.tried or len(key) > MOST_CODE:
            return None
        if len(self.tried) < 500_000:
            self.tried.add(key)
        self.runs += 1
        self.trace.begin()
        steps = execute(scenario, self.module, self.space, self.raising)
        if not steps:
            return None
        features, is_wrong = set(self.trace.features), False
        calls = [step for step in steps if step.get("bind") not in ("tick", "seen")]
        for step in calls:
            if step.get("raises") in WRONG_KINDS and "message" not in step:
                is_wrong = True
        if is_wrong and len(calls) == 1:
            features = set()
        for step in calls:
            if step.get("raises") in WRONG_KINDS and "message" not in step:
                continue
            name = re.split(r"[(\[]", step["code"])[0]
            outcome = step.get("raises") or f"{step.get('value')}{step.get('parts')}{step.get('state')}"
            seen = self.outcomes.setdefault(name, set())
            if len(seen) < MOST_OUTCOMES and outcome not in seen and not is_wrong:
                seen.add(outcome)
                features.add((name, outcome))
        one = Kept(target, scenario, steps, set(self.trace.lines), features - self.features)
        one.is_wrong = is_wrong
        if one.features and not (is_wrong and not any(isinstance(feature[0], int) for feature in one.features)):
            self.keep(one)
        return one

    def keep(self, one):
        key = one.scenario.key()
        if key in self.kept:
            return
        self.features |= one.features
        self.kept[key] = one
        self.corpus.setdefault(one.target.name, []).append(one)
        if not one.is_wrong and one.target.member is not None:
            self.remember(one)

    def remember(self, one):
        last = one.steps[-1]
        is_good = "raises" not in last and last.get("value") not in ("False", "None", "[]", "''", "0")
        calls = [(one.target.key, one.target.member, one.scenario.arguments)]
        for name, arguments in one.scenario.calls:
            if name in one.target.methods:
                owner = next((base.__name__ for base in one.target.member.__mro__ if name in vars(base)), one.target.name)
                calls.append(((owner, name), one.target.methods[name], arguments))
        for key, member, arguments in calls:
            parameters = [name for name in signature_names(member) if name not in ("self", "cls")]
            for name, text in zip(parameters, arguments):
                word = re.match(r"(\w+)=(?!=)", text)
                try:
                    value = ast.literal_eval(text[word.end():] if word else text)
                except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
                    continue
                self.shapes.of(key, word.group(1) if word else name).remember(value)
                if is_good and isinstance(value, str) and 0 < len(value) <= 60 and value not in self.pool.found and len(self.pool.found) < 300:
                    self.pool.found.append(value)

    def go(self, checkpoint):
        started = time.monotonic()
        for target, scenario in [*self.constants(), *self.examples()]:
            self.attempt(target, scenario)
        self.explore(started + self.seconds * 0.45, checkpoint)
        checkpoint(self)
        self.tell(started + self.seconds, checkpoint)

    def explore(self, deadline, checkpoint):
        saved = time.monotonic()
        while self.targets and time.monotonic() < deadline:
            for target in self.targets:
                for _ in range(18 if target.methods else 6):
                    self.attempt(target, self.next(target))
                if time.monotonic() > deadline:
                    break
            if time.monotonic() - saved > 2:
                saved = time.monotonic()
                checkpoint(self)

    def next(self, target):
        known = self.corpus.get(target.name)
        if known and self.chance.random() < 0.65:
            recent = known[-12:] if self.chance.random() < 0.5 else known
            return self.variation.vary(self.chance.choice(recent).scenario, target)
        return self.variation.fresh(target)

    def tell(self, deadline, checkpoint):
        """Keeps what tells changed sources from the true one: first of what is kept, then of variations of what comes near."""
        waiting, alive = list(self.mutants.list), []
        self.chance.shuffle(waiting)
        saved = time.monotonic()
        while time.monotonic() < deadline and (waiting or alive):
            for mutant in waiting[-5:]:
                waiting.pop()
                loaded = self.mutants.load(mutant)
                if loaded is not None and not self.told_by_kept(mutant, loaded):
                    alive.append((mutant, loaded))
            for _ in range(10 if waiting else 40):
                if alive:
                    self.aim(alive)
            if time.monotonic() - saved > 2:
                saved = time.monotonic()
                checkpoint(self)
        self.alive = [mutant for mutant, _ in alive]

    def told_by_kept(self, mutant, loaded):
        near = sorted((one for one in self.kept.values() if mutant.line == 0 or mutant.line in one.lines), key=lambda one: (one.is_wrong, one.kills == 0, one.size))
        for one in near[:80]:
            if self.mutants.told(loaded, one.scenario, one.steps):
                one.kills += 1
                return True
        return False

    def aim(self, alive):
        few = min(mutant.tries for mutant, _ in self.chance.sample(alive, min(4, len(alive))))
        mutant, _ = self.chance.choice([each for each in alive if each[0].tries <= few + 2] or alive)
        mutant.tries += 1
        near = [one for one in self.kept.values() if (mutant.line == 0 or mutant.line in one.lines) and not one.is_wrong and one.target.member is not None]
        if near and self.chance.random() < 0.85:
            parent = self.chance.choice(near)
            one = self.attempt(parent.target, self.variation.vary(parent.scenario, parent.target))
        else:
            target = self.chance.choice(self.targets)
            one = self.attempt(target, self.next(target))
        if one is None or one.is_wrong:
            return
        reached = [each for each in alive if each[0].line == 0 or each[0].line in one.lines]
        told = [each for each in self.chance.sample(reached, min(6, len(reached))) if self.mutants.told(each[1], one.scenario, one.steps)]
        if told:
            one.kills += len(told)
            self.keep(one)
            for each in told:
                alive.remove(each)


def signature_names(member):
    try:
        return list(inspect.signature(member).parameters)
    except (TypeError, ValueError):
        return []
