namespace Opsroom.Tools.Databases.Connections;

/// <summary>The engines that a connection may lead to.</summary>
public enum DatabaseKind
{
    Postgresql,
    Mysql,
    Mariadb,
    Sqlite,
}

/// <summary>What a caller means to do on a connection.</summary>
public enum DatabaseAccess
{
    /// <summary>Only look: the engine itself refuses anything else.</summary>
    Read,

    /// <summary>Change something; only where the connection's <c>ReadOnly</c> is false.</summary>
    Write,
}
