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

    /// <summary>What is embedded of a passage, and what names it.</summary>
    private const string Embedded =
        """
        SELECT passage.number, document.title, passage.heading, passage.text, document.tenant, coalesce(document.id, document.source), document.source
        FROM passage JOIN document ON document.number = passage.number >> 16
        """;

    private readonly SqliteStatement all = new(connection, "SELECT number, bytes FROM vector");
    private readonly SqliteStatement one = new(connection, "SELECT number, bytes FROM vector WHERE number = ?1");
    private readonly SqliteStatement count = new(connection, "SELECT count(*) FROM (SELECT 1 FROM vector LIMIT ?1)");
    private readonly SqliteStatement missing = new(
        connection, $"{Embedded} WHERE NOT EXISTS (SELECT 1 FROM vector WHERE vector.number = passage.number) ORDER BY passage.number LIMIT ?1");

    private readonly SqliteStatement within = new(connection, $"{Embedded} WHERE passage.number IN (SELECT number FROM vector WHERE number BETWEEN ?1 AND ?2)");
    private readonly SqliteStatement named = new(connection, $"{Embedded} WHERE document.tenant = ?1 AND (document.id = ?2 OR (document.id IS NULL AND document.source = ?2)) AND passage.number = document.number << 16 | ?3");
    private readonly SqliteStatement gone = new(connection, "SELECT tenant, name FROM gone LIMIT ?1");

    /// <summary>Passages that have no vector yet.</summary>
    public List<UnembeddedPassage> Missing(int most) => Passages(missing.Bind(1, most));

    /// <summary>Passages that have vectors.</summary>
    public List<UnembeddedPassage> Within(long first, long last) => Passages(within.Bind(1, first).Bind(2, last));

    /// <summary>Passages whose vectors are kept elsewhere and are of no use any more.</summary>
    public List<PassageId> Gone(int most)
    {
        var found = new List<PassageId>();
        gone.Bind(1, most);
        while (gone.Read())
        {
            if (PassageId.Parse(gone.Text(0), gone.Text(1)) is { } passage)
            {
                found.Add(passage);
            }
        }

        return found;
    }

    /// <summary>The number of a passage, where it is still the same.</summary>
    public long? Find(PassageId passage)
    {
        var found = Passages(named.Bind(1, passage.Tenant).Bind(2, passage.Document).Bind(3, passage.Place));
        return found.Find(each => each.Id == passage)?.Number;
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
        within.Dispose();
        named.Dispose();
        gone.Dispose();
    }

    private static List<UnembeddedPassage> Passages(SqliteStatement rows)
    {
        var found = new List<UnembeddedPassage>();
        while (rows.Read())
        {
            var (number, text) = (rows.Int64(0), $"{rows.Text(1)}\n{rows.Text(2)}\n{rows.Text(3)}");
            found.Add(new(number, PassageId.Of(rows.Text(4), rows.Text(5), IndexSchema.PlaceOf(number), text), text, rows.Text(6)));
        }

        return found;
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
