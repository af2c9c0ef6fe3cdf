using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>What points at something: paths, images, versions, ports, alerts, objects of a cluster.</summary>
internal static class References
{
    private static readonly SearchValues<char> VersionCharacters = SearchValues.Create("0123456789.");

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    private static readonly FrozenSet<string> Extensions = FrozenSet.ToFrozenSet(
        "yaml yml json sql py cs go java kt ts tsx js jsx mjs rb rs php md txt proto xml toml tf hcl sh ps1 env lock gradle csproj sln slnx tgz gz zip log csv ini conf cfg properties graphql gql prisma j2 jinja hbs tmpl tpl html css db sqlite avsc xlsx pdf dockerfile lcov".Split(' '),
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> Folders = FrozenSet.ToFrozenSet(
        "src app apps service services chart charts deploy deployment deployments k8s kubernetes manifests templates template tests test docs .harness .github migrations db infra helm config configs packages lib libs cmd internal pkg specs spec api output out build dist bundles incidents pipelines terraform modules harness contracts schemas schema scripts evals etc var home tmp opt usr mnt data".Split(' '),
        StringComparer.Ordinal);

    /// <summary><c>v2</c>, <c>1.4.2</c>, <c>v1.2.3-rc.1</c>, <c>2024.06</c>.</summary>
    public static bool IsVersion(string key)
    {
        var digits = key.AsSpan();
        var marked = digits.Length > 1 && digits[0] == 'v' && char.IsAsciiDigit(digits[1]);
        if (marked)
        {
            digits = digits[1..];
        }

        if (digits.IsEmpty || !char.IsAsciiDigit(digits[0]))
        {
            return false;
        }

        var core = digits.IndexOfAnyExcept(VersionCharacters) is var end and >= 0 ? digits[..end] : digits;
        var rest = digits[core.Length..];
        return (rest.IsEmpty || rest[0] is '-' or '+' || rest.StartsWith("rc") || rest.StartsWith("beta") || rest.StartsWith("alpha")) && (marked || core.Contains('.')) && core[^1] != '.';
    }

    public static bool HasFileExtension(string key) =>
        key.LastIndexOf('.') is var dot and > 0 && dot < key.Length - 1 && Extensions.Contains(key[(dot + 1)..]) || key is "dockerfile" or "makefile" or "jenkinsfile" or "go.mod" or ".env";

    public static bool IsPath(Token token)
    {
        if (token.Kind is not (TokenKind.Word or TokenKind.Quoted) || token.Key.Contains(' ') || token.Text.Length > 400)
        {
            return false;
        }

        var key = token.Key;
        if (HasFileExtension(key) && !key.Contains(':') && Methods.Framework(key) is null && Methods.Language(key) is null)
        {
            return true;
        }

        var slash = key.IndexOf('/');
        return slash >= 0 && !key.Contains(':') && !key.Contains('@')
            && (key.StartsWith("./", StringComparison.Ordinal) || key.StartsWith("../", StringComparison.Ordinal) || key.StartsWith("~/", StringComparison.Ordinal)
                || slash == 0 && key.Length > 1 || slash > 0 && Folders.Contains(key[..slash]) && key.Length > slash + 1 && !key.EndsWith("/prod", StringComparison.Ordinal)
                || slash > 1 && key[^1] == '/');
    }

    /// <summary>An image with its registry or its tag; <c>localhost:8080</c> is none.</summary>
    public static string? Image(TaskText text)
    {
        for (var i = 0; i < text.Count; i++)
        {
            var token = text[i];
            if (token.Kind is TokenKind.Word or TokenKind.Quoted && token.Text.Length <= 300)
            {
                var named = text.Is(i - 1, Term.Plain) && text[i - 1].Key is "image" or "images" or "imagen" or "imagem" or "immagine"
                    || (text.IsSymbol(i - 1, ':') || text.IsSymbol(i - 1, '=')) && text.At(i - 2)?.Key is "image" || text.At(i - 1)?.Key is "--image";
                if (LooksLikeImage(token.Text, named))
                {
                    return token.Text;
                }
            }
        }

        return null;
    }

    /// <summary>The repository of an image.</summary>
    public static string WithoutTag(string image)
    {
        var name = image.Split('@')[0];
        return name.LastIndexOf(':') is var colon and > 0 && colon > name.LastIndexOf('/') ? name[..colon] : name;
    }

    private static bool LooksLikeImage(string word, bool named)
    {
        if (word.Contains(' ') || word.Contains("//", StringComparison.Ordinal) || !char.IsAsciiLetterOrDigit(word[0]))
        {
            return false;
        }

        if (word.Contains("@sha256:", StringComparison.Ordinal))
        {
            return true;
        }

        var slash = word.LastIndexOf('/');
        var colon = word.LastIndexOf(':');
        if (colon > slash && colon > 0 && colon < word.Length - 1)
        {
            var tag = word.AsSpan(colon + 1);
            var repository = word.AsSpan(0, colon);
            var port = tag.IndexOfAnyExcept(Digits) < 0 && tag.Length is >= 2 and <= 5;
            return (slash > 0 || !port || named) && repository.IndexOfAny(':', '=') is var inner && (inner < 0 || inner < slash) && repository.IndexOfAnyInRange('A', 'z') >= 0 && !HasFileExtension(repository.ToString()) && IsTag(tag) && (named || slash > 0 || char.IsAsciiDigit(tag[0]) || tag is "latest" or "stable" or "main" || tag[0] == 'v');
        }

        // registry.example.com/team/app, without a tag
        return slash > 0 && (word.IndexOf('.') is var dot and > 0 && dot < word.IndexOf('/') && !HasFileExtension(word.ToLowerInvariant()) || named && !HasFileExtension(word.ToLowerInvariant()));
    }

    private static bool IsTag(ReadOnlySpan<char> tag)
    {
        foreach (var c in tag)
        {
            if (!(char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '<' or '>' or '+'))
            {
                return false;
            }
        }

        return true;
    }

    public static string? Version(TaskText text)
    {
        for (var i = 0; i < text.Count; i++)
        {
            var token = text[i];
            if (token.Kind is TokenKind.Word or TokenKind.Quoted && token.Key.Length <= 60)
            {
                var key = token.Key;
                if (key.LastIndexOf('@') is var at and > 0 && IsVersion(key[(at + 1)..]))
                {
                    return token.Text[(at + 1)..];
                }

                if (IsVersion(key) && Measures.Unit(text, i + 1) is null && !text.IsSymbol(i + 1, '%'))
                {
                    return token.Text;
                }
            }
        }

        return null;
    }

    public static ImmutableArray<int> Ports(TaskText text)
    {
        var ports = ImmutableArray.CreateBuilder<int>();
        for (var i = 0; i < text.Count; i++)
        {
            if (text[i].Key is "port" or "ports" or "puerto" or "porta" or "poort" or "--port" or "порт" or "порту" or "listen" or "listens" or "listening")
            {
                for (var j = i + 1; j < text.Count && j <= i + 6 && (text[j].Kind == TokenKind.Symbol || text.Is(j, Term.Connector | Term.Stop | Term.Preposition | Term.To | Term.Called) || char.IsAsciiDigit(text[j].Text[0])); j++)
                {
                    AddPort(ports, text[j].Text);
                }
            }
            else if (text[i].Kind is TokenKind.Word && text[i].Text.LastIndexOf(':') is var colon and >= 0 && text[i].Text.Length - colon is >= 3 and <= 6)
            {
                AddPort(ports, text[i].Text[(colon + 1)..]);
            }
        }

        return [.. ports.Distinct()];
    }

    private static void AddPort(ImmutableArray<int>.Builder ports, string digits)
    {
        if (digits.Length is >= 2 and <= 5 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535)
        {
            ports.Add(port);
        }
    }
}
