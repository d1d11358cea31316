using Lakehouse.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using MovieLens.Source.CommandLine;
using MovieLens.Source.Database;
using MovieLens.Source.DataSets;
using MovieLens.Source.Download;
using MovieLens.Source.Traffic;
using Npgsql;

namespace MovieLens.Source;

/// <summary>Runs the program: waits for the server, fills the database, changes it.</summary>
internal static class SourceProgram
{
    private const string Category = "MovieLens.Source";
    private const int Failed = 1;
    private const int Interrupted = 130;

    /// <returns>The exit code: 0 when done, 1 after a failure that was told, 130 when interrupted while filling.</returns>
    public static async Task<int> RunAsync(SourceOptions options, CancellationToken cancellationToken)
    {
        // The host is there for its configuration and for ServiceDefaults' telemetry: started first, stopped (and so flushed) last.
        using var host = BuildHost(options);
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(Category);
        try
        {
            await host.StartAsync(cancellationToken);
            return await WorkAsync(options, host.Services, logger, cancellationToken);
        }
        catch (SourceException exception)
        {
            logger.LogError("{Message}", exception.Message);
            return Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning("Interrupted: nothing was loaded.");
            return Interrupted;
        }
        catch (NpgsqlException exception)
        {
            logger.LogError("Postgres failed while the database was being filled: {Reason}. Start again once that is mended: a fill that does not complete leaves nothing behind.", Transience.Reason(exception));
            return Failed;
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    private static async Task<int> WorkAsync(SourceOptions options, IServiceProvider services, ILogger logger, CancellationToken cancellationToken)
    {
        ConnectionName.Check(services.GetRequiredService<IConfiguration>());
        var source = services.GetRequiredService<NpgsqlDataSource>();
        await new ServerWait(source, options.Wait, logger).WaitAsync(cancellationToken);
        var groupLens = new GroupLens(GroupLens.Address, options.DataSet.CacheFolder, new DownloadLimits(), logger);
        var choice = new DataSetChoice(options.DataSet, groupLens, logger);
        var result = await new Fill(source, logger).RunAsync(choice, options.Replace, cancellationToken);
        logger.LogInformation(
            "{State} ({LoadedAt:u}) with {DataSet}: {Counts}",
            result.AlreadyThere ? "Already filled" : "Filled",
            result.Record.LoadedAt,
            result.Record.Description,
            result.Record.Counts);
        if (options.Traffic is { } perSecond)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (options.Duration is { } duration)
            {
                end.CancelAfter(duration);
            }

            var seed = options.TrafficSeed ?? Random.Shared.NextInt64();
            await new UserTraffic(source, perSecond, seed, TimeProvider.System, logger).RunAsync(end.Token);
        }

        return 0;
    }

    private static IHost BuildHost(SourceOptions options)
    {
        var builder = Host.CreateApplicationBuilder();
        if (options.ConnectionString is { } connectionString)
        {
            builder.Configuration.AddInMemoryCollection([new($"ConnectionStrings:{ConnectionName.MovieLens}", connectionString)]);
        }

        builder.AddServiceDefaults();
        builder.Logging.AddConsole(console =>
        {
            console.FormatterName = LineFormatter.FormatterName;
            console.LogToStandardErrorThreshold = LogLevel.Error;
        });
        builder.Logging.AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();

        // The console tells the work; what libraries have to say about themselves goes to the telemetry.
        builder.Logging.AddFilter<ConsoleLoggerProvider>(static (category, level) =>
            level >= LogLevel.Warning || (level >= LogLevel.Information && category?.StartsWith(Category, StringComparison.Ordinal) == true));
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        builder.AddNpgsqlDataSource(
            ConnectionName.MovieLens,
            configureDataSourceBuilder: static database =>
            {
                database.ConnectionStringBuilder.MaxAutoPrepare = 20;

                // The values in errors are the films' and no secrets: they name the row that is wrong.
                database.ConnectionStringBuilder.IncludeErrorDetail = true;
            });
        return builder.Build();
    }
}
