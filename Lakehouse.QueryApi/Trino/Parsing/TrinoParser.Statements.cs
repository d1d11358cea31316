using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Parsing;

/// <summary>[statement]</summary>
internal sealed partial class TrinoParser
{
    private SqlStatement ReadStatement()
    {
        var start = Current;
        switch (start.Upper)
        {
            case "EXPLAIN":
                return ReadExplain();
            case "SHOW":
                return ReadShow();
            case "DESCRIBE" or "DESC":
                return ReadDescribe();
            case "PREPARE":
                return ReadPrepare();
            case "EXECUTE":
                return ReadExecute();
            case "DEALLOCATE":
                index++;
                Expect("PREPARE");
                return new Deallocate(ReadIdentifier());
            case "UNLOAD":
                return ReadUnload();
            case "SELECT" or "WITH" or "VALUES" or "TABLE":
            case "" when start.Is("("):
                return new QueryStatement(ReadQuery());
            case "INSERT" or "UPDATE" or "DELETE" or "MERGE" or "CREATE" or "DROP" or "ALTER" or "MSCK" or "VACUUM" or "OPTIMIZE" or "REFRESH" or "GRANT" or "REVOKE" or "TRUNCATE" or "CALL" or "USE" or "SET" or "RESET" or "ANALYZE" or "COMMENT" or "START" or "COMMIT" or "ROLLBACK":
                throw new QueryException(Problem.NotSelect, $"{start.Upper} is not run here: queries only read. Tables change by the pipeline alone; SELECT, WITH, VALUES, TABLE, EXPLAIN, SHOW, DESCRIBE, PREPARE, EXECUTE, DEALLOCATE PREPARE and UNLOAD are the statements of this service.");
            default:
                throw Unexpected("'DEALLOCATE', 'DESC', 'DESCRIBE', 'EXECUTE', 'EXPLAIN', 'PREPARE', 'SHOW', 'UNLOAD', <query>");
        }
    }

    /// <summary><c>EXPLAIN (TYPE VALIDATE, FORMAT JSON) …</c>, <c>EXPLAIN ANALYZE VERBOSE …</c></summary>
    private Explain ReadExplain()
    {
        index++;
        string? type = null;
        var isAnalyze = Accept("ANALYZE");
        if (isAnalyze)
        {
            Accept("VERBOSE");
        }
        else if (At("(", "TYPE") || At("(", "FORMAT"))
        {
            index++;
            do
            {
                if (Accept("TYPE"))
                {
                    type = AcceptAny("LOGICAL", "DISTRIBUTED", "VALIDATE", "IO") ?? throw Unexpected("'DISTRIBUTED', 'IO', 'LOGICAL', 'VALIDATE'");
                }
                else
                {
                    Expect("FORMAT");
                    _ = AcceptAny("TEXT", "JSON", "GRAPHVIZ") ?? throw Unexpected("'GRAPHVIZ', 'JSON', 'TEXT'");
                }
            }
            while (Accept(","));
            Expect(")");
        }

        return At("EXPLAIN") ? throw Unexpected("<query>") : new Explain(isAnalyze, type, ReadStatement());
    }

    private Show ReadShow()
    {
        index++;
        if (Accept("CREATE"))
        {
            var what = AcceptAny("TABLE", "VIEW") ?? throw Unexpected("'TABLE', 'VIEW'");
            var name = ReadDdlName();
            return what == "TABLE" ? new Show(ShowSubject.CreateTable, name, null, null, false) : throw SyntaxError.Invalid(sql, name.Offset, $"'{name}' is not a view: this catalog has tables only. SHOW CREATE TABLE shows a table.");
        }

        var word = Current.Upper;
        index++;
        switch (word)
        {
            case "DATABASES" or "SCHEMAS":
                return ReadPattern(ShowSubject.Databases, AcceptAny("FROM", "IN") is null ? null : ReadDdlName());
            case "CATALOGS":
                return ReadPattern(ShowSubject.Catalogs, null);
            case "TABLES" or "VIEWS":
                return ReadPattern(word == "TABLES" ? ShowSubject.Tables : ShowSubject.Views, AcceptAny("FROM", "IN") is null ? null : ReadDdlName());
            case "FUNCTIONS":
                return ReadPattern(ShowSubject.Functions, AcceptAny("FROM", "IN") is null ? null : ReadDdlName());
            case "COLUMNS":
                _ = AcceptAny("FROM", "IN") ?? throw Unexpected("'FROM', 'IN'");
                var table = ReadDdlName();
                // Hive's form: SHOW COLUMNS IN table IN database.
                return ReadPattern(ShowSubject.Columns, AcceptAny("FROM", "IN") is null ? table : new QualifiedName([.. ReadDdlName().Parts, .. table.Parts]));
            case "PARTITIONS":
                return new Show(ShowSubject.Partitions, ReadDdlName(), null, null, false);
            case "TBLPROPERTIES":
                return ReadProperties();
            default:
                index--;
                throw Unexpected("'CATALOGS', 'COLUMNS', 'CREATE', 'DATABASES', 'FUNCTIONS', 'PARTITIONS', 'SCHEMAS', 'TABLES', 'TBLPROPERTIES', 'VIEWS'");
        }
    }

