#!/usr/bin/env python3
"""How many mutants tests kill: kill.py SOURCE TEST [--framework F] [--seed N] [--count N] [--at-least RATE].

SOURCE is put beside TEST under its own name (--source-as says another place, as src/cron.py; --test-as likewise), the
tests must pass, then each of N mutants takes the source's place. Answers with JSON; exits with 1 where the tests do not
pass, and with 2 where less than RATE is killed. What it needs: dotnet with xunit.v3 in the package cache or a feed,
/usr/bin/python3 with pytest, node with the framework from npm (kept in --npm, a folder that is made once).
"""

import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

import mutate

PYTHON = os.environ.get("PYTEST_PYTHON", "/usr/bin/python3")
PACKAGES = {
    "jest": ["jest", "@babel/preset-env", "@babel/preset-typescript"],
    "vitest": ["vitest"],
    "mocha": ["mocha", "chai", "tsx"],
    "node": [],
}
LIBRARY = '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings><Deterministic>true</Deterministic><DebugType>none</DebugType><LangVersion>latest</LangVersion></PropertyGroup></Project>'
TESTS = '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings></PropertyGroup><ItemGroup><PackageReference Include="xunit.v3" Version="{version}" /><ProjectReference Include="../Subject/Subject.csproj" /></ItemGroup></Project>'


def run(command, folder, seconds, **environment):
    """The exit code and the output; 124 where the time is over."""
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
    try:
        output, _ = process.communicate(timeout=seconds)
        return process.returncode, output
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return 124, "time is over"


