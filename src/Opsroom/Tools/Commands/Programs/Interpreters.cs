using System.Collections.Immutable;

namespace Opsroom.Tools.Commands.Programs;

/// <summary>Interpreters of programming languages: their code cannot be followed, only looked through for what plainly destroys.</summary>
internal sealed class Interpreters : IProgram
{
    private static readonly ImmutableHashSet<string> CodeOptions = ["-c", "-e", "-E", "-r", "-p", "--eval", "--print", "-pe", "-ne", "-command", "-Command", "--command", "-lne", "-lane", "-pi", "-i", "-ple", "-nle", "-we", "-Mojo", "-R", "-B", "-pie", "-i.bak", "-EncodedCommand", "-exec"];

    public IEnumerable<string> Names =>
    [
        "python", "python2", "python3", "python3.8", "python3.9", "python3.10", "python3.11", "python3.12", "python3.13", "pypy", "pypy3", "ipython", "perl", "ruby", "irb", "node", "nodejs", "deno", "bun", "php", "lua", "luajit", "Rscript", "R", "osascript",
        "pwsh", "powershell", "groovy", "java", "tclsh", "expect", "guile", "scala", "elixir", "erl", "ghci", "julia", "jshell", "jruby", "swift", "dart",
    ];

    public Outcome Judge(Invocation call)
    {
        var words = call.Arguments;
        if (words is ["--version" or "-V" or "-v" or "-version" or "--help" or "-h" or "-help" or "version" or "-?"] or ["-VV"])
        {
            return Outcome.Read("only shows help or a version");
        }

        if (IsCheck(call.Name, words))
        {
            return Outcome.Read("only checks the syntax, or shows itself");
        }

        if (words is ["-m", var module, ..])
        {
            return Module(call, module);
        }

        var code = new List<string>();
        for (var i = 0; i + 1 < words.Length; i++)
        {
            if (CodeOptions.Contains(words[i]) || (words[i].Length > 2 && words[i][0] == '-' && words[i][1] != '-' && words[i][^1] is 'e' or 'E' or 'c'))
            {
                code.Add(words[i + 1]);
            }
        }

        code.AddRange(words.Where(word => call.Scope.Files.ContainsKey(word)).Select(word => call.Scope.Files[word]));
        if (call.Input is { } input)
        {
            code.Add(input);
        }

        return code.Any(each => PlainDestruction.IsIn(each, call))
            ? Outcome.Destroy("its code plainly deletes something")
            : Outcome.Change("runs code that cannot be judged here");
    }

    private static bool IsCheck(string name, ImmutableArray<string> words) => name switch
    {
        "php" => words is ["-l" or "-m" or "--ini", ..],
        "ruby" => words is ["-c", ..] or ["-wc", ..],
        "node" or "nodejs" => words is ["--check" or "-c", ..],
        "deno" => (words is ["fmt", "--check", ..] or ["lint", ..] or ["info", ..] or ["check", ..]) && !words.Contains("--fix", StringComparer.Ordinal),
        "java" => words is ["-version", ..] or ["--list-modules"],
        _ => false,
    };

    private static Outcome Module(Invocation call, string module)
    {
        var rest = call.Arguments.Skip(2).ToList();
        switch (module)
        {
            case "json.tool" when rest.Count(word => !word.StartsWith('-')) < 2:
            case "this" or "platform" or "site" or "sysconfig" or "calendar" or "tokenize" or "ast" or "dis" or "pyflakes" or "mypy" or "flake8" or "pylint" or "tabnanny":
                return Outcome.Read("only reads");
            case "pip" or "ansible" or "poetry" or "pipx" or "uv" or "ruff" or "black" or "pytest" or "virtualenv" or "venv":
                call.Run([module is "venv" ? "virtualenv" : module, .. rest], call.Input);
                return Outcome.Read("runs a module that is known as a program");
            default:
                return Outcome.Change("runs a module that cannot be judged here");
        }
    }
}

/// <summary>Looks through code for calls and texts that plainly delete something.</summary>
internal static class PlainDestruction
{
    private static readonly ImmutableArray<string> Calls =
    [
        "rmtree(", "os.remove(", "os.unlink(", "os.rmdir(", "os.removedirs(", ".unlink(", ".rmdir(", "unlink(", "unlink ", "rmSync(", "unlinkSync(", "rmdirSync(", "fs.rm(", "fs.unlink(", "File.delete", "FileUtils.rm", "remove_entry", "rm_rf", "Dir.rmdir", "Dir.delete",
        "Remove-Item", "remove_tree", "rmdir(", "Files.delete", "deleteRecursively", "deleteDir(", "os.truncate(", "delete_many(", "delete_one(", "deleteMany(", "deleteOne(", "drop_database(", "dropDatabase(", "drop_table(", "drop_all(", ".flushall(", ".flushdb(", "delete_namespace", "delete_bucket(", "delete_object",
        "terminate_instances(", "Deno.remove", "file.remove(", "os.remove_all", "Pathname.delete", ".rmtree", "Clear-Content", "Format-Volume", "Clear-Disk", "requests.delete(", "Stop-Computer -Force -Wipe",
    ];

    public static bool IsIn(string code, Invocation call)
    {
        if (Calls.Any(each => code.Contains(each, StringComparison.Ordinal)))
        {
            return true;
        }

        var texts = Texts(code);
        return texts.Append(string.Join(' ', texts)).Any(text => Destroys(text, call));
    }

    private static bool Destroys(string text, Invocation call)
    {
        if (text.Length is < 4 or > 8192)
        {
            return false;
        }

        var findings = new Findings();
        var walk = new Shell.ShellWalk(ProgramCatalog.Instance, findings);
        if (Sql.SqlLine.Is(text))
        {
            new Sql.SqlScript(call.Name, Sql.SqlDialect.Any, walk, new Shell.Scope()).Note(text);
        }
        else
        {
            walk.Follow(text, new Shell.Scope(), null);
        }

        return findings.Effect == CommandEffect.Destroy;
    }

    /// <summary>What stands between quotes.</summary>
    private static List<string> Texts(string code)
    {
        var texts = new List<string>();
        for (var i = 0; i < code.Length && texts.Count < 50; i++)
        {
            if (code[i] is not ('\'' or '"' or '`'))
            {
                continue;
            }

            var end = i + 1;
            while (end < code.Length && code[end] != code[i])
            {
                end += code[end] == '\\' ? 2 : 1;
            }

            texts.Add(code[(i + 1)..Math.Min(end, code.Length)]);
            i = end;
        }

        return texts;
    }
}
