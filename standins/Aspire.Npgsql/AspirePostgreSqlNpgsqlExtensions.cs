using Aspire.Npgsql;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>Gives a service its <see cref="NpgsqlDataSource"/>.</summary>
public static class AspirePostgreSqlNpgsqlExtensions
{
    private const string Section = "Aspire:Npgsql";

    /// <summary>Registers the service's one <see cref="NpgsqlDataSource"/>, with health check, traces and metrics.</summary>
    /// <param name="builder">The service's builder; its configuration has <c>ConnectionStrings:{connectionName}</c> and <c>Aspire:Npgsql</c>.</param>
    /// <param name="connectionName">The connection string's name.</param>
    /// <param name="configureSettings">Called after the configuration was read: the last word.</param>
    /// <param name="configureDataSourceBuilder">Called when the data source is made.</param>
    /// <remarks>A missing connection string is an <see cref="InvalidOperationException"/> when the data source is first asked for, not here.</remarks>
    public static void AddNpgsqlDataSource(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<NpgsqlSettings>? configureSettings = null,
        Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null) =>
        Add(builder, connectionName, serviceKey: null, configureSettings, configureDataSourceBuilder);

    /// <summary>Registers an <see cref="NpgsqlDataSource"/> as a keyed service, for a service with several databases.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="name">The connection string's name, and the service key.</param>
    /// <param name="configureSettings">Called after the configuration was read: the last word.</param>
    /// <param name="configureDataSourceBuilder">Called when the data source is made.</param>
    public static void AddKeyedNpgsqlDataSource(
        this IHostApplicationBuilder builder,
        string name,
        Action<NpgsqlSettings>? configureSettings = null,
        Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null) =>
        Add(builder, name, serviceKey: name, configureSettings, configureDataSourceBuilder);

    private static void Add(
        IHostApplicationBuilder builder,
        string connectionName,
        string? serviceKey,
        Action<NpgsqlSettings>? configureSettings,
        Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);

        var settings = ReadSettings(builder.Configuration, connectionName);
        configureSettings?.Invoke(settings);

        builder.Services.AddNpgsqlDataSource(
            settings.ConnectionString ?? string.Empty,
            dataSource =>
            {
                // Here and not before, so that a wrong configuration is reported by a host whose logging runs.
                RequireConnectionString(settings, connectionName);
                configureDataSourceBuilder?.Invoke(dataSource);
            },
            serviceKey: serviceKey);

        if (!settings.DisableHealthChecks)
        {
            AddHealthCheck(builder.Services, connectionName, serviceKey);
        }

        if (!settings.DisableTracing)
        {
            builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddNpgsql());
        }

        if (!settings.DisableMetrics)
        {
            builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter("Npgsql"));
        }
    }

    private static NpgsqlSettings ReadSettings(IConfiguration configuration, string connectionName)
    {
        var settings = new NpgsqlSettings();
        var section = configuration.GetSection(Section);
        section.Bind(settings);
        section.GetSection(connectionName).Bind(settings);
        settings.ConnectionString = configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        return settings;
    }

    private static void RequireConnectionString(NpgsqlSettings settings, string connectionName)
    {
        if (string.IsNullOrWhiteSpace(settings.ConnectionString))
        {
            throw new InvalidOperationException(
                $"The connection string of the database '{connectionName}' is missing. Give it as 'ConnectionStrings:{connectionName}' (environment: ConnectionStrings__{connectionName}) or '{Section}:{connectionName}:ConnectionString'.");
        }
    }

    private static void AddHealthCheck(IServiceCollection services, string connectionName, string? serviceKey)
    {
        var name = serviceKey is null ? "PostgreSql" : $"PostgreSql_{connectionName}";
        services.AddHealthChecks();
        services.Configure<HealthCheckServiceOptions>(options =>
        {
            // Two calls for one data source are one check; AddCheck would fail at the second.
            if (options.Registrations.All(registration => registration.Name != name))
            {
                options.Registrations.Add(new(name, provider => new DatabaseHealthCheck(provider.GetRequiredKeyedService<NpgsqlDataSource>(serviceKey)), null, null));
            }
        });
    }
}
