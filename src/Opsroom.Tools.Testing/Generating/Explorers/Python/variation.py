"""New scenarios: fresh ones, and kept ones with something changed."""

import ast
import re

from .scenarios import Scenario

MOST_CALLS = 9
TEXT = re.compile(r"'(?:[^'\\]|\\.)*'")
LITERAL = re.compile(r"(?<![\w.'])-?\d+(?:\.\d+)?(?![\w.'])|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|\b(?:True|False)\b")


class Target:
    """A function, or a class with its methods."""

    def __init__(self, name, member, key, methods=None):
        self.name, self.member, self.key, self.methods = name, member, key, methods or {}


class Variation:
    def __init__(self, maker, pool, chance):
        self.maker, self.pool, self.chance = maker, pool, chance

    def fresh(self, target):
        scenario = Scenario(target.name, self.maker.arguments(target.key, target.member))
        if target.methods:
            for _ in range(self.chance.choice((1, 1, 2, 3, 4, 6))):
                scenario.calls.append(self.step(target, scenario))
        return self.bound(scenario)

    def bound(self, scenario):
        text = scenario.key()
        names = {name for name, _ in scenario.given}
        if "tick[-1]" in text and "tick" not in names:
            scenario.given.append(("tick", f"[{self.maker.tick()}]"))
        if "seen.append" in text and "seen" not in names:
            scenario.given.append(("seen", "[]"))
        return scenario

    def step(self, target, scenario):
        if "tick[-1]" in "".join(scenario.arguments) and self.chance.random() < 0.3:
            return "tick", [self.maker.tick()]
        name = self.chance.choice(list(target.methods))
        owner = next((base.__name__ for base in target.member.__mro__ if name in vars(base)), target.name)
        return name, self.shared(scenario, self.maker.arguments((owner, name), target.methods[name]))

    def shared(self, scenario, arguments):
        """What was given to the object before is often meant again: texts and numbers of earlier calls come back."""
        known = TEXT.findall(" ".join([*scenario.arguments, *(argument for _, given in scenario.calls for argument in given)]))
        return [TEXT.sub(lambda match: self.chance.choice(known) if known and self.chance.random() < 0.55 else match.group(), argument) for argument in arguments]

    def vary(self, scenario, target):
        made = scenario.copy()
        for _ in range(self.chance.choice((1, 1, 2))):
            roll = self.chance.random()
            if target.methods and (roll < 0.7 or not made.arguments):
                self.vary_calls(made, target)
            else:
                made.arguments = self.changed_arguments(made.arguments, self.maker.arguments(target.key, target.member))
        return self.bound(made)

    def vary_calls(self, made, target):
        roll = self.chance.random()
        if (roll < 0.35 or not made.calls) and len(made.calls) < MOST_CALLS:
            place = len(made.calls) if self.chance.random() < 0.6 else self.chance.randint(0, len(made.calls))
            made.calls.insert(place, self.step(target, made) if not made.calls or self.chance.random() < 0.75 else self.chance.choice(made.calls))
        elif roll < 0.5 and len(made.calls) > 1:
            made.calls.pop(self.chance.randrange(len(made.calls)))
        elif made.calls:
            at = self.chance.randrange(len(made.calls))
            name, arguments = made.calls[at]
            if name == "tick":
                made.calls[at] = (name, [self.near(arguments[0], self.maker.tick())])
                return
            owner = next((base.__name__ for base in target.member.__mro__ if name in vars(base)), target.name)
            fresh = self.shared(made, self.maker.arguments((owner, name), target.methods[name]))
            made.calls[at] = (name, self.changed_arguments(arguments, fresh))

    def changed_arguments(self, old, fresh):
        if not old or not fresh or self.chance.random() < 0.1:
            return fresh
        spot = self.chance.randrange(len(old))
        if self.chance.random() < 0.1 and (known := TEXT.findall(" ".join(old))):
            return [*old[:spot], TEXT.sub(lambda match: self.chance.choice(known), old[spot], count=1), *old[spot + 1:]]
        return [*old[:spot], self.near(old[spot], fresh[spot] if spot < len(fresh) else old[spot]), *old[spot + 1:]]

    def near(self, old, fresh):
        """Something like the old argument, or another one."""
        word = re.match(r"\w+=(?!=)", old)
        other = re.match(r"\w+=(?!=)", fresh)
        if self.chance.random() < 0.3 and (word and word.group()) == (other and other.group()):
            return fresh
        prefix = word.group() if word else ""
        body = old[len(prefix):]
        try:
            return prefix + repr(self.changed(ast.literal_eval(body)))
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            pass
        # one number or text inside a longer expression
        spots = list(LITERAL.finditer(body))
        if not spots:
            return old if prefix else fresh
        spot = self.chance.choice(spots)
        try:
            changed = self.changed(ast.literal_eval(spot.group()))
        except (ValueError, SyntaxError):
            return old
        return prefix + body[:spot.start()] + repr(changed) + body[spot.end():]

    def changed(self, value):
        chance = self.chance
        if isinstance(value, bool):
            return not value
        if isinstance(value, int):
            return chance.choice((value + 1, value - 1, value + 1, value - 1, value * 2, -value, value // 2, value + self.pool.integer(), self.pool.integer()))
        if isinstance(value, float):
            return chance.choice((value + 1, value - 0.01, value + 0.01, value * 2, -value, float(self.pool.integer())))
        if isinstance(value, str):
            return self.pool.vary(value)[:120]
        if isinstance(value, (list, tuple)) and value:
            return type(value)(self.changed_items(list(value)))
        if isinstance(value, dict) and value:
            changed = dict(value)
            key = chance.choice(list(value))
            if chance.random() < 0.25:
                del changed[key]
            else:
                changed[key] = self.changed(value[key])
            return changed
        return value

    def changed_items(self, items):
        chance = self.chance
        at, roll = chance.randrange(len(items)), chance.random()
        if roll < 0.2:
            items.pop(at)
        elif roll < 0.4:
            items.insert(at, items[chance.randrange(len(items))])
        elif roll < 0.5:
            chance.shuffle(items)
        else:
            items[at] = self.changed(items[at])
        return items
