using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>Durations, percentages, objectives and replica counts.</summary>
internal static class Measures
{
    private static readonly FrozenDictionary<string, char> Units = new (char Unit, string Words)[]
    {
        ('s', "s sec secs second seconds sekunde sekunden seconde secondes segundo segundos secondo secondi seconden"),
        ('m', "m min mins minute minutes minuten minuto minutos minuti minuut minut минут минуты"),
        ('h', "h hr hrs hour hours stunde stunden heure heures hora horas ora ore uur uren std час часа часов"),
        ('d', "d day days tag tage tagen jour jours dia dias giorno giorni dag dagen dni день дня дней"),
        ('w', "w week weeks woche wochen semaine semaines semana semanas settimana settimane weken"),
    }.SelectMany(entry => entry.Words.Split(' '), (entry, word) => (word, entry.Unit)).ToFrozenDictionary(pair => pair.word, pair => pair.Unit, StringComparer.Ordinal);

    private static readonly FrozenSet<string> Objectives = WordSet.Of(
        """
        slo slos sla objective objectives availability uptime target success nines verfugbarkeit disponibilite disponibilidad disponibilidade disponibilita beschikbaarheid
        """);

    private static readonly FrozenSet<string> Percent = WordSet.Of("% percent percentage prozent pct procent porcento процент процентов процента");

    /// <summary>Words that stand for one of the unit after them: the last hour, an hour.</summary>
    private static readonly FrozenSet<string> Single = WordSet.Of("last past an half letzten letzte derniere ultima laatste");

    /// <summary>The unit that a word stands for, or null. A single letter counts only right after its number.</summary>
    public static char? Unit(TaskText text, int i) =>
        text.At(i) is { Kind: TokenKind.Word } token && token.Key.Length > 1 && Units.TryGetValue(token.Key, out var unit) ? unit : null;

    /// <summary><c>90s</c>, <c>5m</c>, <c>1h30m</c>.</summary>
    public static bool IsDuration(string key) => Seconds(key) is not null;

