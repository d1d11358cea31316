using System.Text;

namespace Aspire.Hosting.Running;

/// <summary>Reads a child's output line by line, also where a line has no end.</summary>
internal static class LogLines
{
    private const int MaxLength = 16 * 1024;

    public static async IAsyncEnumerable<string> ReadAsync(StreamReader stream)
    {
        var buffer = new char[4096];
        var line = new StringBuilder();
        int count;
        while ((count = await ReadAsync(stream, buffer).ConfigureAwait(false)) > 0)
        {
            foreach (var c in buffer.AsMemory(0, count).ToArray())
            {
                if (c is '\n' || line.Length == MaxLength)
                {
                    yield return line.ToString().TrimEnd('\r');
                    line.Clear();
                }

                if (c is not '\n')
                {
                    line.Append(c);
                }
            }
        }

        if (line.Length > 0)
        {
            yield return line.ToString();
        }
    }

    private static async Task<int> ReadAsync(StreamReader stream, char[] buffer)
    {
        try
        {
            return await stream.ReadAsync(buffer).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return 0; // the child was killed
        }
    }
}
