using System.Text.Json.Nodes;

namespace Lakehouse.Delta;

/// <summary>Makes columns whose values the table computes, for <c>CreateAsync</c>.</summary>
public static class ColumnKinds
{
    /// <summary>A generated column: its values are a Spark SQL expression of other columns.</summary>
    public static StructField WithGenerationExpression(this StructField field, string expression)
    {
        ArgumentNullException.ThrowIfNull(field);
        return field.With("delta.generationExpression", JsonValue.Create(expression));
    }

    /// <summary>A column with a default: rows without it get the value of a Spark SQL expression.</summary>
    public static StructField WithDefault(this StructField field, string expression)
    {
        ArgumentNullException.ThrowIfNull(field);
        return field.With("CURRENT_DEFAULT", JsonValue.Create(expression));
    }

    /// <summary>An identity column of type long: rows get numbers that are unique.</summary>
    public static StructField WithIdentity(this StructField field, long start = 1, long step = 1, bool allowExplicitInsert = false)
    {
        ArgumentNullException.ThrowIfNull(field);
        return new IdentityColumn(start, step, allowExplicitInsert).On(field);
    }

    /// <summary>The field with a text for people.</summary>
    public static StructField WithComment(this StructField field, string? comment)
    {
        ArgumentNullException.ThrowIfNull(field);
        return comment is null ? field.Without("comment") : field.With("comment", JsonValue.Create(comment));
    }
}
