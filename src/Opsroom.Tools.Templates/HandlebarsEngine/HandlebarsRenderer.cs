using System.Text;
using HandlebarsDotNet;
using HandlebarsDotNet.MemberAccessors;
using HandlebarsDotNet.ObjectDescriptors;
using HandlebarsDotNet.PathStructure;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.HandlebarsEngine;

/// <summary>Renders Handlebars templates with everything closed but data, the listed helpers and partials of the template's own folder.</summary>
internal sealed class HandlebarsRenderer
{
    private readonly IHandlebars engine;
    private readonly RenderBudget budget;
    private readonly CountedMap data;

    /// <param name="partials">Their texts by name.</param>
    /// <exception cref="TemplateFault">A partial cannot be read.</exception>
    public HandlebarsRenderer(JinjaDict variables, IReadOnlyDictionary<string, string> partials, RenderBudget budget)
    {
        this.budget = budget;
        data = (CountedMap)HandlebarsData.Of(variables, budget)!;
        var configuration = new HandlebarsConfiguration { NoEscape = true, PartialRecursionDepthLimit = 40, ThrowOnUnresolvedBindingExpression = false };
        configuration.ObjectDescriptorProviders.Add(new ClosedScalars());
        engine = Handlebars.Create(configuration);
        HandlebarsFunctions.Register(engine, budget);
        foreach (var (name, text) in partials)
        {
            HandlebarsScanner.Scan(name, text);
            engine.RegisterTemplate(name, text);
        }
    }

    /// <exception cref="TemplateFault">The template cannot be read, or does what it may not.</exception>
    public string Render(string? file, string text)
    {
        HandlebarsScanner.Scan(file, text);
        budget.Look();
        using var writer = new CountingWriter(budget);
        try
        {
            using var reader = new StringReader(text);
            engine.Compile(reader)(writer, data);
            return writer.ToString();
        }
        catch (TemplateFault fault)
        {
            throw fault.At(file);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            for (var inner = failure; inner is not null; inner = inner.InnerException)
            {
                if (inner is TemplateFault fault)
                {
                    throw fault.At(file);
                }

                if (inner is OperationCanceledException)
                {
                    throw;
                }
            }

            throw new TemplateFault(TemplateFault.Value, $"The template cannot be rendered: {failure.Message}").At(file);
        }
    }

    private sealed class CountingWriter(RenderBudget budget) : StringWriter(System.Globalization.CultureInfo.InvariantCulture)
    {
        private int looks;

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            Count(1);
            base.Write(value);
        }

        public override void Write(string? value)
        {
            Count(value?.Length ?? 0);
            base.Write(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            Count(count);
            base.Write(buffer, index, count);
        }

        private void Count(int characters)
        {
            if (++looks % 64 == 0)
            {
                budget.Look();
            }

            budget.Step();
            budget.Build(GetStringBuilder().Length + (long)characters > budget.Limits.LongestText ? GetStringBuilder().Length + (long)characters : characters);
        }
    }

    /// <summary>Texts, numbers and truth values have no members at all.</summary>
    private sealed class ClosedScalars : IObjectDescriptorProvider, IMemberAccessor
    {
        public bool TryGetDescriptor(Type type, out ObjectDescriptor value)
        {
            var isScalar = type == typeof(string) || type.IsPrimitive;
            value = isScalar ? new ObjectDescriptor(type, this, (_, _) => Array.Empty<object>(), _ => null!) : ObjectDescriptor.Empty;
            return isScalar;
        }

        public bool TryGetValue(object instance, ChainSegment memberName, out object? value)
        {
            value = null;
            return false;
        }
    }
}
