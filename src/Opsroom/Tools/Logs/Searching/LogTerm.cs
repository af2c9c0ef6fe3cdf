using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Logs.Searching;

/// <summary>What an entry may be asked for.</summary>
internal abstract record LogTerm
{
    private LogTerm()
    {
    }

    /// <summary>A word or phrase that stands in the entry, whatever its case.</summary>
    public sealed record Text(string Value) : LogTerm;

    /// <summary>A field with a value, whatever its case; a <c>*</c> at its end stands for any more.</summary>
    public sealed record Field(string Name, string Value) : LogTerm
    {
        public bool IsPrefix => Value.EndsWith('*');

        public string Fixed => IsPrefix ? Value[..^1] : Value;
    }

    /// <summary>A regular expression that is found in the entry.</summary>
    public sealed record Pattern(string Source, Regex Compiled) : LogTerm;
}

/// <param name="AnyOf">One of them has to hold; with <paramref name="IsNot"/>, none may.</param>
internal sealed record LogClause(bool IsNot, ImmutableArray<LogTerm> AnyOf);
