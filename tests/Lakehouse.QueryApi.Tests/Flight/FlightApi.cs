using System.Text.Json;

namespace Lakehouse.QueryApi.Tests.Flight;

/// <summary>A service that also listens for Flight SQL.</summary>
public sealed class FlightApi : IAsyncLifetime
{
    public RunningApi Api { get; private set; } = null!;

    public string Address { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Api = await RunningApi.StartAsync("--Flight:Port=0");
        Address = await AddressAsync(Api);
    }

    public ValueTask DisposeAsync() => Api.DisposeAsync();

    /// <summary>The address that the front page announces.</summary>
    internal static async Task<string> AddressAsync(RunningApi api, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "");
        if (key is not null)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);
        using var home = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return home.RootElement.GetProperty("flightSql").GetString()!;
    }
}
