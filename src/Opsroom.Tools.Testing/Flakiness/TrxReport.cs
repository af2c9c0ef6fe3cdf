using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Opsroom.Tools.Testing.Flakiness;

/// <summary>One run of tests, as .NET's TRX tells it.</summary>
internal static class TrxReport
{
    /// <param name="reader">Stands at the root.</param>
    public static RunReport Read(XmlReader reader)
    {
        DateTimeOffset? at = null;
        var tests = ImmutableArray.CreateBuilder<TestRun>();
        while (!reader.EOF)
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "UnitTestResult" })
            {
                tests.Add(Read((XElement)XNode.ReadFrom(reader)));
                continue;
            }

            if (reader is { NodeType: XmlNodeType.Element, LocalName: "Times" } && DateTimeOffset.TryParse(reader.GetAttribute("start"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var said))
            {
                at = said;
            }

            reader.Read();
        }

        return new RunReport(at, tests.ToImmutable());
    }

    private static TestRun Read(XElement test)
    {
        var outcome = test.Attribute("outcome")?.Value;
        var (passed, skipped) = (outcome is "Passed" or "PassedButRunAborted", outcome is "NotExecuted" or "Inconclusive" or "NotRunnable");
        var failed = !passed && !skipped;
        return new TestRun(
            OutsideText.OneLine(test.Attribute("testName")?.Value ?? "(no name)", RunReport.LongestName), failed, passed, skipped,
            failed ? [RunReport.FirstLine(test.Descendants().FirstOrDefault(each => each.Name.LocalName == "Message")?.Value ?? outcome ?? "")] : []);
    }
}
