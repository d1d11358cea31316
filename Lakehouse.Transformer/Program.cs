using Lakehouse.Pipelines;
using Lakehouse.ServiceDefaults;
using Lakehouse.Transformer;
using Lakehouse.Transformer.Runs;

if (await HealthProbe.AnswerAsync(args) is { } health)
{
    return health;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
try
{
    builder.AddTransformer();
}
catch (Exception wrong) when (wrong is PipelineException or InvalidOperationException)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 1;
}

await using var app = builder.Build();
app.MapDefaultEndpoints();
app.MapRuns();
await app.RunAsync();
return 0;
