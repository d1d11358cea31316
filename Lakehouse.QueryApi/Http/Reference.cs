using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Lakehouse.QueryApi.Http;

/// <summary>The description of the REST endpoints: <c>/openapi/v1.json</c>, and <c>/scalar</c> to read and try.</summary>
internal static class Reference
{
    public static void AddReference(this IServiceCollection services) => services.AddOpenApi(options => options.AddOperationTransformer(CatalogDescription.TransformAsync).AddDocumentTransformer((document, _, _) =>
    {
        document.Info = new OpenApiInfo
        {
            Title = "Lakehouse QueryApi",
            Version = "v1",
            Description = "SQL over the lake's tables, the tables as resources, and the catalog. Athena's protocol is at POST /, Arrow Flight SQL at a port of its own, MCP at /mcp.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["apiKey"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Api-Key", Description = "Needed where principals are configured." },
            ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The same key as bearer token." },
        };
        return Task.CompletedTask;
    }));

    public static void MapReference(this WebApplication app)
    {
        app.MapOpenApi();
        // The page comes from the service itself: nothing is asked from elsewhere, and nothing is offered to be sent there.
        app.MapScalarApiReference(options =>
        {
            options.Title = "Lakehouse QueryApi";
            options.DefaultFonts = false;
            options.Telemetry = false;
            options.DisableAgent();
            options.HideDeveloperTools();
        }).ExcludeFromDescription();
    }
}
