using System.Globalization;
using Lakehouse.Ingestor.Benchmarks;

// Lakehouse.Ingestor.Benchmarks [ratings|wide|capture|transaction|latency|all] [rows] [rounds]: defaults of a few seconds; rows and rounds of the real measures stand in docs/ingestor.md.
var what = args.Length > 0 ? args[0] : "all";
var rows = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000_000;
var rounds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 3;
if (what is "ratings" or "all")
{
    await using var database = await BenchmarkDatabase.StartAsync();
    await LoadBenchmark.RunAsync(database, Workload.Ratings(rows), rounds);
}

if (what is "wide" or "all")
{
    await using var database = await BenchmarkDatabase.StartAsync();
    await LoadBenchmark.RunAsync(database, Workload.Wide(what == "all" ? rows / 20 : rows), rounds);
}

if (what is "capture" or "all")
{
    await using var database = await BenchmarkDatabase.StartAsync();
    await CaptureBenchmark.RunAsync(database, rows, rounds, perTransaction: 1000);
}

if (what is "transaction" or "all")
{
    await using var database = await BenchmarkDatabase.StartAsync();
    await CaptureBenchmark.RunAsync(database, rows, rounds, perTransaction: rows);
}

if (what is "latency" or "all")
{
    await using var database = await BenchmarkDatabase.StartAsync();
    await LatencyBenchmark.RunAsync(database, seconds: 20);
}

Console.WriteLine($"peak memory of this process: {Environment.WorkingSet >> 20} MiB now, {System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB at most");
