using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Apache.Arrow.Flight;
using Apache.Arrow.Flight.Client;
using Apache.Arrow.Ipc;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Flight.Protocol;

namespace Lakehouse.QueryApi.Benchmarks;

/// <summary>
/// A long answer in Arrow, over HTTP and over Flight SQL, as rows a second that a client takes: against DuckDB's own Arrow batches of the
/// same statement in this process, where no byte is written, sent or read.
/// </summary>
internal static class ArrowStreams
{
    private const long WarmUp = 200_000;

    public static async Task RunAsync(long rows)
    {
        using var lake = new BenchmarkLake();
        await using var service = await ServiceProcess.StartAsync(lake, "--Query:Concurrency=1", "--Query:ResultCacheMegabytes=0", "--Flight:Port=0");
        var home = await service.Http.GetFromJsonAsync<System.Text.Json.JsonElement>("");
        using var channel = GrpcChannel.ForAddress(home.GetProperty("flightSql").GetString()!.Replace("grpc://", "http://", StringComparison.Ordinal));
        var flight = new FlightClient(channel);
        var before = "";
        foreach (var count in new[] { WarmUp, rows })
        {
            var (alone, _) = await MeasureAsync(service, () => Task.FromResult(Alone(count)), count);
            var http = await MeasureAsync(service, () => OverHttpAsync(service, count), count);
            var grpc = await MeasureAsync(service, () => OverFlightAsync(flight, count), count);
            before = before.Length == 0 ? grpc.Memory : before;
            if (count == rows)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} rows of a number, a double and a text; DuckDB's own Arrow batches in process: {rows / alone / 1e6:0.00} M rows/s"));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"most memory, service and worker: after the first {WarmUp} rows {before}; HTTP {http.Memory}; Flight SQL {grpc.Memory}"));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Arrow IPC over HTTP: {rows / http.Seconds / 1e6:0.00} M rows/s, ratio {alone / http.Seconds:0.00};  Flight SQL: {rows / grpc.Seconds / 1e6:0.00} M rows/s, ratio {alone / grpc.Seconds:0.00}"));
            }
        }
    }

    private static string Sql(long rows) => string.Create(CultureInfo.InvariantCulture, $"SELECT range AS number, range / 7.0::DOUBLE AS quotient, 'row number ' || range AS text FROM range({rows})");

    private static long Alone(long rows)
    {
        var temp = Directory.CreateTempSubdirectory("lakehouse-benchmark-").FullName;
        try
        {
            using var engine = new QueryEngine(new EngineSettings(1L << 30, Environment.ProcessorCount, temp, 0, [], []));
            using var result = engine.Execute(Sql(rows), default, [], isRepeatable: false, CancellationToken.None);
            var read = 0L;
            while (result.NextChunk() is > 0 and var count)
            {
                using var batch = result.ToArrow(0, count);
                read += batch.Length;
            }

            return read;
        }
        finally
        {
            Directory.Delete(temp, recursive: true);
        }
    }

    private static async Task<long> OverHttpAsync(ServiceProcess service, long rows)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/query") { Content = JsonContent.Create(new { sql = Sql(rows), timeout = 600 }) };
        request.Headers.Accept.ParseAdd("application/vnd.apache.arrow.stream");
        using var response = await service.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new ArrowStreamReader(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync());
        var read = 0L;
        while (await reader.ReadNextRecordBatchAsync() is { } batch)
        {
            using (batch)
            {
                read += batch.Length;
            }
        }

        return read;
    }

    private static async Task<long> OverFlightAsync(FlightClient client, long rows)
    {
        var command = FlightDescriptor.CreateCommandDescriptor(Any.Pack(new CommandStatementQuery { Query = Sql(rows) }).ToByteArray());
        var info = await client.GetInfo(command).ResponseAsync;
        using var stream = client.GetStream(info.Endpoints[0].Ticket);
        var read = 0L;
        while (await stream.ResponseStream.MoveNext(CancellationToken.None))
        {
            using var batch = stream.ResponseStream.Current;
            read += batch.Length;
        }

        return read;
    }

    private static async Task<(double Seconds, string Memory)> MeasureAsync(ServiceProcess service, Func<Task<long>> read, long rows)
    {
        const long Megabyte = 1024 * 1024;
        var start = Stopwatch.GetTimestamp();
        var reading = Task.Run(read);
        var most = (Service: 0L, Worker: 0L);
        while (await Task.WhenAny(reading, Task.Delay(100)) != reading)
        {
            var now = service.Memory();
            most = (Math.Max(most.Service, now.Service), Math.Max(most.Worker, now.Largest));
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var count = await reading;
        return count == rows ? (seconds, $"{most.Service / Megabyte} and {most.Worker / Megabyte} MB") : throw new InvalidOperationException($"{count} rows came in place of {rows}.");
    }
}
