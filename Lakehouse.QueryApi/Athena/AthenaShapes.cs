using System.Globalization;
using System.Text.Json.Nodes;
using Lakehouse.QueryApi.Catalog;
using Lakehouse.QueryApi.Trino;
using Lakehouse.QueryApi.Trino.Translation;

namespace Lakehouse.QueryApi.Athena;

/// <summary>Answers in the shapes of Athena's service model.</summary>
internal static class AthenaShapes
{
    private const string EngineVersion = "Athena engine version 3";

    public static JsonObject Engine() => new() { ["SelectedEngineVersion"] = "AUTO", ["EffectiveEngineVersion"] = EngineVersion };

    /// <summary>AWS JSON 1.1 has times as seconds since 1970.</summary>
    public static JsonNode Time(DateTimeOffset time) => JsonValue.Create(Math.Round(time.ToUnixTimeMilliseconds() / 1000.0, 3));

    public static JsonObject Execution(Execution execution, AthenaOptions options)
    {
        var status = new JsonObject { ["State"] = execution.State.ToString(), ["SubmissionDateTime"] = Time(execution.Submitted) };
        if (execution.Reason is not null)
        {
            status["StateChangeReason"] = execution.Reason;
        }

        if (execution.Completed is { } completed)
        {
            status["CompletionDateTime"] = Time(completed);
        }

        if (execution.State == ExecutionState.FAILED)
        {
            status["AthenaError"] = new JsonObject
            {
                ["ErrorCategory"] = execution.ErrorCategory,
                ["ErrorType"] = execution.ErrorCategory == 2 ? 1000 : 100,
                ["Retryable"] = execution.IsRetryable,
                ["ErrorMessage"] = execution.Reason,
            };
        }

        var shape = new JsonObject
        {
            ["QueryExecutionId"] = execution.Id,
            ["Query"] = execution.Query,
            ["StatementType"] = execution.StatementType,
            ["SubstatementType"] = execution.SubstatementType,
            ["ResultConfiguration"] = new JsonObject { ["OutputLocation"] = execution.OutputLocation },
            ["ResultReuseConfiguration"] = new JsonObject { ["ResultReuseByAgeConfiguration"] = new JsonObject { ["Enabled"] = false } },
            ["QueryExecutionContext"] = Context(execution),
            ["Status"] = status,
            ["Statistics"] = Statistics(execution),
            ["WorkGroup"] = execution.WorkGroup,
            ["EngineVersion"] = Engine(),
        };
        if (execution.Parameters.Count > 0)
        {
            shape["ExecutionParameters"] = new JsonArray([.. execution.Parameters.Select(parameter => JsonValue.Create(parameter))]);
        }

        // Not in Athena's model, and passed over by its clients: what the same scan costs there, 10 MB at least.
        shape["LakehouseStatistics"] = new JsonObject
        {
            ["FilesScanned"] = execution.FilesScanned,
            ["FilesPruned"] = execution.FilesPruned,
            ["EstimatedAthenaCostInDollars"] = JsonValue.Create(Cost(execution, options)),
        };
        return shape;
    }

    public static JsonObject Runtime(Execution execution) => new()
    {
        ["Timeline"] = Statistics(execution, withBytes: false),
        ["Rows"] = new JsonObject { ["InputRows"] = execution.InputRows, ["InputBytes"] = execution.BytesScanned, ["OutputBytes"] = execution.ResultBytes, ["OutputRows"] = execution.Rows },
        ["OutputStage"] = new JsonObject { ["StageId"] = 0, ["State"] = execution.State.ToString(), ["InputRows"] = execution.InputRows, ["InputBytes"] = execution.BytesScanned, ["OutputRows"] = execution.Rows, ["OutputBytes"] = execution.ResultBytes, ["SubStages"] = new JsonArray() },
    };

    public static JsonObject Column(ResultColumn column)
    {
        var name = TypeText.Base(column.Type) ?? column.Type;
        var numbers = name == "decimal" ? TypeText.Arguments(column.Type) : [];
        return new JsonObject
        {
            ["CatalogName"] = "hive",
            ["SchemaName"] = "",
            ["TableName"] = "",
            ["Name"] = column.Name,
            ["Label"] = column.Name,
            ["Type"] = name switch { "real" => "float", "interval" => "interval day to second", _ => name },
            ["Precision"] = name switch
            {
                "decimal" => int.Parse(numbers[0], CultureInfo.InvariantCulture),
                "tinyint" => 3,
                "smallint" => 5,
                "integer" => 10,
                "bigint" => 19,
                "double" or "real" => 17,
                "timestamp" or "timestamp with time zone" or "time" => 3,
                "varchar" => int.MaxValue,
                "varbinary" => 1_073_741_824,
                _ => 0,
            },
            ["Scale"] = name == "decimal" ? int.Parse(numbers[1], CultureInfo.InvariantCulture) : 0,
            ["Nullable"] = "UNKNOWN",
            ["CaseSensitive"] = name is "varchar" or "json",
        };
    }

