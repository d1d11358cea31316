using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Lakehouse.QueryApi.Athena;

/// <summary>NextToken: where a list goes on, bound to the list that it came from.</summary>
internal static class PageToken
{
    public static string Write(string list, long position) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{position}:{list}")));

    /// <exception cref="AthenaException">The token is not one of this list.</exception>
    public static long Read(string list, string? token)
    {
        if (token is null)
        {
            return 0;
        }

        Span<byte> bytes = stackalloc byte[1_024];
        if (token.Length <= 1_024 && Base64Url.IsValid(token) && Base64Url.TryDecodeFromChars(token, bytes, out var length))
        {
            var text = Encoding.UTF8.GetString(bytes[..length]);
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && text[(colon + 1)..] == list && long.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            {
                return position;
            }
        }

        throw AthenaException.Invalid($"Invalid NextToken: {token}");
    }
}
