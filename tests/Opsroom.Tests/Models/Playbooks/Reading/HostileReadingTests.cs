using System.Text.Json;
using CsCheck;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Tests.Models.Playbooks.Reading;

public class HostileReadingTests
{
    private static readonly string[] Pieces =
        ["\"", "'", "`", "```\n", "a-", "dev/", "select a, ", "service called ", "x and ", "prod ", "{", "test to ", "scale x to y ", "create table x \n\n", "--", "%", "1h", "é", "\ud83d", "🚀", "流", "namespace ", "not ", "«", "„", ":", "@", "\n", "<+", "9", "://", "for ", "canary-"];

    [Fact]
    public void Any_text_is_read_without_an_exception() =>
        Gen.OneOf(Gen.Int[0, Pieces.Length - 1].Select(index => Pieces[index]), Gen.String[0, 12]).Array[0, 60].Sample(parts => TaskReader.Read(string.Concat(parts), null) is not null, iter: 2000);

    [Theory]
    [MemberData(nameof(Repetitions))]
    public void A_hundred_thousand_characters_of_anything_are_read(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 100_000 / piece.Length));
        Assert.NotNull(TaskReader.Read(text, JsonSerializer.SerializeToElement(new { service = text, environments = new[] { text } })));
    }

    public static TheoryData<string> Repetitions() => [.. Pieces];
}
