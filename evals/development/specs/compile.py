#!/usr/bin/env python3
"""Whether a generated client compiles: compile.py LANGUAGE FOLDER [--npm DIR]. Prints what the toolchain says; exits with its code.

csharp: dotnet build (a project file is made where there is none), typescript: tsc --strict, python: compileall and an import
of every module, go: go vet, java: javac. Nothing is written into FOLDER: it is copied first.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

PROJECT = '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings></PropertyGroup></Project>'


def run(command, folder, **environment):
    print("$", " ".join(map(str, command)), flush=True)
    done = subprocess.run(command, cwd=folder, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    print(done.stdout[-6000:], flush=True)
    return done.returncode


def csharp(folder, _):
    projects = list(folder.rglob("*.csproj"))
    (folder / "Directory.Build.props").write_text("<Project />")
    if not projects:
        projects = [folder / "Client.csproj"]
        projects[0].write_text(PROJECT)
    return max(run(["dotnet", "build", project, "-nologo", "-v", "q", "-nodeReuse:false", "-p:UseSharedCompilation=false"], folder) for project in projects)


def typescript(folder, npm):
    if not (npm / "node_modules").is_dir():
        npm.mkdir(parents=True, exist_ok=True)
        (npm / "package.json").write_text('{"private": true}')
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "typescript@5", "@types/node@20"], cwd=npm, check=True, stdout=subprocess.DEVNULL)
    if not (folder / "node_modules").exists():
        (folder / "node_modules").symlink_to(npm / "node_modules")
    sources = [path.relative_to(folder) for path in folder.rglob("*.ts") if "node_modules" not in path.parts]
    return run([npm / "node_modules" / ".bin" / "tsc", "--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "--moduleResolution", "nodenext", "--lib", "es2022,dom", *sources], folder)


def python(folder, _):
    code = run(["/usr/bin/python3", "-m", "compileall", "-q", "."], folder)
    if code:
        return code
    # modules of a package are imported through it: the folder itself may be the package
    root = folder.parent if (folder / "__init__.py").exists() else folder
    modules = [".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__") for path in sorted(folder.rglob("*.py")) if not {"tests", "test", "examples", "example"} & set(path.parts) and not path.name.startswith(("example", "setup", "test_"))]
    return run(["/usr/bin/python3", "-c", f"import importlib\nfor name in {modules!r}: importlib.import_module(name)"], folder, PYTHONPATH=str(root))


def go(folder, _):
    for stray in folder.rglob("*.go"):
        if not any((parent / "go.mod").exists() for parent in [stray.parent, *stray.parents]):
            (folder / "go.mod").write_text("module client\n\ngo 1.19\n")
            break
    modules = [path.parent for path in folder.rglob("go.mod")]
    return max((run(["go", "vet", "./..."], module, GOFLAGS="-mod=mod", GOPROXY="off") for module in modules), default=1)


def java(folder, _):
    return run(["javac", "-Xlint:all", "-d", folder / "classes", *folder.rglob("*.java")], folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("language", choices=["csharp", "typescript", "python", "go", "java"])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--npm", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "specs-npm")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="compile-") as name:
        copy = pathlib.Path(name) / options.folder.resolve().name
        shutil.copytree(options.folder, copy)
        return globals()[options.language](copy, options.npm.resolve())


if __name__ == "__main__":
    sys.exit(main())
