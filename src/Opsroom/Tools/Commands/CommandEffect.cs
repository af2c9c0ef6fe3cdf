namespace Opsroom.Tools.Commands;

/// <summary>What a command line does to the world, from mild to severe.</summary>
internal enum CommandEffect
{
    /// <summary>Nothing changes and nothing secret comes out.</summary>
    Read,

    /// <summary>Something changes, access is opened, secrets come out, or nobody can tell.</summary>
    Change,

    /// <summary>Data or objects are gone.</summary>
    Destroy,
}
