using System.Globalization;
using Lakehouse.Ingestor.Benchmarks;

// Lakehouse.Ingestor.Benchmarks [rows] [rounds]: defaults of a few seconds; 20000000 5 is the real measure.
var rows = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3;
await using var database = await BenchmarkDatabase.StartAsync();
await LoadBenchmark.RunAsync(database, Workload.Ratings(rows), rounds);
await LoadBenchmark.RunAsync(database, Workload.Wide(rows / 20), rounds);
Console.WriteLine($"peak memory of this process: {Environment.WorkingSet >> 20} MiB now, {System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB at most");
