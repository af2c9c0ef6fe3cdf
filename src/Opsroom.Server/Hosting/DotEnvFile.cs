using System.Text;

namespace Opsroom.Server.Hosting;

/// <summary>
/// Reads a <c>.env</c> file: <c>NAME=value</c> a line, with an optional <c>export</c>. Values may stand in single quotes (as they are) or double quotes
/// (<c>\n</c>, <c>\t</c>, <c>\"</c> and <c>\\</c> are read); outside quotes a <c>#</c> after white space begins a comment. The environment itself is not touched.
/// </summary>
internal static class DotEnvFile
{
    /// <exception cref="OpsroomStartException">A line is none of these.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        string[] lines;
        try
        {
            lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new OpsroomStartException($"{path} cannot be read: make it readable for the user who runs the server, or remove it.", unreadable);
        }

        for (var index = 0; index < lines.Length; index++)
        {
            var line = lines[index].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var (name, value, fault) = ReadLine(line);
            if (fault is not null)
            {
                throw new OpsroomStartException($"{path} line {index + 1} {fault}");
            }

            values[name] = value;
        }

        return values;
    }

    private static (string Name, string Value, string? Fault) ReadLine(string line)
    {
        var rest = line.StartsWith("export ", StringComparison.Ordinal) ? line[7..].TrimStart() : line;
        var equals = rest.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            return ("", "", "has no '=': write NAME=value, or put # before a comment.");
        }

        var name = rest[..equals].TrimEnd();
        if (!IsName(name))
        {
            return ("", "", $"has the name '{name}': use letters, digits and underscores, a letter or underscore first.");
        }

        var value = rest[(equals + 1)..].TrimStart();
        return value.Length > 0 && value[0] is '"' or '\''
            ? Quoted(name, value)
            : (name, Unquoted(value), null);
    }

    private static (string Name, string Value, string? Fault) Quoted(string name, string value)
    {
        var quote = value[0];
        var text = new StringBuilder();
        for (var index = 1; index < value.Length; index++)
        {
            if (value[index] == quote)
            {
                var after = value[(index + 1)..].Trim();
                return after.Length == 0 || after[0] == '#'
                    ? (name, text.ToString(), null)
                    : (name, "", $"has text after the closing {quote} of {name}: put the whole value into the quotes.");
            }

            if (quote == '"' && value[index] == '\\' && index + 1 < value.Length)
            {
                text.Append(value[++index] switch
                {
                    'n' => "\n",
                    'r' => "\r",
                    't' => "\t",
                    '"' => "\"",
                    '\\' => "\\",
                    '$' => "$",
                    var other => $"\\{other}",
                });
                continue;
            }

            text.Append(value[index]);
        }

        return (name, "", $"has no closing {quote} for {name}: add it at the end of the line; a value stands on one line.");
    }

    private static string Unquoted(string value)
    {
        for (var index = 0; index < value.Length; index++)
        {
            if (value[index] == '#' && (index == 0 || char.IsWhiteSpace(value[index - 1])))
            {
                return value[..index].TrimEnd();
            }
        }

        return value;
    }

    private static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');
}