    /// <summary><c>SHOW TBLPROPERTIES t ('name')</c></summary>
    private Show ReadProperties()
    {
        var table = ReadDdlName();
        if (!Accept("("))
        {
            return new Show(ShowSubject.Properties, table, null, null, false);
        }

        var property = ReadText();
        Expect(")");
        return new Show(ShowSubject.Properties, table, property, null, false);
    }

    /// <summary><c>LIKE 'a%' ESCAPE '\'</c>, or Athena's form without LIKE: <c>SHOW TABLES 'a*'</c></summary>
    private Show ReadPattern(ShowSubject subject, QualifiedName? target)
    {
        if (Current.Kind == TokenKind.Text)
        {
            return new Show(subject, target, ReadText(), null, true);
        }

        if (!Accept("LIKE"))
        {
            return new Show(subject, target, null, null, false);
        }

        var pattern = ReadText();
        return new Show(subject, target, pattern, Accept("ESCAPE") ? ReadText() : null, pattern.Contains('*', StringComparison.Ordinal));
    }

    private Show ReadDescribe()
    {
        index++;
        if (At("INPUT") || At("OUTPUT"))
        {
            throw SyntaxError.NotSupported(sql, Current.Offset, $"DESCRIBE {Current.Upper} is not available here.");
        }

        _ = AcceptAny("EXTENDED", "FORMATTED");
        Accept("TABLE");
        return new Show(ShowSubject.Description, ReadDdlName(), null, null, false);
    }

    /// <summary>A name in a statement of Athena's Hive side, where backquotes stand.</summary>
    private QualifiedName ReadDdlName()
    {
        var parts = new List<Identifier>();
        do
        {
            if (Current.Kind == TokenKind.BackquotedName)
            {
                var token = tokens[index++];
                parts.Add(new(token.Offset, token.Text, true));
            }
            else
            {
                parts.Add(ReadIdentifier());
            }
        }
        while (Accept("."));
        return new(parts);
    }

    private Prepare ReadPrepare()
    {
        index++;
        var name = ReadIdentifier();
        Expect("FROM");
        var start = Current.Offset;
        _ = ReadStatement();
        return new Prepare(name, sql[start..Previous.End]);
    }

    private SqlStatement ReadExecute()
    {
        index++;
        if (Accept("IMMEDIATE"))
        {
            var text = ReadText();
            return new ExecuteImmediate(text, Accept("USING") ? ReadList(ReadExpression) : []);
        }

        var name = ReadIdentifier();
        return new Execute(name, Accept("USING") ? ReadList(ReadExpression) : []);
    }

    private Unload ReadUnload()
    {
        index++;
        Expect("(");
        var query = ReadQuery();
        Expect(")");
        Expect("TO");
        var location = ReadText();
        var properties = new Dictionary<string, Expression>(StringComparer.OrdinalIgnoreCase);
        if (Accept("WITH"))
        {
            Expect("(");
            do
            {
                var name = ReadIdentifier();
                Expect("=");
                properties[name.Text] = ReadExpression();
            }
            while (Accept(","));
            Expect(")");
        }

        return new Unload(query, location, properties);
    }
}
