using Lakehouse.AppHost;
using Lakehouse.AppHost.Publishing;

// The picture of the system: what runs, in what order, wired to what. `--help` lists the options.
try
{
    var options = LakehouseOptions.Parse(args);
    if (options.Help)
    {
        Console.WriteLine(LakehouseOptions.HelpText);
        return 0;
    }

    DashboardAddresses.Choose();
    var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = options.AspireArguments, EnableResourceLogging = true });
    using var state = await builder.OpenStateAsync(options);

    var lake = builder.AddLake(options, state);
    var movielens = builder.AddMovieLensDatabase(options, state);

    var source = builder.AddProject<Projects.MovieLens_Source>("movielens-source", launchProfileName: null)
        .WithDatabase(movielens)
        .WithDataSet(options)
        .ExcludeFromManifest();

    var ingestor = builder.AddProject<Projects.Lakehouse_Ingestor>("ingestor", launchProfileName: null)
        .WithHttpEndpoint()
        .WithHttpHealthCheck("/health")
        .WithPromptStop()
        .WithDatabase(movielens)
        .WithLake(lake)
        .WaitForCompletion(source);

    var transformer = builder.AddProject<Projects.Lakehouse_Transformer>("transformer", launchProfileName: null)
        .WithHttpEndpoint()
        .WithHttpHealthCheck("/health")
        .WithPromptStop()
        .WithLake(lake);

    var queryApi = builder.AddProject<Projects.Lakehouse_QueryApi>("queryapi", launchProfileName: null)
        .WithHttpEndpoint(port: options.Port)
        .WithExternalHttpEndpoints()
        .WithHttpHealthCheck("/health")
        .WithFlightSql(options)
        .WithPromptStop()
        .WithLake(lake);

    if (options.Traffic is { } rate)
    {
        builder.AddProject<Projects.MovieLens_Source>("traffic", launchProfileName: null)
            .WithDatabase(movielens)
            .WithArgs("--traffic", rate)
            .WaitForCompletion(source)
            .ExcludeFromManifest();
    }

    builder.PublishToAws(options, ingestor, transformer, queryApi);
    builder.AnnounceWhenReady(queryApi, state);
    builder.EndAfterResources();

    return await builder.Build().RunToTheEndAsync();
}
catch (StartException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
