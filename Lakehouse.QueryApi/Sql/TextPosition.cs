using System.Text;

namespace Lakehouse.QueryApi.Sql;

/// <summary>A place in a statement as people count: line and column from 1.</summary>
internal readonly record struct TextPosition(int Line, int Column)
{
    /// <summary>Converts an offset in UTF-8 bytes.</summary>
    public static TextPosition Of(string sql, int byteOffset)
    {
        var bytes = Encoding.UTF8.GetBytes(sql);
        var before = Encoding.UTF8.GetString(bytes, 0, Math.Clamp(byteOffset, 0, bytes.Length));
        var lineStart = before.LastIndexOf('\n') + 1;
        return new(before.AsSpan().Count('\n') + 1, before.Length - lineStart + 1);
    }
}
