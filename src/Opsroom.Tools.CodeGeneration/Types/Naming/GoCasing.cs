using System.Collections.Frozen;

namespace Opsroom.Tools.CodeGeneration.Types.Naming;

/// <summary>Go writes what is abbreviated in capitals: <c>PetID</c>, <c>HTTPServer</c>.</summary>
internal static class GoCasing
{
    private static readonly FrozenSet<string> Initialisms = FrozenSet.ToFrozenSet(
        ["acl", "api", "ascii", "cpu", "css", "dns", "eof", "guid", "html", "http", "https", "id", "ip", "json", "qps", "ram", "rpc", "sla", "smtp", "sql", "ssh", "tcp", "tls", "ttl",
         "udp", "ui", "uid", "uri", "url", "utf8", "uuid", "vm", "xml", "xsrf", "xss"], StringComparer.OrdinalIgnoreCase);

    /// <summary><c>PetID</c>; a script without capitals gets an X in front, or the name would not be exported.</summary>
    public static string Exported(string text, string prefix)
    {
        var name = string.Concat(Words.Of(text).Select(Capital));
        return name.Length == 0 || char.IsDigit(name[0]) ? Capital(prefix) + name : char.IsUpper(name[0]) ? name : "X" + name;
    }

    /// <summary><c>petID</c>.</summary>
    public static string Local(string text, string prefix)
    {
        var name = string.Concat(Words.Of(text).Select((word, i) => i == 0 ? word.ToLowerInvariant() : Capital(word)));
        return name.Length == 0 || char.IsDigit(name[0]) ? prefix + name : name;
    }

    private static string Capital(string word) => Initialisms.Contains(word) ? word.ToUpperInvariant() : Words.Pascal(word, "");
}
