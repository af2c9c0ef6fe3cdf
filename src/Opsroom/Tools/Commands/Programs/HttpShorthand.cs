namespace Opsroom.Tools.Commands.Programs;

/// <summary>HTTPie and its kin: <c>http METHOD URL field=value</c>.</summary>
internal sealed class HttpShorthand : IProgram
{
    private static readonly string[] TakesValue = ["-a", "--auth", "-A", "--auth-type", "-o", "--output", "--session", "--timeout", "--verify", "--proxy", "--print", "-p", "--style", "-s", "--cert", "--raw"];

    private static readonly string[] Methods = ["get", "head", "options", "post", "put", "patch", "delete", "purge"];

    public IEnumerable<string> Names => ["http", "https", "xh", "xhs", "httpie"];

    public Outcome Judge(Invocation call)
    {
        var request = new HttpRequest();
        var words = new List<string>();
        for (var i = 0; i < call.Arguments.Length; i++)
        {
            var word = call.Arguments[i];
            if (word is "--help" or "--version" or "--offline")
            {
                return Outcome.Read("sends nothing");
            }

            if (!word.StartsWith('-'))
            {
                words.Add(word);
                continue;
            }

            if (word is "-d" or "--download")
            {
                request.Add("-O", null);
            }
            else if (word is "-o" or "--output" && i + 1 < call.Arguments.Length)
            {
                request.Add("-o", call.Arguments[i + 1]);
            }
            else if (word is "--raw" || word.StartsWith("--raw=", StringComparison.Ordinal))
            {
                request.Add("-d", "");
            }

            i += TakesValue.Contains(word) ? 1 : 0;
        }

        if (words.Count > 0 && words[0].Length > 1 && (words[0].All(c => char.IsAsciiLetterUpper(c) || c == Unknown.Char) || (words.Count > 1 && Methods.Contains(words[0]))))
        {
            request.Method = words[0];
            words.RemoveAt(0);
        }

        request.Urls.AddRange(words.Take(1));
        if (call.Input is not null || words.Skip(1).Any(word => word.Contains('@', StringComparison.Ordinal) || (word.Contains('=', StringComparison.Ordinal) && !word.Contains("==", StringComparison.Ordinal))))
        {
            request.Data.Add("");
        }

        return request.Judge(call);
    }
}

/// <summary><c>wget</c>: writes a file, unless it is told not to.</summary>
internal sealed class Downloads : IProgram
{
    public IEnumerable<string> Names => ["wget", "wget2"];

    public Outcome Judge(Invocation call)
    {
        var words = call.Arguments;
        var request = new HttpRequest();
        var output = "a file named as on the server";
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            var next = i + 1 < words.Length ? words[i + 1] : "";
            switch (word)
            {
                case "--help" or "-h" or "--version" or "-V":
                    return Outcome.Read("only shows help or a version");
                case "--spider":
                    output = "-";
                    break;
                case "-O" or "--output-document" or "--method" or "--post-data" or "--post-file" or "--body-data" or "--body-file" or "-P" or "--header" or "-o" or "-a" or "-U" or "--user" or "--password" or "-t" or "-T":
                    Set(word, next, request, ref output);
                    i++;
                    break;
                case var joined when joined.StartsWith("--", StringComparison.Ordinal) && joined.Contains('=', StringComparison.Ordinal):
                    Set(joined[..joined.IndexOf('=', StringComparison.Ordinal)], joined[(joined.IndexOf('=', StringComparison.Ordinal) + 1)..], request, ref output);
                    break;
                case var letters when letters.Length > 2 && letters[0] == '-' && letters[1] != '-' && letters.Contains('O', StringComparison.Ordinal):
                    output = letters.EndsWith('O') ? next : letters[(letters.IndexOf('O', StringComparison.Ordinal) + 1)..];
                    i += letters.EndsWith('O') ? 1 : 0;
                    break;
                case "-i" or "--input-file" or "-e" or "--execute" or "--use-askpass" or "--config":
                    return Outcome.Change("does what a file or a setting says that cannot be seen");
                case var url when !url.StartsWith('-'):
                    request.Urls.Add(url);
                    break;
            }
        }

        request.Add("-o", output);
        return request.Judge(call);
    }

    private static void Set(string name, string value, HttpRequest request, ref string output)
    {
        switch (name)
        {
            case "-O" or "--output-document":
                output = value;
                break;
            case "--method":
                request.Method = value;
                break;
            case "-o" or "-a" or "--output-file" or "--append-output" or "--save-cookies" or "--warc-file" or "--rejected-log":
                request.Add("--dump-header", value);
                break;
            case "--header":
                request.Add(name, value);
                break;
            case "--post-data" or "--post-file" or "--body-data" or "--body-file":
                request.Data.Add(value);
                break;
        }
    }
}
