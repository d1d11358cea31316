using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace StandIns.Tests.Hosting;

/// <summary>The names that Aspire gives to environment variables.</summary>
public sealed class EnvironmentTests
{
    [Fact]
    public async Task Connection_string_of_the_configuration()
    {
        await using var application = new Application("--ConnectionStrings:movielens=Host=h");
        var movielens = application.Builder.AddConnectionString("movielens");

        var environment = await application.EnvironmentOfAsync(program => program.WithReference(movielens));

        Assert.Equal("Host=h", environment["ConnectionStrings__movielens"]);
    }

    [Fact]
    public async Task Connection_string_that_is_made_of_parameters()
    {
        await using var application = new Application();
        var password = application.Builder.AddParameter("password", "s3:cret", secret: true);
        var movielens = application.Builder.AddConnectionString("movielens", ReferenceExpression.Create($"Host=h;Password={password};Database={{x}}"));

        var environment = await application.EnvironmentOfAsync(program => program
            .WithReference(movielens, connectionName: "other")
            .WithEnvironment("PASSWORD", password)
            .WithEnvironment("ESCAPED", ReferenceExpression.Create($"{password:uri}"))
            .WithEnvironment("TEXT", $"with {password} in it"));

        Assert.Equal("Host=h;Password=s3:cret;Database={x}", environment["ConnectionStrings__other"]);
        Assert.Equal("s3:cret", environment["PASSWORD"]);
        Assert.Equal("s3%3Acret", environment["ESCAPED"]);
        Assert.Equal("with s3:cret in it", environment["TEXT"]);
    }

    [Fact]
    public async Task Parameter_of_the_configuration_wins_over_the_value_in_the_model()
    {
        await using var application = new Application("--Parameters:size=big");
        var size = application.Builder.AddParameter("size", "small");

        var environment = await application.EnvironmentOfAsync(program => program.WithEnvironment("SIZE", size));

        Assert.Equal("big", environment["SIZE"]);
    }

    [Fact]
    public async Task Endpoints_of_another_resource()
    {
        await using var application = new Application();
        var api = application.Builder.AddProject<NotBuilt>("query-api", launchProfileName: null).WithHttpEndpoint().WithEndpoint(scheme: "tcp", name: "raw");

        var environment = await application.EnvironmentOfAsync(program => program.WithReference(api).WithEnvironment("URL", api.GetEndpoint("http")));

        var url = api.GetEndpoint("http").Url;
        Assert.Equal(url, environment["URL"]);
        Assert.Equal(url, environment["services__query-api__http__0"]);
        Assert.Equal(url, environment["QUERY_API_HTTP"]);
        Assert.Equal(api.GetEndpoint("raw").Url, environment["services__query-api__raw__0"]);
        Assert.Equal(api.GetEndpoint("raw").Url, environment["QUERY_API_RAW"]);
        Assert.Matches("^http://localhost:[0-9]+$", url);
    }

    [Fact]
    public async Task Parts_of_a_database_connection()
    {
        await using var application = new Application();
        var server = new PostgresServerResource("pg", null, application.Builder.AddParameter("password", "p@ss").Resource);
        application.Builder.CreateResourceBuilder(server).WithEndpoint(port: 5432, scheme: "tcp", name: "tcp");
        server.PrimaryEndpoint.EndpointAnnotation.AllocatedEndpoint = new(server.PrimaryEndpoint.EndpointAnnotation, "localhost", 5432);
        var database = application.Builder.CreateResourceBuilder(new PostgresDatabaseResource("movie-lens", "movielens", server));

        var environment = await application.EnvironmentOfAsync(program => program.WithReference(database));

        Assert.Equal("Host=localhost;Port=5432;Username=postgres;Password=p@ss;Database=movielens", environment["ConnectionStrings__movie-lens"]);
        Assert.Equal("localhost", environment["MOVIE_LENS_HOST"]);
        Assert.Equal("5432", environment["MOVIE_LENS_PORT"]);
        Assert.Equal("postgres", environment["MOVIE_LENS_USERNAME"]);
        Assert.Equal("p@ss", environment["MOVIE_LENS_PASSWORD"]);
        Assert.Equal("movielens", environment["MOVIE_LENS_DATABASENAME"]);
        Assert.Equal("postgresql://postgres:p%40ss@localhost:5432/movielens", environment["MOVIE_LENS_URI"]);
    }

    [Fact]
    public async Task Telemetry()
    {
        await using var application = new Application("--environment=Development", "--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://localhost:4317", "--AppHost:OtlpApiKey=key");

        var environment = await application.EnvironmentOfAsync(program => program.WithOtlpExporter());

        Assert.Equal("http://localhost:4317", environment["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.Equal("grpc", environment["OTEL_EXPORTER_OTLP_PROTOCOL"]);
        Assert.Equal("x-otlp-api-key=key", environment["OTEL_EXPORTER_OTLP_HEADERS"]);
        Assert.Equal("program", environment["OTEL_SERVICE_NAME"]);
        Assert.Matches("^service.instance.id=[0-9a-f]{8}$", environment["OTEL_RESOURCE_ATTRIBUTES"]);
        Assert.Equal("1000", environment["OTEL_BSP_SCHEDULE_DELAY"]);
        Assert.Equal("1000", environment["OTEL_BLRP_SCHEDULE_DELAY"]);
        Assert.Equal("1000", environment["OTEL_METRIC_EXPORT_INTERVAL"]);
        Assert.Equal("always_on", environment["OTEL_TRACES_SAMPLER"]);
    }

    [Fact]
    public async Task No_telemetry_where_no_dashboard_runs()
    {
        await using var application = new Application("--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://localhost:4317");

        var environment = await application.EnvironmentOfAsync(program => program.WithOtlpExporter());

        Assert.DoesNotContain("OTEL_EXPORTER_OTLP_ENDPOINT", environment.Keys);
    }

    [Fact]
    public async Task Credentials_and_region_of_aws()
    {
        await using var application = new Application();
        var aws = application.Builder.AddAWSSDKConfig().WithProfile("dev").WithRegion("eu-central-1");

        var environment = await application.EnvironmentOfAsync(program => program.WithReference(aws));

        Assert.Equal("dev", environment["AWS_PROFILE"]);
        Assert.Equal("eu-central-1", environment["AWS_REGION"]);
        Assert.Equal("eu-central-1", environment["AWS__Region"]);
    }

    /// <summary>A project of which only the endpoints matter.</summary>
    private sealed class NotBuilt : IProjectMetadata
    {
        public string ProjectPath => Path.Combine(Path.GetTempPath(), "NotBuilt", "NotBuilt.csproj");
    }
}
