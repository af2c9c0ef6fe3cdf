using System.Text;

namespace Opsroom.Tools.Harness.Generation;

/// <summary>Writes other scripts in Latin letters, as far as a letter has a usual spelling. Not a translation, and not reversible.</summary>
internal static class Transliteration
{
    private const string Latin =
        "À=A Á=A Â=A Ã=A Ä=Ae Å=A Æ=Ae Ç=C È=E É=E Ê=E Ë=E Ì=I Í=I Î=I Ï=I Ð=D Ñ=N Ò=O Ó=O Ô=O Õ=O Ö=Oe Ø=O Ù=U Ú=U Û=U Ü=Ue Ý=Y Þ=Th ß=ss " +
        "à=a á=a â=a ã=a ä=ae å=a æ=ae ç=c è=e é=e ê=e ë=e ì=i í=i î=i ï=i ð=d ñ=n ò=o ó=o ô=o õ=o ö=oe ø=o ù=u ú=u û=u ü=ue ý=y þ=th ÿ=y " +
        "Ā=A ā=a Ă=A ă=a Ą=A ą=a Ć=C ć=c Ĉ=C ĉ=c Ċ=C ċ=c Č=C č=c Ď=D ď=d Đ=D đ=d Ē=E ē=e Ė=E ė=e Ę=E ę=e Ě=E ě=e Ĝ=G ĝ=g Ğ=G ğ=g Ģ=G ģ=g Ĥ=H ĥ=h Ħ=H ħ=h " +
        "Ĩ=I ĩ=i Ī=I ī=i Į=I į=i İ=I ı=i Ĵ=J ĵ=j Ķ=K ķ=k Ĺ=L ĺ=l Ļ=L ļ=l Ľ=L ľ=l Ł=L ł=l Ń=N ń=n Ņ=N ņ=n Ň=N ň=n Ō=O ō=o Ő=O ő=o Œ=Oe œ=oe Ŕ=R ŕ=r Ř=R ř=r " +
        "Ś=S ś=s Ŝ=S ŝ=s Ş=S ş=s Š=S š=s Ș=S ș=s Ţ=T ţ=t Ť=T ť=t Ț=T ț=t Ũ=U ũ=u Ū=U ū=u Ŭ=U ŭ=u Ů=U ů=u Ű=U ű=u Ų=U ų=u Ŵ=W ŵ=w Ŷ=Y ŷ=y Ÿ=Y Ź=Z ź=z Ż=Z ż=z Ž=Z ž=z " +
        "Ơ=O ơ=o Ư=U ư=u ạ=a ả=a ấ=a ầ=a ậ=a ắ=a ế=e ề=e ệ=e ị=i ọ=o ố=o ộ=o ớ=o ợ=o ụ=u ủ=u ứ=u ự=u ỳ=y ";

    private const string Greek =
        "α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps ω=o ά=a έ=e ή=i ί=i ό=o ύ=y ώ=o ϊ=i ϋ=y ";

    private const string Cyrillic =
        "а=a б=b в=v г=g д=d е=e ё=e ж=zh з=z и=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh щ=shch ъ= ы=y ь= э=e ю=yu я=ya " +
        "є=ie і=i ї=i ґ=g ў=u ђ=dj ј=j љ=lj њ=nj ћ=c џ=dz ѓ=gj ќ=kj ѕ=dz ";

    private const string Kana =
        "あ=a い=i う=u え=e お=o か=ka き=ki く=ku け=ke こ=ko が=ga ぎ=gi ぐ=gu げ=ge ご=go さ=sa し=shi す=su せ=se そ=so ざ=za じ=ji ず=zu ぜ=ze ぞ=zo " +
        "た=ta ち=chi つ=tsu て=te と=to だ=da ぢ=ji づ=zu で=de ど=do な=na に=ni ぬ=nu ね=ne の=no は=ha ひ=hi ふ=fu へ=he ほ=ho ば=ba び=bi ぶ=bu べ=be ぼ=bo " +
        "ぱ=pa ぴ=pi ぷ=pu ぺ=pe ぽ=po ま=ma み=mi む=mu め=me も=mo や=ya ゆ=yu よ=yo ら=ra り=ri る=ru れ=re ろ=ro わ=wa を=o ん=n ゃ=ya ゅ=yu ょ=yo っ= ー= ゔ=vu ";

    private const string Hebrew =
        "א=a ב=b ג=g ד=d ה=h ו=v ז=z ח=h ט=t י=y כ=k ך=k ל=l מ=m ם=m נ=n ן=n ס=s ע=a פ=p ף=p צ=ts ץ=ts ק=k ר=r ש=sh ת=t ";

    private const string Arabic =
        "ا=a أ=a إ=i آ=a ب=b ت=t ث=th ج=j ح=h خ=kh د=d ذ=dh ر=r ز=z س=s ش=sh ص=s ض=d ط=t ظ=z ع=a غ=gh ف=f ق=q ك=k ل=l م=m ن=n ه=h و=w ي=y ى=a ة=a ء= پ=p چ=ch ژ=zh گ=g ";

    private static readonly string[] HangulInitials = ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"];
    private static readonly string[] HangulVowels = ["a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"];
    private static readonly string[] HangulFinals =
        ["", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"];

    private static readonly Dictionary<int, string> Letters = Read(Latin + Greek + Cyrillic + Kana + Hebrew + Arabic);

    /// <summary>The Latin spelling of a letter, or null where none is known. Letters that are not spoken give an empty one.</summary>
    public static string? Of(Rune letter)
    {
        var value = letter.Value;
        if (value < 0x80)
        {
            return Rune.IsLetterOrDigit(letter) ? letter.ToString() : null;
        }

        return value switch
        {
            >= 0xAC00 and <= 0xD7A3 => Hangul(value - 0xAC00),
            >= 0x30A1 and <= 0x30F6 => Letters.GetValueOrDefault(value - 0x60),
            >= 0xFF10 and <= 0xFF5A => Of(new Rune(value - 0xFEE0)),
            _ => Letters.GetValueOrDefault(value) ?? Digit(letter) ?? Lowered(letter),
        };
    }

    private static string Hangul(int index) => HangulInitials[index / 588] + HangulVowels[index % 588 / 28] + HangulFinals[index % 28];

    private static string? Digit(Rune letter) => Rune.GetUnicodeCategory(letter) == System.Globalization.UnicodeCategory.DecimalDigitNumber
        ? ((int)Rune.GetNumericValue(letter)).ToString(System.Globalization.CultureInfo.InvariantCulture)
        : null;

    private static string? Lowered(Rune letter)
    {
        var lower = Rune.ToLowerInvariant(letter);
        if (lower == letter || Letters.GetValueOrDefault(lower.Value) is not { } spelling)
        {
            return null;
        }

        return spelling.Length == 0 ? spelling : char.ToUpperInvariant(spelling[0]) + spelling[1..];
    }

    private static Dictionary<int, string> Read(string table)
    {
        var letters = new Dictionary<int, string>();
        foreach (var pair in table.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            letters[Rune.GetRuneAt(pair, 0).Value] = pair[(equals + 1)..];
        }

        return letters;
    }
}
