using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using DuckDB.NET.Data;

namespace Lakehouse.QueryApi.Benchmarks;

/// <summary>A long answer: how fast it comes as CSV, against DuckDB's own CSV of the same rows, and how much memory the service and its worker take meanwhile, in each format and with wide rows.</summary>
internal static class LongAnswer
{
    private const double Megabyte = 1024 * 1024;

    private const int WideColumns = 2_000;

    public static async Task RunAsync(long rows)
    {
        var sql = string.Create(CultureInfo.InvariantCulture, $"SELECT range AS number, 'row number ' || range AS text FROM range({rows})");
        using var lake = new BenchmarkLake();
        await using var service = await ServiceProcess.StartAsync(lake, "--Query:Concurrency=1");
        await ReadAsync(service, "SELECT range AS number, 'row number ' || range AS text FROM range(1000000)", "text/csv");
        var (bytes, seconds) = await MeasureAsync(service, sql, "text/csv");
        foreach (var format in new[] { "application/json", "application/x-ndjson", "application/vnd.apache.arrow.stream", "application/vnd.apache.parquet" })
        {
            await MeasureAsync(service, sql, format);
        }

        var wide = string.Create(CultureInfo.InvariantCulture, $"SELECT {string.Join(", ", Enumerable.Range(0, WideColumns).Select(column => $"'value {column} of row ' || range AS c{column}"))} FROM range({rows / WideColumns})");
        foreach (var format in new[] { "text/csv", "application/vnd.apache.arrow.stream", "application/vnd.apache.parquet" })
        {
            await MeasureAsync(service, wide, format);
        }

        await using var alone = new DuckDBConnection("DataSource=:memory:");
        await alone.OpenAsync();
        await using var copy = alone.CreateCommand();
        copy.CommandText = $"COPY ({sql}) TO '/dev/null' (FORMAT csv)";
        var clock = Stopwatch.StartNew();
        await copy.ExecuteNonQueryAsync();
        var peer = clock.Elapsed.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} rows as CSV, {bytes / Megabyte:0} MB: {seconds:0.0} s, DuckDB's COPY to /dev/null {peer:0.0} s, ratio {seconds / peer:0.00}"));
    }

    private static async Task<(long Bytes, double Seconds)> MeasureAsync(ServiceProcess service, string sql, string format)
    {
        var before = service.Memory();
        var most = before;
        var clock = Stopwatch.StartNew();
        var reading = ReadAsync(service, sql, format);
        while (await Task.WhenAny(reading, Task.Delay(50)) != reading)
        {
            var now = service.Memory();
            most = (Math.Max(most.Service, now.Service), Math.Max(most.Workers, now.Workers), 0);
        }

        var bytes = await reading;
        var seconds = clock.Elapsed.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{format}, {(sql.Length > 10_000 ? "wide rows" : "long")}: {bytes / Megabyte:0} MB in {seconds:0.0} s ({bytes / Megabyte / seconds:0} MB/s); memory before: service {before.Service / Megabyte:0} MB, worker {before.Workers / Megabyte:0} MB; most: service {most.Service / Megabyte:0} MB, worker {most.Workers / Megabyte:0} MB"));
        return (bytes, seconds);
    }

    private static async Task<long> ReadAsync(ServiceProcess service, string sql, string format)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/query") { Content = JsonContent.Create(new { sql, timeout = 600 }) };
        request.Headers.TryAddWithoutValidation("Accept", format);
        using var response = await service.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
        var buffer = new byte[128 * 1024];
        var bytes = 0L;
        int read;
        while ((read = await body.ReadAsync(buffer)) > 0)
        {
            bytes += read;
        }

        return bytes;
    }
}
