using System.Collections.Frozen;
using System.Collections.Immutable;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.Clients;

/// <param name="Name">In the language.</param>
internal sealed record PlannedParameter(Parameter Parameter, string Name);

/// <param name="Body">What the body is called beside the parameters.</param>
/// <param name="PagesMethod">The method that goes through all pages; null where there is none.</param>
internal sealed record PlannedOperation(Operation Operation, string Method, ImmutableArray<PlannedParameter> Parameters, string Body, string? PagesMethod)
{
    /// <summary>The parameter that a paging hint names.</summary>
    public PlannedParameter Named(string name) => Parameters.First(parameter => parameter.Parameter.Name == name);
}

/// <param name="Type">The class of its operations.</param>
/// <param name="Member">Where the client has it.</param>
internal sealed record PlannedGroup(OperationGroup Group, string Type, string Member, string Module, ImmutableArray<PlannedOperation> Operations);

/// <summary>A contract with every name that a client in one language has for it.</summary>
internal sealed class ClientPlan
{
    private static readonly FrozenSet<string> Fillers = FrozenSet.ToFrozenSet(["api", "apis", "swagger", "openapi", "open", "rest", "specification", "spec", "the", "a", "v1", "v2", "v3", "server", "service", "definition"], StringComparer.OrdinalIgnoreCase);

    /// <param name="reserved">Names of types that the language's own parts of the client have.</param>
    public ClientPlan(Contract contract, LanguageNames names, params IEnumerable<string> reserved)
    {
        (Contract, Names) = (contract, names);
        Product = ProductOf(contract.Title);
        ClientType = names.One(NameKind.Type, Product + " client");
        var groupTypes = names.Unique(NameKind.Type, contract.Groups.Select(group => group.Name + " api"), [ClientType, .. reserved]);
        var groupMembers = names.Unique(NameKind.Member, contract.Groups.Select(group => group.Name), ClientType, "Dispose", "close", "constructor");
        var modules = names.Unique(NameKind.Module, contract.Groups.Select(group => group.Name), "index", "__init__", "client", "models", "runtime");
        Groups = [.. contract.Groups.Select((group, i) => new PlannedGroup(group, groupTypes[i], groupMembers[i], modules[i], Operations(group, groupTypes[i])))];
        Types = names.TypeNames(contract, [ClientType, .. groupTypes, .. reserved]);
    }

    public Contract Contract { get; }

    public LanguageNames Names { get; }

    /// <summary>Words of the product's name: the title without what every title has.</summary>
    public string Product { get; }

    public string ClientType { get; }

    public ImmutableArray<PlannedGroup> Groups { get; }

    /// <summary>The name of every type in the language, by its name in the contract.</summary>
    public FrozenDictionary<string, string> Types { get; }

    /// <summary>The address that a client takes without being told.</summary>
    public string? DefaultServer => Contract.Servers.Select(server => server.Url).FirstOrDefault(url => url.StartsWith("http", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(url, UriKind.Absolute, out _));

    private ImmutableArray<PlannedOperation> Operations(OperationGroup group, string type)
    {
        var methods = Names.Unique(NameKind.Method, group.Operations.SelectMany(operation => new[] { operation.Id, operation.Id + " pages" }), type, "constructor", "GetType", "ToString", "Equals", "GetHashCode", "MemberwiseClone", "ReferenceEquals", "Finalize");
        return [.. group.Operations.Select((operation, i) =>
        {
            var parameters = Names.Unique(NameKind.Parameter, operation.Parameters.Select(parameter => parameter.Name), "body", "options", "cancellationToken", "params", "self", "request", "response", "answer", "listed", "following", "timeout");
            return new PlannedOperation(
                operation, methods[2 * i], [.. operation.Parameters.Select((parameter, at) => new PlannedParameter(parameter, parameters[at]))], "body", operation.Paging is null ? null : methods[(2 * i) + 1]);
        })];
    }

    private static string ProductOf(string title)
    {
        var words = Words.Of(title);
        string[] telling = [.. words.Where(word => !Fillers.Contains(word) && !char.IsAsciiDigit(word[0])).Take(4)];
        return telling.Length > 0 ? string.Join(' ', telling) : "api";
    }
}