class Script:
    """Python and JavaScript: the source is read again at every run."""

    def __init__(self, options, folder):
        self.folder = folder
        self.place = folder / (options.source_as or options.source.name)
        test = folder / (options.test_as or options.test.name)
        for path in (self.place, test):
            path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(options.test, test)
        self.environment = {}
        name = str(test.relative_to(folder))
        if options.framework == "pytest":
            self.command = [PYTHON, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", name]
            self.environment = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": f"{self.place.parent}{os.pathsep}{folder}"}
            return
        self.modules(options)
        binaries = folder / "node_modules" / ".bin"
        self.command = {
            "node": ["node", "--test", name],
            "jest": [str(binaries / "jest"), "--ci", "--bail", "--no-cache", name],
            "vitest": [str(binaries / "vitest"), "run", "--globals", "--bail", "1", name],
            "mocha": [str(binaries / "mocha"), "--bail", *(["--import", "tsx"] if ".ts" in (options.source.suffix, test.suffix) else []), name],
        }[options.framework]

    def modules(self, options):
        kind = "commonjs" if options.framework == "jest" or options.source.suffix == ".js" and "module.exports" in options.source.read_text() else "module"
        (self.folder / "package.json").write_text(json.dumps({"private": True, "type": kind}))
        wanted = PACKAGES[options.framework]
        if not wanted:
            return
        store = options.npm / options.framework
        if not (store / "node_modules").is_dir():
            store.mkdir(parents=True, exist_ok=True)
            (store / "package.json").write_text('{"private": true}')
            subprocess.run(["npm", "install", "--no-audit", "--no-fund", *wanted], cwd=store, check=True, stdout=subprocess.DEVNULL)
        (self.folder / "node_modules").symlink_to(store / "node_modules")
        if options.framework == "jest":
            (self.folder / "babel.config.js").write_text("module.exports = { presets: [['@babel/preset-env', { targets: { node: 'current' } }], '@babel/preset-typescript'] };\n")
            (self.folder / "jest.config.js").write_text("module.exports = { moduleFileExtensions: ['js', 'mjs', 'cjs', 'ts', 'json'], transform: { '\\\\.[cm]?[jt]s$': 'babel-jest' }, testMatch: ['**/*.{test,spec}.?(c|m)[jt]s'] };\n")

    def put(self, source):
        self.place.write_text(source, encoding="utf-8")
        if self.place.suffix in (".js", ".mjs", ".cjs"):
            return run(["node", "--check", self.place.name], self.place.parent, 30)[0] == 0
        return True

    def test(self, seconds):
        return run(self.command, self.folder, seconds, CI="1", **self.environment)


class DotNet:
    """C#: the library alone is compiled again, the tests stay as they were built."""

    def __init__(self, options, folder):
        self.folder = folder
        subject, tests = folder / "Subject", folder / "Tests"
        subject.mkdir()
        tests.mkdir()
        self.place = subject / options.source.name
        shutil.copy(options.source, self.place)
        shutil.copy(options.test, tests / options.test.name)
        (folder / "Directory.Build.props").write_text("<Project />")
        (subject / "Subject.csproj").write_text(LIBRARY)
        (tests / "Tests.csproj").write_text(TESTS.replace("{version}", options.xunit))
        code, output = run(["dotnet", "build", "Tests", "-c", "Release", "-nologo", "-v", "q", "-nodeReuse:false", "-p:UseSharedCompilation=false"], folder, 300)
        if code:
            raise SystemExit(json.dumps({"passes": False, "output": output[-3000:]}))
        self.built = next((tests / "bin").rglob("Tests.dll")).parent
        sdk = subprocess.run(["dotnet", "--version"], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()
        root = next(pathlib.Path(line.split("[")[1].rstrip("]\n")) for line in subprocess.run(["dotnet", "--list-sdks"], check=True, capture_output=True, text=True).stdout.splitlines() if line.startswith(sdk))
        self.compiler = root / sdk / "Roslyn" / "bincore" / "csc.dll"
        packs = sorted((root.parent / "packs" / "Microsoft.NETCore.App.Ref").glob("10.*"))
        references = packs[-1] / "ref" / "net10.0" if packs else pathlib.Path(subprocess.run(["dotnet", "--list-runtimes"], check=True, capture_output=True, text=True).stdout.split("Microsoft.NETCore.App 10")[1].split("[")[1].split("]")[0])
        generated = [str(path) for path in (subject / "obj").rglob("*.cs")]
        self.arguments = ["-nologo", "-noconfig", "-nostdlib", "-target:library", "-nullable:enable", "-langversion:latest", "-deterministic", "-optimize", "-debug-", *[f"-r:{path}" for path in references.glob("*.dll")], *generated]
        self.original = self.compile()
        shutil.copy(folder / "Subject.dll", self.built / "Subject.dll")

    def compile(self):
        out = self.folder / "Subject.dll"
        out.unlink(missing_ok=True)
        (self.folder / "csc.rsp").write_text("\n".join(f'"{argument}"' for argument in [*self.arguments, f"-out:{out}", str(self.place)]))
        code, _ = run(["dotnet", str(self.compiler), "-noconfig", f"@{self.folder / 'csc.rsp'}"], self.folder, 60)
        return out.read_bytes() if code == 0 else None

    def put(self, source):
        self.place.write_text(source, encoding="utf-8")
        compiled = self.compile()
        if compiled is None or compiled == self.original and source != self.source:
            return False
        shutil.copy(self.folder / "Subject.dll", self.built / "Subject.dll")
        return True

    def test(self, seconds):
        return run([str(self.built / "Tests")], self.folder, seconds)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("test", type=pathlib.Path)
    parser.add_argument("--framework", choices=["xunit", "pytest", *PACKAGES])
    parser.add_argument("--source-as")
    parser.add_argument("--test-as")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--at-least", type=float, default=0.0)
    parser.add_argument("--npm", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "tests-for-npm")
    parser.add_argument("--xunit", default="4.0.2")
    options = parser.parse_args()
    options.framework = options.framework or {".cs": "xunit", ".py": "pytest"}.get(options.source.suffix, "vitest")
    options.npm = options.npm.resolve()
    with tempfile.TemporaryDirectory(prefix="kill-") as name:
        folder = pathlib.Path(name)
        site = (DotNet if options.framework == "xunit" else Script)(options, folder)
        site.source = options.source.read_text(encoding="utf-8")
        site.put(site.source)
        code, output = site.test(120)
        if code:
            print(json.dumps({"passes": False, "output": output[-3000:]}))
            return 1
        killed, survived = 0, []
        for mutant in mutate.choose(options.source, options.seed, 0):
            if killed + len(survived) == options.count:
                break
            if not site.put(mutant["source"]):
                continue
            if site.test(30)[0]:
                killed += 1
            else:
                survived.append({key: mutant[key] for key in ("operator", "line", "before", "after")})
    total = killed + len(survived)
    rate = killed / total if total else 0.0
    print(json.dumps({"passes": True, "mutants": total, "killed": killed, "rate": round(rate, 3), "survived": survived}, indent=1))
    return 0 if rate >= options.at_least else 2


if __name__ == "__main__":
    sys.exit(main())
