using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Opsroom.Threads.Sqlite;

namespace Opsroom.Knowledge.Indexing;

/// <summary>The vectors of passages, read where they lie. Each has length 1, so that a product of two says how near they are.</summary>
internal sealed class VectorTable(SqliteConnection connection) : IDisposable
{
    /// <summary>Up to so many vectors each is compared with a question's; beyond, those of passages that were found by words.</summary>
    private const int MostCompared = 20_000;

    private readonly SqliteStatement all = new(connection, "SELECT number, bytes FROM vector");
    private readonly SqliteStatement one = new(connection, "SELECT number, bytes FROM vector WHERE number = ?1");
    private readonly SqliteStatement count = new(connection, "SELECT count(*) FROM (SELECT 1 FROM vector LIMIT ?1)");
    private readonly SqliteStatement missing = new(
        connection,
        """
        SELECT passage.number, document.title, passage.heading, passage.text
        FROM passage JOIN document ON document.number = passage.number >> 16
        WHERE NOT EXISTS (SELECT 1 FROM vector WHERE vector.number = passage.number) ORDER BY passage.number LIMIT ?1
        """);

    /// <summary>Passages that have no vector yet, with what is to be embedded.</summary>
    public List<(long Number, string Text)> Missing(int most)
    {
        var found = new List<(long, string)>();
        missing.Bind(1, most);
        while (missing.Read())
        {
            found.Add((missing.Int64(0), $"{missing.Text(1)}\n{missing.Text(2)}\n{missing.Text(3)}"));
        }

        return found;
    }

    /// <summary>How near passages are to a question, the nearest first.</summary>
    /// <param name="candidates">Those that were found by words.</param>
    public List<(long Number, double Nearness)> Nearest(float[] question, IEnumerable<long> candidates)
    {
        var found = new List<(long Number, double Nearness)>();
        if (IsFew())
        {
            while (all.Read())
            {
                Compare(all, question, found);
            }
        }
        else
        {
            foreach (var candidate in candidates)
            {
                if (one.Bind(1, candidate).Read())
                {
                    Compare(one, question, found);
                }

                one.Reset();
            }
        }

        found.Sort((left, right) => right.Nearness != left.Nearness ? right.Nearness.CompareTo(left.Nearness) : left.Number.CompareTo(right.Number));
        return found;
    }

    public void Dispose()
    {
        all.Dispose();
        one.Dispose();
        count.Dispose();
        missing.Dispose();
    }

    private static void Compare(SqliteStatement row, float[] question, List<(long, double)> found)
    {
        var vector = MemoryMarshal.Cast<byte, float>(row.Blob(1));
        if (vector.Length == question.Length)
        {
            found.Add((row.Int64(0), TensorPrimitives.Dot(vector, question)));
        }
    }

    private bool IsFew()
    {
        count.Bind(1, MostCompared + 1).Read();
        var few = count.Int64(0) <= MostCompared;
        count.Reset();
        return few;
    }
}
