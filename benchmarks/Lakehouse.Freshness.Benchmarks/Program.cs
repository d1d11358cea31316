using System.Globalization;
using Lakehouse.Freshness.Benchmarks;

// dotnet run -c Release --project benchmarks/Lakehouse.Freshness.Benchmarks -- [seconds] [changes per second]: 300 and 1000 are the measure of docs/transformer.md
var seconds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 60;
var rate = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1000;
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
await using var product = await Product.StartAsync(stop.Token);
return await new FreshnessBenchmark(product, TimeSpan.FromSeconds(seconds), rate).RunAsync(stop.Token) ? 0 : 1;
