using Opsroom.Tools.CodeGeneration.OpenApi.Reading;
using Opsroom.Tools.CodeGeneration.Types;

namespace Opsroom.Tools.CodeGeneration.Clients;

/// <summary>A piece of an operation's path: text as it is, or the place of a parameter.</summary>
internal sealed record PathPiece(string Text, Parameter? Parameter)
{
    /// <summary>The pieces in their order. A variable that no parameter fills, and what follows it, stays text.</summary>
    public static IEnumerable<PathPiece> Of(Operation operation)
    {
        var rest = operation.Path;
        while (rest.Length > 0)
        {
            var next = ParameterReader.VariablesOf(rest).Select(name => (Name: name, At: rest.IndexOf($"{{{name}}}", StringComparison.Ordinal))).Where(each => each.At >= 0).OrderBy(each => each.At).FirstOrDefault();
            if (next.Name is null || operation.Parameters.FirstOrDefault(each => each.Place == ParameterPlace.Path && each.WireName == next.Name) is not { } parameter)
            {
                break;
            }

            if (next.At > 0)
            {
                yield return new(rest[..next.At], null);
            }

            yield return new("", parameter);
            rest = rest[(next.At + next.Name.Length + 2)..];
        }

        if (rest.Length > 0)
        {
            yield return new(rest, null);
        }
    }
}
