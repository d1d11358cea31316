using System.Globalization;
using Lakehouse.QueryApi.Benchmarks;

// Usage: dotnet run -c Release --project benchmarks/Lakehouse.QueryApi.Benchmarks -- COMMAND [number …]
switch (args.FirstOrDefault())
{
    case "small":
        await SmallQueries.RunAsync(seconds: Number(1, 5), clients: (int)Number(2, 4));
        return 0;
    case "analytical":
        await AnalyticalQueries.RunAsync(ratings: (long)Number(1, 20_000_000), rounds: (int)Number(2, 3));
        return 0;
    case "files":
        await ManyFiles.RunAsync(files: (int)Number(1, 100_000), rounds: (int)Number(2, 21));
        return 0;
    case "stream":
        await LongAnswer.RunAsync(rows: (long)Number(1, 50_000_000));
        return 0;
    case "arrow":
        await ArrowStreams.RunAsync(rows: (long)Number(1, 20_000_000));
        return 0;
    case "functions":
        TrinoFunctions.Run(rows: (long)Number(1, 500_000), rounds: (int)Number(2, 5));
        return 0;
    case "soak":
        return await Soak.RunAsync(seconds: Number(1, 600), clients: (int)Number(2, 64));
    default:
        await Console.Error.WriteLineAsync("""
            small      [seconds = 5] [clients = 4]        small queries over HTTP: latencies, and how many in a second
            analytical [ratings = 20000000] [rounds = 3]  20 queries over ratings, against DuckDB alone on the same files
            files      [files = 100000] [rounds = 21]     the first query of a table of many files, against opening its snapshot
            stream     [rows = 50000000]                  a long answer: speed against DuckDB's own CSV, and memory in every format
            arrow      [rows = 20000000]                  a long answer as Arrow over HTTP and Flight SQL, against DuckDB's own Arrow batches
            functions  [rows = 500000] [rounds = 5]       JSON and regular expressions as Trino has them, against DuckDB's own functions
            soak       [seconds = 600] [clients = 64]     clients that ask, cancel and hang up: errors, and memory at the end
            """);
        return 2;
}

double Number(int index, double otherwise) => args.Length > index ? double.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
