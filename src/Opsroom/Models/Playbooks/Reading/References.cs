using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>What points at something: paths, versions, ports.</summary>
internal static class References
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Extensions = WordSet.Of(
        """
        yaml yml json sql py cs go java kt ts tsx js jsx mjs rb rs php md txt proto xml toml tf hcl sh ps1 env lock gradle csproj sln slnx tgz gz zip log csv ini conf cfg
        properties graphql gql prisma j2 jinja hbs tmpl tpl html css db sqlite avsc xlsx pdf dockerfile lcov info
        """).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string> Files = WordSet.Of("dockerfile makefile jenkinsfile go.mod .env");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Folders = WordSet.Of(
        """
        src app apps service services chart charts deploy deployment deployments k8s kubernetes manifests templates template tests test docs .harness .github migrations db
        infra helm config configs package packages lib libs cmd internal pkg specs spec api output out build dist bundles incidents pipelines terraform modules harness
        contracts schemas schema scripts evals etc var home tmp opt usr mnt data
        """).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string> PortWords = WordSet.Of("port ports puerto porta poort --port порт порту listen listens listening");

    /// <summary><c>v2</c>, <c>1.4.2</c>, <c>v1.2.3-rc.1</c>, <c>2024.06</c>.</summary>
    public static bool IsVersion(ReadOnlySpan<char> key)
    {
        var isMarked = key.Length > 1 && key[0] == 'v';
        var digits = isMarked ? key[1..] : key;
        if (digits.IsEmpty || !char.IsAsciiDigit(digits[0]))
        {
            return false;
        }

        var length = 0;
        while (length < digits.Length && (char.IsAsciiDigit(digits[length]) || digits[length] == '.'))
        {
            length++;
        }

        var core = digits[..length];
        var rest = digits[length..];
        var isSuffix = rest.IsEmpty || rest[0] is '-' or '+' || rest.StartsWith("rc") || rest.StartsWith("beta") || rest.StartsWith("alpha");
        return isSuffix && (isMarked || core.Contains('.')) && core[^1] != '.';
    }

    public static bool HasFileExtension(string key) =>
        key.LastIndexOf('.') is var dot and > 0 && Extensions.Contains(key.AsSpan(dot + 1)) || Files.Contains(key);

    public static bool IsPath(Token token)
    {
        if (token.Kind is not (TokenKind.Word or TokenKind.Quoted) || token.Text.Length > 400 || token.Key.AsSpan().ContainsAny(' ', ':'))
        {
            return false;
        }

        var key = token.Key;
        if (HasFileExtension(key))
        {
            return !token.Is(Term.Technology) || Files.Contains(key);
        }

        var slash = key.IndexOf('/');
        if (slash < 0 || key.Contains('@'))
        {
            return false;
        }

        var isInKnownFolder = slash > 0 && key.Length > slash + 1 && Folders.Contains(key.AsSpan(0, slash));
        return isInKnownFolder || IsRooted(key, slash) || slash > 1 && key[^1] == '/';
    }

    public static string? Version(TaskText text)
    {
        for (var i = 0; i < text.Count; i++)
        {
            var token = text[i];
            if (token.Kind is not (TokenKind.Word or TokenKind.Quoted) || token.Key.Length > 60)
            {
                continue;
            }

            if (token.Key.LastIndexOf('@') is var at and > 0 && IsVersion(token.Key.AsSpan(at + 1)))
            {
                return token.Text[(at + 1)..];
            }

            if (IsVersion(token.Key) && Measures.Unit(text, i + 1) is null && text.At(i + 1)?.Text != "%")
            {
                return token.Text;
            }
        }

        return null;
    }

    public static ImmutableArray<int> Ports(TaskText text)
    {
        var ports = ImmutableArray.CreateBuilder<int>();
        for (var i = 0; i < text.Count; i++)
        {
            if (PortWords.Contains(text[i].Key))
            {
                for (var j = i + 1; j <= i + 6 && CanStandBeforePort(text, j); j++)
                {
                    AddPort(ports, text[j].Text);
                }
            }
            else if (text[i].Kind == TokenKind.Word && text[i].Text.LastIndexOf(':') is var colon and >= 0)
            {
                AddPort(ports, text[i].Text.AsSpan(colon + 1));
            }
        }

        return ports.ToImmutable();
    }

    private static bool IsRooted(string key, int slash) => slash == 0 && key.Length > 1 || slash > 0 && key[..slash] is "." or ".." or "~";

    private static bool CanStandBeforePort(TaskText text, int i) => text.At(i) is { } token
        && (token.Kind == TokenKind.Symbol || char.IsAsciiDigit(token.Text[0]) || token.Is(Term.Connector | Term.Stop | Term.Preposition | Term.To | Term.Called));

    private static void AddPort(ImmutableArray<int>.Builder ports, ReadOnlySpan<char> digits)
    {
        if (digits.Length is >= 2 and <= 5 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= 65535 && !ports.Contains(port))
        {
            ports.Add(port);
        }
    }
}
