using System.Collections.Immutable;

namespace Opsroom.Tools.Commands.Programs;

/// <summary><c>mongosh</c>: the methods that its script calls decide.</summary>
internal sealed class Mongo : IProgram
{
    private static readonly ImmutableHashSet<string> Reads =
    [
        "find", "findone", "count", "countdocuments", "estimateddocumentcount", "distinct", "explain", "pretty", "limit", "sort", "skip", "toarray", "foreach", "map", "filter", "stats", "status", "conf", "config", "getcollectionnames", "getcollectioninfos", "getindexes", "getcollection", "getsiblingdb",
        "getmongo", "getname", "print", "printjson", "stringify", "tojson", "isodate", "objectid", "numberlong", "numberint", "hello", "ismaster", "serverstatus", "hostinfo", "version", "currentop", "getprofilingstatus", "getprofilinglevel", "aggregate", "hint", "project", "projection", "batchsize", "hasnext", "next", "size", "length", "totalsize", "storagesize",
        "totalindexsize", "datasize", "printreplicationinfo", "printsecondaryreplicationinfo", "getreplicationinfo", "getusers", "getroles", "getuser", "getrole", "listcommands", "help", "databases", "getdbs", "getdbnames", "slice", "keys", "values", "entries", "includes", "indexof", "split", "join", "push", "reduce", "date", "max", "min", "comment", "readpref", "maxtimems", "sum", "itcount", "latencystats",
        "validate", "printshardingstatus", "getshardmap", "getshardversion", "getshardeddatainfo", "getparameter", "tostring", "now", "round", "floor", "tofixed", "log", "match", "group", "test", "isbalancerrunning", "getbalancerstate", "collation", "allowdiskuse", "forEach", "slaveok", "secondaryok", "setreadpref", "connectionstatus", "buildinfo", "servercmdlineopts", "collstats", "dbstats", "sleep",
    ];

    private static readonly ImmutableHashSet<string> Destroys =
    [
        "deleteone", "deletemany", "remove", "drop", "dropdatabase", "dropindex", "dropindexes", "dropuser", "dropallusers", "droprole", "dropallroles", "findoneanddelete", "dropsearchindex", "removeshard", "rmsync", "unlinksync", "deletesearchindex",
    ];

    private static readonly ImmutableHashSet<string> ReadCommands =
    [
        "ping", "serverstatus", "hostinfo", "ismaster", "hello", "replsetgetstatus", "replsetgetconfig", "currentop", "getparameter", "listdatabases", "listcollections", "listindexes", "collstats", "dbstats", "buildinfo", "connectionstatus", "getlog", "getcmdlineopts", "count", "find", "distinct", "explain", "top", "connpoolstats", "usersinfo", "rolesinfo", "whatsmyuri",
        "listcommands", "features", "shardingstate", "balancerstatus", "dbhash", "datasize", "getdefaultrwconcern", "listshards",
    ];

    public IEnumerable<string> Names => ["mongosh", "mongo"];

