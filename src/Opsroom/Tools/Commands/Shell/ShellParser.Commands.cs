using System.Collections.Immutable;

namespace Opsroom.Tools.Commands.Shell;

internal sealed partial class ShellParser
{
    private ShellNode ReadCommand()
    {
        SkipBlanks(newlines: false);
        var start = at;
        var compound = Current == '(' ? ReadParenthesis() : ReadReserved();
        if (compound is null)
        {
            return ReadSimple();
        }

        if (at == start)
        {
            return compound;
        }

        var redirections = ReadRedirections();
        return redirections.IsEmpty || compound is FunctionDefinition ? compound : new Redirected(compound, redirections);
    }

    private ShellNode ReadParenthesis()
    {
        if (StartsWith("((") && FindArithmeticEnd(at + 2) is { } end)
        {
            at += 2;
            var expression = ReadQuoted(() => at >= end);
            at = Math.Min(text.Length, end + 2);
            return new ExpandedOnly([expression]);
        }

        at++;
        var body = ReadList([]);
        CloseParenthesis();
        return body;
    }

    private void CloseParenthesis()
    {
        if (Current == ')')
        {
            at++;
        }
        else
        {
            Fail("`(` is not closed");
        }
    }

    private ShellNode? ReadReserved()
    {
        var word = PeekReserved();
        switch (word)
        {
            case "{":
                at++;
                var group = ReadList(["}"]);
                TakeReserved("}");
                return group;
            case "if":
                at += 2;
                return ReadIf();
            case "while" or "until":
                at += 5;
                var condition = ReadList(["do"]);
                return new Perhaps(new Sequence([condition, ReadLoopBody()]), Repeats: true);
            case "for" or "select":
                at += word.Length;
                return ReadFor();
            case "case":
                at += 4;
                return ReadCase();
            case "function":
                at += 8;
                SkipBlanks(newlines: false);
                var name = ReadWord().Plain ?? "";
                SkipBlanks(newlines: false);
                return ReadFunction(name);
            case "coproc":
                at += 6;
                SkipBlanks(newlines: false);
                return Nested(ReadCommand, new Sequence([]));
            case "[[":
                at += 2;
                return ReadCondition();
            default:
                return null;
        }
    }

    private Sequence ReadIf()
    {
        var items = ImmutableArray.CreateBuilder<ShellNode>();
        items.Add(ReadList(["then"]));
        TakeReserved("then");
        items.Add(new Perhaps(ReadList(["elif", "else", "fi"])));
        while (PeekReserved() == "elif")
        {
            at += 4;
            items.Add(new Perhaps(ReadList(["then"])));
            TakeReserved("then");
            items.Add(new Perhaps(ReadList(["elif", "else", "fi"])));
        }

        if (PeekReserved() == "else")
        {
            at += 4;
            items.Add(new Perhaps(ReadList(["fi"])));
        }

        TakeReserved("fi");
        return new Sequence(items.ToImmutable());
    }

    private Sequence ReadLoopBody()
    {
        if (PeekReserved() == "{")
        {
            at++;
            var group = ReadList(["}"]);
            TakeReserved("}");
            return group;
        }

        TakeReserved("do");
        var body = ReadList(["done"]);
        TakeReserved("done");
        return body;
    }

    private ShellNode ReadFor()
    {
        SkipBlanks(newlines: false);
        if (StartsWith("(("))
        {
            var head = ReadParenthesis();
            SkipSeparator();
            return new Sequence([head, new Perhaps(ReadLoopBody(), Repeats: true)]);
        }

        var name = ReadWord().Plain ?? "";
        SkipBlanks(newlines: true);
        ImmutableArray<Word>? values = null;
        if (PeekReserved() == "in")
        {
            at += 2;
            values = ReadWordsToSeparator();
        }

        SkipSeparator();
        return new ForLoop(name, values, ReadLoopBody());
    }

    private void SkipSeparator()
    {
        SkipBlanks(newlines: true);
        if (Current == ';')
        {
            at++;
            SkipBlanks(newlines: true);
        }
    }

    private ImmutableArray<Word> ReadWordsToSeparator()
    {
        var words = ImmutableArray.CreateBuilder<Word>();
        while (true)
        {
            SkipBlanks(newlines: false);
            if (AtEnd || Current is ';' or '\n' or '&' or '|' or ')' or '(')
            {
                return words.ToImmutable();
            }

            words.Add(ReadWordOrSkip());
        }
    }

