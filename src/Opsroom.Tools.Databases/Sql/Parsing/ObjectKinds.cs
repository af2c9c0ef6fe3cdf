using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Sql.Parsing;

/// <summary>The words for kinds of objects.</summary>
internal static class ObjectKinds
{
    private static readonly ImmutableArray<(string[] Words, ObjectKind Kind)> Known =
    [
        (["FOREIGN", "TABLE"], ObjectKind.ForeignTable), (["FOREIGN", "DATA", "WRAPPER"], ObjectKind.Other), (["TABLESPACE"], ObjectKind.Tablespace), (["TABLE"], ObjectKind.Table), (["TABLES"], ObjectKind.Table),
        (["MATERIALIZED", "VIEW"], ObjectKind.MaterializedView), (["VIEW"], ObjectKind.View), (["INDEX"], ObjectKind.Index), (["SEQUENCE"], ObjectKind.Sequence),
        (["SCHEMA"], ObjectKind.Schema), (["DATABASE"], ObjectKind.Database), (["TYPE"], ObjectKind.Type), (["DOMAIN"], ObjectKind.Domain), (["EXTENSION"], ObjectKind.Extension),
        (["FUNCTION"], ObjectKind.Function), (["ROUTINE"], ObjectKind.Function), (["PROCEDURE"], ObjectKind.Procedure), (["AGGREGATE"], ObjectKind.Aggregate),
        (["EVENT", "TRIGGER"], ObjectKind.EventTrigger), (["TRIGGER"], ObjectKind.Trigger), (["POLICY"], ObjectKind.Policy), (["RULE"], ObjectKind.Rule), (["COLLATION"], ObjectKind.Collation),
        (["ROLE"], ObjectKind.Role), (["USER", "MAPPING"], ObjectKind.Other), (["USER"], ObjectKind.Role), (["GROUP"], ObjectKind.Role), (["STATISTICS"], ObjectKind.Statistics), (["PUBLICATION"], ObjectKind.Publication),
        (["SUBSCRIPTION"], ObjectKind.Subscription), (["COLUMN"], ObjectKind.Column), (["CONSTRAINT"], ObjectKind.Constraint), (["OPERATOR"], ObjectKind.Operator), (["CAST"], ObjectKind.Cast),
        (["EVENT"], ObjectKind.Event), (["SERVER"], ObjectKind.Other), (["ACCESS", "METHOD"], ObjectKind.Other), (["CONVERSION"], ObjectKind.Other), (["DEFAULT", "CONVERSION"], ObjectKind.Other),
        (["TRUSTED", "LANGUAGE"], ObjectKind.Other), (["TRUSTED", "PROCEDURAL", "LANGUAGE"], ObjectKind.Other), (["PROCEDURAL", "LANGUAGE"], ObjectKind.Other), (["LANGUAGE"], ObjectKind.Other),
        (["TEXT", "SEARCH"], ObjectKind.Other), (["TRANSFORM"], ObjectKind.Other), (["LARGE", "OBJECT"], ObjectKind.Other), (["DEFAULT", "PRIVILEGES"], ObjectKind.Other), (["SYSTEM"], ObjectKind.Other),
        (["OWNED"], ObjectKind.Other), (["INSTANCE"], ObjectKind.Other), (["LOGFILE"], ObjectKind.Other), (["PREPARE"], ObjectKind.Other), (["PACKAGE"], ObjectKind.Other), (["RESOURCE"], ObjectKind.Other),
        (["VIRTUAL", "TABLE"], ObjectKind.Table), (["DEFAULT", "ROLE"], ObjectKind.Role), (["SPATIAL", "REFERENCE", "SYSTEM"], ObjectKind.Other),
    ];

    /// <summary>Takes the words for a kind where they come next.</summary>
    public static ObjectKind? Take(TokenReader reader)
    {
        foreach (var (words, kind) in Known)
        {
            if (reader.Take(words))
            {
                return kind;
            }
        }

        return null;
    }
}
