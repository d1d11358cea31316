using System.Globalization;

namespace Lakehouse.LocalPostgres;

/// <summary>
/// <c>postmaster.pid</c>, which a server keeps in its data folder while it runs, and leaves there when it is killed:
/// <code>
/// 4711                  process id
/// /home/me/data         data folder
/// 1763812345            start time, Unix seconds
/// 54321                 port
///                       socket folder (none here)
/// 127.0.0.1             listen address
///   1234567     98304   shared memory key and id
/// ready                 state
/// </code>
/// </summary>
internal static class PostmasterFile
{
    public static string In(string dataDirectory) => Path.Combine(dataDirectory, "postmaster.pid");

    /// <returns>Null when no server is, or was, at work there.</returns>
    public static int? ProcessId(string dataDirectory)
    {
        try
        {
            var first = File.ReadLines(In(dataDirectory)).FirstOrDefault();
            return int.TryParse(first, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var processId) && processId > 0 ? processId : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
