using System.Net.Sockets;
using Lakehouse.Pipelines;
using Lakehouse.QueryApi;
using Lakehouse.QueryApi.Workers;
using Lakehouse.ServiceDefaults;

if (args is [WorkerHost.Argument, var socketPath])
{
    return await WorkerHost.RunAsync(socketPath);
}

if (await HealthProbe.AnswerAsync(args) is { } health)
{
    return health;
}

try
{
    await using var app = QueryApiApp.Build(args);
    await app.RunAsync();
    return 0;
}
catch (Exception error) when (error is InvalidOperationException or PipelineException or ArgumentException or UriFormatException)
{
    await Console.Error.WriteLineAsync($"Lakehouse.QueryApi cannot start: {error.Message}");
    return 1;
}
catch (IOException error) when (error.InnerException is SocketException || error.Message.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
{
    await Console.Error.WriteLineAsync($"Lakehouse.QueryApi cannot start: {error.Message.TrimEnd('.')}. Stop what uses the port, or set ASPNETCORE_URLS to another one.");
    return 1;
}
