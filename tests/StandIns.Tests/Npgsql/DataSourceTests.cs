using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace StandIns.Tests.Npgsql;

/// <summary>These hold for the real Aspire.Npgsql as well as for the stand-in.</summary>
public sealed class DataSourceTests
{
    [Fact]
    public void Connection_string_wins_over_the_section_of_the_name_which_wins_over_the_common_section()
    {
        var builder = NewBuilder(
            ("Aspire:Npgsql:ConnectionString", "Host=common"),
            ("Aspire:Npgsql:b:ConnectionString", "Host=named"),
            ("Aspire:Npgsql:c:ConnectionString", "Host=named"),
            ("ConnectionStrings:c", "Host=connection"));
        builder.AddKeyedNpgsqlDataSource("a");
        builder.AddKeyedNpgsqlDataSource("b");
        builder.AddKeyedNpgsqlDataSource("c");

        using var host = builder.Build();

        Assert.Equal("common", HostOf(host, "a"));
        Assert.Equal("named", HostOf(host, "b"));
        Assert.Equal("connection", HostOf(host, "c"));
    }

    [Fact]
    public void Callbacks_have_the_last_word()
    {
        var builder = NewBuilder(("ConnectionStrings:movielens", "Host=configured"));
        builder.AddNpgsqlDataSource(
            "movielens",
            settings => settings.ConnectionString = "Host=called",
            dataSource => dataSource.ConnectionStringBuilder.ApplicationName = "test");

        using var host = builder.Build();

        var connectionString = host.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString;
        Assert.Contains("Host=called", connectionString, StringComparison.Ordinal);
        Assert.Contains("Application Name=test", connectionString, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_connection_string_is_told_by_name_when_the_data_source_is_asked_for()
    {
        var builder = NewBuilder();
        builder.AddNpgsqlDataSource("movielens");

        using var host = builder.Build();

        var error = Assert.Throws<InvalidOperationException>(host.Services.GetRequiredService<NpgsqlDataSource>);
        Assert.Contains("ConnectionStrings:movielens", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_is_unhealthy_while_the_database_does_not_answer()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound and not listening: a connection is refused, and nobody else gets the port
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        var builder = NewBuilder(("ConnectionStrings:movielens", $"Host=127.0.0.1;Port={port};Username=u;Timeout=5"));
        builder.AddNpgsqlDataSource("movielens");
        using var host = builder.Build();

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HealthStatus.Unhealthy, report.Entries["PostgreSql"].Status);
    }

    [Fact]
    public void Health_check_can_be_left_out()
    {
        var builder = NewBuilder(("ConnectionStrings:movielens", "Host=h"), ("Aspire:Npgsql:DisableHealthChecks", "true"));
        builder.AddNpgsqlDataSource("movielens");

        Assert.DoesNotContain(builder.Services, service => service.ServiceType == typeof(HealthCheckService));
    }

    private static HostApplicationBuilder NewBuilder(params (string Key, string Value)[] configuration)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(configuration.Select(entry => KeyValuePair.Create(entry.Key, (string?)entry.Value)));
        builder.Services.AddLogging();
        return builder;
    }

    private static string? HostOf(IHost host, string name) =>
        new NpgsqlConnectionStringBuilder(host.Services.GetRequiredKeyedService<NpgsqlDataSource>(name).ConnectionString).Host;
}
