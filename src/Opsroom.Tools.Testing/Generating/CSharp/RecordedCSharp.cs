using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Opsroom.Tools.Testing.Generating.CSharp;

/// <summary>Writes what was recorded of C# as the lines of a test, and gives the test its name.</summary>
internal static partial class RecordedCSharp
{
    private const int MostNamed = 40;

    /// <summary>None where nothing can be asserted.</summary>
    public static List<string> Lines(ExploredCase explored)
    {
        var lines = new List<string>();
        if (explored.Cultured)
        {
            lines.Add("System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.InvariantCulture;");
        }

        var (results, outs, caught) = (0, 0, 0);
        foreach (var step in explored.Steps)
        {
            var code = step.Code;
            var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var at = 1; code.Contains($"out var out{at}", StringComparison.Ordinal); at++)
            {
                renamed[$"out{at}"] = $"given{++outs}";
                code = code.Replace($"out var out{at}", $"out var given{outs}", StringComparison.Ordinal);
            }

            var wait = step.Async ? "await " : "";
            if (step.Raises is not null)
            {
                lines.AddRange(Raised(step, code, ref caught));
            }
            else if (step.Bind is { } name)
            {
                lines.Add($"var {name} = {wait}{code};");
            }
            else if (step.Void)
            {
                lines.Add($"{wait}{code};");
                lines.AddRange(step.PartsOf("").Where(part => part.Path.StartsWith("out", StringComparison.Ordinal)).Select(part => Same(Renamed(part.Path, "result", renamed), part.Value)));
            }
            else
            {
                var result = $"result{++results}";
                lines.Add($"var {result} = {wait}{code};");
                if (step.Value is { } value)
                {
                    lines.Add(Same(result, value));
                }

                lines.AddRange(step.PartsOf(result).Select(part => Same(Renamed(part.Path, result, renamed), part.Value)));
            }

            lines.AddRange(step.Changes.Select(part => Same(part.Path, part.Value)));
        }

        return lines.Exists(line => line.Contains("Assert.", StringComparison.Ordinal)) ? lines : [];
    }

    /// <summary>As <c>Add_of_0_and_5_after_Place_throws_OrderException</c>.</summary>
    public static string Name(ExploredCase explored)
    {
        var calls = explored.Steps.Where(step => step.Bind is null && !step.Code.Contains("heard.Add(", StringComparison.Ordinal)).ToList();
        var last = calls.Count > 0 ? calls[^1] : explored.Steps[^1];
        var before = calls.Take(calls.Count - 1).Select(step => Member(step.Code)).Where(member => member.Length > 0).Distinct(StringComparer.Ordinal).TakeLast(3).ToList();
        var name = last.Bind is not null ? $"{explored.Target}_begins" : Member(last.Code) is { Length: > 0 } member ? member : explored.Target;
        var arguments = Arguments(last.Code);
        name += arguments.Length > 0 ? $"_of_{arguments}" : "";
        name += before.Count > 0 ? $"_after_{string.Join("_and_", before)}" : "";
        return last.Raises is { } raised ? $"{name}_throws_{raised.Split('.')[^1]}" : last.Value is { Length: < 20 } value ? $"{name}_gives_{Word(value)}" : name;
    }

    private static List<string> Raised(ExploredStep step, string code, ref int caught)
    {
        var discarded = OutVariable().Replace(code, "out _");
        var parameter = step.Param is { } named ? $"\"{named}\", " : "";
        var isStatement = SyntaxFactory.ParseExpression(discarded) is InvocationExpressionSyntax or AssignmentExpressionSyntax or ObjectCreationExpressionSyntax;
        var thrown = step.Async ? $"await Assert.ThrowsAsync<{step.Raises}>({parameter}async () => await {discarded});"
            : $"Assert.Throws<{step.Raises}>({parameter}() => {{ {(isStatement ? "" : "_ = ")}{discarded}; }});";
        var parts = step.PartsOf("").Where(part => part.Path.Contains("thrown.", StringComparison.Ordinal)).ToList();
        if (parts.Count == 0)
        {
            return [thrown];
        }

        var name = $"thrown{++caught}";
        return [$"var {name} = {thrown}", .. parts.Select(part => Same(part.Path.Replace("thrown.", name + ".", StringComparison.Ordinal), part.Value))];
    }

    /// <summary>The explorer calls results and what is given out by fixed names.</summary>
    private static string Renamed(string path, string result, Dictionary<string, string> outs)
    {
        var renamed = FixedResult().Replace(path, result, 1);
        return outs.Aggregate(renamed, (text, pair) => Regex.Replace(text, $@"(?<![\w.]){pair.Key}\b", pair.Value, RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    private static string Same(string actual, string expected) => expected switch
    {
        "true" => $"Assert.True({actual});",
        "false" => $"Assert.False({actual});",
        "null" => $"Assert.Null({actual});",
        "EMPTY" => $"Assert.Empty({actual});",
        _ when actual.EndsWith(".Count()", StringComparison.Ordinal) && expected == "0" => $"Assert.Empty({actual[..^8]});",
        _ when actual.EndsWith(".Count()", StringComparison.Ordinal) && expected == "1" => $"Assert.Single({actual[..^8]});",
        _ => $"Assert.Equal({expected}, {actual});",
    };

    /// <summary>What is called, without what it is called on and with.</summary>
    private static string Member(string code)
    {
        var expression = SyntaxFactory.ParseExpression(code);
        while (expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: InvocationExpressionSyntax inner, Name.Identifier.Text: "ToList" or "ToListAsync" or "Take" or "ToArray" or "ToString" } })
        {
            expression = inner;
        }

        return expression switch
        {
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name.Identifier.Text,
            AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax access } => "setting_" + access.Name.Identifier.Text,
            AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax } => "setting_an_item",
            ElementAccessExpressionSyntax => "item",
            BinaryExpressionSyntax binary => binary.Kind().ToString().Replace("Expression", "", StringComparison.Ordinal),
            PrefixUnaryExpressionSyntax unary => unary.Kind().ToString().Replace("Expression", "", StringComparison.Ordinal),
            _ => "",
        };
    }

    /// <summary>Plain arguments as words; empty where they are long.</summary>
    private static string Arguments(string code)
    {
        var list = SyntaxFactory.ParseExpression(code).DescendantNodesAndSelf().OfType<BaseArgumentListSyntax>().LastOrDefault(found => found.Arguments.Count > 0 && !found.Ancestors().Any(outer => outer is BaseArgumentListSyntax) && !(found.Parent is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Take" } }));
        var plain = list?.Arguments.Where(argument => argument.RefKindKeyword.IsKind(SyntaxKind.None)).ToList() ?? [];
        var words = plain.All(argument => argument.Expression is LiteralExpressionSyntax or PrefixUnaryExpressionSyntax or MemberAccessExpressionSyntax or PostfixUnaryExpressionSyntax) ? string.Join("_and_", plain.Select(argument => Word(argument.Expression.ToString()))) : "";
        return words.Length > MostNamed ? "" : words;
    }

    private static string Word(string literal) => literal switch
    {
        "\"\"" => "nothing",
        "null!" => "null",
        _ when literal.StartsWith('-') => "minus_" + literal[1..].TrimEnd('m', 'd', 'L', 'f'),
        _ when char.IsAsciiDigit(literal[0]) => literal.TrimEnd('m', 'd', 'L', 'f'),
        _ => literal.Trim('"').Split('.')[^1],
    };

    [GeneratedRegex(@"out var given\d+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OutVariable();

    [GeneratedRegex(@"(?<![\w.])result\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FixedResult();
}
