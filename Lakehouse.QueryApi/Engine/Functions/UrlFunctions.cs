using System.Net;
using Lakehouse.QueryApi.Results;
using Lakehouse.QueryApi.Trino;

namespace Lakehouse.QueryApi.Engine.Functions;

/// <summary>Trino's functions of addresses: a part that is not there is empty, and everything of what is no address is NULL.</summary>
internal static class UrlFunctions
{
    public static IEnumerable<ScalarFunction> All =>
    [
        Part("protocol", uri => uri.Scheme),
        Part("host", uri => uri.Host),
        Part("path", uri => JavaUri.Decode(uri.RawPath)),
        Part("query", uri => JavaUri.Decode(uri.RawQuery ?? "")),
        Part("fragment", uri => JavaUri.Decode(uri.RawFragment)),
        new("trino_url_port", [FunctionType.Text], FunctionType.Bigint, Port),
        new("trino_url_parameter", [FunctionType.Text, FunctionType.Text], FunctionType.Text, Parameter),
    ];

    private static ScalarFunction Part(string name, Func<JavaUri, string> read) => new($"trino_url_{name}", [FunctionType.Text], FunctionType.Text, (arguments, row, result) =>
    {
        if (JavaUri.TryParse(arguments[0].Text(row)!) is { } uri)
        {
            result.SetText(row, read(uri).AsSpan());
        }
        else
        {
            result.SetNull(row);
        }
    });

    private static void Port(ColumnVector[] arguments, long row, ResultVector result)
    {
        if (JavaUri.TryParse(arguments[0].Text(row)!)?.Port is { } port)
        {
            result.Set(row, (long)port);
        }
        else
        {
            result.SetNull(row);
        }
    }

    /// <summary>Of the first parameter of the name; one without a value is empty.</summary>
    private static void Parameter(ColumnVector[] arguments, long row, ResultVector result)
    {
        var name = arguments[1].Text(row);
        foreach (var parameter in JavaUri.TryParse(arguments[0].Text(row)!)?.RawQuery?.Split('&') ?? [])
        {
            var parts = parameter.Split('=', 2);
            if (parts[0] == name)
            {
                result.SetText(row, parts.Length > 1 ? WebUtility.UrlDecode(parts[1]).AsSpan() : "");
                return;
            }
        }

        result.SetNull(row);
    }
}
