using System.Text;

namespace Lakehouse.QueryApi.Athena;

/// <summary>Some rows of a result file.</summary>
/// <param name="Rows">Values; null for NULL.</param>
/// <param name="Next">Where the next page begins, in bytes, or null at the end.</param>
internal sealed record ResultPage(IReadOnlyList<IReadOnlyList<string?>> Rows, long? Next)
{
    private const byte Quote = (byte)'"';

    /// <summary>Reads rows from a place on; what was read before is not touched.</summary>
    public static async Task<ResultPage> ReadAsync(Stream stream, long start, int mostRows, bool isTabbed, CancellationToken cancellationToken)
    {
        stream.Position = start;
        var rows = new List<IReadOnlyList<string?>>();
        var buffer = new byte[64 * 1024];
        var line = new MemoryStream();
        var position = start;
        var inQuotes = false;
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            for (var index = 0; index < count; index++)
            {
                var value = buffer[index];
                position++;
                if (value == (byte)'\n' && !inQuotes)
                {
                    rows.Add(isTabbed ? Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length).Split('\t') : Split(Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length)));
                    line.SetLength(0);
                    if (rows.Count == mostRows)
                    {
                        return new ResultPage(rows, position < stream.Length ? position : null);
                    }

                    continue;
                }

                inQuotes ^= value == Quote && !isTabbed;
                line.WriteByte(value);
            }
        }

        return new ResultPage(rows, null);
    }

    /// <summary><c>"a","say ""hi""",,"b"</c></summary>
    private static List<string?> Split(string line)
    {
        var values = new List<string?>();
        var index = 0;
        while (true)
        {
            if (index < line.Length && line[index] == '"')
            {
                var text = new StringBuilder();
                for (index++; index < line.Length && (line[index] != '"' || (index + 1 < line.Length && line[index + 1] == '"')); index++)
                {
                    text.Append(line[index]);
                    index += line[index] == '"' ? 1 : 0;
                }

                index++;
                values.Add(text.ToString());
            }
            else
            {
                values.Add(null);
            }

            if (index >= line.Length)
            {
                return values;
            }

            index++;
        }
    }
}
