using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lakehouse.Cli.Output;

namespace Lakehouse.Cli.Api;

/// <summary>Talks to the query service.</summary>
internal sealed class QueryApiClient(Uri endpoint) : IDisposable
{
    /// <summary>The key of a service that asks who one is. Not an option: command lines are seen by others.</summary>
    private const string KeyVariable = "LAKEHOUSE_API_KEY";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    // A query may take long; Ctrl+C and the service's own limit end it.
    private readonly HttpClient http = Open(endpoint);

    /// <summary>Runs a query and reads the whole answer.</summary>
    /// <exception cref="CliException">The service cannot be reached, or refused or failed the query.</exception>
    public async Task<QueryResult> QueryAsync(QueryText query, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(Query(query, "application/json"), cancellationToken);
        return await ReadAsync<QueryResult>(response, cancellationToken);
    }

    /// <summary>Runs a query and copies the answer to standard output as it comes.</summary>
    public Task CopyQueryAsync(QueryText query, string mediaType, bool endLine, CancellationToken cancellationToken) =>
        CopyAsync(Query(query, mediaType), endLine, cancellationToken);

    /// <summary>Lists the tables.</summary>
    public async Task<TableListing> TablesAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(Tables(), cancellationToken);
        return await ReadAsync<TableListing>(response, cancellationToken);
    }

    /// <summary>Copies the list of tables to standard output.</summary>
    public Task CopyTablesAsync(CancellationToken cancellationToken) => CopyAsync(Tables(), endLine: true, cancellationToken);

    public void Dispose() => http.Dispose();

    private static HttpClient Open(Uri endpoint)
    {
        var client = new HttpClient { BaseAddress = endpoint, Timeout = Timeout.InfiniteTimeSpan };
        if (Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("X-Api-Key", key);
        }

        return client;
    }

    private static HttpRequestMessage Query(QueryText query, string mediaType)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "v1/query") { Content = JsonContent.Create(query, options: Json) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(mediaType));
        return request;
    }

    private static HttpRequestMessage Tables() => new(HttpMethod.Get, "v1/catalog/tables");

    private async Task CopyAsync(HttpRequestMessage request, bool endLine, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(request, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var output = new StandardOutput();
        var buffer = new byte[81_920];
        while (await ReadBlockAsync(body, buffer, cancellationToken) is > 0 and var count)
        {
            await output.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        if (endLine)
        {
            await output.WriteAsync("\n"u8.ToArray(), cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        using (request)
        {
            try
            {
                response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            }
            catch (HttpRequestException error)
            {
                throw new CliException(ExitCode.Unreachable, $"Cannot reach the query service at {http.BaseAddress}: {(error.InnerException is SocketException socket ? socket.Message : error.Message)}. Start it (dotnet run --project Lakehouse.AppHost), or give its address with --endpoint or LAKEHOUSE_ENDPOINT.");
            }
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            var problem = await DescribeAsync(response, cancellationToken);
            throw new CliException(ExitCode.Failed, response.StatusCode == HttpStatusCode.Unauthorized ? $"{problem} This command sends the key that {KeyVariable} holds." : problem);
        }
    }

    private static async Task<string> DescribeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            && JsonSerializer.Deserialize<ProblemDetails>(text, Json) is { } problem
            && (problem.Detail ?? problem.Title) is { Length: > 0 } message)
        {
            return message;
        }

        return $"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode} {response.ReasonPhrase}: is it a Lakehouse query service?";
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken) ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException error)
        {
            throw new CliException(ExitCode.Failed, $"{response.RequestMessage?.RequestUri} answered something else than expected: {error.Message} Is it a Lakehouse query service?");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw CutOff();
        }
    }

    private static async Task<int> ReadBlockAsync(Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw CutOff();
        }
    }

    private static CliException CutOff() => new(ExitCode.Failed, "The answer was cut off: the query failed while its rows were on their way, or the service stopped. What came is not the whole result; the service's log says why.");
}
