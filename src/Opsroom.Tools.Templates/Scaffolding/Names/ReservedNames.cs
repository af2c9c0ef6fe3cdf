using System.Collections.Frozen;

namespace Opsroom.Tools.Templates.Scaffolding.Names;

/// <summary>Names that a project of a language cannot have: keywords, and names of what it builds on.</summary>
internal static class ReservedNames
{
    public static readonly FrozenSet<string> DotNet = Words(
        "system microsoft program item items health metrics tests test api worker options xunit prometheus net object string task thread console environment math exception type void");

    public static readonly FrozenSet<string> Python = Words(
        "false none true and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield "
        + "match case type src tests test app fastapi pydantic starlette uvicorn httpx pytest prometheus-client anyio "
        + "abc array ast asyncio base64 bisect calendar cmd code codecs collections copy csv ctypes curses dataclasses datetime decimal difflib dis email enum errno fractions functools gc getpass glob graphlib gzip "
        + "hashlib heapq hmac html http imaplib inspect io ipaddress itertools json keyword linecache locale logging mailbox math mimetypes multiprocessing numbers operator os pathlib pickle pipes platform profile "
        + "queue random re readline resource sched secrets select selectors shelve shlex signal site smtplib socket sqlite3 ssl stat statistics string struct subprocess symtable sys tempfile textwrap threading time "
        + "timeit token tokenize trace traceback tracemalloc types typing unicodedata unittest urllib uuid venv warnings wave weakref webbrowser xml zipfile zlib zoneinfo");

    public static readonly FrozenSet<string> JavaKeywords = Words(
        "abstract assert boolean break byte case catch char class const continue default do double else enum extends final finally float for goto if implements import instanceof int interface long native new "
        + "package private protected public return short static strictfp super switch synchronized this throw throws transient try void volatile while true false null var record yield sealed permits");

    public static readonly FrozenSet<string> Java = JavaKeywords.Concat(["java", "javax", "jakarta", "spring", "org", "com", "items", "application"]).ToFrozenSet(StringComparer.Ordinal);

    public static readonly FrozenSet<string> Node = Words(
        "node-modules express pino zod vite vitest react react-dom typescript typescript-eslint eslint prettier tsx prom-client happy-dom package src test tests dist");

    public static readonly FrozenSet<string> Go = Words("internal vendor testdata main cmd test std go");

    public static readonly FrozenSet<string> None = FrozenSet<string>.Empty;

    private static FrozenSet<string> Words(string text) => text.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
