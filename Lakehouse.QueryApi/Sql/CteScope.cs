namespace Lakehouse.QueryApi.Sql;

/// <summary>The names that WITH clauses make visible at a place of the statement, innermost first.</summary>
internal sealed record CteScope(string Name, CteScope? Outer)
{
    public static bool IsVisible(CteScope? scope, string name)
    {
        for (; scope is not null; scope = scope.Outer)
        {
            if (scope.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
