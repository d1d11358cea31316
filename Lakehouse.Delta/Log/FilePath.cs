using System.Text;

namespace Lakehouse.Delta;

/// <summary>Paths of files as the log writes them: URIs (RFC 2396), relative to the table or absolute.</summary>
internal static class FilePath
{
    /// <summary>Whether the path names a place of its own: <c>s3://…</c>, <c>file:/…</c>, <c>/…</c>.</summary>
    public static bool IsAbsolute(string path) => path.StartsWith('/') || SchemeLength(path) > 0;

    /// <summary>The path of the file, percent-decoded.</summary>
    public static string Decode(string path) => path.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(path) : path;

    /// <summary>
    /// One spelling for the same file, so that a remove finds its add: <c>file:///a%20b</c>, <c>file:/a b</c> and <c>/a b</c> are one.
    /// </summary>
    public static string Canonical(string path)
    {
        var scheme = SchemeLength(path);
        if (scheme > 0 && path.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            var local = path[5..];
            path = local.StartsWith("///", StringComparison.Ordinal) ? local[2..] : local;
        }

        return Decode(path);
    }

    /// <summary>Percent-encodes a relative path as Java's URI does for Spark: what a URI path may not hold is encoded, '/' stays.</summary>
    public static string Encode(string path)
    {
        StringBuilder? encoded = null;
        for (var i = 0; i < path.Length; i++)
        {
            var c = path[i];
            if (IsPathCharacter(c))
            {
                encoded?.Append(c);
                continue;
            }

            encoded ??= new StringBuilder(path, 0, i, path.Length + 16);
            var length = char.IsHighSurrogate(c) && i + 1 < path.Length ? 2 : 1;
            encoded.Append(Uri.EscapeDataString(path.AsSpan(i, length)));
            i += length - 1;
        }

        return encoded?.ToString() ?? path;
    }

    private static bool IsPathCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "-_.~/=+,@$&!'()*;:".Contains(c, StringComparison.Ordinal);

    private static int SchemeLength(string path)
    {
        // scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ), and a colon before any slash
        if (path.Length == 0 || !char.IsAsciiLetter(path[0]))
        {
            return 0;
        }

        for (var i = 1; i < path.Length; i++)
        {
            if (path[i] == ':')
            {
                return i > 1 && i + 1 < path.Length && path[i + 1] == '/' ? i : 0;
            }

            if (!char.IsAsciiLetterOrDigit(path[i]) && path[i] is not ('+' or '-' or '.'))
            {
                return 0;
            }
        }

        return 0;
    }
}
