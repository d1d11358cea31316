using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Lakehouse.QueryApi.Http;

/// <summary>What the OpenAPI document says of tables that an address names, and of their log.</summary>
internal static class CatalogDescription
{
    private static readonly Dictionary<string, (string Description, JsonNode Example)> Parameters = new(StringComparer.Ordinal)
    {
        ["database"] = ("The table's database.", "datahandson_mds_movielens_deltalake"),
        ["table"] = ("The table's name.", "movie_ratings"),
        ["version"] = ("A version of a Delta table; the latest when absent.", 0),
    };

    /// <summary>Adds examples to the parameters of every operation, with which it can be tried at once.</summary>
    public static Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            if (parameter.Name is { } name && Parameters.TryGetValue(name, out var known))
            {
                (parameter.Description, parameter.Example) = (known.Description, known.Example.DeepClone());
            }
        }

        operation.Responses ??= [];
        operation.Responses.TryAdd("401", QueryDescription.Problem("The request does not prove who it comes from.", Problem.Unauthorized));
        return Task.CompletedTask;
    }

    /// <summary>Describes a list of a table's log.</summary>
    /// <param name="json">Its rows, for example.</param>
    public static Func<OpenApiOperation, OpenApiOperationTransformerContext, CancellationToken, Task> Listing(string json) => (operation, _, _) =>
    {
        foreach (var limit in operation.Parameters?.OfType<OpenApiParameter>().Where(parameter => parameter.Name == "limit") ?? [])
        {
            (limit.Description, limit.Example) = ("Most rows; 1000 when absent.", 20);
        }

        operation.Responses = QueryDescription.Responses(json);
        operation.Responses["404"] = QueryDescription.Problem("There is no such table, or it is not open to the one who asks.", Problem.NoSuchTable);
        return Task.CompletedTask;
    };
}
