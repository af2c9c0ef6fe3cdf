using System.Collections.Frozen;

namespace Opsroom.Tools.CodeGeneration.Types.Naming;

/// <summary>Words that a language keeps for itself, types of its library that generated code uses, and members that every object has.</summary>
internal static class ReservedNames
{
    public static readonly FrozenSet<string> CSharpKeywords = Set(
        "abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit extern false finally fixed float for foreach "
        + "goto if implicit in int interface internal is lock long namespace new null object operator out override params private protected public readonly ref return sbyte sealed short sizeof "
        + "stackalloc static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using virtual void volatile while await async record required field file scoped var "
        + "dynamic yield when where partial value get set init add remove global nameof managed unmanaged not and or with");

    public static readonly FrozenSet<string> CSharpLibrary = Set(
        "Action Array ArgumentException Attribute AuthenticationHeaderValue Boolean Byte CancellationToken CancellationTokenSource Char Console Convert CultureInfo DateOnly DateTime DateTimeOffset "
        + "Decimal Delegate Dictionary Double Encoding Enum Enumerable Environment EventArgs Exception File Func Guid HttpClient HttpContent HttpMethod HttpRequestException HttpRequestMessage "
        + "HttpResponseMessage HttpStatusCode IAsyncEnumerable IDisposable IEnumerable IList IReadOnlyDictionary IReadOnlyList Index Int16 Int32 Int64 InvalidOperationException JsonConstructor JsonConverter "
        + "JsonDocument JsonElement JsonException JsonNode JsonSerializer JsonSerializerOptions JsonValueKind KeyValuePair Lazy LazyThreadSafetyMode List Math MemoryStream Nullable Object OperationCanceledException "
        + "Path Random Range Single Stream StreamContent String StringBuilder StringComparer StringComparison StringContent Task TaskCanceledException Thread TimeOnly TimeProvider TimeSpan Timer Tuple Type "
        + "Uri UriBuilder Utf8JsonReader Utf8JsonWriter ValueTask Version Void System Microsoft EnumeratorCancellation");

    public static readonly FrozenSet<string> CSharpMembers = Set(
        "AdditionalProperties Clone EqualityContract Equals Finalize GetHashCode GetType MemberwiseClone PrintMembers ReferenceEquals ToString Deconstruct");

    public static readonly FrozenSet<string> TypeScriptKeywords = Set(
        "abstract any arguments as async await bigint boolean break case catch class const constructor continue debugger declare default delete do else enum eval export extends false finally for from "
        + "function get if implements import in infer instanceof interface is keyof let module namespace never new null number object of package private protected public readonly require return "
        + "satisfies set static string super switch symbol this throw true try type typeof undefined unique unknown using var void while with yield");

    public static readonly FrozenSet<string> TypeScriptLibrary = Set(
        "AbortController AbortSignal Array ArrayBuffer AsyncGenerator AsyncIterable Blob BodyInit Boolean Buffer Date Error Event File FormData Function Headers HeadersInit Infinity Iterable Iterator JSON "
        + "Map Math NaN Node Number Object Omit Partial Pick Promise Proxy ReadableStream Readonly Record RegExp Request RequestInit Required Response Set String Symbol TypeError URL URLSearchParams "
        + "Uint8Array WeakMap Window");

    public static readonly FrozenSet<string> TypeScriptMembers = Set("constructor prototype hasOwnProperty toString");

    public static readonly FrozenSet<string> PythonKeywords = Set(
        "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield "
        + "self cls field list dict set str int float bool bytes classmethod dataclass");

    public static readonly FrozenSet<string> PythonLibrary = Set(
        "Any BaseException Callable ClassVar Decimal Dict Enum Exception False Generic IntEnum Iterator List Literal Mapping None Optional Protocol Sequence Set True Tuple Type TypeVar UUID Union Unset UNSET "
        + "KeyError RuntimeError TimeoutError TypeError ValueError Warning OSError PermissionError ConnectionError NotImplementedError Json Client ApiError");

    public static readonly FrozenSet<string> PythonMembers = Set("additional_properties from_dict to_dict datetime decimal uuid mro");

    public static readonly FrozenSet<string> GoKeywords = Set(
        "break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var any append bool byte cap close complex "
        + "complex64 complex128 copy delete error false float32 float64 imag int int8 int16 int32 int64 iota len make new nil panic print println real recover rune string true uint uint8 uint16 uint32 "
        + "uint64 uintptr bytes context errors fmt http io json mime multipart net os strconv strings sync time url");

    public static readonly FrozenSet<string> GoLibrary = Set("Client Option Error APIError Date");

    public static readonly FrozenSet<string> GoMembers = Set("AdditionalProperties MarshalJSON UnmarshalJSON String Error");

    public static readonly FrozenSet<string> JavaKeywords = Set(
        "abstract assert boolean break byte case catch char class const continue default do double else enum extends false final finally float for goto if implements import instanceof int interface "
        + "long native new null package private protected public record return sealed short static strictfp super switch synchronized this throw throws transient true try var void volatile while yield "
        + "permits non _");

    public static readonly FrozenSet<string> JavaLibrary = Set(
        "ArrayList Arrays BigDecimal BigInteger Boolean Byte Character Class ClassLoader Comparable Deprecated Double Duration Enum Error Exception Float Function FunctionalInterface HashMap HttpClient "
        + "HttpRequest HttpResponse IOException Instant Integer Iterable Iterator LinkedHashMap List LocalDate Long Map Math Module Number Object Objects OffsetDateTime Optional Override Package Path Process "
        + "Record Runnable RuntimeException Runtime Set Short Stream String StringBuilder Supplier System Thread Throwable URI UUID Void Json JsonValue ApiException");

    public static readonly FrozenSet<string> JavaMembers = Set(
        "additionalProperties clone equals finalize getClass hashCode notify notifyAll toString wait fromJson toJson builder");

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
