using System.Collections.Frozen;

namespace Lakehouse.QueryApi.Http;

/// <summary>A kind of refusal or failure, as RFC 9457 names it.</summary>
/// <param name="Slug">Stable name: the problem's type is <c>urn:lakehouse:problem:{slug}</c>.</param>
/// <param name="Title">What the kind means, the same for every occurrence.</param>
/// <param name="Status">HTTP status.</param>
internal sealed record Problem(string Slug, string Title, int Status)
{
    public static readonly Problem InvalidRequest = new("invalid-request", "The request is not understood", 400);
    public static readonly Problem RequestTooLarge = new("request-too-large", "The request is too large", 413);
    public static readonly Problem UnsupportedMediaType = new("unsupported-media-type", "The body's media type is not supported", 415);
    public static readonly Problem NotAcceptable = new("not-acceptable", "No offered format is acceptable", 406);
    public static readonly Problem Syntax = new("syntax-error", "The statement has a syntax error", 400);
    public static readonly Problem NotSelect = new("not-a-select", "Only SELECT statements run here", 400);
    public static readonly Problem NotAllowed = new("not-allowed", "The statement uses something that is not open to queries", 400);
    public static readonly Problem UnknownTable = new("unknown-table", "A table is not known", 400);
    public static readonly Problem NoSuchTable = new("unknown-table", "A table is not known", 404);
    public static readonly Problem NoSuchStatement = new("unknown-statement", "A prepared statement is not known", 404);
    public static readonly Problem TableWithoutData = new("table-without-data", "A table has no data yet", 409);
    public static readonly Problem InvalidParameters = new("invalid-parameters", "The parameters do not fit the statement", 400);
    public static readonly Problem NotSupported = new("not-supported", "The statement uses something of Athena that does not exist here", 400);
    public static readonly Problem InvalidStatement = new("invalid-statement", "The statement does not fit the tables", 400);
    public static readonly Problem QueryFailed = new("query-failed", "The query failed on the data", 422);
    public static readonly Problem UnsupportedType = new("unsupported-type", "A column's type cannot be returned", 422);
    public static readonly Problem OutOfMemory = new("memory-limit", "The query needs more memory than it may use", 422);
    public static readonly Problem TimeLimit = new("time-limit", "The query ran longer than it may", 422);
    public static readonly Problem ScanLimit = new("scan-limit", "The query would read more than it may", 422);
    public static readonly Problem ResultLimit = new("result-limit", "The answer is longer than it may be", 422);
    public static readonly Problem Unauthorized = new("unauthorized", "The request does not prove who it comes from", 401);
    public static readonly Problem Forbidden = new("forbidden", "The table is not open to you", 403);
    public static readonly Problem TooManyQueries = new("too-many-queries", "Too many queries at once", 429);
    public static readonly Problem TableUnreadable = new("table-unreadable", "A table cannot be read", 500);
    public static readonly Problem EngineLost = new("engine-lost", "The query ended the engine that ran it", 422);
    public static readonly Problem AthenaUnavailable = new("athena-unavailable", "Amazon Athena does not answer as it should", 502);
    public static readonly Problem Internal = new("internal-error", "The service failed", 500);

    private static readonly FrozenDictionary<string, Problem> OfWorkers = FrozenDictionary.ToFrozenDictionary(
        [Syntax, NotSupported, NotSelect, NotAllowed, InvalidParameters, InvalidStatement, QueryFailed, UnsupportedType, OutOfMemory, TimeLimit, TableUnreadable, Internal],
        problem => problem.Slug);

    /// <summary>The kind that a worker named.</summary>
    public static Problem Named(string slug) => OfWorkers.GetValueOrDefault(slug, Internal);
}
