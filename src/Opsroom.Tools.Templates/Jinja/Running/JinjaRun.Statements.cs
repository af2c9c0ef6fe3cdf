using System.Globalization;
using Opsroom.Tools.Templates.Jinja.Syntax;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Running;

internal sealed partial class JinjaRun
{
    private LoopExit exit;

    private enum LoopExit
    {
        None,
        Break,
        Continue,
    }

    private void Run(IReadOnlyList<Statement> body, Scope scope)
    {
        foreach (var statement in body)
        {
            Budget.Step();
            current = statement;
            Run(statement, scope);
            if (exit != LoopExit.None)
            {
                return;
            }
        }
    }

    private void Run(Statement statement, Scope scope)
    {
        switch (statement)
        {
            case TextOutput text: Write(text.Text); break;
            case ValueOutput value: Write(PythonText.Str(Evaluate(value.Value, scope))); break;
            case ForLoop loop: RunLoop(loop, Evaluate(loop.Items, scope), scope, 0); break;
            case IfStatement condition: RunIf(condition, scope); break;
            case SetStatement set: Assign(set.Target, Evaluate(set.Value, scope), scope); break;
            case SetBlock set: Assign(set.Target, Filtered(set.Filter, Capture(set.Body, new Scope(scope)), scope), scope); break;
            case MacroDefinition macro: scope.Set(macro.Name, new Macro(macro, scope, file)); break;
            case CallBlock call: Write(PythonText.Str(Evaluate(call.Call, scope, new Macro(call.Caller, scope, file)))); break;
            case FilterBlock filter: Write(PythonText.Str(Filtered(filter.Filter, Capture(filter.Body, new Scope(scope)), scope))); break;
            case WithBlock with: RunWith(with, scope); break;
            case IncludeStatement include: RunInclude(include, scope); break;
            case ImportStatement import: scope.Set(import.Alias, Import(import.Template, import.WithContext, scope)); break;
            case FromImport import: RunFromImport(import, scope); break;
            case ExtendsStatement extends: Extend(extends, scope); break;
            case BlockStatement block: RunBlock(block, scope); break;
            case DoStatement action: Evaluate(action.Value, scope); break;
            case LoopControl control: exit = control.IsBreak ? LoopExit.Break : LoopExit.Continue; break;
            case NowStatement now: RunNow(now, scope); break;
            default: throw new InvalidOperationException($"A statement of an unknown kind: {statement.GetType().Name}.");
        }
    }

    // behind it only names are set; nothing is written
    private void Extend(ExtendsStatement extends, Scope scope)
    {
        parent = parent is null ? FindTemplate(Evaluate(extends.Template, scope), mayBeMissing: false) : throw Fault("A template extends one other only.");
        isSilent = true;
    }

    private void RunIf(IfStatement condition, Scope scope)
    {
        Budget.Enter();
        foreach (var (test, body) in condition.Cases)
        {
            if (PythonText.Truth(Evaluate(test, scope)))
            {
                Run(body, scope);
                Budget.Leave();
                return;
            }
        }

        Run(condition.Otherwise, scope);
        Budget.Leave();
    }

    private void RunLoop(ForLoop loop, object? items, Scope scope, int depth)
    {
        Budget.Enter();
        var list = Iteration.Of(items, this);
        if (loop.Filter is not null)
        {
            list = [.. list.Where(item =>
            {
                var inner = new Scope(scope);
                Assign(loop.Target, item, inner);
                return PythonText.Truth(Evaluate(loop.Filter, inner));
            })];
        }

        var state = new Loop(list, depth, loop.IsRecursive ? inner => Recursed(loop, inner, scope, depth + 1) : null, MakeUndefined);
        for (var index = 0; index < list.Count; index++)
        {
            Budget.Step();
            state.Index = index;
            var round = new Scope(scope);
            round.Set("loop", state);
            Assign(loop.Target, list[index], round);
            Run(loop.Body, round);
            var ended = exit;
            exit = LoopExit.None;
            if (ended == LoopExit.Break)
            {
                break;
            }
        }

        if (list.Count == 0)
        {
            Run(loop.Otherwise, new Scope(scope));
        }

        Budget.Leave();
    }

    private string Recursed(ForLoop loop, object? items, Scope scope, int depth)
    {
        var before = output;
        output = new();
        RunLoop(loop, items, scope, depth);
        var text = output.ToString();
        output = before;
        return text;
    }

