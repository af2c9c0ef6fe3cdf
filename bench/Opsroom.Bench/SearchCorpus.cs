using System.Globalization;
using System.Text;

namespace Opsroom.Bench;

/// <summary>
/// Documents and questions that are the same in every run. Words are drawn as Zipf found them to be in texts: the first ones are the field's, the others are made up.
/// </summary>
internal sealed class SearchCorpus
{
    private const int MadeUp = 60_000;
    private const int WordsOfSection = 100;
    private const int MostWordsOfQuestion = 8;
    private const int OneInSoManyMistyped = 10;

    // moves the head of the distribution, so that no word stands in every sentence
    private const double Offset = 2.7;

    private const string Field =
        """
        pod deployment node cluster service latency error timeout memory cpu disk container namespace ingress certificate database replica connection pool queue consumer lag
        kubernetes prometheus alert metric log trace rollout rollback canary release pipeline secret token expired renew restart crash loop exit code limit request quota pending
        scheduler taint eviction volume claim mount storage snapshot backup restore postgres vacuum lock deadlock transaction index query slow plan redis cache evicted kafka partition
        offset rebalance rabbitmq publisher dead letter retry backoff circuit breaker upstream gateway proxy handshake tls dns resolver nxdomain network policy firewall conntrack port
        socket descriptor thread starvation heap garbage collection leak dump profile load balancer health probe readiness liveness autoscaler replicas webhook admission etcd quorum
        leader clock skew drift terraform state apply plan drain cordon maintenance incident severity timeline postmortem budget burn objective dashboard label cardinality series scrape
        """;

    private readonly Random random = new(20261123);
    private readonly string[] words;
    private readonly double[] upTo;

    public SearchCorpus()
    {
        words = [.. Field.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal), .. Enumerable.Range(0, MadeUp).Select(MakeUp)];
        upTo = new double[words.Length];
        var sum = 0.0;
        for (var rank = 0; rank < words.Length; rank++)
        {
            upTo[rank] = sum += 1 / (rank + Offset);
        }
    }

    /// <summary>Writes Markdown files, a hundred to a folder, and answers how long they are in all.</summary>
    public long Write(string folder, int documents, int sections)
    {
        var characters = 0L;
        for (var document = 0; document < documents; document++)
        {
            var text = new StringBuilder($"# {Words(5)}\n");
            for (var section = 0; section < sections; section++)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n## {Words(3)}\n\n{Words(WordsOfSection)}.\n");
            }

            var path = Path.Combine(folder, $"team-{document / 100}", $"note-{document}.md");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text.ToString());
            characters += text.Length;
        }

        return characters;
    }

    /// <summary>A few words, now and then with two letters swapped.</summary>
    public string Question()
    {
        var question = Words(random.Next(2, MostWordsOfQuestion + 1)).ToCharArray();
        if (random.Next(OneInSoManyMistyped) == 0)
        {
            var at = random.Next(1, question.Length - 2);
            (question[at], question[at + 1]) = (question[at + 1], question[at]);
        }

        return new string(question);
    }

    private string Words(int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => Word()));

    private string Word()
    {
        var rank = Array.BinarySearch(upTo, random.NextDouble() * upTo[^1]);
        return words[Math.Min(rank < 0 ? ~rank : rank, words.Length - 1)];
    }

    /// <summary>A word that can be spoken and is nobody's.</summary>
    private static string MakeUp(int number)
    {
        const string Consonants = "bcdfghklmnprst";
        const string Vowels = "aeiou";
        var word = new StringBuilder();
        for (number = (number * 7) + 13; number > 0; number /= Consonants.Length * Vowels.Length)
        {
            word.Append(Consonants[number % Consonants.Length]).Append(Vowels[number / Consonants.Length % Vowels.Length]);
        }

        return word.Append('x').ToString();
    }
}