    public static ImmutableArray<string> Durations(TaskText text)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < text.Count; i++)
        {
            if (text[i].Kind == TokenKind.Word && SecondsAt(text, i) is { } seconds && Write(seconds) is var written && !found.Contains(written))
            {
                found.Add(written);
            }
        }

        return found.ToImmutable();
    }

    public static ImmutableArray<decimal> Percentages(TaskText text)
    {
        var found = ImmutableArray.CreateBuilder<decimal>();
        for (var i = 0; i < text.Count; i++)
        {
            if (text[i].Kind == TokenKind.Word && PercentageAt(text, i) is { } value && !found.Contains(value))
            {
                found.Add(value);
            }
        }

        return found.ToImmutable();
    }

    private static long? SecondsAt(TaskText text, int i)
    {
        var token = text[i];
        if (Seconds(token.Key) is { } written)
        {
            return written;
        }

        // "5-minute"
        if (token.Key.IndexOf('-') is var dash and > 0)
        {
            return int.TryParse(token.Key.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var joined) && Units.TryGetValue(token.Key[(dash + 1)..], out var joinedUnit)
                ? SecondsOf(joinedUnit) * joined
                : null;
        }

        var isHalf = token.Key == "half";
        var isSingle = Single.Contains(token.Key) && text.At(i - 1)?.Key != "half";
        if ((Numbers.Of(token) ?? (isSingle ? 1 : null)) is not { } number)
        {
            return null;
        }

        var next = isHalf && text.Is(i + 1, Term.Stop) || text.IsSymbol(i + 1, '-') ? i + 2 : i + 1;
        return Unit(text, next) is { } unit ? SecondsOf(unit) * number / (isHalf ? 2 : 1) : null;
    }

    private static decimal? PercentageAt(TaskText text, int i)
    {
        var key = text[i].Key;
        var isMarked = key.EndsWith('%');
        if (!isMarked && !IsPercentSign(text, i + 1))
        {
            return null;
        }

        var digits = (isMarked ? key[..^1] : key).Replace(',', '.');
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value <= 100_000 ? value : Numbers.Of(text[i]);
    }

    /// <summary><c>%</c>, <c>percent</c>, <c>pour cent</c>, <c>per 100</c>.</summary>
    private static bool IsPercentSign(TaskText text, int i) => text.At(i) is { } sign
        && (Percent.Contains(sign.Key) || sign.Key is "per" or "pour" or "por" && text.At(i + 1)?.Key is "cent" or "ciento" or "cento" or "100");

    /// <summary>A percentage from 90 up beside a word for objectives, or so many nines.</summary>
    public static decimal? Objective(TaskText text, ImmutableArray<decimal> percentages)
    {
        for (var i = 0; i < text.Count; i++)
        {
            if (!Objectives.Contains(text[i].Key))
            {
                continue;
            }

            if (text[i].Key == "nines" && text.At(i - 1) is { } count && Numbers.Of(count) is >= 2 and <= 7 and var nines)
            {
                return 1 - (decimal)Math.Pow(10, -nines);
            }

            if (percentages.FirstOrDefault(value => value is >= 90 and < 100) is > 0 and var percent)
            {
                return percent / 100;
            }
        }

        return null;
    }

    public static int? Replicas(TaskText text)
    {
        for (var i = 0; i < text.Count; i++)
        {
            var isAssigned = text.IsSymbol(i + 1, '=') || text.IsSymbol(i + 1, ':');
            if (isAssigned && text[i].Key is "--replicas" or "replicas" or "replicacount" or "replica_count" && text.At(i + 2) is { } value)
            {
                return Numbers.Of(value);
            }

            if (!text.Is(i, Term.ReplicaNoun))
            {
                continue;
            }

            for (var j = i - 1; j >= 0 && j >= i - 2; j--)
            {
                if (Numbers.Of(text[j]) is { } before)
                {
                    return before;
                }
            }

            for (var j = i + 1; j < text.Count && j <= i + 7 && !text[j].EndsSentence; j++)
            {
                // "from 2 to 5"
                if (Numbers.Of(text[j]) is { } after && Unit(text, j + 1) is null && text.At(j - 1)?.Key is not ("from" or "von" or "de" or "da" or "van"))
                {
                    return after;
                }
            }
        }

        return Scaled(text);
    }

    /// <summary><c>scale checkout to 5</c>.</summary>
    private static int? Scaled(TaskText text)
    {
        for (var i = 0; i < text.Count; i++)
        {
            if (text[i].Key is not ("scale" or "scaling" or "skaliere" or "skalieren" or "escala" or "escalar" or "scala" or "schaal"))
            {
                continue;
            }

            for (var j = i + 1; j + 1 < text.Count && j < i + 12 && !text[j].EndsSentence; j++)
            {
                if (text.Is(j, Term.To) && Numbers.Of(text[j + 1]) is { } number && Unit(text, j + 2) is null && !(text.At(j + 2)?.Text is "%"))
                {
                    return number;
                }
            }
        }

        return null;
    }

    /// <summary>Whole units as the tools write them.</summary>
    private static string Write(long seconds) => seconds switch
    {
        _ when seconds % 86_400 == 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400}d"),
        _ when seconds % 3_600 == 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3_600}h"),
        _ when seconds % 60 == 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds}s"),
    };

    private static long SecondsOf(char unit) => unit switch
    {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => 7 * 86_400,
    };

    private static long? Seconds(string key)
    {
        if (key.Length is < 2 or > 12 || !char.IsAsciiDigit(key[0]) || !char.IsAsciiLetter(key[^1]))
        {
            return null;
        }

        long total = 0;
        var i = 0;
        while (i < key.Length)
        {
            long number = 0;
            var start = i;
            while (i < key.Length && char.IsAsciiDigit(key[i]))
            {
                number = (number * 10) + (key[i++] - '0');
            }

            var word = i;
            while (i < key.Length && char.IsAsciiLetter(key[i]))
            {
                i++;
            }

            if (word == start || word == i || !Units.TryGetValue(key[word..i], out var unit))
            {
                return null;
            }

            total += number * SecondsOf(unit);
        }

        return total > 0 ? total : null;
    }
}
