using System.Buffers;

namespace Opsroom.Telemetry.Redaction;

/// <summary>How much the name of a value says about the value.</summary>
internal enum Sensitivity
{
    None,

    /// <summary>Often a secret, often also the name of one: <c>token</c>, <c>secret</c>.</summary>
    Weak,

    /// <summary>A secret unless the value says otherwise: <c>password</c>, <c>api_key</c>.</summary>
    Strong,
}

/// <summary>Judges names of settings, fields, flags and headers by how they end.</summary>
internal static class SensitiveName
{
    private const int LongestName = 96;

    /// <summary>What every sensitive name holds, found without regard to case.</summary>
    public static readonly string[] Needles =
    [
        "pass", "pwd", "secret", "token", "apikey", "api_key", "api-key", "api.key", "accesskey", "access_key", "access-key", "access.key",
        "private_key", "privatekey", "private-key", "accountkey", "account_key", "encryption_key", "encryptionkey", "signing_key", "signingkey",
        "master_key", "masterkey", "auth_key", "authkey", "credential",
    ];

    private static readonly SearchValues<string> NeedleSearch = SearchValues.Create(Needles, StringComparison.OrdinalIgnoreCase);

    // longest first: the first that fits decides
    private static readonly (string Ending, string Kind, Sensitivity Sensitivity)[] Endings =
    [
        ("secretaccesskey", "aws_secret_key", Sensitivity.Strong), ("sharedaccesskey", "access_key", Sensitivity.Strong), ("clientsecret", "secret", Sensitivity.Strong),
        ("encryptionkey", "key", Sensitivity.Strong), ("accesstoken", "token", Sensitivity.Strong), ("refreshtoken", "token", Sensitivity.Strong),
        ("sessiontoken", "token", Sensitivity.Strong), ("bearertoken", "token", Sensitivity.Strong), ("apitoken", "token", Sensitivity.Strong),
        ("authtoken", "token", Sensitivity.Strong), ("passphrase", "password", Sensitivity.Strong), ("accountkey", "access_key", Sensitivity.Strong),
        ("signingkey", "key", Sensitivity.Strong), ("privatekey", "private_key", Sensitivity.Strong), ("accesskey", "access_key", Sensitivity.Strong),
        ("secretkey", "secret", Sensitivity.Strong), ("masterkey", "key", Sensitivity.Strong), ("password", "password", Sensitivity.Strong),
        ("passcode", "password", Sensitivity.Strong), ("passwd", "password", Sensitivity.Strong), ("apikey", "api_key", Sensitivity.Strong),
        ("apisecret", "secret", Sensitivity.Strong), ("appsecret", "secret", Sensitivity.Strong), ("jwtsecret", "secret", Sensitivity.Strong),
        ("authkey", "key", Sensitivity.Strong), ("credentials", "secret", Sensitivity.Weak), ("credential", "secret", Sensitivity.Weak),
        ("secret", "secret", Sensitivity.Weak), ("token", "token", Sensitivity.Weak),
        ("pwd", "password", Sensitivity.Strong), ("pass", "password", Sensitivity.Strong),
    ];

    private static readonly string[] WordsForSecrets =
        ["password", "passwd", "pwd", "pass", "secret", "secrets", "token", "key", "credential", "credentials", "name", "ref", "source", "provider"];

    private static readonly string[] Suffixes = ["base64", "base", "b64", "value", "old", "new"];

    /// <summary>What a value of this name is called, and how surely it is a secret.</summary>
    /// <param name="name">As written: any case, with underscores, hyphens or dots.</param>
    public static Sensitivity Judge(ReadOnlySpan<char> name, out string kind)
    {
        kind = string.Empty;
        if (name.IndexOfAny(NeedleSearch) < 0)
        {
            return Sensitivity.None;
        }

        if (name.Length > LongestName)
        {
            name = name[^LongestName..];
        }

        Span<char> folded = stackalloc char[name.Length];
        var letters = Trim(Fold(name, folded));
        foreach (var (ending, called, sensitivity) in Endings)
        {
            if (!letters.EndsWith(ending, StringComparison.Ordinal))
            {
                continue;
            }

            if (ending is "pass" or "pwd" && !IsWholeWord(name, letters, ending))
            {
                return Sensitivity.None;
            }

            kind = called;
            return ending == "pass" && letters.Length == ending.Length ? Sensitivity.Weak : sensitivity;
        }

        return Sensitivity.None;
    }

    /// <summary>Whether a name ends as names of secrets and of references to them do.</summary>
    public static bool EndsInWordForSecret(ReadOnlySpan<char> name)
    {
        foreach (var word in WordsForSecrets)
        {
            if (name.EndsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> Fold(ReadOnlySpan<char> name, Span<char> folded)
    {
        var length = 0;
        foreach (var character in name)
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                folded[length++] = char.ToLowerInvariant(character);
            }
        }

        return folded[..length];
    }

    private static ReadOnlySpan<char> Trim(ReadOnlySpan<char> letters)
    {
        foreach (var suffix in Suffixes)
        {
            if (letters.EndsWith(suffix, StringComparison.Ordinal) && letters.Length > suffix.Length)
            {
                letters = letters[..^suffix.Length];
                break;
            }
        }

        return letters.TrimEnd("0123456789");
    }

    /// <summary>Tells DB_PASS and dbPass from compass.</summary>
    private static bool IsWholeWord(ReadOnlySpan<char> name, ReadOnlySpan<char> letters, ReadOnlySpan<char> ending)
    {
        if (letters.Length == ending.Length || letters.Equals("pgpass", StringComparison.Ordinal))
        {
            return true;
        }

        var at = name.LastIndexOf(ending, StringComparison.OrdinalIgnoreCase);
        return at > 0 && (!char.IsAsciiLetterOrDigit(name[at - 1]) || (char.IsAsciiLetterLower(name[at - 1]) && char.IsAsciiLetterUpper(name[at])));
    }
}
