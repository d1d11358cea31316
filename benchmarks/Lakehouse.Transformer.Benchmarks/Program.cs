using Lakehouse.Transformer.Benchmarks;

// dotnet run -c Release --project benchmarks/Lakehouse.Transformer.Benchmarks -- ratings [--ratings 20000000] [--changes 1000] [--batches 5] [--memory 1024] [--folder kept/lake]
// dotnet run -c Release --project benchmarks/Lakehouse.Transformer.Benchmarks -- growth [--changes 1000] [--batches 9] [--memory 1024]
var options = BenchmarkOptions.Parse(args.Skip(1));
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
switch (args.FirstOrDefault())
{
    case "ratings": await new RatingsBenchmark(options).RunAsync(stop.Token); return 0;
    case "growth": await new GrowthBenchmark(options).RunAsync(stop.Token); return 0;
    case MeasuredRun.Command: await MeasuredRun.RunAsync(options, stop.Token); return 0;
    case PlainDuckDb.Command: await PlainDuckDb.RunAsync(options, stop.Token); return 0;
    default:
        Console.Error.WriteLine("Name a benchmark: ratings (first load and small batches, against plain DuckDB) or growth (the same batches on curated tables of three sizes).");
        return 2;
}
