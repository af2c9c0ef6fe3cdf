namespace Opsroom.Tools.Harness.Generation;

/// <summary>Hands out each identifier once, whatever the case: a second claim gets a number.</summary>
internal sealed class IdentifierSet
{
    private readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);

    public string Claim(string wanted)
    {
        var start = wanted.Length <= EntityName.MaxLength ? wanted : wanted[..(EntityName.MaxLength - 9)].TrimEnd('_') + "_" + EntityName.Digest(wanted);
        var claimed = start;
        for (var number = 2; !taken.Add(claimed); number++)
        {
            var suffix = $"_{number}";
            claimed = (start.Length + suffix.Length <= EntityName.MaxLength ? start : start[..(EntityName.MaxLength - suffix.Length)]) + suffix;
        }

        return claimed;
    }
}
