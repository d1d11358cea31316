namespace Lakehouse.QueryApi.Trino.Syntax;

/// <summary>A whole statement [statement]</summary>
internal abstract record SqlStatement;

/// <summary>[statementDefault]</summary>
internal sealed record QueryStatement(Query Query) : SqlStatement;

/// <summary>[explain, explainAnalyze]</summary>
internal sealed record Explain(bool IsAnalyze, string? Type, SqlStatement Statement) : SqlStatement;

/// <summary>What SHOW and DESCRIBE list.</summary>
internal enum ShowSubject
{
    /// <summary>SHOW DATABASES, SHOW SCHEMAS.</summary>
    Databases,

    /// <summary>SHOW CATALOGS.</summary>
    Catalogs,

    /// <summary>SHOW TABLES.</summary>
    Tables,

    /// <summary>SHOW VIEWS: there are none.</summary>
    Views,

    /// <summary>SHOW COLUMNS.</summary>
    Columns,

    /// <summary>DESCRIBE.</summary>
    Description,

    /// <summary>SHOW CREATE TABLE.</summary>
    CreateTable,

    /// <summary>SHOW FUNCTIONS.</summary>
    Functions,

    /// <summary>SHOW PARTITIONS.</summary>
    Partitions,

    /// <summary>SHOW TBLPROPERTIES.</summary>
    Properties,
}

/// <summary>SHOW …, DESCRIBE …</summary>
/// <param name="Subject">What.</param>
/// <param name="Target">The table or database, or null.</param>
/// <param name="Pattern">The text after LIKE, or the pattern of Hive's form <c>SHOW TABLES 'a*|b*'</c>.</param>
/// <param name="Escape">The character after ESCAPE.</param>
/// <param name="IsHivePattern">The pattern is Hive's (<c>*</c>, <c>|</c>) or a regular expression as Athena takes it, not LIKE's.</param>
internal sealed record Show(ShowSubject Subject, QualifiedName? Target, string? Pattern, string? Escape, bool IsHivePattern) : SqlStatement;

/// <summary>[prepare]; the text is kept, since Athena keeps statements as text.</summary>
internal sealed record Prepare(Identifier Name, string Text) : SqlStatement;

/// <summary>[execute]</summary>
internal sealed record Execute(Identifier Name, IReadOnlyList<Expression> Parameters) : SqlStatement;

/// <summary>[executeImmediate]</summary>
internal sealed record ExecuteImmediate(string Text, IReadOnlyList<Expression> Parameters) : SqlStatement;

/// <summary>[deallocate]</summary>
internal sealed record Deallocate(Identifier Name) : SqlStatement;

/// <summary>Athena's <c>UNLOAD (SELECT …) TO 's3://…' WITH (format = 'PARQUET')</c></summary>
internal sealed record Unload(Query Query, string Location, IReadOnlyDictionary<string, Expression> Properties) : SqlStatement;
