using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Opsroom.TestKit.Logs;

/// <summary>A stream selector with line filters, as Loki reads it: strings between double quotes with Go's escapes, or between backticks.</summary>
internal sealed partial class FakeLogQL
{
    private static readonly string[] LabelOperators = ["=~", "!~", "!=", "="];
    private static readonly string[] LineOperators = ["|=", "!=", "|~", "!~"];

    private readonly string text;
    private readonly List<Func<IReadOnlyDictionary<string, string>, bool>> matchers = [];
    private readonly List<Func<string, bool>> filters = [];
    private int at;

    private FakeLogQL(string text) => this.text = text;

    /// <exception cref="FormatException">With Loki's words.</exception>
    public static FakeLogQL Parse(string text)
    {
        var query = new FakeLogQL(text);
        query.Read();
        return query;
    }

    public bool Matches(IReadOnlyDictionary<string, string> labels, string line) => matchers.All(matcher => matcher(labels)) && filters.All(filter => filter(line));

    private void Read()
    {
        Expect('{');
        var selects = false;
        while (true)
        {
            var name = Name();
            var sign = Operator(LabelOperators);
            var value = String();
            selects |= Add(name, sign, value);
            if (Take('}'))
            {
                break;
            }

            Expect(',');
        }

        if (!selects)
        {
            throw Wrong("queries require at least one regexp or equality matcher that does not have an empty-compatible value. For instance, app=~\".*\" does not meet this requirement, but app=~\".+\" will");
        }

        while (!IsAtEnd)
        {
            AddFilter(Operator(LineOperators), String());
        }
    }

    /// <summary>Whether the matcher leaves out what has no such label.</summary>
    private bool Add(string name, string sign, string value)
    {
        var form = sign.EndsWith('~') ? Form($"^(?:{value})$") : null;
        bool Fits(string has) => form?.IsMatch(has) ?? has == value;
        var isNot = sign[0] == '!';
        matchers.Add(labels => Fits(labels.GetValueOrDefault(name, "")) != isNot);
        return Fits("") == isNot && !isNot;
    }

    private void AddFilter(string sign, string value)
    {
        var isNot = sign[0] == '!';
        if (sign[1] == '~')
        {
            var form = Form(value);
            filters.Add(line => form.IsMatch(line) != isNot);
        }
        else
        {
            filters.Add(line => line.Contains(value, StringComparison.Ordinal) != isNot);
        }
    }

    private Regex Form(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(2));
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            throw Wrong($"error parsing regexp: {wrong.Message}: `{pattern}`");
        }
    }

    private string Name()
    {
        Skip();
        var match = LabelName().Match(text, at);
        if (!match.Success)
        {
            throw Unexpected(at < text.Length && text[at] == '"' ? "STRING" : "IDENTIFIER");
        }

        at += match.Length;
        return match.Value;
    }

    private string Operator(string[] known)
    {
        Skip();
        var sign = known.FirstOrDefault(each => string.CompareOrdinal(text, at, each, 0, each.Length) == 0) ?? throw Unexpected("IDENTIFIER");
        at += sign.Length;
        return sign;
    }

    private string String()
    {
        Skip();
        if (IsAtEnd || text[at] is not ('"' or '`'))
        {
            throw Unexpected("IDENTIFIER, expecting STRING");
        }

        var quote = text[at++];
        var value = new StringBuilder();
        for (; at < text.Length && text[at] != quote; at++)
        {
            if (text[at] == '\n' && quote == '"')
            {
                break;
            }

            value.Append(text[at] == '\\' && quote == '"' ? Escaped() : text[at]);
        }

        if (at >= text.Length || text[at] != quote)
        {
            throw Wrong("literal not terminated");
        }

        at++;
        return value.ToString();
    }

    private char Escaped()
    {
        at++;
        if (at < text.Length && text[at] == 'x' && at + 2 < text.Length)
        {
            at += 2;
            return (char)int.Parse(text.AsSpan(at - 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }

        return (at < text.Length ? text[at] : ' ') switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '"' => '"',
            '\\' => '\\',
            _ => throw Wrong("invalid char escape"),
        };
    }

    private bool IsAtEnd
    {
        get
        {
            Skip();
            return at >= text.Length;
        }
    }

    private bool Take(char letter)
    {
        Skip();
        if (at < text.Length && text[at] == letter)
        {
            at++;
            return true;
        }

        return false;
    }

    private void Expect(char letter)
    {
        if (!Take(letter))
        {
            throw Unexpected(at >= text.Length ? "$end" : "IDENTIFIER");
        }
    }

    private void Skip()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }

    private FormatException Unexpected(string what) => Wrong($"syntax error: unexpected {what}");

    private FormatException Wrong(string why) => new($"parse error at line 1, col {at + 1}: {why}");

    [GeneratedRegex(@"\G[A-Za-z_][A-Za-z0-9_]*", RegexOptions.None, 1_000)]
    private static partial Regex LabelName();
}