    private Sequence ReadCase()
    {
        var items = ImmutableArray.CreateBuilder<ShellNode>();
        SkipBlanks(newlines: true);
        items.Add(new ExpandedOnly([ReadWordOrSkip()]));
        TakeReserved("in");
        while (true)
        {
            SkipBlanks(newlines: true);
            if (AtEnd || PeekReserved() == "esac")
            {
                TakeReserved("esac");
                return new Sequence(items.ToImmutable());
            }

            if (Current == '(')
            {
                at++;
            }

            items.Add(new ExpandedOnly(ReadPatterns()));
            CloseParenthesis();
            items.Add(new Perhaps(ReadList(["esac"])));
            if (AtCaseEnd())
            {
                at += 2;
                at += Current == '&' ? 1 : 0;
            }
            else if (PeekReserved() != "esac" && !AtEnd)
            {
                Fail("a branch of `case` does not end");
                at++;
            }
        }
    }

    private ImmutableArray<Word> ReadPatterns()
    {
        var patterns = ImmutableArray.CreateBuilder<Word>();
        while (true)
        {
            SkipBlanks(newlines: false);
            if (Current == '|')
            {
                at++;
            }
            else if (AtEnd || Current is ')' or '\n' or ';' or '&' or '(')
            {
                return patterns.ToImmutable();
            }
            else
            {
                patterns.Add(ReadWordOrSkip());
            }
        }
    }

    private ExpandedOnly ReadCondition()
    {
        var words = ImmutableArray.CreateBuilder<Word>();
        while (true)
        {
            SkipBlanks(newlines: true);
            if (AtEnd)
            {
                Fail("`[[` is not closed");
                return new ExpandedOnly(words.ToImmutable());
            }

            if (StartsWith("]]") && IsBoundary(at + 2))
            {
                at += 2;
                return new ExpandedOnly(words.ToImmutable());
            }

            if (IsMeta(Current) && !StartsWith("<(") && !StartsWith(">("))
            {
                at++;
                continue;
            }

            words.Add(ReadWordOrSkip());
        }
    }

    private FunctionDefinition ReadFunction(string name)
    {
        if (StartsWith("()"))
        {
            at += 2;
        }

        SkipBlanks(newlines: true);
        return new FunctionDefinition(name, Nested(ReadCommand, new Sequence([])));
    }

    private ShellNode ReadSimple()
    {
        var start = at;
        var assignments = ImmutableArray.CreateBuilder<Assignment>();
        var words = ImmutableArray.CreateBuilder<Word>();
        var redirections = ImmutableArray.CreateBuilder<Redirection>();
        var end = at;
        while (true)
        {
            SkipBlanks(newlines: false);
            if (TryReadRedirection() is { } redirection)
            {
                redirections.Add(redirection);
            }
            else if (AtEnd || (IsMeta(Current) && !StartsWith("<(") && !StartsWith(">(")))
            {
                if (Current == '(' && words.Count == 1 && words[0].Plain is { } name && text.AsSpan(at + 1).TrimStart(" \t") is [')', ..])
                {
                    at = text.IndexOf(')', at) + 1;
                    return ReadFunction(name);
                }

                break;
            }
            else if (words.Count == 0 && TryReadAssignment() is { } assignment)
            {
                assignments.Add(assignment);
            }
            else
            {
                words.Add(ReadWordOrSkip());
                if (words[^1].Plain is "declare" or "export" or "local" or "readonly" or "typeset")
                {
                    ReadDeclared(words, assignments);
                }
            }

            end = at;
        }

        return new SimpleCommand(assignments.ToImmutable(), words.ToImmutable(), redirections.ToImmutable(), text[start..end]);
    }

    private void ReadDeclared(ImmutableArray<Word>.Builder words, ImmutableArray<Assignment>.Builder assignments)
    {
        if (words.Count != 1)
        {
            return;
        }

        while (true)
        {
            SkipBlanks(newlines: false);
            if (AtEnd || (IsMeta(Current) && !StartsWith("<(")))
            {
                return;
            }

            if (TryReadAssignment() is { } assignment)
            {
                assignments.Add(assignment);
            }
            else
            {
                words.Add(ReadWordOrSkip());
            }
        }
    }
}
