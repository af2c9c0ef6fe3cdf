"""Inputs come from the constants and examples of the source, from types, and from uses of parameters. What reaches something new, or tells a
slightly changed source from the true one, is kept. Each kept scenario is run again twice, in processes of their own, with another order
of hashes, another time zone and another order of scenarios; what differs is left out.
"""

import ast
import json
import os
import re
import signal
import subprocess
import sys

from .loading import HEADER, is_table, load, names, overtime, read
from .mutants import raising_lines
from .scenarios import Scenario, execute
from .search import Search
from .selection import chosen

MOST_RECURSION = 600
ORDERS = (("1", "UTC"), ("2", "Asia/Tokyo"))


def search(path, out, seconds, seed):
    found = Search(path, float(seconds), int(seed))

    def checkpoint(state):
        write(out, {"scenarios": [one.scenario.data() for one in chosen(list(state.kept.values()))], "runs": state.runs})

    found.go(checkpoint)
    checkpoint(found)


def record(path, given, out, order):
    """Every scenario again: in a module of its own, or in one module for all, from the last to the first."""
    scenarios = json.loads(read(given))["scenarios"]
    raising = raising_lines(ast.parse(read(path)))
    found = [None] * len(scenarios)
    module = load(path)
    for at in range(len(scenarios)) if order == "0" else reversed(range(len(scenarios))):
        if order == "0":
            module = load(path)
        found[at] = execute(Scenario(*scenarios[at]), module, names(module), raising)
    write(out, {"steps": found, "names": sorted(own(module))})


def own(module):
    """What tests of a module may import from it: what it defines, and its public tables."""
    for name, member in vars(module).items():
        if not name.startswith("__") and getattr(member, "__module__", None) == module.__name__ or is_table(name, member):
            yield name


def write(out, value):
    with open(out + ".part", "w", encoding="utf-8") as file:
        json.dump(value, file)
    os.replace(out + ".part", out)


def again(mode, *arguments, timeout=None, **environment):
    return subprocess.run([sys.executable, "-m", "explorer", mode, *arguments], env={**os.environ, **environment}, check=True, timeout=timeout)


def main():
    signal.signal(signal.SIGALRM, overtime)
    sys.setrecursionlimit(MOST_RECURSION)
    modes = {"--search": search, "--record": record}
    if sys.argv[1] in modes:
        modes[sys.argv[1]](*sys.argv[2:])
        return
    path, out, seconds, seed = sys.argv[1:]
    place = os.path.join(os.path.dirname(os.path.abspath(out)), "scenarios.tmp")
    try:
        again("--search", path, place, seconds, seed, timeout=float(seconds) * 2 + 20)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        # a call that cannot be interrupted; what was found before it counts
        if not os.path.exists(place):
            raise
    given = json.loads(read(place))
    runs = []
    for number, (hashes, zone) in enumerate(ORDERS):
        result = f"{place}{number}"
        again("--record", path, place, result, str(number), PYTHONHASHSEED=hashes, TZ=zone)
        runs.append(json.loads(read(result)))
    cases, unstable = [], 0
    for scenario, first, second in zip(given["scenarios"], runs[0]["steps"], runs[1]["steps"]):
        if first and first == second:
            cases.append({"target": scenario[0] if scenario[1] is not None else re.findall(r"\w+", scenario[0])[-1], "steps": first})
        else:
            unstable += 1
    write(out, {"cases": cases, "unstable": unstable, "runs": given["runs"], "names": runs[0]["names"], "header": HEADER})


if __name__ == "__main__":
    main()
