using System.Security.Cryptography;
using System.Text;
using Opsroom.Tools.Templates.Jinja.Running;
using Opsroom.Tools.Templates.Jinja.Values;

namespace Opsroom.Tools.Templates.Jinja.Filters;

/// <summary>Filters that write and read data: JSON, YAML, regular expressions, digests, Base64, dicts.</summary>
internal static class DataFilters
{
    public static IEnumerable<JinjaFilter> All =>
    [
        new("tojson", "indent", (run, value, given) => HtmlSafe(PythonJson.Write(value, (int)Math.Clamp(given.Integer(0, -1), -1, 16), sortsKeys: true, run.Budget))),
        new("jsonify", "", (run, value, _) => PythonJson.Write(value, 4, sortsKeys: true, run.Budget)),
        new("to_json", "indent sort_keys *", (run, value, given) => PythonJson.Write(value, (int)Math.Clamp(given.Integer(0, -1), -1, 16), given.Truth(1, false), run.Budget)),
        new("to_nice_json", "indent sort_keys *", (run, value, given) => PythonJson.Write(value, (int)Math.Clamp(given.Integer(0, 4), 0, 16), given.Truth(1, true), run.Budget)),
        new("from_json", "", (run, value, _) => PythonJson.Read(run.Budget.Built(PythonText.Str(value)))),
        new("to_yaml", "indent sort_keys *", (run, value, given) => PythonYaml.Write(value, (int)Math.Clamp(given.Integer(0, 2), 2, 9), given.Truth(1, true), run.Budget)),
        new("to_nice_yaml", "indent sort_keys *", (run, value, given) => PythonYaml.Write(value, (int)Math.Clamp(given.Integer(0, 4), 2, 9), given.Truth(1, true), run.Budget)),
        new("from_yaml", "", (run, value, _) => PythonYaml.Read(run.Budget.Built(PythonText.Str(value)))),
        new("regex_replace", "pattern replacement ignorecase multiline", (run, value, given) =>
            PythonRegex.Replace(run, PythonText.Str(value), given.Text(0, ""), given.Text(1, ""), given.Truth(2, false), given.Truth(3, false))),
        new("regex_search", "pattern *", PythonRegex.Search),
        new("regex_findall", "pattern multiline ignorecase", (run, value, given) => PythonRegex.FindAll(run, PythonText.Str(value), given.Text(0), given.Truth(2, false), given.Truth(1, false))),
        new("regex_escape", "", (_, value, _) => PythonRegex.Escape(PythonText.Str(value))),
        new("hash", "hashtype", (_, value, given) => Digest(given.Text(0, "sha1"), PythonText.Str(value))),
        new("md5", "", (_, value, _) => Digest("md5", PythonText.Str(value))),
        new("sha1", "", (_, value, _) => Digest("sha1", PythonText.Str(value))),
        new("checksum", "", (_, value, _) => Digest("sha1", PythonText.Str(value))),
        new("b64encode", "", (run, value, _) => run.Budget.Built(Convert.ToBase64String(Encoding.UTF8.GetBytes(PythonText.Str(value))))),
        new("b64decode", "", (_, value, _) => Decoded(PythonText.Str(value))),
        new("combine", "*", Combine),
        new("dict2items", "key_name value_name", (run, value, given) => new JinjaList([.. JinjaGlobals.PairsOf(value, run).Select(pair =>
            (object?)new JinjaDict { [given.Text(0, "key")] = pair.Key, [given.Text(1, "value")] = pair.Value })])),
        new("items2dict", "key_name value_name", (run, value, given) =>
        {
            var dict = new JinjaDict();
            foreach (var item in Iteration.Of(value, run))
            {
                dict[Members.Item(run, item, given.Text(0, "key"))] = Members.Item(run, item, given.Text(1, "value"));
            }

            return dict;
        }),
    ];

    private static string HtmlSafe(string json) => json.Replace("<", "\\u003c", StringComparison.Ordinal).Replace(">", "\\u003e", StringComparison.Ordinal)
        .Replace("&", "\\u0026", StringComparison.Ordinal).Replace("'", "\\u0027", StringComparison.Ordinal);

#pragma warning disable CA5350, CA5351 // templates name cache keys and the like with these; nothing is protected by them
    private static string Digest(string kind, string text) => Convert.ToHexStringLower(kind switch
    {
        "md5" => MD5.HashData(Encoding.UTF8.GetBytes(text)),
        "sha1" => SHA1.HashData(Encoding.UTF8.GetBytes(text)),
        "sha256" => SHA256.HashData(Encoding.UTF8.GetBytes(text)),
        "sha512" => SHA512.HashData(Encoding.UTF8.GetBytes(text)),
        _ => throw JinjaRun.Fault($"'{kind}' is no digest that is supported; take sha256."),
    });
#pragma warning restore CA5350, CA5351

    private static string Decoded(string text)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }
        catch (FormatException)
        {
            throw JinjaRun.Fault("This is no Base64.");
        }
    }

    private static JinjaDict Combine(JinjaRun run, object? value, BoundArguments given)
    {
        var isRecursive = given.Others.Any(other => other.Name == "recursive" && PythonText.Truth(other.Value));
        var combined = new JinjaDict();
        foreach (var source in (IEnumerable<object?>)[value, .. given.Rest])
        {
            Merge(run, combined, source, isRecursive, 0);
        }

        return combined;
    }

    private static void Merge(JinjaRun run, JinjaDict into, object? source, bool isRecursive, int depth)
    {
        foreach (var (key, value) in JinjaGlobals.PairsOf(source, run))
        {
            run.Budget.Step();
            if (isRecursive && depth < 50 && value is JinjaDict && into.TryGet(key, out var there) && there is JinjaDict inner)
            {
                var merged = new JinjaDict();
                Merge(run, merged, inner, isRecursive, depth + 1);
                Merge(run, merged, value, isRecursive, depth + 1);
                into[key] = merged;
            }
            else
            {
                into[key] = value;
            }
        }
    }
}
