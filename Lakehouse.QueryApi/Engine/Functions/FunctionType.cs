using DuckDB.NET.Native;
using Lakehouse.QueryApi.Results;

namespace Lakehouse.QueryApi.Engine.Functions;

/// <summary>A type of an argument or a result.</summary>
internal sealed class FunctionType
{
    public static readonly FunctionType Text = new(DuckDBType.Varchar);

    /// <summary>DuckDB's JSON is text by another name.</summary>
    public static readonly FunctionType Json = new(DuckDBType.Varchar, alias: "JSON");

    public static readonly FunctionType Binary = new(DuckDBType.Blob);

    public static readonly FunctionType Boolean = new(DuckDBType.Boolean);

    public static readonly FunctionType Integer = new(DuckDBType.Integer);

    public static readonly FunctionType Bigint = new(DuckDBType.BigInt);

    public static readonly FunctionType Double = new(DuckDBType.Double);

    public static readonly FunctionType Real = new(DuckDBType.Float);

    public static readonly FunctionType Texts = new(DuckDBType.Varchar, lists: 1);

    public static readonly FunctionType Jsons = new(DuckDBType.Varchar, alias: "JSON", lists: 1);

    public static readonly FunctionType ListsOfTexts = new(DuckDBType.Varchar, lists: 2);

    private readonly DuckDBType kind;
    private readonly string? alias;
    private readonly int lists;

    private FunctionType(DuckDBType kind, string? alias = null, int lists = 0)
    {
        this.kind = kind;
        this.alias = alias;
        this.lists = lists;
        using var type = Create();
        Shape = ColumnType.Read(type);
    }

    /// <summary>How values lie in memory.</summary>
    public ColumnType Shape { get; }

    /// <summary>DuckDB's type; the caller disposes of it.</summary>
    public DuckDBLogicalType Create()
    {
        var type = NativeMethods.LogicalType.DuckDBCreateLogicalType(kind);
        if (alias is not null)
        {
            DuckDbInterop.SetTypeAlias(type, alias);
        }

        for (var level = 0; level < lists; level++)
        {
            using var element = type;
            type = NativeMethods.LogicalType.DuckDBCreateListType(element);
        }

        return type;
    }
}
