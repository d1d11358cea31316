using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Lakehouse.QueryApi.Trino;

/// <summary>
/// An address as Java's <c>java.net.URI</c> takes it apart, on which Trino's functions stand (RFC 2396, other characters than ASCII's allowed):
/// <code>scheme://user@host:port/path?query#fragment, or scheme:anything</code>
/// </summary>
internal sealed partial class JavaUri
{
    private const string Unreserved = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-!.~'()*";

    private static readonly SearchValues<char> Path = SearchValues.Create(Unreserved + ":@&=+$,;/");

    private static readonly SearchValues<char> Any = SearchValues.Create(Unreserved + ";/?:@&=+$,[]");

    private static readonly SearchValues<char> Registry = SearchValues.Create(Unreserved + "$,;:@&=+");

    private JavaUri()
    {
    }

    public string Scheme { get; private init; } = "";

    /// <summary>Empty where there is none, or a name that is no host's: <c>a_b</c>.</summary>
    public string Host { get; private set; } = "";

    public int? Port { get; private set; }

    /// <summary>With its escapes; empty behind a scheme without a slash.</summary>
    public string RawPath { get; private set; } = "";

    /// <summary>With its escapes, or null.</summary>
    public string? RawQuery { get; private set; }

    /// <summary>With its escapes.</summary>
    public string RawFragment { get; private set; } = "";

    /// <summary>Takes a text apart.</summary>
    /// <returns>Null of one that is no address: with a blank, a quote, half an escape …</returns>
    public static JavaUri? TryParse(string text)
    {
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        var rest = hash < 0 ? text : text[..hash];
        var stop = rest.AsSpan().IndexOfAny(":/?");
        var hasScheme = stop >= 0 && rest[stop] == ':';
        if (hasScheme && !SchemeName().IsMatch(rest.AsSpan(0, stop)))
        {
            return null;
        }

        var uri = new JavaUri { Scheme = hasScheme ? rest[..stop] : "", RawFragment = hash < 0 ? "" : text[(hash + 1)..] };
        rest = hasScheme ? rest[(stop + 1)..] : rest;
        var isValid = hasScheme && !rest.StartsWith('/') ? rest.Length > 0 && IsOf(rest, Any) : uri.TryReadParts(rest, hash >= 0);
        return isValid && IsOf(uri.RawFragment, Any) ? uri : null;
    }

    /// <summary>What <c>%41</c> stands for.</summary>
    public static string Decode(string raw) => raw.Contains('%', StringComparison.Ordinal) ? WebUtility.UrlDecode(raw.Replace("+", "%2B", StringComparison.Ordinal)) : raw;

    private bool TryReadParts(string rest, bool hasFragment)
    {
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            var end = rest.AsSpan(2).IndexOfAny('/', '?') is >= 0 and var at ? at + 2 : rest.Length;
            if (end == 2 ? end == rest.Length && !hasFragment : !TryReadAuthority(rest[2..end]))
            {
                return false;
            }

            rest = rest[end..];
        }

        var question = rest.IndexOf('?', StringComparison.Ordinal);
        RawPath = question < 0 ? rest : rest[..question];
        RawQuery = question < 0 ? null : rest[(question + 1)..];
        return IsOf(RawPath, Path) && IsOf(RawQuery ?? "", Any);
    }

    /// <summary><c>user@host:port</c>, or a name that has another form, of which there is no host.</summary>
    private bool TryReadAuthority(string authority)
    {
        if (Server().Match(authority) is { Success: true } server && IsHost(server.Groups["host"].Value) && IsOf(server.Groups["user"].Value, Registry))
        {
            var port = server.Groups["port"].Value;
            if (port.Length == 0 || int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                Host = server.Groups["host"].Value;
                Port = port.Length == 0 ? null : int.Parse(port, CultureInfo.InvariantCulture);
                return true;
            }
        }

        return IsOf(authority, Registry);
    }

    /// <summary>The last of several labels begins with a letter; four numbers are an address.</summary>
    private static bool IsHost(string host) => host.StartsWith('[')
        ? IPAddress.TryParse(host, out var address) && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
        : HostName().IsMatch(host) || (IPv4().IsMatch(host) && host.Split('.').All(part => int.Parse(part, CultureInfo.InvariantCulture) <= 255));

    /// <summary>Characters of a part, escapes of two hexadecimal digits, and what is neither ASCII nor a blank nor a control character.</summary>
    private static bool IsOf(string part, SearchValues<char> characters)
    {
        for (var index = part.AsSpan().IndexOfAnyExcept(characters); index >= 0 && index < part.Length; index++)
        {
            var each = part[index];
            if (each == '%' && index + 2 < part.Length && char.IsAsciiHexDigit(part[index + 1]) && char.IsAsciiHexDigit(part[index + 2]))
            {
                index += 2;
            }
            else if (!characters.Contains(each) && (each < 0x80 || char.IsControl(each) || char.GetUnicodeCategory(each) is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
            {
                return false;
            }
        }

        return true;
    }

    [GeneratedRegex(@"\A[a-zA-Z][a-zA-Z0-9+.\-]*\z")]
    private static partial Regex SchemeName();

    [GeneratedRegex(@"\A(?:(?<user>[^@]*)@)?(?<host>\[[^\]]*\]|[^:@\[\]]+)(?::(?<port>[0-9]*))?\z")]
    private static partial Regex Server();

    [GeneratedRegex(@"\A(?:[a-zA-Z0-9](?:[a-zA-Z0-9\-]*[a-zA-Z0-9])?|(?:[a-zA-Z0-9](?:[a-zA-Z0-9\-]*[a-zA-Z0-9])?\.)+[a-zA-Z](?:[a-zA-Z0-9\-]*[a-zA-Z0-9])?)\.?\z")]
    private static partial Regex HostName();

    [GeneratedRegex(@"\A[0-9]{1,3}(?:\.[0-9]{1,3}){3}\z")]
    private static partial Regex IPv4();
}
