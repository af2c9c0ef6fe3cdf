using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Opsroom.Knowledge;
using Opsroom.Server.Errors;
using Opsroom.Server.Requests;

namespace Opsroom.Server.Knowledge;

/// <summary>A document in a request, or the answer that refuses it.</summary>
/// <param name="ContentField">Where its content stands.</param>
internal sealed record DocumentUpload(NewDocument? Document, IResult? Refusal, string ContentField = "content")
{
    private const int MostTags = 50;
    private const int LongestTag = 100;

    private static readonly TextRule ContentRule = new() { MinLength = 1 };
    private static readonly TextRule TitleRule = new() { MaxLength = 300, Trim = true, EmptyIsAbsent = true };
    private static readonly TextRule SourceRule = new() { MaxLength = 500, Trim = true, EmptyIsAbsent = true };
    private static readonly TextRule FormatRule = new() { Trim = true, EmptyIsAbsent = true, Values = ["markdown", "text", "html", "rst", "yaml"] };
    private static readonly TextRule FileFormatRule = FormatRule with { Values = ["markdown", "text", "html", "rst", "yaml", "pdf"] };

    public static async Task<DocumentUpload> OfJsonAsync(HttpContext context, long most)
    {
        var body = await JsonBody.ReadAsync(context.Request, most);
        if (body.Refusal is { } refusal)
        {
            return new(null, refusal);
        }

        var fields = body.Fields;
        var (content, title, source) = (fields.Text("content", ContentRule, required: true), fields.Text("title", TitleRule), fields.Text("source", SourceRule));
        var (tags, format) = (fields.Texts("tags", MostTags, LongestTag), fields.Text("format", FormatRule));
        if (fields.Valid && title is null && source is null)
        {
            fields.Refuse("value_error", "title", "Value error, give a title or a source, to tell the document from others");
        }

        return fields.Valid
            ? new(new NewDocument(source ?? SourceOf(title!), Encoding.UTF8.GetBytes(content!), format ?? (source is null || Path.GetExtension(source).Length == 0 ? "markdown" : null), title, [.. tags]), null)
            : new(null, ErrorAnswer.Invalid(fields.Problems));
    }

    /// <summary>A form with one file, and the other fields beside it.</summary>
    public static async Task<DocumentUpload> OfFormAsync(HttpContext context, long most)
    {
        if (context.Request.ContentLength > most)
        {
            return new(null, StatusSentences.Answer(context, StatusCodes.Status413PayloadTooLarge));
        }

        IFormCollection form;
        try
        {
            form = await context.Request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = most }, context.RequestAborted);
        }
        catch (InvalidDataException broken)
        {
            return Refuse($"the form cannot be read: {broken.Message}");
        }

        if (form.Files is not [var file])
        {
            return Refuse($"the form has {form.Files.Count} files: send one in each request");
        }

        if (file.Length > KnowledgeBase.LargestFile)
        {
            return new(null, ErrorAnswer.Of(StatusCodes.Status413PayloadTooLarge, $"A document has {KnowledgeBase.LargestFile / (1024 * 1024)} MiB at most: split it."));
        }

        var fields = RequestFields.OfQuery(new QueryCollection(form.ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal)));
        var (title, source, format) = (fields.Text("title", TitleRule), fields.Text("source", SourceRule), fields.Text("format", FileFormatRule));
        if (!fields.Valid)
        {
            return new(null, ErrorAnswer.Invalid(fields.Problems));
        }

        var content = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(content, context.RequestAborted);
        var tags = form["tags"].SelectMany(tags => (tags ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Take(MostTags);
        return new(new NewDocument(source ?? file.FileName, content, format, title, [.. tags]), null, "file");
    }

    private static DocumentUpload Refuse(string why) => new(null, ErrorAnswer.Invalid(new RequestProblem("value_error", ["body"], $"Value error, {why}", null)), "file");

    /// <summary>A title as part of a path.</summary>
    private static string SourceOf(string title) =>
        string.Join('-', new string([.. title.Select(letter => char.IsLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } name
            ? $"{name}.md"
            : "untitled.md";
}
