using System.Collections.Immutable;
using System.Globalization;

namespace Opsroom.Tools.Testing.Coverage;

/// <summary>What a report says of lines and branches, file by file. What is told of a line more than once (by classes of one file, by several test runs) is taken together.</summary>
internal sealed class CoverageCount(CoverageFormat format)
{
    private const int MostFiles = 500;
    private const int MostWorst = 10;
    private const int MostSpans = 40;

    private readonly Dictionary<string, FileCount> _files = new(StringComparer.Ordinal);

    public bool IsEmpty => _files.Count == 0;

    public FileCount FileOf(string path) => _files.TryGetValue(path, out var file) ? file : _files[path] = new FileCount(path);

    public CoverageReport Report()
    {
        var files = _files.Values.OrderBy(file => file.Path, StringComparer.Ordinal).ToList();
        var (lines, covered) = (files.Sum(file => file.Lines), files.Sum(file => file.LinesCovered));
        var (branches, taken) = (files.Sum(file => file.Branches), files.Sum(file => file.BranchesCovered));
        var shown = files.Count <= MostFiles ? files
            : [.. files.OrderBy(file => Rate(file.LinesCovered, file.Lines)).ThenBy(file => file.Path, StringComparer.Ordinal).Take(MostFiles).OrderBy(file => file.Path, StringComparer.Ordinal)];
        return new CoverageReport(
            format, Rate(covered, lines), branches > 0 ? Rate(taken, branches) : null, lines, covered, branches > 0 ? branches : null, branches > 0 ? taken : null,
            [.. shown.Select(file => file.Shown())], files.Count - shown.Count,
            [
                .. files.Where(file => file.LinesCovered < file.Lines || file.BranchesCovered < file.Branches)
                    .OrderByDescending(file => file.Lines - file.LinesCovered).ThenByDescending(file => file.Branches - file.BranchesCovered).ThenBy(file => file.Path, StringComparer.Ordinal)
                    .Take(MostWorst).Select(file => file.Uncovered()),
            ]);
    }

    private static double Rate(int part, int whole) => whole == 0 ? 1 : Math.Round((double)part / whole, 4);

    /// <summary>One file's lines.</summary>
    internal sealed class FileCount(string path)
    {
        private readonly SortedDictionary<int, LineCount> _lines = [];
        private int _otherLines;
        private int _otherCovered;
        private int _otherBranches;
        private int _otherTaken;

        public string Path => path;

        public int Lines => _lines.Values.Count(line => line.IsCode) + _otherLines;

        public int LinesCovered => _lines.Values.Count(line => line.IsCode && line.Ran) + _otherCovered;

        public int Branches => _lines.Values.Sum(line => line.Branches) + _otherBranches;

        public int BranchesCovered => _lines.Values.Sum(line => line.Taken) + _otherTaken;

        public void AddLine(int number, bool ran)
        {
            var line = At(number);
            (line.IsCode, line.Ran) = (true, line.Ran || ran);
        }

        /// <summary>Branches of a line that are only counted.</summary>
        public void AddBranches(int number, int all, int taken)
        {
            var line = At(number);
            line.Count(Math.Max(all, 0), Math.Clamp(taken, 0, Math.Max(all, 0)));
        }

        /// <summary>One branch of a line, by its name.</summary>
        public void AddBranch(int number, string name, bool taken) => At(number).Add(name, taken);

        /// <summary>Sums of a file of which the report knows no lines.</summary>
        public void AddSums(int lines, int covered, int branches, int taken) =>
            (_otherLines, _otherCovered, _otherBranches, _otherTaken) = (_otherLines + lines, _otherCovered + covered, _otherBranches + branches, _otherTaken + taken);

        public CoveredFile Shown() => new(
            path, Rate(LinesCovered, Lines), Branches > 0 ? Rate(BranchesCovered, Branches) : null, Lines, LinesCovered, Branches > 0 ? Branches : null, Branches > 0 ? BranchesCovered : null);

        public UncoveredFile Uncovered() => new(
            path, Lines - LinesCovered, Branches > 0 ? Branches - BranchesCovered : null, [.. Spans().Take(MostSpans)],
            [.. _lines.Where(line => line.Value.Ran && line.Value.Taken < line.Value.Branches).Select(line => line.Key).Take(MostSpans)]);

        private LineCount At(int number) => _lines.TryGetValue(number, out var line) ? line : _lines[number] = new LineCount();

        private IEnumerable<string> Spans()
        {
            int? from = null, to = null;
            foreach (var (number, line) in _lines.Where(line => line.Value.IsCode))
            {
                if (!line.Ran)
                {
                    (from, to) = (from ?? number, number);
                }
                else if (from is not null)
                {
                    yield return Span(from.Value, to!.Value);
                    from = null;
                }
            }

            if (from is not null)
            {
                yield return Span(from.Value, to!.Value);
            }
        }

        private static string Span(int from, int to) => from == to ? from.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{from}-{to}");
    }

    private sealed class LineCount
    {
        private Dictionary<string, bool>? _named;
        private int _counted;
        private int _countedTaken;

        public bool IsCode { get; set; }

        public bool Ran { get; set; }

        public int Branches => _counted + (_named?.Count ?? 0);

        public int Taken => _countedTaken + (_named?.Values.Count(taken => taken) ?? 0);

        public void Count(int all, int taken) => (_counted, _countedTaken) = (Math.Max(_counted, all), Math.Max(_countedTaken, taken));

        public void Add(string name, bool taken)
        {
            _named ??= new(StringComparer.Ordinal);
            _named[name] = _named.GetValueOrDefault(name) || taken;
        }
    }
}
