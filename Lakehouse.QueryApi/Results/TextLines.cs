using System.Buffers;
using System.Text;

namespace Lakehouse.QueryApi.Results;

/// <summary>Writes lines of text as UTF-8.</summary>
internal static class TextLines
{
    /// <summary>Writes a line, its end included.</summary>
    public static void WriteUtf8(this StringBuilder line, IBufferWriter<byte> target)
    {
        Encoder? encoder = null;
        foreach (var chunk in line.GetChunks())
        {
            if (chunk.Length == line.Length)
            {
                Encoding.UTF8.GetBytes(chunk.Span, target);
                return;
            }

            // With a memory of its own: a character of two may end one chunk and go on in the next.
            encoder ??= Encoding.UTF8.GetEncoder();
            encoder.Convert(chunk.Span, target, flush: false, out _, out _);
        }
    }
}