    private void Assign(Expression target, object? value, Scope scope)
    {
        switch (target)
        {
            case NameRead name:
                scope.Set(name.Name, value);
                break;
            case AttributeRead attribute when Evaluate(attribute.Target, scope) is JinjaNamespace space:
                space.Attributes[attribute.Name] = value;
                break;
            case AttributeRead:
                throw Fault("Only attributes of a namespace() can be set.");
            case TupleLiteral tuple:
                var items = Iteration.Of(value, this);
                if (items.Count != tuple.Items.Count)
                {
                    throw Fault($"{tuple.Items.Count} names are set to {items.Count} values.");
                }

                for (var index = 0; index < items.Count; index++)
                {
                    Assign(tuple.Items[index], items[index], scope);
                }

                break;
        }
    }

    private void RunWith(WithBlock with, Scope scope)
    {
        var inner = new Scope(scope);
        foreach (var (target, value) in with.Values)
        {
            Assign(target, Evaluate(value, scope), inner);
        }

        Run(with.Body, inner);
    }

    private void RunInclude(IncludeStatement include, Scope scope)
    {
        if (FindTemplate(Evaluate(include.Template, scope), include.MayBeMissing) is not { } template)
        {
            return;
        }

        Write(InFile(template.Name, () =>
        {
            var run = new JinjaRun(environment) { context = new Scope(include.WithContext ? scope : Globals()), file = template.Name };
            run.context.Set("loop", MakeUndefined("'loop' is undefined"));
            return run.Included(template);
        }));
    }

    private string Included(JinjaTemplate template)
    {
        try
        {
            RunTemplate(template);
        }
        catch (TemplateFault fault)
        {
            throw fault.At(file, current?.Line ?? 0, current?.Column ?? 0);
        }

        return output.ToString();
    }

    private JinjaNamespace Import(Expression named, bool withContext, Scope scope)
    {
        var template = FindTemplate(Evaluate(named, scope), mayBeMissing: false)!;
        return InFile(template.Name, () =>
        {
            var run = new JinjaRun(environment) { context = new Scope(withContext ? scope : Globals()), file = template.Name };
            run.Included(template);
            var module = new JinjaNamespace();
            foreach (var (name, value) in run.context.Names.Where(entry => !entry.Key.StartsWith('_')))
            {
                module.Attributes[name] = value;
            }

            return module;
        });
    }

    private void RunFromImport(FromImport import, Scope scope)
    {
        var module = Import(import.Template, import.WithContext, scope);
        foreach (var (name, alias) in import.Names)
        {
            scope.Set(alias, module.Attributes.TryGetValue(name, out var value) ? value : MakeUndefined($"the template does not export '{name}'"));
        }
    }

    private void RunBlock(BlockStatement block, Scope scope)
    {
        if (parent is not null)
        {
            return;
        }

        var chain = blocks[block.Name];
        if (block.IsRequired && chain.Count == 1)
        {
            throw Fault($"The block '{block.Name}' has to be filled by the template that extends this one.");
        }

        Write(RunBlock(chain, 0, block.IsScoped ? scope : context));
    }

    private string RunBlock(List<(BlockStatement Block, string? File)> chain, int level, Scope scope)
    {
        var (block, from) = chain[level];
        var inner = new Scope(scope);
        inner.Set("super", new NativeFunction("super", "", (_, _) => level + 1 < chain.Count ? RunBlock(chain, level + 1, scope) : throw new TemplateFault(TemplateFault.Undefined, "There is no parent block called 'super'.")));
        return InFile(from, () => Capture(block.Body, inner));
    }

    private void RunNow(NowStatement now, Scope scope)
    {
        var time = environment.Now ?? throw new TemplateFault(TemplateFault.Undefined, "The template writes the time, which is not known here: give it as variable '_now', as in 2026-01-31T12:00:00Z.");
        var zone = PythonText.Str(Evaluate(now.Zone, scope));
        if (zone is not ("utc" or "UTC" or "local"))
        {
            throw Fault($"The time can be written in 'utc' only, not in '{zone}'.");
        }

        Write(TimeFormat.Write(time.ToUniversalTime(), now.Format is null ? "%Y-%m-%d" : PythonText.Str(Evaluate(now.Format, scope)), CultureInfo.InvariantCulture));
    }

    private static Scope Globals()
    {
        var globals = new Scope(null);
        foreach (var (name, value) in JinjaGlobals.All)
        {
            globals.Set(name, value);
        }

        return globals;
    }
}
