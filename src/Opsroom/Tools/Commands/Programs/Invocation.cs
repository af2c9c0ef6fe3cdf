using System.Collections.Immutable;
using Opsroom.Tools.Commands.Shell;
using Opsroom.Tools.Commands.Sql;

namespace Opsroom.Tools.Commands.Programs;

/// <param name="Why">Says what about the command makes it so, as the end of a sentence that begins with the command.</param>
/// <param name="Output">What it prints; null where only running it would tell.</param>
internal sealed record Outcome(CommandEffect Effect, string Why, string? Output = null)
{
    public static Outcome Read(string why, string? output = null) => new(CommandEffect.Read, why, output);

    public static Outcome Change(string why, string? output = null) => new(CommandEffect.Change, why, output);

    public static Outcome Destroy(string why) => new(CommandEffect.Destroy, why);

    public Outcome AtLeast(CommandEffect effect, string why) => Effect >= effect ? this : this with { Effect = effect, Why = why };
}

/// <summary>One command about to run: its expanded words and what is fed to it.</summary>
/// <param name="Input">What it reads; null for the terminal.</param>
/// <param name="InputPath">The file that it reads from by redirection, or null.</param>
internal sealed record Invocation(string Name, ImmutableArray<string> Arguments, string? Input, string? InputPath, string Source, Scope Scope, ShellWalk Walk)
{
    /// <summary>Follows another command that this one runs.</summary>
    public string Run(IReadOnlyList<string> words, string? input = null) =>
        Walk.Run(words, Scope, input, string.Join(' ', words.Select(word => word.Length == 0 || word.AsSpan().IndexOfAny(" \t\n'\"") >= 0 ? Quoting.Quote(word) : word)));

    /// <summary>Follows a script that this one hands to a shell.</summary>
    public string RunScript(string script, string? input = null) => Walk.Follow(script, Scope, input);

    /// <summary>Notes what SQL does that this one sends.</summary>
    public void RunSql(string sql, SqlDialect dialect) => new SqlScript(Name, dialect, Walk, Scope).Note(sql);

    public void Note(CommandEffect effect, string part, string why) => Walk.Findings.Add(effect, Name, part, why);
}

/// <summary>Knows what one program, or a family of them, does.</summary>
internal interface IProgram
{
    IEnumerable<string> Names { get; }

    Outcome Judge(Invocation call);
}
