namespace Opsroom.Models.Playbooks.Reading;

/// <summary>References to container images: <c>[registry/]repository[:tag][@digest]</c>.</summary>
internal static class ContainerImage
{
    private const int Longest = 300;

    /// <summary>The first image that a text names with its registry, its tag, or after the word for it; <c>localhost:8080</c> is none.</summary>
    public static string? Find(TaskText text)
    {
        for (var i = 0; i < text.Count; i++)
        {
            var token = text[i];
            var couldBe = token.Kind is TokenKind.Word or TokenKind.Quoted && token.Text.Length <= Longest && token.Text.AsSpan().ContainsAny('/', ':', '@');
            if (couldBe && LooksLikeImage(token.Text, IsNamed(text, i)))
            {
                return token.Text;
            }
        }

        return null;
    }

    /// <summary>The repository.</summary>
    public static string WithoutTag(string image)
    {
        var name = image.Split('@')[0];
        return name.LastIndexOf(':') is var colon and > 0 && colon > name.LastIndexOf('/') ? name[..colon] : name;
    }

    /// <summary><c>ghcr.io/acme/checkout:1.4</c> is an image of checkout.</summary>
    public static string ServiceOf(string image)
    {
        var repository = WithoutTag(image);
        return repository[(repository.LastIndexOf('/') + 1)..];
    }

    private static bool IsNamed(TaskText text, int i)
    {
        var before = text.IsSymbol(i - 1, ':') || text.IsSymbol(i - 1, '=') ? i - 2 : i - 1;
        return text.At(before)?.Key is "image" or "images" or "imagen" or "imagem" or "immagine" or "--image";
    }

    private static bool LooksLikeImage(string word, bool isNamed)
    {
        if (word.Contains(' ') || word.Contains("//", StringComparison.Ordinal) || !char.IsAsciiLetterOrDigit(word[0]))
        {
            return false;
        }

        var repository = WithoutTag(word);
        if (!repository.Any(char.IsAsciiLetter) || References.HasFileExtension(repository.ToLowerInvariant()))
        {
            return false;
        }

        if (word.Contains("@sha256:", StringComparison.Ordinal))
        {
            return true;
        }

        var slash = repository.IndexOf('/');
        if (repository.Length < word.Length)
        {
            return IsTag(word.AsSpan(repository.Length + 1), isCertain: isNamed || slash > 0);
        }

        // registry.example.com/team/app, without a tag
        var hasRegistry = slash > 0 && repository.IndexOf('.') is var dot and > 0 && dot < slash;
        return hasRegistry || slash > 0 && isNamed;
    }

    /// <param name="isCertain">Whether it is an image for other reasons; otherwise a mere number is a port, and a mere word anything.</param>
    private static bool IsTag(ReadOnlySpan<char> tag, bool isCertain)
    {
        foreach (var c in tag)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_' or '+'))
            {
                return false;
            }
        }

        if (tag.IsEmpty || isCertain)
        {
            return !tag.IsEmpty;
        }

        var isPort = tag.Length is >= 2 and <= 5 && !tag.ContainsAnyExceptInRange('0', '9');
        return !isPort && (char.IsAsciiDigit(tag[0]) || tag[0] == 'v' || tag is "latest" or "stable" or "main");
    }
}
