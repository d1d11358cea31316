using Lakehouse.Delta.Benchmarks;

// dotnet run -c Release --project benchmarks/Lakehouse.Delta.Benchmarks -- scan|append|upsert-small|upsert-large|open|commit [--rows N] [--batch N] [--matched 10,100] [--runs N] [--memory 1400MB] [--vectors true]
if (args.Length == 0)
{
    Console.Error.WriteLine("Name a benchmark: scan, append, upsert-small, upsert-large, open, commit.");
    return 2;
}

var options = BenchmarkOptions.Parse(args[1..]);
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
await using var folder = new BenchmarkFolder(options.Folder);
switch (args[0])
{
    case "scan": await new ScanBenchmark(options, folder).RunAsync(stop.Token); break;
    case "append": await new AppendBenchmark(options, folder).RunAsync(stop.Token); break;
    case "upsert-small": await new SmallUpsertBenchmark(options, folder).RunAsync(stop.Token); break;
    case "upsert-large": await new LargeUpsertBenchmark(options, folder).RunAsync(stop.Token); break;
    case "open": await new OpenBenchmark(options, folder).RunAsync(stop.Token); break;
    case "commit": await CommitBenchmark.RunAsync(stop.Token); break;
    case ChildMerge.Command: await ChildMerge.RunAsync(options, stop.Token); break;
    case ChildOpen.Command: await ChildOpen.RunAsync(options, stop.Token); break;
    default:
        Console.Error.WriteLine($"There is no benchmark '{args[0]}'. There are: scan, append, upsert-small, upsert-large, open, commit.");
        return 2;
}

return 0;
