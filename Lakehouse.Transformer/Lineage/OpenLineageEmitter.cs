using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Lakehouse.Pipelines;
using Lakehouse.Storage;
using Lakehouse.Transformer.Runs;

namespace Lakehouse.Transformer.Lineage;

/// <summary>Sends a run's OpenLineage events where the configuration says. A receiver that is away costs events, never a run.</summary>
internal sealed class OpenLineageEmitter(Pipeline pipeline, Lake lake, OpenLineageOptions options, IHttpClientFactory clients, ILogger<OpenLineageEmitter> logger)
{
    private readonly OpenLineageEvents events = new(pipeline, lake, options.Namespace);

    public async Task EmitAsync(IReadOnlyList<Run> runs, CancellationToken cancellationToken)
    {
        if (options.IsOff)
        {
            return;
        }

        var all = runs.SelectMany(events.Of).ToList();
        try
        {
            await AppendAsync(all, cancellationToken);
            await PostAsync(all, cancellationToken);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or UnauthorizedAccessException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            logger.LogWarning("OpenLineage events of {Count} runs could not be sent to {Place} and are lost: {Reason}", runs.Count, options.Url ?? options.File, error.Message);
        }
    }

    private async Task AppendAsync(List<JsonObject> all, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(options.File) && all.Count > 0)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.File))!);
            await File.AppendAllTextAsync(options.File, string.Concat(all.Select(item => item.ToJsonString() + "\n")), cancellationToken);
        }
    }

    private async Task PostAsync(List<JsonObject> all, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(options.Url))
        {
            return;
        }

        using var client = clients.CreateClient(nameof(OpenLineageEmitter));
        foreach (var item in all)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{options.Url.TrimEnd('/')}/api/v1/lineage")
            {
                Content = new StringContent(item.ToJsonString(), Encoding.UTF8, "application/json"),
            };
            if (!string.IsNullOrEmpty(options.ApiKey))
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.ApiKey);
            }

            using var response = await client.SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
        }
    }
}
