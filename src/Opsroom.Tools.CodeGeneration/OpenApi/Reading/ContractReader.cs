using System.Collections.Immutable;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Reading;

/// <param name="Contract">Null where an error stands in the way.</param>
/// <param name="Notes">Errors and warnings with their lines.</param>
internal sealed record ContractReading(Contract? Contract, ImmutableArray<Finding> Notes);

/// <summary>Reads an OpenAPI or Swagger description as a contract.</summary>
internal static class ContractReader
{
    public static ContractReading Read(string text)
    {
        var (document, faults) = SpecDocument.Read(text);
        if (document is null)
        {
            return new(null, faults);
        }

        var notes = new ReadingNotes();
        var contract = Read(document, notes);
        return new(notes.HasErrors ? null : contract, [.. faults, .. notes.All]);
    }

    private static Contract Read(SpecDocument document, ReadingNotes notes)
    {
        foreach (var entry in SchemaLoops.Of(document))
        {
            notes.Fail("reference-loop", SchemaLoops.Message(entry), entry.Key);
        }

        var table = new TypeTable();
        var schemas = new SchemaReader(document, table, notes);
        var security = new SecurityReader(document, notes);
        var schemes = security.Schemes();
        schemas.ReadNamed();
        var groups = new OperationReader(document, schemas, table, security, notes).Read();
        schemas.ReadOpen();
        if (table.IsFull)
        {
            notes.Fail("too-many-types", $"The description has more than {TypeTable.MaxTypes:N0} types or {TypeTable.MaxProperties:N0} properties; split it.", document.Root);
            return new("", "");
        }

        var info = document.Root["info"] as YamlMap;
        var contract = new Contract(info?.Words("title") ?? "API", info?.Words("version") ?? "0.0.0")
        {
            Doc = info?.Words("description"),
            Servers = Servers.Of(document),
            Types = new TypeTidying(notes, document.Root).Tidy(table.Types),
            Security = schemes,
        };
        var paging = new PagingReader(contract.Resolve, type => contract.Definition(type) as ObjectType);
        return contract with
        {
            Groups = [.. groups.Select(group => group with { Operations = [.. group.Operations.Select(operation => operation with { Paging = paging.Read(operation.Method, operation.Parameters, operation.Result) })] })],
        };
    }
}
