using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Opsroom.Tools.CodeGeneration.Types;

/// <summary>Operations that belong together: those with the same first tag, else the same first word of the path.</summary>
/// <param name="Name">Words in the spelling of the contract; unique by their PascalCase.</param>
internal sealed record OperationGroup(string Name, ImmutableArray<Operation> Operations)
{
    public string? Doc { get; init; }
}

/// <summary>One method on one path.</summary>
/// <param name="Id">Words in camelCase, unique in the contract; made of method and path where the contract gives none.</param>
/// <param name="Method">In upper case.</param>
/// <param name="Path">The template, beginning with a slash: <c>/pets/{petId}</c>. Every variable in it has a path parameter.</param>
internal sealed record Operation(string Id, string Method, string Path)
{
    public string? Summary { get; init; }

    public string? Doc { get; init; }

    public bool IsDeprecated { get; init; }

    /// <summary>In the order of the contract; those of the path in the order of the template, first.</summary>
    public ImmutableArray<Parameter> Parameters { get; init; } = [];

    public RequestBody? Body { get; init; }

    /// <summary>What a call answers where it succeeds; null for nothing. Several success types are one union.</summary>
    public ResponseContent? Result { get; init; }

    /// <summary>Statuses that mean success, as documented: <c>200</c>, <c>2XX</c>, <c>default</c> where nothing else does.</summary>
    public ImmutableArray<string> SuccessStatuses { get; init; } = [];

    /// <summary>Documented failures, exact statuses before ranges, <c>default</c> last.</summary>
    public ImmutableArray<ErrorResponse> Errors { get; init; } = [];

    /// <summary>Alternatives, each a list of names of <see cref="SecurityScheme"/>s that are needed together. Empty: none is needed.</summary>
    public ImmutableArray<ImmutableArray<string>> Security { get; init; } = [];

    /// <summary>How a list goes on, where the contract shows it.</summary>
    public Paging? Paging { get; init; }

    /// <summary>Whether a call that failed may be made again: by its method, or by a header that makes it so.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>The server of this operation where it differs from the contract's.</summary>
    public string? Server { get; init; }
}

internal enum ParameterPlace
{
    Path,
    Query,
    Header,
    Cookie,
}

/// <summary>How a value of several parts is written; OpenAPI's names.</summary>
internal enum ParameterStyle
{
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,

    /// <summary>As a JSON text.</summary>
    Json,
}

/// <param name="Name">Words of a name that is unique in its operation, also without regard to case and beside <c>body</c>: parameters of one name in two places have theirs in front.</param>
/// <param name="WireName">As it is sent.</param>
internal sealed record Parameter(string Name, string WireName, ParameterPlace Place, TypeRef Type, bool IsRequired)
{
    public ParameterStyle Style { get; init; }

    public bool Explode { get; init; }

    /// <summary>Whether reserved characters stay as they are.</summary>
    public bool AllowReserved { get; init; }

    public JsonNode? Default { get; init; }

    public string? Doc { get; init; }

    public bool IsDeprecated { get; init; }
}

internal enum BodyKind
{
    Json,
    Form,
    Multipart,
    Text,
    Binary,
}

/// <summary>The body of a request, as the most useful of the documented media types: JSON, then forms, text, bytes.</summary>
/// <param name="Type">Of a form an object; of text a text; of bytes <see cref="Primitive.Binary"/>.</param>
/// <param name="MediaTypes">All that are documented.</param>
internal sealed record RequestBody(BodyKind Kind, string MediaType, TypeRef Type, bool IsRequired, ImmutableArray<string> MediaTypes)
{
    public string? Doc { get; init; }
}

/// <summary>The body of an answer.</summary>
internal sealed record ResponseContent(BodyKind Kind, string MediaType, TypeRef Type)
{
    public string? Doc { get; init; }

    /// <summary>Whether an answer without a body is documented as well (204 beside 200).</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>Names of the headers that successes are documented to have.</summary>
    public ImmutableArray<string> Headers { get; init; } = [];
}

/// <param name="Status"><c>404</c>, <c>4XX</c> or <c>default</c>.</param>
/// <param name="Content">Null where only the status is documented.</param>
internal sealed record ErrorResponse(string Status, ResponseContent? Content, string? Doc);

internal enum PagingKind
{
    /// <summary>The parameter counts pages.</summary>
    Page,

    /// <summary>The parameter counts items.</summary>
    Offset,

    /// <summary>The parameter takes what the last answer gave.</summary>
    Cursor,

    /// <summary>The parameter takes what a header of the last answer gave; without a parameter the header is a link to the next part.</summary>
    Header,
}

/// <summary>How the next part of a list is asked for.</summary>
/// <param name="Parameter">The parameter (by <see cref="Types.Parameter.Name"/>) that moves on; null where a header is a link.</param>
/// <param name="Size">The parameter that bounds a part, if there is one.</param>
/// <param name="Items">Property of the result that holds the items, by its name in JSON; null where the result is the list.</param>
/// <param name="Item">The type of one item.</param>
/// <param name="Next">Property of the result, or header, that holds what comes next; null where the parameter counts.</param>
internal sealed record Paging(PagingKind Kind, string? Parameter, string? Size, string? Items, TypeRef Item, string? Next)
{
    /// <summary>The number of the first page.</summary>
    public int First { get; init; } = 1;
}