    public Outcome Judge(Invocation call)
    {
        var words = call.Arguments;
        var scripts = new List<string>();
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] is "--version" or "--help" or "-h" && words.Length == 1)
            {
                return Outcome.Read("only shows help or a version");
            }

            if (words[i] is "--eval" && i + 1 < words.Length)
            {
                scripts.Add(words[++i]);
            }
            else if (words[i].StartsWith("--eval=", StringComparison.Ordinal))
            {
                scripts.Add(words[i]["--eval=".Length..]);
            }
            else if (words[i] is "--file" or "-f" || words[i].EndsWith(".js", StringComparison.Ordinal) || words[i] is "--shell")
            {
                scripts.Add(Unknown.Text);
            }
        }

        if (call.Input is { } input)
        {
            scripts.Add(input);
        }

        return scripts.Count == 0
            ? Outcome.Change("opens a session, in which anything may follow")
            : scripts.Select(Judge).MaxBy(outcome => outcome.Effect)!;
    }

    private static Outcome Judge(string script)
    {
        var outcome = Outcome.Read("its script only queries");
        if (Unknown.IsIn(script))
        {
            outcome = Outcome.Change("runs a script that cannot be seen");
        }

        var calls = Calls(script).ToList();
        foreach (var name in calls)
        {
            outcome = Destroys.Contains(name) ? outcome.AtLeast(CommandEffect.Destroy, $"`{name}` deletes")
                : Reads.Contains(name) ? outcome
                : name is "bulkwrite" && script.Contains("delete", StringComparison.OrdinalIgnoreCase) ? outcome.AtLeast(CommandEffect.Destroy, "`bulkWrite` deletes")
                : name is "runcommand" or "admincommand" ? outcome.AtLeast(Command(script), $"`{name}` runs a command that changes or deletes")
                : outcome.AtLeast(CommandEffect.Change, $"`{name}` changes something, or nobody can tell");
        }

        if (script.Contains("showCredentials", StringComparison.Ordinal) || script.Contains("system.users", StringComparison.Ordinal) || (calls.Contains("validate") && script.Contains("repair", StringComparison.Ordinal)))
        {
            outcome = outcome.AtLeast(CommandEffect.Change, "shows credentials, or repairs");
        }

        if (script.Contains("$out", StringComparison.Ordinal) || script.Contains("$merge", StringComparison.Ordinal))
        {
            outcome = outcome.AtLeast(CommandEffect.Change, "its pipeline writes a collection");
        }

        var first = script.Split([' ', ';', '\n'], 2, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        return calls.Count > 0 || first is "show" or "use" or "db" or "help" or "it" or "exit" || script.Trim().Length == 0 || script.StartsWith("db.", StringComparison.Ordinal) ? outcome : outcome.AtLeast(CommandEffect.Change, "its script cannot be judged");
    }

    private static CommandEffect Command(string script)
    {
        var lower = script.ToLowerInvariant();
        CommandEffect? worst = null;
        for (var at = lower.IndexOf("command", StringComparison.Ordinal); at >= 0; at = lower.IndexOf("command", at + 1, StringComparison.Ordinal))
        {
            var argument = lower[(at + "command".Length)..].TrimStart();
            if (argument.StartsWith('('))
            {
                var name = string.Concat(argument.Skip(1).SkipWhile(c => c is '{' or '"' or '\'' || char.IsWhiteSpace(c)).TakeWhile(char.IsAsciiLetterOrDigit));
                var effect = ReadCommands.Contains(name) ? CommandEffect.Read : name.StartsWith("drop", StringComparison.Ordinal) || name is "delete" or "removeshard" || lower.Contains("remove:", StringComparison.Ordinal) ? CommandEffect.Destroy : CommandEffect.Change;
                worst = worst is { } before && before > effect ? before : effect;
            }
        }

        return worst ?? CommandEffect.Change;
    }

    /// <summary>A method that is not called here but handed on, such as <c>forEach(db.dropUser)</c>, where it deletes.</summary>
    private static string? Handed(string script, int start)
    {
        var end = start;
        while (end < script.Length && char.IsAsciiLetterOrDigit(script[end]))
        {
            end++;
        }

        return end < script.Length && script[end] is ')' or ',' && script[start..end].ToLowerInvariant() is var name && Destroys.Contains(name) ? name : null;
    }

    /// <summary>The names of what is called, and the names in brackets that may be.</summary>
    private static IEnumerable<string> Calls(string script)
    {
        for (var i = 0; i < script.Length; i++)
        {
            if (script[i] is '\'' or '"' or '`')
            {
                var end = script.IndexOf(script[i], i + 1);
                end = end < 0 ? script.Length : end;
                if (i > 0 && script[i - 1] == '[' && Destroys.Contains(script[(i + 1)..end].ToLowerInvariant()))
                {
                    yield return script[(i + 1)..end].ToLowerInvariant();
                }

                i = end;
            }
            else if (script[i] == '.' && Handed(script, i + 1) is { } handed)
            {
                yield return handed;
            }
            else if (script[i] == '(')
            {
                var end = i;
                while (end > 0 && char.IsWhiteSpace(script[end - 1]))
                {
                    end--;
                }

                var start = end;
                while (start > 0 && (char.IsAsciiLetterOrDigit(script[start - 1]) || script[start - 1] is '_' or '$'))
                {
                    start--;
                }

                if (start == end && end > 0 && script[end - 1] == ']')
                {
                    yield return "]";
                }

                if (start < end && script[start..end] is not ("if" or "for" or "while" or "function" or "return" or "switch" or "new"))
                {
                    yield return script[start..end].ToLowerInvariant();
                }
            }
        }
    }
}
