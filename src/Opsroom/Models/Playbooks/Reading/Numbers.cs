using System.Collections.Frozen;
using System.Globalization;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>Whole numbers in digits and in words.</summary>
internal static class Numbers
{
    private static readonly FrozenDictionary<string, int> Values = WordSet.Pairs(
        """
        one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 dozen=12 fifteen=15 twenty=20 thirty=30 forty=40 fifty=50 sixty=60 hundred=100
        zwei=2 drei=3 vier=4 funf=5 sechs=6 sieben=7 acht=8 neun=9 zehn=10 zwolf=12 zwanzig=20
        deux=2 trois=3 quatre=4 cinq=5 sept=7 huit=8 neuf=9 dix=10 douze=12 vingt=20
        dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 doce=12 veinte=20
        dois=2 duas=2 quatro=4 sete=7 oito=8 dez=10 doze=12 vinte=20
        due=2 tre=3 quattro=4 cinque=5 sei=6 sette=7 otto=8 dieci=10 dodici=12 venti=20
        twee=2 drie=3 vijf=5 zes=6 zeven=7 negen=9 tien=10 twaalf=12 twintig=20
        dwa=2 dwie=2 trzy=3 cztery=4 piec=5 два=2 две=2 три=3 четыре=4 пять=5 шесть=6 десять=10 iki=2 uc=3 dort=4 bes=5
        """).ToFrozenDictionary(pair => pair.Key, pair => int.Parse(pair.Value, CultureInfo.InvariantCulture), StringComparer.Ordinal);

    public static IEnumerable<string> Words => Values.Keys;

    /// <summary>The whole number that a token stands for, or null.</summary>
    public static int? Of(Token token)
    {
        if (token.Kind == TokenKind.Word && char.IsAsciiDigit(token.Key[0]))
        {
            return int.TryParse(token.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }

        return Values.TryGetValue(token.Key, out var value) ? value : null;
    }
}
