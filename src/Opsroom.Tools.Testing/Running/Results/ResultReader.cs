using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using Opsroom.Tools.Testing.Sandboxing;

namespace Opsroom.Tools.Testing.Running.Results;

/// <summary>Finds the results of a run in what it left and, where it left nothing, in what it wrote.</summary>
internal static class ResultReader
{
    /// <summary>Null where nothing tells the numbers.</summary>
    public static TestCounts? Read(SandboxRun run)
    {
        try
        {
            return All(run);
        }
        catch (RegexMatchTimeoutException)
        {
            // made to be read without end
            return null;
        }
    }

    private static TestCounts? All(SandboxRun run)
    {
        TestCounts? all = null;
        foreach (var file in run.Files)
        {
            if (ReadFile(Encoding.UTF8.GetString(file.Content)) is { } counts)
            {
                all = all is null ? counts : all + counts;
            }
        }

        return all ?? GoEvents.Read(run.Output) ?? TapOutput.Read(run.Output) ?? UnittestOutput.Read(run.Output) ?? ConsoleOutput.Read(run.Output);
    }

    private static TestCounts? ReadFile(string text)
    {
        try
        {
            return text.AsSpan().TrimStart('\uFEFF').TrimStart() is ['{', ..] ? JsonReport.Read(text) : XmlReport.Read(text);
        }
        catch (Exception unreadable) when (unreadable is XmlException or JsonException)
        {
            // a run that was cut off leaves half a report
            return null;
        }
    }
}
