using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Lakehouse.Delta.Engine;

namespace Lakehouse.QueryApi.Benchmarks;

/// <summary>Many clients for a long time: they ask, cancel, hang up in the middle, ask for too much. Goal: no error of ours, and memory that does not grow.</summary>
internal static class Soak
{
    private const double Megabyte = 1024 * 1024;

    public static async Task<int> RunAsync(double seconds, int clients)
    {
        using var lake = new BenchmarkLake();
        await using (var engine = DuckDbEngine.Open(new EngineOptions()))
        {
            await lake.WriteMovieRatingsAsync(engine);
        }

        await using var service = await ServiceProcess.StartAsync(lake, "--Query:QueueLength=1000", "--Query:QueueTimeoutSeconds=60", "--Query:MemoryMegabytes=1024");
        var outcomes = new ConcurrentDictionary<string, int>();
        var errors = new ConcurrentBag<string>();
        var clock = Stopwatch.StartNew();
        var work = Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(() => ClientAsync(service, new Random(client), () => clock.Elapsed.TotalSeconds < seconds, outcomes, errors))));
        var samples = new List<(double Service, double Worker)>();
        while (await Task.WhenAny(work, Task.Delay(TimeSpan.FromSeconds(Math.Max(1, seconds / 20)))) != work)
        {
            var (own, workers, largest) = service.Memory();
            samples.Add((own / Megabyte, largest / Megabyte));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds,6:0} s  service {own / Megabyte,5:0} MB  workers {workers / Megabyte,5:0} MB, the largest {largest / Megabyte,4:0} MB  {string.Join("  ", outcomes.OrderBy(outcome => outcome.Key, StringComparer.Ordinal).Select(outcome => $"{outcome.Key} {outcome.Value}"))}"));
        }

        await work;
        // The first fifth warms up; after that, the most of the second half against the most of the first.
        var steady = samples.Skip(samples.Count / 5).ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clients} clients, {clock.Elapsed.TotalSeconds:0} s: {outcomes.Values.Sum()} requests, {errors.Count} errors; most memory in the first and the second half: service {Compare(sample => sample.Service)}, a worker {Compare(sample => sample.Worker)}"));
        foreach (var error in errors.Distinct().Take(10))
        {
            Console.WriteLine($"  {error}");
        }

        return errors.IsEmpty ? 0 : 1;

        string Compare(Func<(double Service, double Worker), double> memory)
        {
            var (early, late) = (steady[..(steady.Length / 2)].Max(memory), steady[(steady.Length / 2)..].Max(memory));
            return string.Create(CultureInfo.InvariantCulture, $"{early:0} and {late:0} MB, ratio {late / early:0.00}");
        }
    }

    private static async Task ClientAsync(ServiceProcess service, Random random, Func<bool> goesOn, ConcurrentDictionary<string, int> outcomes, ConcurrentBag<string> errors)
    {
        while (goesOn())
        {
            var (name, run) = random.Next(100) switch
            {
                < 80 => ("answered", AnsweredAsync(service, random)),
                < 88 => ("cancelled", CancelledAsync(service, random)),
                < 95 => ("hung up", HungUpAsync(service, random)),
                < 98 => ("refused", ProblemAsync(service, "SELECT * FROM read_text('/etc/passwd')", null, "not-allowed")),
                _ => ("stopped", ProblemAsync(service, "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range = -1", 0.2, "time-limit")),
            };
            try
            {
                if (await run is { } error)
                {
                    errors.Add($"{name}: {error}");
                }
            }
            catch (Exception failed) when (failed is HttpRequestException or IOException or SocketException or JsonException)
            {
                errors.Add($"{name}: {failed.Message}");
            }

            outcomes.AddOrUpdate(name, 1, (_, count) => count + 1);
        }
    }

    private static async Task<string?> AnsweredAsync(ServiceProcess service, Random random)
    {
        var id = random.Next(9_742);
        using var response = await service.Http.PostAsJsonAsync("v1/query", new { sql = "SELECT movieid, title FROM movie_ratings WHERE movieid = $1", parameters = new[] { id } });
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode && JsonDocument.Parse(text).RootElement.GetProperty("rows").GetRawText() == $"[[{id},\"Film number {id}\"]]" ? null : $"{(int)response.StatusCode} {text}";
    }

    private static async Task<string?> CancelledAsync(ServiceProcess service, Random random)
    {
        using var leaving = new CancellationTokenSource(random.Next(1, 100));
        try
        {
            using var response = await service.Http.PostAsJsonAsync("v1/query", new { sql = $"SELECT sum(hash(range)) FROM range({random.Next(1_000_000, 50_000_000)})" }, leaving.Token);
            return (int)response.StatusCode < 500 ? null : $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(CancellationToken.None)}";
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static async Task<string?> HungUpAsync(ServiceProcess service, Random random)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(service.Http.BaseAddress!.Host, service.Http.BaseAddress.Port);
        var body = "{\"sql\":\"SELECT range, repeat('x', 100) FROM range(1000000)\"}";
        var request = $"POST /v1/query HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAccept: text/csv\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        var length = random.Next(3) == 0 ? random.Next(request.Length) : request.Length;
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request[..length]));
        if (length == request.Length && random.Next(2) == 0)
        {
            await socket.GetStream().ReadExactlyAsync(new byte[random.Next(1, 100_000)]);
        }

        // A reset in place of a goodbye.
        socket.LingerState = new LingerOption(true, 0);
        return null;
    }

    private static async Task<string?> ProblemAsync(ServiceProcess service, string sql, double? timeout, string expected)
    {
        using var response = await service.Http.PostAsJsonAsync("v1/query", new { sql, timeout });
        var text = await response.Content.ReadAsStringAsync();
        return text.Contains($"urn:lakehouse:problem:{expected}", StringComparison.Ordinal) ? null : $"{(int)response.StatusCode} {text}";
    }
}
