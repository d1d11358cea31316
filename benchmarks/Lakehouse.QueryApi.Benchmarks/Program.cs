using System.Globalization;
using Lakehouse.QueryApi.Benchmarks;

// Usage: dotnet run -c Release --project benchmarks/Lakehouse.QueryApi.Benchmarks -- [seconds per run] [clients]
var seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 5;
var clients = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 4;

await using var server = await BenchmarkServer.StartAsync();
foreach (var (name, sql) in SmallQueries.All)
{
    await SmallQueries.RunAsync(server.Http, sql, 1, TimeSpan.FromSeconds(1));
    Console.WriteLine($"{name,-22} 1 client : {await SmallQueries.RunAsync(server.Http, sql, 1, TimeSpan.FromSeconds(seconds))}");
    await SmallQueries.RunAsync(server.Http, sql, clients, TimeSpan.FromSeconds(1));
    Console.WriteLine($"{name,-22} {clients} clients: {await SmallQueries.RunAsync(server.Http, sql, clients, TimeSpan.FromSeconds(seconds))}");
}
