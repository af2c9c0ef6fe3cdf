using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Sql.Parsing;

/// <summary>MySQL's options of a table, which CREATE and ALTER share.</summary>
internal static class MySqlOptions
{
    private static readonly ImmutableArray<string[]> Names =
    [
        ["AUTOEXTEND_SIZE"], ["AUTO_INCREMENT"], ["AVG_ROW_LENGTH"], ["CHARACTER", "SET"], ["CHARSET"], ["CHECKSUM"], ["COLLATE"], ["COMMENT"], ["COMPRESSION"], ["CONNECTION"],
        ["DATA", "DIRECTORY"], ["INDEX", "DIRECTORY"], ["DELAY_KEY_WRITE"], ["ENCRYPTED"], ["ENCRYPTION"], ["ENCRYPTION_KEY_ID"], ["ENGINE"], ["ENGINE_ATTRIBUTE"], ["INSERT_METHOD"], ["ITEF_QUOTES"],
        ["KEY_BLOCK_SIZE"], ["MAX_ROWS"], ["MIN_ROWS"], ["PACK_KEYS"], ["PAGE_CHECKSUM"], ["PAGE_COMPRESSED"], ["PAGE_COMPRESSION_LEVEL"], ["PASSWORD"], ["ROW_FORMAT"], ["SECONDARY_ENGINE"],
        ["SEQUENCE"], ["STATS_AUTO_RECALC"], ["STATS_PERSISTENT"], ["STATS_SAMPLE_PAGES"], ["STORAGE"], ["TABLESPACE"], ["TRANSACTIONAL"], ["UNION"], ["TYPE"],
    ];

    public static CreateTable Of(TokenReader reader, CreateTable table)
    {
        if (reader.TakeSymbol(","))
        {
            return table;
        }

        if (reader.Take("PARTITION", "BY"))
        {
            return table with { PartitionBy = reader.Rest() };
        }

        if (reader.Take("WITH", "SYSTEM", "VERSIONING"))
        {
            return table with { Options = table.Options.SetItem("SYSTEM VERSIONING", "") };
        }

        return TryOne(reader, out var name, out var value) ? table with { Options = table.Options.SetItem(name, value) }
            : throw reader.Fail($"Expected an option of the table or the end{reader.Instead}.");
    }

    /// <summary>One option with its value, where one comes next.</summary>
    public static bool TryOne(TokenReader reader, out string name, out string value)
    {
        var isDefault = reader.Take("DEFAULT");
        foreach (var words in Names)
        {
            if (reader.Take(words))
            {
                reader.TakeSymbol("=");
                name = string.Join(' ', words) is "CHARSET" ? "CHARACTER SET" : string.Join(' ', words);
                value = reader.SeesSymbol("(") ? reader.Bracketed() : reader.Take().Value;
                return true;
            }
        }

        reader.Back(reader.Index - (isDefault ? 1 : 0));
        (name, value) = ("", "");
        return false;
    }
}
