using System.Globalization;

namespace Lakehouse.ServiceDefaults;

/// <summary>
/// A service asked about its own health by a second process of its program (<c>dotnet Lakehouse.X.dll --probe</c>): container images without a
/// shell have nothing else to run a health check with.
/// </summary>
public static class HealthProbe
{
    /// <summary>The only argument of a probe.</summary>
    public const string Argument = "--probe";

    private const int DefaultPort = 8080;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    /// <summary>Asks <c>/health</c> at the first port of <c>ASPNETCORE_HTTP_PORTS</c> (8080 when absent).</summary>
    /// <param name="arguments">The program's arguments.</param>
    /// <param name="cancellationToken">Stops the question.</param>
    /// <returns>The exit code, 0 for healthy and 1 for everything else; null when the arguments do not ask for a probe.</returns>
    public static async Task<int?> AnswerAsync(string[] arguments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (arguments is not [Argument])
        {
            return null;
        }

        var ports = (Environment.GetEnvironmentVariable("ASPNETCORE_HTTP_PORTS") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var port = ports.Length > 0 && int.TryParse(ports[0], NumberStyles.None, CultureInfo.InvariantCulture, out var configured) ? configured : DefaultPort;
        var address = new UriBuilder(Uri.UriSchemeHttp, "localhost", port, HealthEndpoints.Ready).Uri;
        using var http = new HttpClient { Timeout = Limit };
        try
        {
            using var answer = await http.GetAsync(address, cancellationToken).ConfigureAwait(false);
            await Console.Out.WriteLineAsync($"{address}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)}").ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception failure) when (failure is HttpRequestException || failure is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"{address} does not answer: {failure.Message}").ConfigureAwait(false);
            return 1;
        }
    }
}
