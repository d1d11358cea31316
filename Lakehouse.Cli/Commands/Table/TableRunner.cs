using Amazon.Runtime;
using DuckDB.NET.Data;
using Lakehouse.Cli.Tables;
using Lakehouse.Delta;

namespace Lakehouse.Cli.Commands.Table;

/// <summary>Runs a command on a table, and says what is in the way in the command line's words and exit codes.</summary>
internal static class TableRunner
{
    public static Task<int> RunAsync(string location, Func<TableSession, CancellationToken, Task> work, CancellationToken cancellationToken) =>
        CommandRunner.RunAsync(
            async stop =>
            {
                using var session = TableSession.Open(location, stop);
                await ExplainAsync(session, work, stop);
            },
            cancellationToken);

    private static async Task ExplainAsync(TableSession session, Func<TableSession, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(session, cancellationToken);
        }
        catch (Exception missing) when (missing is TableNotFoundException or VersionNotFoundException)
        {
            throw new CliException(ExitCode.NotFound, missing.Message);
        }
        catch (HttpRequestException unreachable)
        {
            throw new CliException(ExitCode.Unreachable, $"The object store of {session.Table.Location} does not answer: {unreachable.Message}. Check the network, and AWS_ENDPOINT_URL_S3 where S3 is not Amazon's.");
        }
        catch (AmazonClientException unauthorized)
        {
            throw new CliException(ExitCode.Failed, $"The object store of {session.Table.Location} cannot be asked: {unauthorized.Message} Credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile (AWS_PROFILE) or a role.");
        }
        catch (Exception failure) when (failure is DeltaException or DuckDBException or IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failed, session.NameFiles(failure is DuckDBException ? failure.Message.Split('\n', 2)[0] : failure.Message));
        }
    }
}
