using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Opsroom.Telemetry.Redaction;

/// <summary>Tells values that stand for a secret, or for nothing, from secrets.</summary>
internal static partial class Placeholder
{
    private static readonly FrozenSet<string> Words = new[]
    {
        "null", "none", "nil", "undefined", "true", "false", "yes", "no", "on", "off", "string", "str", "text", "char", "int", "integer", "number", "bool",
        "boolean", "bytes", "byte", "object", "any", "array", "list", "required", "optional", "password", "passwd", "secret", "token", "apikey", "api_key",
        "api-key", "credential", "credentials", "changeme", "change-me", "change_me", "example", "placeholder", "redacted", "hidden", "masked", "unset", "empty",
        "todo", "tbd", "n/a", "disabled", "enabled", "unknown", "default", "secretstr", "varchar", "binary", "opaque", "bearer", "basic", "missing", "invalid",
        "expired", "incorrect", "wrong", "valid", "plain", "plaintext", "base64", "input", "output", "self", "this", "auto", "file", "env", "vault", "generate", "generated",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> WordLookup = Words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Asterisks, dots or the letter x only.</summary>
    public static bool IsFiller(ReadOnlySpan<char> value) => !value.ContainsAnyExcept(CharacterSets.Filler);

    /// <summary>An expression that fetches the secret from elsewhere, a word that says what belongs here, or filler.</summary>
    public static bool Stands(ReadOnlySpan<char> value) =>
        IsFiller(value) || WordLookup.Contains(value) || AnchoredMatch.Length(Reference(), value) > 0 || AnchoredMatch.Length(Instruction(), value) > 0;

    /// <summary>In a URL every word may be the password; only an expression or filler is none.</summary>
    public static bool StandsInUrl(ReadOnlySpan<char> value) => IsFiller(value) || AnchoredMatch.Length(Reference(), value) > 0;

    // variables and templates of shells, CI systems, Helm, Harness, Terraform, Concourse, Azure; stores of secrets; values that are encrypted already
    [GeneratedRegex(
        """
        \A(?:
            \$[{(\[] | \$env: | \$\$ | \$[A-Za-z_]\w*\z | %[A-Za-z_]\w*%\z | %\(\w | \{ | \[ | \(\( | \#\{ | <[+%] | <[A-Za-z][^<>]{0,63}>
          | @Microsoft\.KeyVault | ![A-Za-z] | ENC\[ | (?:vault|ref\+\w+|op|sm|awssm|gcpsm|azurekv|secret|keyring):
          | arn:aws | projects/[^/\s]+/secrets/ | (?:account|org)\.[A-Za-z_]\w*\z
          | (?:secrets|vars?|locals?|env|data|module|context|params|parameters|inputs|outputs|variables|values|settings|config|options|self|this|os|process|System|builder|request|args)\.[A-Za-z_]
        )
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace, 1000)]
    private static partial Regex Reference();

    [GeneratedRegex(
        @"\A(?:<|\[)?(?:your?[-_ ]|my[-_ ](?:api|secret|token|password|key)|replace[-_ ]|insert[-_ ]|enter[-_ ]|put[-_ ]|fill[-_ ]|change[-_ ]|add[-_ ]your|same as|see |from |set (?:in|by|via)|x{4,}|\.{3}|\*{3})",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Instruction();
}
