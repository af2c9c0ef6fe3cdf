using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.Commands.Sql;

namespace Opsroom.Tools.Commands.Programs;

/// <summary>
/// Reads the tables of programs. A line <c>== NAME…</c> begins a program; beneath it stand what its options look like and, from general to
/// special, its rows <c>read|change|destroy [WORD…] [OPTION…] [: why]</c>: the last row that fits counts, <c>at-least</c> rows only raise it.
/// </summary>
internal static class TableReader
{
    private const string Prefix = "Opsroom.Tools.Commands.Tables.";

    public static ImmutableArray<EffectTable> ReadAll()
    {
        var assembly = typeof(TableReader).Assembly;
        var tables = new Dictionary<string, EffectTable>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            using var reader = new StreamReader(stream);
            Read(reader.ReadToEnd(), resource[Prefix.Length..], tables);
        }

        return [.. tables.Values.Distinct()];
    }

    /// <exception cref="FormatException">A line is not a row; the message names the file and the line.</exception>
    public static void Read(string text, string file, Dictionary<string, EffectTable> tables)
    {
        TableBuilder? table = null;
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line.StartsWith("== ", StringComparison.Ordinal))
            {
                table?.AddTo(tables);
                table = new TableBuilder(Split(line[3..]));
                continue;
            }

            try
            {
                (table ?? throw new FormatException("no program has begun")).Add(line, tables);
            }
            catch (FormatException wrong)
            {
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{file}:{number}: {wrong.Message}"), wrong);
            }
        }

        table?.AddTo(tables);
    }

    public static string[] Split(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>One program's table while it is read.</summary>
internal sealed class TableBuilder(string[] names)
{
    private readonly HashSet<string> takes = new(StringComparer.Ordinal);
    private readonly HashSet<string> alone = new(StringComparer.Ordinal);
    private readonly HashSet<string> help = new(["--help"], StringComparer.Ordinal);
    private readonly List<EffectRow> rows = [];
    private readonly List<InnerCommand> inner = [];
    private readonly List<FedText> texts = [];
    private int? verbs;
    private bool singleDash;
    private bool prints;
    private bool passes;
    private bool assigns;
    private bool objects;

    public void Add(string line, Dictionary<string, EffectTable> tables)
    {
        var words = TableReader.Split(line);
        var rest = words[1..];
        switch (words[0])
        {
            case "like":
                Copy(tables.GetValueOrDefault(rest[0]) ?? throw new FormatException($"no table above knows {rest[0]}"));
                break;
            case "takes":
                takes.UnionWith(rest);
                break;
            case "alone":
                alone.UnionWith(rest);
                break;
            case "help":
                help.UnionWith(rest);
                break;
            case "verbs":
                verbs = int.Parse(rest[0], CultureInfo.InvariantCulture);
                break;
            case "single-dash":
                singleDash = true;
                help.Add("-help");
                break;
            case "objects":
                objects = true;
                break;
            case "prints":
                prints = true;
                break;
            case "passes":
                passes = true;
                break;
            case "assigns":
                assigns = true;
                break;
            case "inner":
                AddInner(rest);
                break;
            case "runs":
                AddText(null, rest);
                break;
            case "sql":
                AddText(SqlDialect.Any, rest);
                break;
            case "sql-postgres":
                AddText(SqlDialect.Postgres, rest);
                break;
            case "sql-mysql":
                AddText(SqlDialect.MySql, rest);
                break;
            case "sql-sqlite":
                AddText(SqlDialect.Sqlite, rest);
                break;
            case "at-least":
                AddRow(line["at-least".Length..].Trim(), isFloor: true);
                break;
            default:
                AddRow(line, isFloor: false);
                break;
        }
    }

    public void AddTo(Dictionary<string, EffectTable> tables)
    {
        foreach (var condition in rows.SelectMany(row => row.Conditions))
        {
            alone.UnionWith(condition.Names.Where(name => condition.Values.IsEmpty && !takes.Contains(name)));
        }

        var table = new EffectTable
        {
            Names = [.. names],
            Takes = [.. takes],
            Alone = [.. alone],
            Help = [.. help],
            Verbs = verbs ?? (rows.Any(row => row.Words.Length > 0) ? 1 : 0),
            SingleDash = singleDash,
            Prints = prints,
            Passes = passes,
            Assigns = assigns,
            NamesObjects = objects,
            Rows = [.. rows.Where(row => row.IsDefault), .. rows.Where(row => !row.IsDefault)],
            Inner = [.. inner],
            Texts = [.. texts],
        };
        foreach (var name in names)
        {
            if (!tables.TryAdd(name, table))
            {
                throw new FormatException($"two tables know `{name}`");
            }
        }
    }

    private void Copy(EffectTable other)
    {
        takes.UnionWith(other.Takes);
        alone.UnionWith(other.Alone);
        help.UnionWith(other.Help);
        rows.AddRange(other.Rows);
        inner.AddRange(other.Inner);
        texts.AddRange(other.Texts);
        (verbs, singleDash, prints, passes, assigns, objects) = (other.Verbs, other.SingleDash, other.Prints, other.Passes, other.Assigns, other.NamesObjects);
    }

    private void AddRow(string line, bool isFloor)
    {
        var colon = line.IndexOf(" : ", StringComparison.Ordinal);
        var words = TableReader.Split(colon < 0 ? line : line[..colon]);
        if (!Enum.TryParse<CommandEffect>(words[0], ignoreCase: true, out var effect))
        {
            throw new FormatException($"`{words[0]}` is no effect and no setting");
        }

        var isCondition = words.Skip(1).ToLookup(word => word[0] is '-' or '!');
        rows.Add(new(effect, isFloor, WordPattern.Parse(isCondition[false]), [.. isCondition[true].Select(OptionCondition.Parse)], colon < 0 ? null : line[(colon + 3)..].Trim()));
    }

    private void AddInner(string[] words)
    {
        var program = words is [.., "as", var named] ? named : null;
        words = program is null ? words : words[..^2];
        var afterDashes = words.Contains("--", StringComparer.Ordinal);
        var isText = words.Contains("text", StringComparer.Ordinal);
        var skip = words.Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null).FirstOrDefault(number => number is not null);
        inner.Add(new(WordPattern.Parse(words.TakeWhile(word => word is not "--" and not "text" && !char.IsAsciiDigit(word[0]))), skip ?? 1000, isText, afterDashes, program));
    }

    private void AddText(SqlDialect? dialect, string[] words)
    {
        ImmutableArray<string> options = [.. words.Where(word => word[0] == '-').SelectMany(word => word.Split('|'))];
        takes.UnionWith(options);
        var first = words.Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null).FirstOrDefault(number => number is not null);
        ImmutableArray<OptionCondition> conditions = [.. words.Where(word => word[0] == '!').Select(OptionCondition.Parse)];
        alone.UnionWith(conditions.SelectMany(condition => condition.Names));
        texts.Add(new(WordPattern.Parse(words.Where(word => word[0] is not '-' and not '!' && !char.IsAsciiDigit(word[0]) && word != "stdin")), conditions, dialect, options, first, words.Contains("stdin", StringComparer.Ordinal)));
    }
}
