using System.Globalization;
using System.Runtime.CompilerServices;

namespace Opsroom.Tools.Templates.Rendering;

/// <summary>Counts what a rendering uses and stops it where it is too much. One for all files of a template.</summary>
internal sealed class RenderBudget(RenderLimits limits, TimeProvider time, CancellationToken cancellationToken)
{
    private const int StepsBetweenLooks = 512;

    private readonly long started = time.GetTimestamp();
    private long steps;
    private long built;
    private long written;
    private long writtenToFile;
    private int files;
    private int depth;

    public RenderLimits Limits => limits;

    /// <summary>One more expression, statement or round.</summary>
    public void Step()
    {
        if (++steps > limits.Steps)
        {
            throw Stop($"takes more than {Shown(limits.Steps)} steps; a loop may have no end");
        }

        if (steps % StepsBetweenLooks == 0)
        {
            Look();
        }
    }

    public void Steps(int count)
    {
        steps += count;
        Step();
    }

    /// <summary>Stops where time is over or nobody waits any more.</summary>
    public void Look()
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (time.GetElapsedTime(started) > limits.Time)
        {
            throw Stop($"takes longer than {limits.Time.TotalSeconds:0.#} s");
        }
    }

    /// <summary>A text of this many characters is about to be made.</summary>
    public void Build(long characters)
    {
        built += characters;
        if (characters > limits.LongestText || built > limits.Built)
        {
            throw Stop(characters > limits.LongestText ? $"makes a text of more than {Shown(limits.LongestText)} characters" : $"makes more than {Shown(limits.Built)} characters of text on its way");
        }
    }

    public string Built(string text)
    {
        Build(text.Length);
        return text;
    }

    /// <summary>A list of this many entries is about to be made.</summary>
    public void List(long entries)
    {
        if (entries > limits.LongestList)
        {
            throw Stop($"makes a list of more than {Shown(limits.LongestList)} entries");
        }

        Build(entries);
        Steps((int)entries / 8);
    }

    public void Enter()
    {
        if (++depth > limits.Depth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Stop($"is nested deeper than {limits.Depth} levels; a macro, an include or an expression may call itself without end");
        }
    }

    public void Leave() => depth--;

    public void BeginFile()
    {
        writtenToFile = 0;
        if (++files > limits.Files)
        {
            throw Stop($"makes more than {Shown(limits.Files)} files");
        }
    }

    /// <summary>This much is written to the file in hand.</summary>
    public void Write(long length)
    {
        written += length;
        writtenToFile += length;
        if (writtenToFile > limits.OutputOfFile)
        {
            throw Stop($"writes a file of more than {Shown(limits.OutputOfFile)} characters");
        }

        if (written > limits.OutputInAll)
        {
            throw Stop($"writes more than {Shown(limits.OutputInAll)} characters in all");
        }
    }

    private static TemplateFault Stop(string what) => new(TemplateFault.Limit, $"The template was stopped: it {what}.");

    private static string Shown(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
