using System.CommandLine;
using System.CommandLine.Parsing;
using MovieLens.Source.DataSets;
using MovieLens.Source.Download;
using MovieLens.Source.Generation;

namespace MovieLens.Source.CommandLine;

/// <summary>The program's command line.</summary>
internal sealed class SourceCommand : RootCommand
{
    private readonly Option<string?> connection = new("--connection", "-c")
    {
        Description = "Npgsql connection string [default: the configuration's ConnectionStrings:movielens, so the environment variable ConnectionStrings__movielens]",
        HelpName = "string",
    };

    private readonly Option<string?> folder = new("--dir")
    {
        Description = "Folder with movies.csv, ratings.csv, tags.csv, links.csv [default: the environment variable MOVIELENS_DIR]",
        HelpName = "folder",
    };

    private readonly Option<string?> archive = new("--download")
    {
        Description = $"GroupLens' data set to download: {GroupLensArchive.Names}",
        HelpName = "name",
    };

    private readonly Option<string?> scale = new("--scale")
    {
        Description = $"Generate a data set of this size: {Scale.Names}",
        HelpName = "scale",
    };

    private readonly Option<bool> generate = new("--generate", "--offline") { Description = "Generate the data set (scale small): no folder, no download" };

    private readonly Option<long?> seed = new("--seed")
    {
        Description = "Seed of the generated data set [default: 42] and of the traffic [default: another one at each start]",
        HelpName = "number",
    };

    private readonly Option<string?> cache = new("--cache")
    {
        Description = "Folder that keeps downloads [default: $XDG_CACHE_HOME/lakehouse, or .lakehouse/cache]",
        HelpName = "folder",
    };

    private readonly Option<bool> replace = new("--replace") { Description = "Drop the tables that are there and fill them anew" };

    private readonly Option<TimeSpan?> wait = new("--wait")
    {
        Description = "How long to wait for a server that is still starting [default: 30s]",
        HelpName = "time",
        CustomParser = static result => ParseDuration(result),
    };

    private readonly Option<double?> traffic = new("--traffic")
    {
        Description = "Once filled, keep changing the database as users do, at this rate: 100/s, 600/m",
        HelpName = "rate",
        CustomParser = ParseRate,
    };

    private readonly Option<TimeSpan?> duration = new("--duration")
    {
        Description = "End the traffic after this time: 30s, 10m [default: Ctrl+C ends it]",
        HelpName = "time",
        CustomParser = static result => ParseDuration(result),
    };

    public SourceCommand(Func<SourceOptions, CancellationToken, Task<int>> run)
        : base("Fills a Postgres database with MovieLens (tables movies, ratings, tags, links) and, with --traffic, keeps changing it as users do."
            + "\n\nThe data set is the folder named by --dir or MOVIELENS_DIR; else GroupLens' ml-latest-small, downloaded once; else, offline, a generated one."
            + "\nA database that is filled already is left as it is. Everything is loaded in one transaction.")
    {
        foreach (var option in new Option[] { connection, folder, archive, scale, generate, seed, cache, replace, wait, traffic, duration })
        {
            Options.Add(option);
        }

        Validators.Add(Validate);
        SetAction((parsed, cancellationToken) => run(Read(parsed), cancellationToken));
    }

    private SourceOptions Read(ParseResult parsed)
    {
        var size = parsed.GetValue(scale) is { } name ? Scale.Find(name) : parsed.GetValue(generate) ? Scale.Small : null;
        var download = parsed.GetValue(archive);
        var environment = Environment.GetEnvironmentVariable("MOVIELENS_DIR");
        return new SourceOptions
        {
            ConnectionString = parsed.GetValue(connection),
            DataSet = new DataSetRequest
            {
                Folder = parsed.GetValue(folder) ?? (size is null && download is null && !string.IsNullOrWhiteSpace(environment)
                    ? RepositoryFolder.Resolve(environment, Environment.CurrentDirectory)
                    : null),
                Scale = size,
                IsRequired = parsed.GetValue(folder) is not null || size is not null || download is not null || parsed.GetValue(traffic) is null,
                Archive = download,
                Seed = parsed.GetValue(seed) ?? 42,
                CacheFolder = parsed.GetValue(cache) ?? CacheFolder.Find(Environment.CurrentDirectory),
            },
            Replace = parsed.GetValue(replace),
            Wait = parsed.GetValue(wait) ?? TimeSpan.FromSeconds(30),
            Traffic = parsed.GetValue(traffic),
            Duration = parsed.GetValue(duration),
            TrafficSeed = parsed.GetValue(seed),
        };
    }

    private void Validate(CommandResult result)
    {
        Option[] sources = [folder, archive, scale];
        if (sources.Count(option => result.GetResult(option) is not null) > 1 || (result.GetValue(generate) && (result.GetResult(folder) ?? result.GetResult(archive)) is not null))
        {
            result.AddError("--dir, --download and --scale (or --generate) exclude each other: give one.");
        }

        if (result.GetValue(scale) is { } size && Scale.Find(size) is null)
        {
            result.AddError($"--scale: there is no scale '{size}'; there are {Scale.Names}.");
        }

        if (result.GetValue(archive) is { } name && GroupLensArchive.Find(name) is null)
        {
            result.AddError($"--download: there is no data set '{name}'; there are {GroupLensArchive.Names}.");
        }

        if (result.GetResult(duration) is not null && result.GetResult(traffic) is null)
        {
            result.AddError("--duration is about the traffic: give --traffic, too.");
        }
    }

    private static TimeSpan ParseDuration(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (!Duration.TryParse(text, out var time))
        {
            result.AddError($"'{text}' is not a time: write 500ms, 30s, 2m or 1h.");
        }

        return time;
    }

    private static double? ParseRate(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (!Rate.TryParse(text, out var perSecond))
        {
            result.AddError($"'{text}' is not a rate: write 100/s, 600/m or 50 (per second), at most {Rate.MostPerSecond:N0}/s.");
        }

        return perSecond;
    }
}
