using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Lakehouse.QueryApi.Http;

/// <summary>What the OpenAPI document says of a query: its body is read, and its answer written, without types that could be asked.</summary>
internal static class QueryDescription
{
    private const string Answer = """
        {
          "columns": [{ "name": "title", "type": "varchar" }, { "name": "avg_rating", "type": "double" }],
          "rows": [["Toy Story (1995)", 3.9209302325581397]],
          "rowCount": 1,
          "truncated": false,
          "statistics": {
            "elapsedMilliseconds": 3.2, "queuedMilliseconds": 0.1, "filesScanned": 1, "bytesScanned": 480123, "estimatedAthenaCostInDollars": 0.00004768,
            "tables": [{ "database": "datahandson_mds_movielens_deltalake", "table": "movie_ratings", "version": 7, "files": 1, "bytes": 480123 }]
          }
        }
        """;

    /// <summary>Adds body, answers and examples.</summary>
    public static Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Description = "The Accept header chooses the answer's format. Rows are streamed; an answer that fails on its way is cut off.";
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new()
                {
                    Schema = Body(),
                    Examples = new Dictionary<string, IOpenApiExample>
                    {
                        ["duckdb"] = Example("DuckDB's SQL with a parameter", """{"sql": "SELECT title, avg_rating FROM movie_ratings WHERE avg_rating >= $1 ORDER BY avg_rating DESC", "parameters": [4], "limit": 10}"""),
                        ["athena"] = Example("Athena's SQL", """{"sql": "SELECT date_format(current_date, '%Y'), approx_distinct(userid) FROM user_tags", "dialect": "athena", "database": "datahandson_mds_movielens_deltalake"}"""),
                        ["earlier"] = Example("An earlier version of a table", """{"sql": "SELECT count(*) FROM \"movie_ratings@v0\""}"""),
                    },
                },
            },
        };
        operation.Responses = Responses(Answer);
        return Task.CompletedTask;
    }

    /// <summary>The answers of everything that runs a query.</summary>
    public static OpenApiResponses Responses(string json) => new()
    {
        ["200"] = new OpenApiResponse
        {
            Description = "The rows.",
            Content = ResultFormat.Offered.ToDictionary(format => format.MediaType, format => new OpenApiMediaType { Example = format.MediaType == "application/json" ? JsonNode.Parse(json) : null }),
        },
        ["400"] = Problem("The request or the statement is wrong.", Http.Problem.Syntax),
        ["401"] = Problem("The request does not prove who it comes from.", Http.Problem.Unauthorized),
        ["403"] = Problem("The table is not open to the one who asks.", Http.Problem.Forbidden),
        ["406"] = Problem("None of the formats is acceptable.", Http.Problem.NotAcceptable),
        ["422"] = Problem("The query failed on the data, or reached a limit.", Http.Problem.TimeLimit),
        ["429"] = Problem("Too many queries at once; Retry-After says when to come again.", Http.Problem.TooManyQueries),
    };

    /// <summary>An answer that tells a problem.</summary>
    public static OpenApiResponse Problem(string description, Problem problem) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/problem+json"] = new() { Example = new JsonObject { ["type"] = $"urn:lakehouse:problem:{problem.Slug}", ["title"] = problem.Title, ["status"] = problem.Status, ["detail"] = description } },
        },
    };

    private static OpenApiSchema Body() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "sql" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["sql"] = Text("One statement: SELECT, WITH, VALUES, EXPLAIN, DESCRIBE, SUMMARIZE, SHOW TABLES, SHOW DATABASES."),
            ["parameters"] = new OpenApiSchema { Description = "Values for ? or $1 (an array), or for $name (an object).", Type = JsonSchemaType.Array | JsonSchemaType.Object | JsonSchemaType.Null, Items = new OpenApiSchema() },
            ["dialect"] = new OpenApiSchema { Description = "The statement's SQL; duckdb when absent.", Type = JsonSchemaType.String, Enum = ["duckdb", "athena"] },
            ["database"] = Text("Where tables without a database are looked for; with athena only."),
            ["workGroup"] = Text("The work group whose limits hold; the standard one when absent."),
            ["limit"] = new OpenApiSchema { Description = "Most rows to return.", Type = JsonSchemaType.Integer, Minimum = "0" },
            ["timeout"] = new OpenApiSchema { Description = "Longest run time in seconds.", Type = JsonSchemaType.Number, ExclusiveMinimum = "0" },
        },
        AdditionalPropertiesAllowed = false,
    };

    private static OpenApiSchema Text(string description) => new() { Description = description, Type = JsonSchemaType.String };

    private static OpenApiExample Example(string summary, string json) => new() { Summary = summary, Value = JsonNode.Parse(json) };
}
