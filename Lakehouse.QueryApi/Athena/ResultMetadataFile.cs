using Google.Protobuf;
using Lakehouse.QueryApi.Athena.Protocol;

namespace Lakehouse.QueryApi.Athena;

/// <summary>The <c>.metadata</c> file beside a result: the columns, as GetQueryResults tells them.</summary>
internal static class ResultMetadataFile
{
    /// <summary>What is behind the result's own name.</summary>
    public const string Extension = ".metadata";

    /// <summary>Writes it.</summary>
    /// <param name="result">Where the result is.</param>
    /// <param name="id">The execution's id.</param>
    /// <param name="columns">The result's columns.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">The location cannot be written.</exception>
    public static Task WriteAsync(ResultLocation result, string id, IReadOnlyList<ResultColumn> columns, CancellationToken cancellationToken) =>
        result.Store.PutAsync(result.Path + Extension, new ResultMetadata { QueryId = id, Columns = { columns.Select(Column) } }.ToByteArray(), cancellationToken);

    private static ResultMetadataColumn Column(ResultColumn column)
    {
        var told = AthenaShapes.Column(column);
        var tells = new ResultMetadataColumn
        {
            CatalogName = told["CatalogName"]!.GetValue<string>(),
            Name = column.Name,
            Label = column.Name,
            Type = told["Type"]!.GetValue<string>(),
            Nullable = ResultMetadataColumn.Types.Nullable.Unknown,
        };
        // Types without digits, such as arrays, have none of these.
        if (told["Precision"]!.GetValue<int>() is > 0 and var precision)
        {
            tells.Precision = precision;
            tells.Scale = told["Scale"]!.GetValue<int>();
            tells.CaseSensitive = told["CaseSensitive"]!.GetValue<bool>();
        }

        return tells;
    }
}
