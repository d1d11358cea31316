using System.Text.Json;

namespace Lakehouse.QueryApi.Sql;

/// <summary>The names that WITH clauses make visible at a place of the statement, innermost first.</summary>
/// <param name="Name">The innermost name.</param>
/// <param name="Cte">What it stands for, or null while it is being defined by itself.</param>
/// <param name="Outer">The names that are visible where it is defined.</param>
internal sealed record CteScope(string Name, JsonElement? Cte, CteScope? Outer)
{
    public static bool IsVisible(CteScope? scope, string name) => Find(scope, name) is not null;

    /// <summary>The definition that a name means.</summary>
    public static CteScope? Find(CteScope? scope, string name)
    {
        while (scope is not null && !scope.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        {
            scope = scope.Outer;
        }

        return scope;
    }
}
