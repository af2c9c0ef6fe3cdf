using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Opsroom.Server.Hosting;

/// <summary>Reads typed settings and notes what is wrong with them, each in one line that names the key and the cure.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> problems = [];

    public IReadOnlyList<string> Problems => problems;

    public string? Text(string key) => configuration[key] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    public bool Flag(string key, bool otherwise) => Parsed(key, otherwise, "give true or false", text => bool.TryParse(text, out var flag) ? flag : null);

    public long Whole(string key, long otherwise, long least, long most) => Parsed(
        key, otherwise, string.Create(CultureInfo.InvariantCulture, $"give a whole number from {least} to {most}"),
        text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null);

    public double Number(string key, double otherwise, double least, double most) => Parsed(
        key, otherwise, string.Create(CultureInfo.InvariantCulture, $"give a number from {least} to {most}"),
        text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null);

    /// <summary>A time, as <c>00:02:00</c> or as seconds.</summary>
    public TimeSpan Time(string key, TimeSpan otherwise) => Parsed(
        key, otherwise, "give seconds, or a time such as 00:02:00",
        text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(seconds) < 1e9 ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time
            : null);

    /// <summary>A list: elements under <c>key:0</c>, <c>key:1</c>, …, or one text with commas.</summary>
    public IReadOnlyList<string> List(string key)
    {
        var elements = configuration.GetSection(key).GetChildren().Select(child => child.Value);
        return [.. elements.Concat((Text(key) ?? "").Split(',')).Select(element => element?.Trim() ?? "").Where(element => element.Length > 0)];
    }

    /// <summary>The elements under <c>key:0</c>, <c>key:1</c>, …, as they are.</summary>
    public IEnumerable<string> Elements(string key) =>
        configuration.GetSection(key).GetChildren().Select(child => child.Value).OfType<string>().Where(value => value.Length > 0);

    public IEnumerable<IConfigurationSection> Children(string key) => configuration.GetSection(key).GetChildren();

    /// <summary>Notes a problem that only the caller can see.</summary>
    public void Refuse(string line) => problems.Add(line);

    /// <summary>What a setting says, or <paramref name="otherwise"/> where it is absent, or wrong and noted with its cure.</summary>
    private T Parsed<T>(string key, T otherwise, string cure, Func<string, T?> parse)
        where T : struct
    {
        if (Text(key) is not { } text)
        {
            return otherwise;
        }

        if (parse(text) is { } value)
        {
            return value;
        }

        problems.Add($"{key} is '{text}': {cure}.");
        return otherwise;
    }
}
