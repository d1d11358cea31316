using DuckDB.NET.Data;
using Lakehouse.Delta;
using Lakehouse.Storage;

namespace Lakehouse.Cli.Commands.Table;

/// <summary>Runs a command on a table, and says what is in the way in the command line's words and exit codes.</summary>
internal static class TableRunner
{
    public static Task<int> RunAsync(string location, Func<DeltaTable, CancellationToken, Task> work, CancellationToken cancellationToken) =>
        CommandRunner.RunAsync(stop => ExplainAsync(Open(location), work, stop), cancellationToken);

    /// <summary>The table at a location; nothing is read yet.</summary>
    private static DeltaTable Open(string location)
    {
        try
        {
            return DeltaTable.At(ObjectStores.ParseLocation(location));
        }
        catch (Exception wrong) when (wrong is UriFormatException or ArgumentException or NotSupportedException)
        {
            throw new CliException(ExitCode.Usage, $"'{location}' is no location of a table: {wrong.Message} Give a folder, file:///… or s3://bucket/prefix.");
        }
    }

    private static async Task ExplainAsync(DeltaTable table, Func<DeltaTable, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(table, cancellationToken);
        }
        catch (Exception missing) when (missing is TableNotFoundException or VersionNotFoundException)
        {
            throw new CliException(ExitCode.NotFound, missing.Message);
        }
        catch (ObjectStoreUnavailableException unreachable)
        {
            throw new CliException(ExitCode.Unreachable, unreachable.Message);
        }
        catch (DuckDBException failure)
        {
            throw new CliException(ExitCode.Failed, $"{failure.Message.Split('\n', 2)[0]} [table {table.Location}]");
        }
        catch (Exception failure) when (failure is DeltaException or IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failed, failure.Message);
        }
    }
}
