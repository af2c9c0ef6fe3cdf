using System.Collections.Immutable;
using Opsroom.Tools.CodeGeneration.Types;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Reading;

/// <summary>Sees in parameters and results how a list goes on. Says nothing where it is not sure.</summary>
internal sealed class PagingReader(Func<TypeRef, TypeRef> resolve, Func<TypeRef, ObjectType?> objectOf)
{
    private static readonly string[] Cursors = ["cursor", "pagetoken", "nexttoken", "continuationtoken", "continuation", "after", "startingafter", "nextcursor", "marker", "pagecursor", "startcursor"];
    private static readonly string[] Pages = ["page", "pagenumber", "pageindex", "pageno"];
    private static readonly string[] Offsets = ["offset", "skip", "start", "startat"];
    private static readonly string[] Sizes = ["limit", "pagesize", "perpage", "size", "count", "maxresults", "top", "first", "take", "pagelimit"];
    private static readonly string[] NextNames = ["nextcursor", "nextpagetoken", "nexttoken", "continuationtoken", "continuation", "cursor", "next", "endcursor", "nextmarker", "marker", "after", "nextpage"];
    private static readonly string[] HeaderNames = [.. NextNames, "nextoffset"];
    private static readonly string[] ItemNames = ["items", "data", "results", "records", "entries", "values", "content", "rows", "list", "elements"];

    public Paging? Read(string method, IReadOnlyList<Parameter> parameters, ResponseContent? result)
    {
        if (method is not ("GET" or "POST") || result is not { Kind: BodyKind.Json } || parameters.Any(parameter => parameter.IsRequired && IsOneOf(parameter.Name, Cursors)))
        {
            return null;
        }

        var query = parameters.Where(parameter => parameter.Place == ParameterPlace.Query).ToList();
        var size = query.Find(parameter => IsOneOf(parameter.Name, Sizes) && IsWhole(parameter.Type))?.Name;
        var shape = objectOf(result.Type);
        var list = resolve(result.Type) as ListRef;
        var holder = list is null && shape is not null ? ItemsOf(shape) : null;
        if ((list ?? (holder is null ? null : resolve(holder.Type)) as ListRef) is not { } items)
        {
            return null;
        }

        if (shape is not null && query.Find(parameter => IsOneOf(parameter.Name, Cursors) && IsText(parameter.Type)) is { } cursor
            && shape.Properties.FirstOrDefault(property => IsOneOf(property.WireName, NextNames) && IsText(property.Type)) is { } next)
        {
            return new(PagingKind.Cursor, cursor.Name, size, holder?.WireName, items.Items, next.WireName);
        }

        if (method == "GET" && ByHeader(result.Headers, query) is var (header, told))
        {
            return new(PagingKind.Header, told, size, holder?.WireName, items.Items, header);
        }

        if (query.Find(parameter => IsOneOf(parameter.Name, Pages) && IsWhole(parameter.Type)) is { } page)
        {
            return new(PagingKind.Page, page.Name, size, holder?.WireName, items.Items, null) { First = page.Default?.ToJsonString() == "0" ? 0 : 1 };
        }

        return size is not null && query.Find(parameter => IsOneOf(parameter.Name, Offsets) && IsWhole(parameter.Type)) is { } offset
            ? new(PagingKind.Offset, offset.Name, size, holder?.WireName, items.Items, null)
            : null;
    }

    /// <summary>A header with what a parameter takes next, else one with links.</summary>
    private static (string Header, string? Parameter)? ByHeader(ImmutableArray<string> headers, List<Parameter> query)
    {
        foreach (var header in headers)
        {
            var name = header.StartsWith("X-", StringComparison.OrdinalIgnoreCase) ? header[2..] : header;
            var fitting = name.Contains("offset", StringComparison.OrdinalIgnoreCase) ? Offsets : IsOneOf(name, ["nextpage"]) ? [.. Pages, .. Cursors] : [.. Cursors, .. Pages, .. Offsets];
            if (IsOneOf(name, HeaderNames) && query.OrderBy(parameter => Array.IndexOf(fitting, Plain(parameter.Name))).FirstOrDefault(parameter => IsOneOf(parameter.Name, fitting)) is { } moving)
            {
                return (header, moving.Name);
            }
        }

        return headers.FirstOrDefault(header => header.Equals("Link", StringComparison.OrdinalIgnoreCase)) is { } link ? (link, null) : null;
    }

    private Property? ItemsOf(ObjectType shape)
    {
        var lists = shape.Properties.Where(property => resolve(property.Type) is ListRef { IsNullable: false }).ToList();
        return lists.Find(property => IsOneOf(property.WireName, ItemNames)) ?? (lists.Count == 1 ? lists[0] : null);
    }

    private bool IsWhole(TypeRef type) => resolve(type) is PrimitiveRef { Kind: Primitive.Int32 or Primitive.Int64 };

    private bool IsText(TypeRef type) => resolve(type) is PrimitiveRef { Kind: Primitive.Text };

    private static bool IsOneOf(string name, string[] names) => names.Contains(Plain(name), StringComparer.Ordinal);

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
