using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using DuckDB.NET.Data;

namespace Lakehouse.QueryApi.Benchmarks;

/// <summary>A long answer as CSV: how fast it comes, against DuckDB's own CSV of the same rows, and how much memory the service and its worker take meanwhile.</summary>
internal static class LongAnswer
{
    private const double Megabyte = 1024 * 1024;

    public static async Task RunAsync(long rows)
    {
        var sql = string.Create(CultureInfo.InvariantCulture, $"SELECT range AS number, 'row number ' || range AS text FROM range({rows})");
        using var lake = new BenchmarkLake();
        await using var service = await ServiceProcess.StartAsync(lake, "--Query:Concurrency=1");
        await ReadAsync(service, "SELECT range AS number, 'row number ' || range AS text FROM range(1000000)");
        var before = service.Memory();
        var most = before;
        var clock = Stopwatch.StartNew();
        var reading = ReadAsync(service, sql);
        while (await Task.WhenAny(reading, Task.Delay(50)) != reading)
        {
            var now = service.Memory();
            most = (Math.Max(most.Service, now.Service), Math.Max(most.Workers, now.Workers));
        }

        var bytes = await reading;
        var seconds = clock.Elapsed.TotalSeconds;
        await using var alone = new DuckDBConnection("DataSource=:memory:");
        await alone.OpenAsync();
        await using var copy = alone.CreateCommand();
        copy.CommandText = $"COPY ({sql}) TO '/dev/null' (FORMAT csv)";
        clock.Restart();
        await copy.ExecuteNonQueryAsync();
        var peer = clock.Elapsed.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} rows, {bytes / Megabyte:0} MB: {seconds:0.0} s ({bytes / Megabyte / seconds:0} MB/s), DuckDB's COPY to /dev/null {peer:0.0} s, ratio {seconds / peer:0.00}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory before: service {before.Service / Megabyte:0} MB, worker {before.Workers / Megabyte:0} MB; most: service {most.Service / Megabyte:0} MB, worker {most.Workers / Megabyte:0} MB"));
    }

    private static async Task<long> ReadAsync(ServiceProcess service, string sql)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/query") { Content = JsonContent.Create(new { sql, timeout = 600 }) };
        request.Headers.TryAddWithoutValidation("Accept", "text/csv");
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
