using Opsroom.Bench;
using Opsroom.Bench.Server;

try
{
    return await CommandTree.Create().Parse(args).InvokeAsync();
}
catch (BenchException refused)
{
    await Console.Error.WriteLineAsync($"opsroom-bench: {refused.Message}");
    return 1;
}
