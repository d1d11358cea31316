using Lakehouse.Ingestor;

await using var app = IngestorApp.Create(WebApplication.CreateBuilder(args));
await app.RunAsync();
