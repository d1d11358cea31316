using System.Globalization;
using System.Text.Json;
using Lakehouse.QueryApi.Results;
using Lakehouse.QueryApi.Sql;

namespace Lakehouse.QueryApi.Http;

/// <summary>Answers with <c>application/problem+json</c> (RFC 9457).</summary>
internal static class ProblemWriter
{
    /// <summary>Writes a problem: in the statement <paramref name="sql"/>, when it has a place there.</summary>
    public static async Task WriteAsync(HttpResponse response, QueryException error, string? sql, CancellationToken cancellationToken)
    {
        response.Clear();
        response.StatusCode = error.Problem.Status;
        response.ContentType = "application/problem+json; charset=utf-8";
        if (error.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonResultWriter.Options))
        {
            json.WriteStartObject();
            json.WriteString("type", $"urn:lakehouse:problem:{error.Problem.Slug}");
            json.WriteString("title", error.Problem.Title);
            json.WriteNumber("status", error.Problem.Status);
            json.WriteString("detail", Describe(error, sql));
            if (sql is not null && error.Position is { } offset)
            {
                var position = TextPosition.Of(sql, offset);
                json.WriteNumber("line", position.Line);
                json.WriteNumber("column", position.Column);
            }

            json.WriteEndObject();
        }

        response.ContentLength = buffer.WrittenCount;
        await response.Body.WriteAsync(buffer.WrittenMemory, cancellationToken);
    }

    private static string Describe(QueryException error, string? sql)
    {
        if (sql is null || error.Position is not { } offset)
        {
            return error.Message;
        }

        var position = TextPosition.Of(sql, offset);
        return $"{error.Message.TrimEnd()} (line {position.Line}, column {position.Column})";
    }
}