    public static JsonObject Group(WorkGroup group)
    {
        var configuration = new JsonObject
        {
            ["ResultConfiguration"] = group.OutputLocation is null ? new JsonObject() : new JsonObject { ["OutputLocation"] = group.OutputLocation },
            ["EnforceWorkGroupConfiguration"] = group.Enforces,
            ["PublishCloudWatchMetricsEnabled"] = false,
            ["RequesterPaysEnabled"] = false,
            ["EngineVersion"] = Engine(),
        };
        if (group.BytesCutoff is { } cutoff)
        {
            configuration["BytesScannedCutoffPerQuery"] = cutoff;
        }

        return new JsonObject { ["Name"] = group.Name, ["State"] = State(group), ["Configuration"] = configuration, ["Description"] = group.Description, ["CreationTime"] = Time(group.Created) };
    }

    public static JsonObject GroupSummary(WorkGroup group) => new() { ["Name"] = group.Name, ["State"] = State(group), ["Description"] = group.Description, ["CreationTime"] = Time(group.Created), ["EngineVersion"] = Engine() };

    public static JsonObject Named(NamedQuery query)
    {
        var shape = new JsonObject { ["Name"] = query.Name, ["Database"] = query.Database, ["QueryString"] = query.Sql, ["NamedQueryId"] = query.Id, ["WorkGroup"] = query.WorkGroup };
        if (query.Description is not null)
        {
            shape["Description"] = query.Description;
        }

        return shape;
    }

    public static JsonObject Prepared(PreparedStatement statement)
    {
        var shape = new JsonObject { ["StatementName"] = statement.Name, ["QueryStatement"] = statement.Sql, ["WorkGroupName"] = statement.WorkGroup, ["LastModifiedTime"] = Time(statement.Modified) };
        if (statement.Description is not null)
        {
            shape["Description"] = statement.Description;
        }

        return shape;
    }

    public static JsonObject Table(CatalogTable table, TableVersion? version, IReadOnlyList<TableColumn> columns, IReadOnlyList<string> partitions) => new()
    {
        ["Name"] = table.Name,
        ["CreateTime"] = Time(version?.Timestamp ?? DateTimeOffset.UnixEpoch),
        ["LastAccessTime"] = Time(DateTimeOffset.UnixEpoch),
        ["TableType"] = "EXTERNAL_TABLE",
        ["Columns"] = new JsonArray([.. columns.Where(column => !partitions.Contains(column.Name)).Select(TableColumn)]),
        ["PartitionKeys"] = new JsonArray([.. columns.Where(column => partitions.Contains(column.Name)).Select(TableColumn)]),
        ["Parameters"] = new JsonObject { ["EXTERNAL"] = "TRUE", ["location"] = table.Location.ToString(), ["table_type"] = table.Format.ToUpperInvariant() },
    };

    private static JsonNode TableColumn(TableColumn column) => new JsonObject { ["Name"] = column.Name, ["Type"] = HiveTypes.Name(column.Type) };

    private static string State(WorkGroup group) => group.IsEnabled ? "ENABLED" : "DISABLED";

    private static JsonObject Context(Execution execution)
    {
        var context = new JsonObject();
        if (execution.Database is not null)
        {
            context["Database"] = execution.Database;
        }

        if (execution.Catalog is not null)
        {
            context["Catalog"] = execution.Catalog;
        }

        return context;
    }

    private static JsonObject Statistics(Execution execution, bool withBytes = true)
    {
        var started = execution.Started ?? execution.Completed ?? execution.Submitted;
        var completed = execution.Completed ?? DateTimeOffset.UtcNow;
        var statistics = new JsonObject
        {
            ["EngineExecutionTimeInMillis"] = (long)(completed - started).TotalMilliseconds,
            ["TotalExecutionTimeInMillis"] = (long)(completed - execution.Submitted).TotalMilliseconds,
            ["QueryQueueTimeInMillis"] = (long)(started - execution.Submitted).TotalMilliseconds,
            ["ServicePreProcessingTimeInMillis"] = 0,
            ["QueryPlanningTimeInMillis"] = 0,
            ["ServiceProcessingTimeInMillis"] = 0,
        };
        if (withBytes)
        {
            statistics["DataScannedInBytes"] = execution.BytesScanned;
            statistics["ResultReuseInformation"] = new JsonObject { ["ReusedPreviousResult"] = false };
            if (execution.ManifestLocation is { } manifest)
            {
                statistics["DataManifestLocation"] = manifest;
            }
        }

        return statistics;
    }

    private static decimal Cost(Execution execution, AthenaOptions options) => execution.BytesScanned == 0 ? 0
        : Math.Round(Math.Max(execution.BytesScanned, 10 * 1024 * 1024) / 1_099_511_627_776m * options.PricePerTerabyte, 8);
}
