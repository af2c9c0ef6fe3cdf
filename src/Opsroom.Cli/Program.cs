using System.CommandLine;
using Opsroom.Cli;

var root = CommandTree.Create();
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    return CommandLineErrors.Print(parsed);
}

return await parsed.InvokeAsync(new InvocationConfiguration
{
    // the server listens for signals itself, and ends at a safe point
    ProcessTerminationTimeout = null,
    EnableDefaultExceptionHandler = false,
});
