using System.Runtime.CompilerServices;

namespace Lakehouse.Delta;

/// <summary>Cuts a stream of newline-delimited JSON into lines without holding more than one line and one block.</summary>
internal static class JsonLines
{
    /// <summary>The non-blank lines; each is valid only until the next is asked for.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[stream is MemoryStream small ? Math.Clamp((int)small.Length + 1, 256, 1 << 16) : 1 << 16];
        int start = 0, end = 0, searched = 0;
        while (true)
        {
            var newline = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                var line = Trim(buffer.AsMemory(start, searched + newline - start));
                start = searched = searched + newline + 1;
                if (!line.IsEmpty)
                {
                    yield return line;
                }

                continue;
            }

            searched = end;
            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end, searched) = (0, end - start, searched - start);
            }

            if (end == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                var last = Trim(buffer.AsMemory(start, end - start));
                if (!last.IsEmpty)
                {
                    yield return last;
                }

                yield break;
            }

            end += read;
        }
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> line)
    {
        ReadOnlySpan<byte> byteOrderMark = [0xEF, 0xBB, 0xBF];
        if (line.Span.StartsWith(byteOrderMark))
        {
            line = line[3..];
        }

        var trimmed = line.Span.Trim(" \t\r\n"u8);
        return trimmed.IsEmpty ? default : line.Slice(line.Span.IndexOf(trimmed[0]), trimmed.Length);
    }
}
