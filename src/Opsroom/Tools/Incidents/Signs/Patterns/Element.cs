namespace Opsroom.Tools.Incidents.Signs.Patterns;

internal enum ElementKind
{
    /// <summary><c>&lt;a|b&gt;</c>: one of several.</summary>
    Choice,

    /// <summary>These very bytes, ASCII letters in either case.</summary>
    Literal,

    /// <summary><c>~</c>: blanks, quotes, colons, equals signs and brackets, or nothing.</summary>
    Separators,

    /// <summary><c>*</c>: anything on the same line.</summary>
    Gap,

    /// <summary><c>{subject}</c>, <c>{depends}</c>, <c>{word}</c>: a run without blanks and quotes.</summary>
    Token,

    /// <summary><c>{subject:text}</c>: anything on the same line, as little as possible.</summary>
    Text,

    /// <summary><c>{number}</c>: digits, with points and commas inside. What follows are kinds of numbers.</summary>
    Number,

    /// <summary><c>{some}</c>: a number other than zero.</summary>
    SomeNumber,

    /// <summary><c>{high}</c>: a number from 80 on, for percentages.</summary>
    HighNumber,

    /// <summary><c>{version}</c>: a number with points inside.</summary>
    Version,

    /// <summary><c>{5xx}</c>: an HTTP status from 500 to 599.</summary>
    ServerError,
}

internal enum CaptureTarget
{
    None,
    Subject,
    Depends,
}

/// <param name="Kind">What it accepts.</param>
/// <param name="Literal">The bytes of a literal, in lower case; empty for the others.</param>
/// <param name="Target">What the bytes it took are kept as.</param>
/// <param name="Options">The alternatives of a choice; empty for the others.</param>
internal sealed record Element(ElementKind Kind, byte[] Literal, CaptureTarget Target, IReadOnlyList<IReadOnlyList<Element>> Options)
{
    public Element(ElementKind kind, CaptureTarget target = CaptureTarget.None)
        : this(kind, [], target, [])
    {
    }
}
