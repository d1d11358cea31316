using Amazon.Athena;

namespace Lakehouse.QueryApi.Forwarding;

/// <summary>Settings under <c>Query:Athena:</c>, which count where <c>Query:Engine</c> is <c>athena</c>: queries then run on Amazon Athena.</summary>
/// <param name="WorkGroup">The work group of requests that name none (<c>WorkGroup</c>; default <c>primary</c>): the one that CloudFormation made.</param>
/// <param name="Database">Where tables without a database are looked for (<c>Database</c>; default the curated database).</param>
/// <param name="OutputLocation">Where results go (<c>OutputLocation</c>), or null where the work group says so.</param>
/// <param name="Endpoint">Address of a service that speaks Athena's protocol (<c>Endpoint</c>), or null for the region's.</param>
/// <param name="Concurrency">Queries that run or wait there at once (<c>Concurrency</c>; default 20).</param>
internal sealed record ForwardingOptions(string WorkGroup, string Database, string? OutputLocation, string? Endpoint, int Concurrency)
{
    /// <summary>Reads the settings; null where queries run here.</summary>
    /// <exception cref="InvalidOperationException">The engine is unknown, or a value wrong.</exception>
    public static ForwardingOptions? FromConfiguration(IConfiguration configuration, string curatedDatabase)
    {
        var section = configuration.GetSection("Query:Athena");
        return configuration["Query:Engine"] switch
        {
            null or "" or "duckdb" => null,
            "athena" => new ForwardingOptions(
                Text("WorkGroup") ?? "primary",
                Text("Database") ?? curatedDatabase,
                Text("OutputLocation"),
                Text("Endpoint") ?? Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_ATHENA") ?? Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL"),
                (int)new NumberSettings(section).Number("Concurrency", 20, 1, 10_000)),
            var other => throw new InvalidOperationException($"The setting Query:Engine (environment variable Query__Engine) is '{other}'. Set it to duckdb or athena."),
        };

        string? Text(string name) => section[name] is { Length: > 0 } text ? text : null;
    }

    /// <summary>The settings of a client; credentials and region come from the SDK's own chain.</summary>
    public AmazonAthenaConfig ClientConfig()
    {
        var config = new AmazonAthenaConfig();
        if (Endpoint is not null)
        {
            config.ServiceURL = Endpoint;
            config.AuthenticationRegion = Environment.GetEnvironmentVariable("AWS_REGION") ?? "us-east-1";
        }

        return config;
    }
}
