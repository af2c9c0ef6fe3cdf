using System.CommandLine;
using System.Globalization;
using Opsroom.Embedding.Onnx;
using Opsroom.Knowledge.Folders;
using Opsroom.Server;
using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Cli.Knowledge;

/// <summary><c>opsroom knowledge</c>: documents of the operator's own, in a store or behind a server.</summary>
internal static class KnowledgeCommand
{
    private static readonly Option<Uri?> Server = new("--server") { Description = "A running server; without it, the store itself while no server uses it", HelpName = "URL" };
    private static readonly Option<string?> Data = new("--data") { Description = "Where the store lives [default: ./.opsroom]", HelpName = "DIR" };
    private static readonly Option<string?> Source = new("--source") { Description = "What sources begin with, or which are meant", HelpName = "NAME" };

    public static Command Create() => new("knowledge", "Add, list, remove and search documents of your own") { Add(), List(), Remove(), Search() };

    private static Command Add()
    {
        var paths = new Argument<string[]>("paths") { Description = "Files, and folders with all below them", Arity = ArgumentArity.OneOrMore, HelpName = "DIR|FILE" };
        var tags = new Option<string[]>("--tag") { Description = "A word that they are found by; may be given several times", HelpName = "TAG" };
        return Command("add", "Add documents, or replace those with the same source; exit code 1 where one was not taken", [paths, Source, tags], async (access, parsed, cancellationToken) =>
        {
            var failed = 0;
            var documents = KnowledgeFiles.Read(parsed.GetRequiredValue(paths), parsed.GetValue(Source), [.. parsed.GetValue(tags) ?? []], Tell);
            var added = await access.AddAsync(documents, Tell, cancellationToken);
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{added} documents added, {failed} not taken"));
            return failed == 0 ? 0 : 1;

            void Tell(string what, string problem)
            {
                failed++;
                Console.Error.WriteLine($"{what}: {problem}");
            }
        });
    }

    private static Command List() => Command("list", "List documents: id, source, title", [Source], async (access, parsed, cancellationToken) =>
    {
        await foreach (var (id, source, title) in access.ListAsync(parsed.GetValue(Source), cancellationToken))
        {
            Console.Out.WriteLine($"{id}  {source}  {title}");
        }

        return 0;
    });

    private static Command Remove()
    {
        var ids = new Argument<string[]>("ids") { Description = "Ids, as list prints them", Arity = ArgumentArity.OneOrMore, HelpName = "ID" };
        return Command("remove", "Remove documents; exit code 1 where there was none", [ids], async (access, parsed, cancellationToken) =>
        {
            var missing = 0;
            foreach (var id in parsed.GetRequiredValue(ids))
            {
                if (!await access.RemoveAsync(id, cancellationToken))
                {
                    missing++;
                    await Console.Error.WriteLineAsync($"{id}: there is no such document");
                }
            }

            return missing == 0 ? 0 : 1;
        });
    }

    private static Command Search()
    {
        var question = new Argument<string[]>("question") { Description = "What to look for", Arity = ArgumentArity.OneOrMore, HelpName = "WORDS" };
        var most = new Option<int>("--top") { Description = "Results at most", HelpName = "COUNT", DefaultValueFactory = _ => 5 };
        return Command("search", "Search documents and runbooks", [question, Source, most], async (access, parsed, cancellationToken) =>
        {
            var text = string.Join(' ', parsed.GetRequiredValue(question));
            foreach (var (title, source, location, score, excerpt) in await access.SearchAsync(text, Math.Clamp(parsed.GetValue(most), 1, 50), parsed.GetValue(Source), cancellationToken))
            {
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{score:0.000}  {title}  ({source}, {location})"));
                Console.Out.WriteLine("       " + string.Join(' ', excerpt.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(30)));
            }

            return 0;
        });
    }

    private static Command Command(string name, string description, Symbol[] parts, Func<IKnowledgeAccess, ParseResult, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description) { Server, Data };
        foreach (var part in parts)
        {
            if (part is Argument argument)
            {
                command.Arguments.Add(argument);
            }
            else
            {
                command.Options.Add((Option)part);
            }
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                await using var access = parsed.GetValue(Server) is { } server
                    ? (IKnowledgeAccess)new RemoteKnowledge(server)
                    : new LocalKnowledge(await OpsroomKnowledge.OpenAsync(
                        new OpsroomServerOptions { DataDirectory = parsed.GetValue(Data), LogOutput = Stream.Null, OnnxEmbedder = options => new OnnxEmbedder(options) }, cancellationToken));
                return await run(access, parsed, cancellationToken);
            }
            catch (Exception refused) when (refused is StoreUnavailableException or OpsroomStartException or DataKeyException or HttpRequestException)
            {
                return CommandLineErrors.Print(refused.Message);
            }
        });
        return command;
    }
}
