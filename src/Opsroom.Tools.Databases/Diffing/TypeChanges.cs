using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Diffing;

/// <summary>Tells whether a value of one type may not fit into another.</summary>
internal static partial class TypeChanges
{
    private static readonly FrozenDictionary<string, int> Ranks = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["tinyint"] = 1,
        ["smallint"] = 2,
        ["mediumint"] = 3,
        ["int"] = 4,
        ["integer"] = 4,
        ["bigint"] = 5,
        ["decimal"] = 6,
        ["numeric"] = 6,
        ["char"] = 21,
        ["character"] = 21,
        ["varchar"] = 21,
        ["character varying"] = 21,
        ["tinytext"] = 22,
        ["text"] = 23,
        ["mediumtext"] = 24,
        ["longtext"] = 25,
        ["date"] = 41,
        ["timestamp without time zone"] = 42,
        ["timestamp with time zone"] = 42,
        ["datetime"] = 42,
        ["timestamp"] = 42,
        ["real"] = 61,
        ["float"] = 61,
        ["double"] = 62,
        ["double precision"] = 62,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool LosesData(string before, string to, SqlDialect dialect)
    {
        if (before.Equals(to, StringComparison.OrdinalIgnoreCase) || dialect.IsSqlite)
        {
            return false;
        }

        var (old, now) = (Parts(before), Parts(to));
        if (now.Name is "text" or "longtext" or "mediumtext" && !old.Name.Contains("text", StringComparison.Ordinal))
        {
            return false;
        }

        if (old.Name == now.Name)
        {
            return old.Name is "enum" or "set" ? !Labels(before).All(Labels(to).Contains)
                : old.IsUnsigned != now.IsUnsigned || now.Length is not null && (old.Length is null || old.Length > now.Length) || old.Scale > now.Scale || (old.Length - old.Scale) > (now.Length - now.Scale);
        }

        if (!Ranks.TryGetValue(old.Name, out var oldRank) || !Ranks.TryGetValue(now.Name, out var newRank))
        {
            return !(old.Name == "json" && now.Name == "jsonb");
        }

        return oldRank / 20 != newRank / 20 || oldRank > newRank || old.IsUnsigned != now.IsUnsigned && !(old.IsUnsigned && newRank > oldRank)
            || oldRank == newRank && now.Length is not null && (old.Length is null || old.Length > now.Length);
    }

    /// <summary>Whether PostgreSQL casts from one type to the other itself; everything else can only go by way of its text.</summary>
    public static bool IsCast(string from, string to)
    {
        var (old, now) = (Family(Parts(from).Name), Family(Parts(to).Name));
        return old == "text" || now == "text" || (old is not null && old == now) || (from, to) is ("integer", "boolean") or ("boolean", "integer");
    }

    private static string? Family(string name) => name switch
    {
        "text" or "character varying" or "character" or "citext" => "text",
        "smallint" or "integer" or "bigint" or "numeric" or "real" or "double precision" => "number",
        "date" or "timestamp without time zone" or "timestamp with time zone" => "moment",
        "json" or "jsonb" => "json",
        _ => null,
    };

    private static (string Name, int? Length, int Scale, bool IsUnsigned) Parts(string type)
    {
        var name = Arguments().Replace(type.ToLowerInvariant(), "").Replace(" unsigned", "", StringComparison.Ordinal).Trim();
        var arguments = Arguments().Match(type).Groups["all"].Value.Split(',');
        int? Number(int at) => at < arguments.Length && int.TryParse(arguments[at], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var number) ? number : null;
        return (name, Number(0), Number(1) ?? 0, type.Contains("unsigned", StringComparison.OrdinalIgnoreCase));
    }

    private static string[] Labels(string type) => Arguments().Match(type).Groups["all"].Value.Split(',', StringSplitOptions.TrimEntries);

    [GeneratedRegex(@"\((?<all>.*)\)", RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Arguments();
}
