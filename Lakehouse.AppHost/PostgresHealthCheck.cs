using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Lakehouse.AppHost;

/// <summary>A server that listens is not yet one whose database can be used: this asks it.</summary>
internal static class PostgresHealthCheck
{
    /// <returns>The check's key for WithHealthCheck.</returns>
    public static string AddPostgresHealthCheck(this IDistributedApplicationBuilder builder, string connectionString)
    {
        const string Key = "postgres-answers";
        builder.Services.AddHealthChecks().AddAsyncCheck(Key, cancellationToken => CheckAsync(connectionString, cancellationToken));
        return Key;
    }

    private static async Task<HealthCheckResult> CheckAsync(string connectionString, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 3 }.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}
