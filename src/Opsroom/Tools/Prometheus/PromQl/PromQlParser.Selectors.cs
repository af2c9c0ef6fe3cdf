using System.Collections.Immutable;
using System.Globalization;

namespace Opsroom.Tools.Prometheus.PromQl;

/// <summary>Selectors, and what follows them: ranges, offsets and fixed times.</summary>
internal sealed partial class PromQlParser
{
    private VectorSelector ReadSelector(PromQlToken? name)
    {
        var start = name?.Start ?? token.Start;
        var matchers = token.Kind == TokenKind.LeftBrace ? ReadMatchers() : [];
        // a word of the language keeps its own spelling as a name
        return Counted(new VectorSelector(name is { } there ? text[there.Start..there.End] : null, matchers, TimeShift.None, start, last.End));
    }

    private ImmutableArray<LabelMatcher> ReadMatchers()
    {
        Expect(TokenKind.LeftBrace, "label matching");
        var matchers = ImmutableArray.CreateBuilder<LabelMatcher>();
        while (token.Kind != TokenKind.RightBrace)
        {
            matchers.Add(ReadMatcher());
            if (token.Kind != TokenKind.RightBrace)
            {
                Expect(TokenKind.Comma, "label matching", "\",\" or \"}\"");
            }
        }

        Take();
        return matchers.ToImmutable();
    }

    private LabelMatcher ReadMatcher()
    {
        if (token.Kind is not (TokenKind.Identifier or TokenKind.Text))
        {
            throw Unexpected("label matching", "identifier or \"}\"");
        }

        var label = Take();
        if (token.Kind != TokenKind.Match)
        {
            // a name in quotes that is compared with nothing is the metric's
            return label.Kind == TokenKind.Text ? new("__name__", "=", label.Word, label.Start, label.End) : throw Unexpected("label matching", "label matching operator");
        }

        var operation = Take().Word;
        if (token.Kind != TokenKind.Text)
        {
            throw Unexpected("label matching", "string");
        }

        var value = Take();
        if (operation is "=~" or "!~" && Re2Pattern.Read(value.Word).Fault is { } fault)
        {
            throw Fault(value.Start, $"error parsing regexp: {fault}");
        }

        return new(label.Word, operation, value.Word, label.Start, value.End);
    }

    private PromQlNode ReadSuffixes(PromQlNode node)
    {
        while (true)
        {
            if (token.Kind == TokenKind.LeftBracket)
            {
                node = ReadRange(node);
            }
            else if (token.Is(TokenKind.Keyword, "offset"))
            {
                node = ReadOffset(node);
            }
            else if (token.Kind == TokenKind.At)
            {
                node = ReadAt(node);
            }
            else
            {
                return node;
            }
        }
    }

    private PromQlNode ReadRange(PromQlNode node)
    {
        var bracket = Take();
        var range = ReadDuration("subquery or range");
        if (token.Kind != TokenKind.Colon)
        {
            Expect(TokenKind.RightBracket, "subquery or range", "\":\" or \"]\"");
            if (node is not VectorSelector vector)
            {
                throw Fault(bracket.Start, "ranges only allowed for vector selectors");
            }

            return vector.Shift.Offset is not null ? throw Fault(bracket.Start, "no offset modifiers allowed before range")
                : vector.Shift.At is not null ? throw Fault(bracket.Start, "no @ modifiers allowed before range")
                : Counted(new MatrixSelector(vector, range, node.Start, last.End));
        }

        Take();
        TimeSpan? step = token.Kind == TokenKind.RightBracket ? null : ReadDuration("subquery selector");
        Expect(TokenKind.RightBracket, "subquery selector", "\"]\"");
        return Counted(new Subquery(node, range, step, TimeShift.None, node.Start, last.End));
    }

    private PromQlNode ReadOffset(PromQlNode node)
    {
        var offset = Take();
        var isBefore = !TakeIf(TokenKind.Operator, "-");
        if (token.Kind is not (TokenKind.Duration or TokenKind.Number))
        {
            throw Unexpected("offset", "duration");
        }

        var span = token.Kind == TokenKind.Duration ? DurationOf(Take()) : SecondsOf(Take());
        return Shifted(node, "offset modifier", offset, shift => shift.Offset is not null
            ? throw Fault(offset.Start, "offset may not be set multiple times")
            : shift with { Offset = isBefore ? span : -span, OffsetStart = offset.Start });
    }

    private PromQlNode ReadAt(PromQlNode node)
    {
        var sign = Take();
        var time = token.Kind == TokenKind.Keyword && token.Word is "start" or "end" ? ReadBound() : ReadTime();
        return Shifted(node, "@ modifier", sign, shift => shift.At is not null
            ? throw Fault(sign.Start, "@ <timestamp> may not be set multiple times")
            : shift with { At = time });
    }

    private string ReadBound()
    {
        var bound = Take().Word;
        Expect(TokenKind.LeftParenthesis, "@", "\"(\"");
        Expect(TokenKind.RightParenthesis, "@", "\")\"");
        return bound;
    }

    private string ReadTime()
    {
        var isMinus = TakeIf(TokenKind.Operator, "-");
        _ = !isMinus && TakeIf(TokenKind.Operator, "+");
        if (token.Kind != TokenKind.Number)
        {
            throw Unexpected("@", "timestamp");
        }

        var number = Take();
        var seconds = NumberOf(number);
        return double.IsFinite(seconds) && seconds < long.MaxValue / 1000.0
            ? (isMinus ? -seconds : seconds).ToString(CultureInfo.InvariantCulture)
            : throw Fault(number.Start, $"timestamp out of bounds for @ modifier: {number.Word}");
    }

    private PromQlNode Shifted(PromQlNode node, string what, PromQlToken sign, Func<TimeShift, TimeShift> change) => node switch
    {
        VectorSelector vector => vector with { Shift = change(vector.Shift), End = last.End },
        MatrixSelector matrix => matrix with { Vector = matrix.Vector with { Shift = change(matrix.Vector.Shift) }, End = last.End },
        Subquery subquery => subquery with { Shift = change(subquery.Shift), End = last.End },
        _ => throw Fault(sign.Start, $"{what} must be preceded by an instant vector selector or range vector selector or a subquery"),
    };

    private TimeSpan ReadDuration(string context)
    {
        if (token.Kind == TokenKind.Number)
        {
            var number = Take();
            return SecondsOf(number) is { Ticks: > 0 } span ? span : throw Fault(number.Start, "duration must be greater than 0");
        }

        return token.Kind == TokenKind.Duration ? DurationOf(Take()) : throw Unexpected(context, "duration");
    }

    private static TimeSpan SecondsOf(PromQlToken number) => NumberOf(number) is var seconds && Math.Abs(seconds) < 9e9 ? TimeSpan.FromSeconds(seconds) : throw Fault(number.Start, "duration out of range");

    private static TimeSpan DurationOf(PromQlToken duration) => PromQlDuration.Parse(duration.Word) switch
    {
        null => throw Fault(duration.Start, $"not a valid duration string: \"{duration.Word}\""),
        { Ticks: 0 } => throw Fault(duration.Start, "duration must be greater than 0"),
        { } span => span,
    };
}
