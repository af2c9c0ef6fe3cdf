using System.Collections.Immutable;
using Opsroom.Tools.Commands.Sql;

namespace Opsroom.Tools.Commands.Programs;

/// <summary><c>curl</c>: the method decides, and data means POST.</summary>
internal sealed class Http : IProgram
{
    private const string ShortWithValue = "XdFToAHueEbcCDKmQrtUwxyYzhP";

    private static readonly ImmutableHashSet<string> LongWithoutValue =
    [
        "--get", "--head", "--silent", "--show-error", "--fail", "--fail-with-body", "--location", "--location-trusted", "--insecure", "--verbose", "--include", "--compressed", "--remote-name", "--remote-name-all", "--remote-header-name", "--globoff", "--ipv4", "--ipv6", "--http1.1", "--http2", "--http3",
        "--no-buffer", "--progress-bar", "--netrc", "--anyauth", "--basic", "--digest", "--negotiate", "--ntlm", "--tlsv1.2", "--tlsv1.3", "--raw", "--next", "--parallel", "--list-only", "--create-dirs", "--no-progress-meter", "--path-as-is", "--post301", "--post302", "--retry-connrefused", "--retry-all-errors", "--ssl", "--ssl-reqd",
        "--help", "--version", "--manual", "--append", "--disable", "--form-escape", "--http0.9", "--http1.0", "--junk-session-cookies", "--no-keepalive", "--no-sessionid", "--proxytunnel", "--tcp-nodelay", "--use-ascii", "--xattr",
    ];

    private static readonly ImmutableArray<string> Cuttable = ["--request", "--data", "--form", "--json", "--upload-file", "--output", "--config", "--quote", "--cookie-jar", "--dump-header", "--trace", "--write-out", "--header"];

    public IEnumerable<string> Names => ["curl", "curlie"];

    public Outcome Judge(Invocation call)
    {
        var outcomes = new List<Outcome>();
        var request = new HttpRequest();
        var words = call.Arguments;
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            if (word is "--help" or "-h" or "--version" or "-V" or "--manual" or "-M")
            {
                return Outcome.Read("only shows help or a version");
            }

            if (word is "--next" or "-:")
            {
                outcomes.Add(request.Judge(call));
                request = new HttpRequest();
                continue;
            }

            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                var equals = word.IndexOf('=', StringComparison.Ordinal);
                var name = equals < 0 ? word : word[..equals];
                var value = equals >= 0 ? word[(equals + 1)..] : LongWithoutValue.Contains(name) || name.StartsWith("--no-", StringComparison.Ordinal) || i + 1 >= words.Length ? null : words[++i];
                request.Add(Whole(name), value);
            }
            else if (word.Length > 1 && word[0] == '-')
            {
                for (var letter = 1; letter < word.Length; letter++)
                {
                    var takes = ShortWithValue.Contains(word[letter], StringComparison.Ordinal);
                    request.Add($"-{word[letter]}", !takes ? null : letter + 1 < word.Length ? word[(letter + 1)..] : i + 1 < words.Length ? words[++i] : "");
                    letter = takes ? word.Length : letter;
                }
            }
            else
            {
                request.Urls.Add(word);
            }
        }

        outcomes.Add(request.Judge(call));
        return outcomes.MaxBy(outcome => outcome.Effect)!;
    }

    /// <summary>An option that is cut off, as older versions allow, in full where it would make a difference.</summary>
    private static string Whole(string name) => name.Length < 5 || LongWithoutValue.Contains(name) ? name : Cuttable.FirstOrDefault(each => each.StartsWith(name, StringComparison.Ordinal)) ?? name;
}

/// <summary>What a request over HTTP does, whichever client sends it.</summary>
internal sealed class HttpRequest
{
    private static readonly ImmutableArray<string> DeletingPaths = ["_delete_by_query", "delete", "destroy", "delete_series", "purge", "drop", "truncate", "remove", "wipe", "flush_all", "clean_tombstones", "_cache/clear", "bulkdelete", "batchdelete", "deleteall"];

    private static readonly ImmutableArray<string> SecretPaths =
        ["*/secrets", "*/secrets/*", "*/v1/secret/*", "*/v1/*/data/*", "*/security-credentials/*", "*/identity/oauth2/token*", "*/service-accounts/*/token*", "*/service-accounts/*/identity*", "*169.254.170.2*", "*/instance/attributes/*kube-env*", "*/creds/*", "*/v1/sys/raw/*", "*/variables/*password*", "*/proc/*/environ", "*/actuator/env*", "*/actuator/heapdump*", "*/debug/vars*", "*/user-data*"];

    private static readonly ImmutableArray<string> SpeakingSchemes = ["gopher://", "telnet://", "smtp://", "smtps://", "mqtt://", "dict://", "rtsp://"];

    private bool usesGet;
    private bool usesHead;
    private bool uploads;
    private string? overriding;
    private string? written;
    private string? unseen;

    public string? Method { get; set; }

    public List<string> Urls { get; } = [];

    public List<string> Data { get; } = [];

