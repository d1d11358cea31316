using Lakehouse.QueryApi.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Lakehouse.QueryApi.Rest;

/// <summary>What the OpenAPI document says of a table's rows.</summary>
internal static class ResourceDescription
{
    private static readonly (string Name, string Description, string Example)[] Parameters =
    [
        ("select", "Columns, in order; alias:column renames one.", "title,rating:avg_rating"),
        ("order", "Columns to sort by, each with .asc or .desc, .nullsfirst or .nullslast.", "avg_rating.desc,movieid"),
        ("limit", "Most rows; 1000 when absent.", "25"),
        ("offset", "Rows to leave out.", "0"),
        ("after", "The last row's values of the columns of order: the page behind it.", "(4.5,318)"),
        ("or", "Conditions one of which holds; and, not.or and not.and likewise.", "(avg_rating.gte.4.5,rating_count.gt.300)"),
    ];

    /// <summary>Adds parameters, answers and examples.</summary>
    public static Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Description = $"Every other parameter is a column with an operator: avg_rating=gte.4, title=ilike.*story*, movieid=in.(1,2,3). Operators: {ResourceFilter.Operators}. A table at a version: movie_ratings@v3.";
        operation.Parameters ??= [];
        foreach (var (name, description, example) in Parameters)
        {
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Query, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = example });
        }

        operation.Responses = QueryDescription.Responses("""[{ "movieid": 318, "title": "Shawshank Redemption, The (1994)", "genres": "Crime|Drama", "avg_rating": 4.429022082018927, "rating_count": 317 }]""");
        return Task.CompletedTask;
    }
}
