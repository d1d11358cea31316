using Amazon.Runtime;
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
        catch (HttpRequestException unreachable)
        {
            throw new CliException(ExitCode.Unreachable, $"The object store of {table.Location} does not answer: {unreachable.Message}. Check the network, and AWS_ENDPOINT_URL_S3 where S3 is not Amazon's.");
        }
        catch (AmazonClientException unauthorized)
        {
            throw new CliException(ExitCode.Failed, $"The object store of {table.Location} cannot be asked: {unauthorized.Message.Split(". ", 2)[0].TrimEnd('.')}. Credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile (AWS_PROFILE) or a role.");
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
