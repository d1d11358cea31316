using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using Lakehouse.QueryApi.Tests;
using Lakehouse.Tests;

[assembly: AssemblyFixture(typeof(AwsEmulator))]

namespace Lakehouse.QueryApi.Tests;

/// <summary>moto's S3 and Athena as a child process. Where python or moto is missing, tests that need it are skipped.</summary>
public sealed class AwsEmulator : IAsyncLifetime
{
    /// <summary>A bucket that is there.</summary>
    public const string Bucket = "lake";

    private EmulatorProcess? process;
    private string missing = "";

    public async ValueTask InitializeAsync()
    {
        (process, missing) = await EmulatorProcess.StartAsync(Path.Combine(AppContext.BaseDirectory, "emulator.py"));
        if (process is not null)
        {
            Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_S3", process.Place);
            Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "test");
            Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "test");
            using var s3 = new AmazonS3Client(new BasicAWSCredentials("test", "test"), new AmazonS3Config { ServiceURL = process.Place, ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
            await s3.PutBucketAsync(Bucket);
        }
    }

    /// <summary>The emulator's address.</summary>
    public string Address()
    {
        Assert.SkipWhen(process is null, missing);
        return process.Place;
    }

    /// <summary>Makes a work group of Athena, unless it is there.</summary>
    public async Task CreateWorkGroupAsync(string name)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, Address()) { Content = Json(new { Name = name, Configuration = new { ResultConfiguration = new { OutputLocation = $"s3://{Bucket}/athena/" } } }) };
        request.Headers.Add("X-Amz-Target", "AmazonAthena.CreateWorkGroup");
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=test/20240101/us-east-1/athena/aws4_request, SignedHeaders=host, Signature=0");
        request.Content.Headers.ContentType = new("application/x-amz-json-1.1");
        using var answer = await http.SendAsync(request);
    }

    /// <summary>Lets the next query of Athena have a result.</summary>
    public async Task QueueResultAsync((string Name, string Type)[] columns, params string?[][] rows)
    {
        using var http = new HttpClient { BaseAddress = new Uri(Address()) };
        string?[][] all = [[.. columns.Select(column => column.Name)], .. rows];
        using var answer = await http.PostAsync("moto-api/static/athena/query-results", Json(new
        {
            results = new[]
            {
                new
                {
                    rows = all.Select(row => new { Data = row.Select(value => value is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["VarCharValue"] = value }) }),
                    column_info = columns.Select(column => new { CatalogName = "hive", SchemaName = "", TableName = "", column.Name, Label = column.Name, column.Type, Precision = 10, Scale = 2, Nullable = "UNKNOWN", CaseSensitive = true }),
                },
            },
        }));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Members by their own names: AWS spells them with capitals.</summary>
    private static StringContent Json(object value) => new(JsonSerializer.Serialize(value), null, "application/json");

    public ValueTask DisposeAsync() => process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
