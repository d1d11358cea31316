using System.Net.Http.Json;
using System.Text.Json;

namespace Lakehouse.QueryApi.Tests;

public class ReferenceTests(RunningApi api)
{
    [Fact]
    public async Task The_document_describes_every_endpoint_with_examples()
    {
        var document = await api.Http.GetFromJsonAsync<JsonElement>("openapi/v1.json", TestContext.Current.CancellationToken);

        var paths = document.GetProperty("paths").EnumerateObject().ToDictionary(path => path.Name, path => path.Value);
        Assert.Superset(
            new HashSet<string>
            {
                "/v1/query", "/v1/tables", "/v1/tables/{table}", "/v1/tables/{database}/{table}", "/v1/catalog/schemas", "/v1/catalog/tables", "/v1/catalog/tables/{database}/{table}",
                "/v1/catalog/tables/{database}/{table}/schema", "/v1/catalog/tables/{database}/{table}/versions", "/v1/catalog/tables/{database}/{table}/history",
                "/v1/catalog/tables/{database}/{table}/files", "/v1/catalog/tables/{database}/{table}/lineage",
            },
            paths.Keys.ToHashSet());
        var query = paths["/v1/query"].GetProperty("post");
        Assert.Equal(3, query.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("examples").EnumerateObject().Count());
        Assert.Equal(5, query.GetProperty("responses").GetProperty("200").GetProperty("content").EnumerateObject().Count());
        Assert.Contains("avg_rating.desc", paths["/v1/tables/{table}"].GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_examples_run()
    {
        var document = await api.Http.GetFromJsonAsync<JsonElement>("openapi/v1.json", TestContext.Current.CancellationToken);
        foreach (var example in document.GetProperty("paths").GetProperty("/v1/query").GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("examples").EnumerateObject())
        {
            using var response = await api.SendBodyAsync(example.Value.GetProperty("value").GetRawText(), "application/json");
            Assert.True(response.IsSuccessStatusCode, $"{example.Name}: {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        }

        foreach (var path in document.GetProperty("paths").EnumerateObject().Where(path => path.Value.TryGetProperty("get", out _)))
        {
            var operation = path.Value.GetProperty("get");
            Assert.True(operation.GetProperty("responses").TryGetProperty("200", out _), path.Name);
            var parameters = operation.TryGetProperty("parameters", out var named) ? named.EnumerateArray().Select(Example).ToArray() : [];
            var address = parameters.Where(parameter => parameter.In == "path").Aggregate(path.Name, (text, parameter) => text.Replace($"{{{parameter.Name}}}", parameter.Value, StringComparison.Ordinal));
            var queries = parameters.Where(parameter => parameter.In == "query").ToArray();
            // A page behind a row needs the order that the row stands in.
            foreach (var query in (string[])["", .. queries.Where(query => query.Name != "after").Select(Text), string.Join('&', queries.Where(query => query.Name != "offset").Select(Text))])
            {
                using var response = await api.Http.GetAsync(new Uri($"{address}?{query}", UriKind.Relative), TestContext.Current.CancellationToken);
                Assert.True(response.IsSuccessStatusCode, $"{address}?{query}: {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
            }
        }

        static (string In, string Name, string Value) Example(JsonElement parameter) => (parameter.GetProperty("in").GetString()!, parameter.GetProperty("name").GetString()!, parameter.GetProperty("example").ToString());

        static string Text((string In, string Name, string Value) parameter) => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value)}";
    }

    [Fact]
    public async Task The_page_needs_nothing_from_elsewhere()
    {
        var page = await api.Http.GetStringAsync("scalar/", TestContext.Current.CancellationToken);

        Assert.Contains("Lakehouse QueryApi", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.NotEmpty(await api.Http.GetByteArrayAsync("scalar/scalar.js", TestContext.Current.CancellationToken));
    }
}
