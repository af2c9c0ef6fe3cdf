using System.Text;

namespace Opsroom.Tools;

/// <summary>Makes text from outside fit for a sentence.</summary>
public static class OutsideText
{
    /// <summary>One line, without anything that could be taken for markup of a terminal.</summary>
    public static string OneLine(string text, int longest = 400)
    {
        var line = new StringBuilder(Math.Min(text.Length, longest));
        foreach (var letter in text)
        {
            if (line.Length == longest)
            {
                line.Append('…');
                break;
            }

            line.Append(char.IsControl(letter) ? ' ' : letter);
        }

        return line.ToString().Trim().TrimEnd('.');
    }
}
