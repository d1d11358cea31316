using System.Collections;
using System.Reflection;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino;

/// <summary>The tables that a query's tree names, those of WITH among them.</summary>
internal static class TableNames
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Type, PropertyInfo[]> Members = new();

    public static IReadOnlyCollection<QualifiedName> In(Query query)
    {
        var names = new Dictionary<string, QualifiedName>(StringComparer.OrdinalIgnoreCase);
        Visit(query, names);
        return names.Values;
    }

    /// <summary>Walks every node of the tree by the records' own members: a new kind of node cannot be forgotten.</summary>
    private static void Visit(object? node, Dictionary<string, QualifiedName> names)
    {
        switch (node)
        {
            case null or string or Identifier or DataTypeName:
                return;
            case QualifiedName name:
                names.TryAdd(name.ToString(), name);
                return;
            case IEnumerable items:
                foreach (var item in items)
                {
                    Visit(item, names);
                }

                return;
            case System.Runtime.CompilerServices.ITuple tuple:
                for (var index = 0; index < tuple.Length; index++)
                {
                    Visit(tuple[index], names);
                }

                return;
        }

        var type = node.GetType();
        if (type.IsPrimitive || type.IsEnum)
        {
            return;
        }

        foreach (var member in Members.GetOrAdd(type, static known => [.. known.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => !property.PropertyType.IsPrimitive && property.PropertyType != typeof(string))]))
        {
            Visit(member.GetValue(node), names);
        }
    }
}
