using System.Globalization;
using Lakehouse.QueryApi.Results;
using Microsoft.Net.Http.Headers;
using ParquetSharp;

namespace Lakehouse.QueryApi.Http;

/// <summary>A format that results are offered in.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="ContentType">The media type with parameters, for the answer's header.</param>
/// <param name="Create">Makes a writer.</param>
internal sealed record ResultFormat(string MediaType, string ContentType, Func<ResultWriter> Create)
{
    /// <summary>The formats, the preferred one first.</summary>
    public static readonly IReadOnlyList<ResultFormat> Offered =
    [
        new("application/json", "application/json; charset=utf-8", () => new JsonResultWriter()),
        new("text/csv", "text/csv; charset=utf-8; header=present", () => new CsvResultWriter()),
        new("application/x-ndjson", "application/x-ndjson; charset=utf-8", () => new NdjsonResultWriter()),
        new("application/vnd.apache.arrow.stream", "application/vnd.apache.arrow.stream", () => new ArrowResultWriter()),
        new("application/vnd.apache.parquet", "application/vnd.apache.parquet", () => new ParquetResultWriter()),
    ];

    /// <summary>Arrow's IPC stream.</summary>
    public static readonly ResultFormat Arrow = Offered.First(format => format.MediaType == "application/vnd.apache.arrow.stream");

    /// <summary>The format of Athena's result files; not offered over HTTP.</summary>
    public static readonly ResultFormat Athena = new(AthenaResultWriter.MediaType, AthenaResultWriter.MediaType, () => new AthenaResultWriter());

    /// <summary>JSON as resources have it: an array of objects, without columns and statistics.</summary>
    private static readonly ResultFormat Rows = new(JsonRowsResultWriter.MediaType, "application/json; charset=utf-8", () => new JsonRowsResultWriter());

    /// <summary>Avro: of UNLOAD.</summary>
    public static readonly ResultFormat Avro = new(AvroResultWriter.MediaType, AvroResultWriter.MediaType, () => new AvroResultWriter());

    /// <summary>Parquet with a compression: of UNLOAD.</summary>
    public static ResultFormat Parquet(Compression compression, int? level = null) => new(string.Create(CultureInfo.InvariantCulture, $"{ParquetResultWriter.CompressedMediaType}{compression}:{level}"), "application/vnd.apache.parquet", () => new ParquetResultWriter(compression, level));

    /// <summary>Hive's text: of UNLOAD.</summary>
    public static ResultFormat TextFile(char delimiter) => new(string.Create(CultureInfo.InvariantCulture, $"{TextFileResultWriter.MediaType}{(int)delimiter}"), "text/plain", () => new TextFileResultWriter(delimiter));

    /// <summary>A file of the format for each combination of the columns' values: of UNLOAD.</summary>
    public ResultFormat PartitionedBy(IReadOnlyList<string> columns) => new($"{PartitionedResultWriter.MediaType}{string.Join(',', columns.Select(Uri.EscapeDataString))};{MediaType}", ContentType, () => new PartitionedResultWriter(columns, Create));

    /// <summary>The format of a media type.</summary>
    public static ResultFormat Named(string mediaType) => mediaType == Athena.MediaType ? Athena
        : mediaType.StartsWith(PartitionedResultWriter.MediaType, StringComparison.Ordinal) ? ReadPartitioned(mediaType[PartitionedResultWriter.MediaType.Length..])
        : mediaType.StartsWith(ParquetResultWriter.CompressedMediaType, StringComparison.Ordinal) ? ReadParquet(mediaType[ParquetResultWriter.CompressedMediaType.Length..].Split(':'))
        : mediaType.StartsWith(TextFileResultWriter.MediaType, StringComparison.Ordinal) ? TextFile((char)int.Parse(mediaType.AsSpan(TextFileResultWriter.MediaType.Length), CultureInfo.InvariantCulture))
        : mediaType == Avro.MediaType ? Avro
        : mediaType == Rows.MediaType ? Rows
        : Offered.First(format => format.MediaType == mediaType);

    private static ResultFormat ReadParquet(string[] parts) => Parquet(Enum.Parse<Compression>(parts[0]), parts[1].Length == 0 ? null : int.Parse(parts[1], CultureInfo.InvariantCulture));

    private static ResultFormat ReadPartitioned(string text)
    {
        var end = text.IndexOf(';', StringComparison.Ordinal);
        return Named(text[(end + 1)..]).PartitionedBy([.. text[..end].Split(',').Select(Uri.UnescapeDataString)]);
    }

    /// <summary>As <see cref="Choose"/>, with rows alone where JSON is chosen.</summary>
    /// <exception cref="QueryException">None of the formats is acceptable.</exception>
    public static ResultFormat ChooseRows(HttpRequest request) => Choose(request) is var format && format == Offered[0] ? Rows : format;

    /// <summary>Chooses by the Accept header's qualities (RFC 9110, 12.5.1); without one, JSON.</summary>
    /// <exception cref="QueryException">None of the formats is acceptable.</exception>
    public static ResultFormat Choose(HttpRequest request)
    {
        var accept = request.Headers.Accept;
        if (accept.Count == 0)
        {
            return Offered[0];
        }

        if (!MediaTypeHeaderValue.TryParseList(accept, out var ranges))
        {
            throw new QueryException(Problem.NotAcceptable, $"The Accept header '{accept}' is malformed. {Choices}");
        }

        return Offered
            .Select(format => (format, quality: Quality(MediaTypeHeaderValue.Parse(format.MediaType), ranges)))
            .Where(choice => choice.quality > 0)
            .OrderByDescending(choice => choice.quality)
            .Select(choice => choice.format)
            .FirstOrDefault()
            ?? throw new QueryException(Problem.NotAcceptable, $"Nothing offered fits Accept: {accept}. {Choices}");
    }

    private static string Choices => $"Formats: {string.Join(", ", Offered.Select(format => format.MediaType))}.";

    /// <summary>The quality of the most specific range that covers the type.</summary>
    private static double Quality(MediaTypeHeaderValue type, IList<MediaTypeHeaderValue> ranges) => ranges
        .Where(range => range.MatchesAllTypes || (range.MatchesAllSubTypes ? range.Type.Equals(type.Type, StringComparison.OrdinalIgnoreCase) : range.MediaType.Equals(type.MediaType, StringComparison.OrdinalIgnoreCase)))
        .OrderByDescending(range => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2)
        .Select(range => range.Quality ?? 1)
        .FirstOrDefault(0);
}
