using System.Runtime.InteropServices;
using Lakehouse.LocalPostgres;

using var stopping = new CancellationTokenSource();
Action<PosixSignalContext> stop = context =>
{
    context.Cancel = true;
    stopping.Cancel();
};
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, stop);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, stop);

try
{
    if (CommandLine.Parse(args) is not { } options)
    {
        Console.WriteLine(CommandLine.Help);
        return 0;
    }

    var orphaned = ParentProcess.ExitedAsync(stopping.Token).ContinueWith(
        watch => stopping.CancelAsync(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    await using var server = await PostgresServer.StartAsync(options with { Log = Console.WriteLine }, stopping.Token);
    Console.WriteLine($"Ready: database {options.Database} on 127.0.0.1:{server.Port}, data in {server.DataDirectory}");

    await Task.WhenAny(server.Exited, Task.Delay(Timeout.Infinite, stopping.Token));
    if (stopping.IsCancellationRequested)
    {
        Console.WriteLine("Stopping PostgreSQL …");
        return 0;
    }

    await Console.Error.WriteLineAsync($"The PostgreSQL server on '{server.DataDirectory}' ended by itself with exit code {await server.Exited}. Its last lines:{Environment.NewLine}{server.LastLogLines}");
    return 1;
}
catch (LocalPostgresException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 0;
}
