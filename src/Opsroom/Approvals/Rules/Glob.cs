namespace Opsroom.Approvals.Rules;

/// <summary>A pattern of names: <c>*</c> stands for any characters (also <c>/</c>, also none), <c>?</c> for exactly one; all else stands for itself, upper and lower case apart.</summary>
internal readonly record struct Glob(string Pattern)
{
    /// <summary>Whether it names exactly one name.</summary>
    public bool IsLiteral => !Pattern.AsSpan().ContainsAny('*', '?');

    /// <summary>Takes at most time in proportion to both lengths multiplied, whatever the pattern.</summary>
    public bool IsMatch(string name)
    {
        var (at, inName, star, tried) = (0, 0, -1, 0);
        while (inName < name.Length)
        {
            if (at < Pattern.Length && Pattern[at] == '*')
            {
                (star, tried) = (at++, inName);
            }
            else if (at < Pattern.Length && (Pattern[at] == '?' || Pattern[at] == name[inName]))
            {
                at++;
                inName++;
            }
            else if (star >= 0)
            {
                // only the last star has to give way: what stood before it has found its place
                (at, inName) = (star + 1, ++tried);
            }
            else
            {
                return false;
            }
        }

        return Pattern.AsSpan(at).Trim('*').IsEmpty;
    }
}
