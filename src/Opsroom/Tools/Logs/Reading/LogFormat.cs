namespace Opsroom.Tools.Logs.Reading;

/// <summary>How a line is written, as far as its fields depend on it.</summary>
internal enum LogFormat
{
    Plain,
    Json,
    Logfmt,
    Access,
}
