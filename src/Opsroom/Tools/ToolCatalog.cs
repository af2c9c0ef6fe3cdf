using System.Collections.Frozen;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Opsroom.Tools;

/// <summary>Every tool, by its name.</summary>
public sealed class ToolCatalog
{
    private readonly FrozenDictionary<string, Tool> _byName;

    /// <param name="toolSets">Instances of the classes whose methods are marked with <see cref="ToolAttribute"/>.</param>
    /// <param name="logger">Hears of tools that fail unexpectedly.</param>
    /// <exception cref="InvalidOperationException">A method cannot be a tool, or two have the same name; the message says which and why.</exception>
    public ToolCatalog(IEnumerable<object> toolSets, ILogger<ToolCatalog>? logger = null)
    {
        var byName = new Dictionary<string, Tool>(StringComparer.Ordinal);
        foreach (var toolSet in toolSets)
        {
            foreach (var tool in ToolsOf(toolSet, logger ?? NullLogger<ToolCatalog>.Instance))
            {
                if (!byName.TryAdd(tool.Name, tool))
                {
                    throw new InvalidOperationException($"Two tools are called '{tool.Name}'; one of them is in {toolSet.GetType().Name}.");
                }
            }
        }

        _byName = byName.ToFrozenDictionary(StringComparer.Ordinal);
        All = [.. byName.Values.OrderBy(tool => tool.Name, StringComparer.Ordinal)];
    }

    /// <summary>All tools, ordered by name.</summary>
    public IReadOnlyList<Tool> All { get; }

    public Tool? Find(string name) => _byName.GetValueOrDefault(name);

    private static List<Tool> ToolsOf(object toolSet, ILogger logger)
    {
        var type = toolSet.GetType();
        var tools = new List<Tool>();
        foreach (var method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static))
        {
            if (method.GetCustomAttribute<ToolAttribute>() is { } attribute)
            {
                try
                {
                    tools.Add(new Tool(new ToolMethod(toolSet, method, attribute), logger));
                }
                catch (InvalidOperationException exception)
                {
                    throw new InvalidOperationException($"{type.Name}.{method.Name} cannot be a tool: {exception.Message}.", exception);
                }
            }
        }

        return tools.Count > 0 ? tools : throw new InvalidOperationException($"{type.Name} is listed as a set of tools and has no method marked with [Tool].");
    }
}
