using System.Text.Json;
using Lakehouse.QueryApi.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Lakehouse.QueryApi.Mcp;

/// <summary>Tells errors to the assistant, which can do something about them, as results: the protocol's server logs what is thrown through it with its message, which may quote the query.</summary>
internal static class ToolErrors
{
    public static McpRequestHandler<CallToolRequestParams, CallToolResult> Tell(McpRequestHandler<CallToolRequestParams, CallToolResult> next) => async (request, cancellationToken) =>
    {
        try
        {
            return await next(request, cancellationToken);
        }
        catch (QueryException refused)
        {
            return Error(refused.Message);
        }
        catch (Exception misfit) when (misfit is JsonException or ArgumentException)
        {
            return Error($"The arguments do not fit the tool {request.Params?.Name}: its input schema tells their names and types.");
        }
        catch (Exception error) when (error is not (McpException or OperationCanceledException))
        {
            request.Services!.GetRequiredService<ILogger<LakeTools>>().LogError("A call of {Tool} failed: {Failure}", request.Params?.Name, Fault.Describe(error));
            return Error($"The service failed: {error.GetType().Name}. Its log says more.");
        }
    };

    private static CallToolResult Error(string message) => new() { IsError = true, Content = [new TextContentBlock { Text = message }] };
}
