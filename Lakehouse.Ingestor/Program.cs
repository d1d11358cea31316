using Lakehouse.Ingestor;
using Lakehouse.ServiceDefaults;

if (await HealthProbe.AnswerAsync(args) is { } health)
{
    return health;
}

await using var app = IngestorApp.Create(WebApplication.CreateBuilder(args));
await app.RunAsync();
return 0;
