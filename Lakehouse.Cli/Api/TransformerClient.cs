using System.Net.Http.Json;
using System.Text.Json;
using Lakehouse.Transformer.Runs;

namespace Lakehouse.Cli.Api;

/// <summary>Talks to a Transformer.</summary>
internal sealed class TransformerClient : IDisposable
{
    private readonly HttpClient http;

    /// <exception cref="CliException">The address is none.</exception>
    public TransformerClient(string address) => http = new HttpClient
    {
        BaseAddress = Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new CliException(ExitCode.Usage, $"'{address}' is no http:// or https:// address of a Transformer."),
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>Asks for a run.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> RequestAsync(RunRequest request, CancellationToken cancellationToken)
    {
        var run = await SendAsync(() => http.PostAsJsonAsync("runs", request, RunJson.Options, cancellationToken), cancellationToken);
        return run.GetProperty("id").GetString()!;
    }

    /// <summary>How a run goes.</summary>
    public Task<JsonElement> RunAsync(string id, CancellationToken cancellationToken) => SendAsync(() => http.GetAsync($"runs/{id}", cancellationToken), cancellationToken);

    public void Dispose() => http.Dispose();

    private async Task<JsonElement> SendAsync(Func<Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await send();
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            return response.IsSuccessStatusCode
                ? answer
                : throw new CliException(ExitCode.Failed, answer.TryGetProperty("detail", out var detail) ? detail.GetString()! : $"{http.BaseAddress} answered {(int)response.StatusCode} {response.ReasonPhrase}.");
        }
        catch (HttpRequestException error)
        {
            throw new CliException(ExitCode.Unreachable, $"Cannot reach the Transformer at {http.BaseAddress}: {error.Message} Start it (dotnet run --project Lakehouse.AppHost), correct --transformer, or leave it out to run the pipeline here.");
        }
        catch (JsonException)
        {
            throw new CliException(ExitCode.Failed, $"{http.BaseAddress} answered something else than a Transformer does. Is the address right?");
        }
    }
}
