namespace Lakehouse.QueryApi.Mcp;

/// <summary>Puts the Model Context Protocol's server together.</summary>
internal static class LakeToolsRegistration
{
    private const string Instructions = "A lakehouse of Delta tables. Call list_tables first, describe_table before you query a table, then query with one SELECT. Prefer curated tables. Aggregate in SQL rather than fetch many rows.";

    /// <summary>Adds the server: without sessions, so that any instance can answer any call.</summary>
    public static void AddLakeTools(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddMcpServer(options =>
        {
            options.ServerInfo = new() { Name = "lakehouse", Title = "Lakehouse", Version = typeof(LakeTools).Assembly.GetName().Version?.ToString(3) ?? "0.0.0" };
            options.ServerInstructions = Instructions;
            options.Filters.Request.CallToolFilters.Add(ToolErrors.Tell);
        }).WithHttpTransport(transport => transport.SessionMode = ModelContextProtocol.AspNetCore.HttpServerSessionMode.Stateless).WithTools<LakeTools>();
    }
}
