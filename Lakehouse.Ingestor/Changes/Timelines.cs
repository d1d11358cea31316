using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Lakehouse.Ingestor.Changes;

/// <summary>Where a promoted standby left the history that it shares with the former primary.</summary>
internal static class Timelines
{
    /// <summary>
    /// The LSN up to which the timeline <paramref name="former"/> is part of the history of <paramref name="current"/>; null where it is not, or where the role may not
    /// read the server's history file (<c>pg_read_server_files</c>): Npgsql 10 cannot read the answer of TIMELINE_HISTORY.
    /// </summary>
    public static async Task<NpgsqlLogSequenceNumber?> SharedUntilAsync(NpgsqlConnection connection, uint former, uint current, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = new NpgsqlCommand("SELECT pg_read_file($1)", connection);
            command.Parameters.Add(new NpgsqlParameter { Value = string.Create(CultureInfo.InvariantCulture, $"pg_wal/{current:X8}.history") });
            return Parse((string)(await command.ExecuteScalarAsync(cancellationToken))!, former);
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedFile)
        {
            return null;
        }
    }

    /// <summary>A history file has a line per former timeline: <c>1 ⇥ 0/5000148 ⇥ no recovery target specified</c>; its number, where it was left, and why.</summary>
    internal static NpgsqlLogSequenceNumber? Parse(string history, uint former)
    {
        foreach (var line in history.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = line.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries);
            if (!line.StartsWith('#') && parts.Length >= 2 && parts[0] == former.ToString(CultureInfo.InvariantCulture))
            {
                return NpgsqlLogSequenceNumber.Parse(parts[1]);
            }
        }

        return null;
    }
}
