using System.Text;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Templates.Formats;

/// <summary>Patterns of file names.</summary>
internal static class Globs
{
    /// <summary>Python's fnmatch: a star goes over slashes.</summary>
    public static bool Matches(string pattern, string path) => Compiled($"^{Translate(pattern, starCrosses: true)}$").IsMatch(path);

    /// <summary>Like <c>.gitignore</c>: without a slash at any depth, with one from the root; what is below a folder that matches, matches.</summary>
    public static bool Ignores(string pattern, string path)
    {
        var plain = pattern.TrimStart('/').TrimEnd('/');
        var anywhere = !pattern.TrimEnd('/').Contains('/', StringComparison.Ordinal);
        return plain.Length > 0 && Compiled($"^{(anywhere ? "(?:.*/)?" : "")}{Translate(plain, starCrosses: false)}(?:/.*)?$").IsMatch(path);
    }

    /// <summary>Ant's patterns of Maven: <c>**</c> is any number of folders.</summary>
    public static bool Ant(string pattern, string path) =>
        Compiled($"^{Translate(pattern.EndsWith('/') ? pattern + "**" : pattern, starCrosses: false)}$").IsMatch(path);

    private static Regex Compiled(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static string Translate(string pattern, bool starCrosses)
    {
        var regex = new StringBuilder();
        var bounded = pattern.Length > 500 ? pattern[..500] : pattern;
        for (var at = 0; at < bounded.Length; at++)
        {
            var letter = bounded[at];
            if (letter == '*' && at + 1 < bounded.Length && bounded[at + 1] == '*')
            {
                var slash = at + 2 < bounded.Length && bounded[at + 2] == '/';
                regex.Append(slash ? "(?:.*/)?" : ".*");
                at += slash ? 2 : 1;
            }
            else
            {
                regex.Append(letter switch
                {
                    '*' => starCrosses ? ".*" : "[^/]*",
                    '?' => starCrosses ? "." : "[^/]",
                    '[' when bounded.IndexOf(']', at + 1) is > 0 and var end && end > at + 1 => Set(bounded, ref at, end),
                    _ => Regex.Escape(letter.ToString()),
                });
            }
        }

        return regex.ToString();
    }

    private static string Set(string pattern, ref int at, int end)
    {
        var set = pattern[(at + 1)..end].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal);
        at = end;
        return $"[{(set[0] == '!' ? "^" + set[1..] : set)}]";
    }
}
