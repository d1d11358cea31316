using System.Globalization;
using Lakehouse.Delta.Benchmarks;

// dotnet run -c Release --project benchmarks/Lakehouse.Delta.Benchmarks -- [rows | commit]
if (args is ["commit"])
{
    await CommitBenchmark.RunAsync(CancellationToken.None);
    return;
}

var rows = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 5_000_000;
await using var bench = new TableBenchmark(rows);
await bench.RunAsync(CancellationToken.None);