    public void Add(string name, string? value)
    {
        switch (name)
        {
            case "-X" or "--request":
                Method = value?.TrimStart('=');
                break;
            case "-H" or "--header":
                overriding = Override(value ?? "") ?? overriding;
                break;
            case "-w" or "--write-out" when value?.Contains("%output{", StringComparison.Ordinal) == true:
                written = "a file that its format names";
                break;
            case "--alt-svc":
                written = value;
                break;
            case "-d" or "-F" or "--json" or "--url-query" when name != "--url-query":
            case var data when data.StartsWith("--data", StringComparison.Ordinal) || data.StartsWith("--form", StringComparison.Ordinal):
                Data.Add(value ?? "");
                break;
            case "-T" or "--upload-file":
                uploads = true;
                break;
            case "-G" or "--get":
                usesGet = true;
                break;
            case "-I" or "--head":
                usesHead = true;
                break;
            case "-o" or "--output" when value is not "/dev/null" and not "-" and not "/dev/stdout" and not "/dev/stderr":
            case "-c" or "--cookie-jar" or "-D" or "--dump-header" or "--trace" or "--trace-ascii" or "--stderr" or "--etag-save" or "--hsts" or "--libcurl" when value is not "-" and not "/dev/null" and not "/dev/stdout" and not "/dev/stderr" and not "%":
                written = value;
                break;
            case "-O" or "--remote-name" or "--remote-name-all" or "-J":
                written = "a file named as on the server";
                break;
            case "-K" or "--config":
                unseen = "takes its options from a file that cannot be seen";
                break;
            case "-Q" or "--quote" or "--prequote":
                unseen = "sends commands of its own to the server";
                Method = value is not null && value.TrimStart('-', '+', '*').StartsWith("DELE", StringComparison.OrdinalIgnoreCase) || value?.Contains("rm", StringComparison.Ordinal) == true ? "DELETE" : Method;
                break;
            case "--url":
                Urls.Add(value ?? "");
                break;
        }
    }

    public Outcome Judge(Invocation call)
    {
        var method = (Method ?? (uploads ? "PUT" : usesHead ? "HEAD" : Data.Count > 0 && !usesGet ? "POST" : "GET")).ToUpperInvariant();
        var outcome = method switch
        {
            "GET" or "HEAD" or "OPTIONS" or "TRACE" or "PROPFIND" => Outcome.Read($"{method} only reads"),
            "DELETE" or "PURGE" => Outcome.Destroy($"{method} deletes what the address names"),
            _ => Outcome.Change(Unknown.IsIn(method) ? "the method is not written out" : $"{method} sends a change"),
        };
        if (overriding is { } told)
        {
            outcome = outcome.AtLeast(told is "DELETE" ? CommandEffect.Destroy : told is "GET" or "HEAD" ? CommandEffect.Read : CommandEffect.Change, $"a header makes it a {told}");
        }

        if (Urls.FirstOrDefault(url => SpeakingSchemes.Any(scheme => url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))) is { } speaking)
        {
            outcome = outcome.AtLeast(CommandEffect.Change, $"`{speaking}` sends whatever it says to a server");
        }

        if (outcome.Effect == CommandEffect.Change && Urls.Any(IsDeleting))
        {
            outcome = Outcome.Destroy("the address names something that deletes");
        }

        if (outcome.Effect == CommandEffect.Change && Data.Any(each => each.Contains("mutation", StringComparison.OrdinalIgnoreCase) && each.Contains("delete", StringComparison.OrdinalIgnoreCase)))
        {
            outcome = Outcome.Destroy("the mutation that it sends deletes");
        }

        if (Urls.FirstOrDefault(url => SecretPaths.Any(path => Shell.TextPatterns.Fits(Bare(url), path)) || (url.StartsWith("file://", StringComparison.Ordinal) && Places.IsSecret(url["file://".Length..]))) is { } secret)
        {
            outcome = outcome.AtLeast(CommandEffect.Change, $"`{secret}` gives out secrets");
        }

        outcome = written is null ? outcome : outcome.AtLeast(CommandEffect.Change, Places.IsDisk(written) ? "writes over a disk" : $"writes {written}");
        outcome = unseen is null ? outcome : outcome.AtLeast(CommandEffect.Change, unseen);
        foreach (var sql in Data.Select(Bared).Concat(Urls.Select(QueryOf)).Where(SqlLine.Is))
        {
            call.RunSql(sql, SqlDialect.Any);
        }

        return outcome;
    }

    /// <summary>The method that a header such as <c>X-HTTP-Method-Override: DELETE</c> asks for; null for other headers.</summary>
    private static string? Override(string header)
    {
        var colon = header.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && header[..colon].Trim().ToUpperInvariant() is "X-HTTP-METHOD-OVERRIDE" or "X-HTTP-METHOD" or "X-METHOD-OVERRIDE" ? header[(colon + 1)..].Trim().ToUpperInvariant() : null;
    }

    /// <summary>The query in <c>q=…</c>.</summary>
    private static string Bared(string data) => data.Split('=', 2) is ["q" or "query" or "sql" or "stmt" or "statement", var query] ? query : data;

    private static string Bare(string url)
    {
        var end = url.IndexOfAny(['?', '#']);
        return (end < 0 ? url : url[..end]).TrimEnd('/');
    }

    private static bool IsDeleting(string url) =>
        Bare(url).Split('/').Skip(3).Any(segment => DeletingPaths.Any(word => segment.Equals(word, StringComparison.OrdinalIgnoreCase) || segment.StartsWith(word + "_", StringComparison.OrdinalIgnoreCase) || segment.StartsWith(word + "-", StringComparison.OrdinalIgnoreCase)));

    private static string QueryOf(string url)
    {
        var start = url.IndexOf("query=", StringComparison.Ordinal);
        if (start < 0)
        {
            return "";
        }

        var end = url.IndexOf('&', start);
        return Uri.UnescapeDataString(url[(start + "query=".Length)..(end < 0 ? url.Length : end)].Replace('+', ' '));
    }
}
