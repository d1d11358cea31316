namespace Lakehouse.QueryApi.Trino.Patterns;

/// <summary>Which characters a text holds: .NET's patterns count UTF-16 units and know other words than Joni's, which shows only beyond ASCII.</summary>
internal enum TextRange
{
    /// <summary>Up to U+007F.</summary>
    Ascii,

    /// <summary>Up to U+FFFF: one unit each.</summary>
    Basic,

    /// <summary>Some are two units.</summary>
    All,
}
