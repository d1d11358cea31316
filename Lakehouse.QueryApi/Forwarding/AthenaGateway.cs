using System.Text.Json.Nodes;
using Amazon.Athena;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Lakehouse.QueryApi.Athena;

namespace Lakehouse.QueryApi.Forwarding;

/// <summary>Passes actions on to Amazon Athena as they came, and its answers back: signed with the service's own credentials, and tried again as the SDK does.</summary>
internal sealed class AthenaGateway(ForwardingOptions options) : AmazonAthenaClient(options.ClientConfig())
{
    /// <summary>Actions whose requests name a work group, or else mean the default one.</summary>
    private static readonly string[] InWorkGroup = ["StartQueryExecution", "ListQueryExecutions", "CreateNamedQuery", "ListNamedQueries"];

    /// <summary>The answer to an action.</summary>
    /// <exception cref="AthenaException">Athena has refused or failed, with its own words.</exception>
    public async Task<JsonObject> SendAsync(string action, AthenaInput input, CancellationToken cancellationToken)
    {
        var body = JsonNode.Parse(input.Json.GetRawText())!.AsObject();
        if (InWorkGroup.Contains(action) && !input.Has("WorkGroup"))
        {
            body["WorkGroup"] = options.WorkGroup;
        }

        if (action == "StartQueryExecution" && !input.Has("ResultConfiguration") && options.OutputLocation is { } location)
        {
            body["ResultConfiguration"] = new JsonObject { ["OutputLocation"] = location };
        }

        try
        {
            var invocation = new InvokeOptions { RequestMarshaller = new RawMarshaller(), ResponseUnmarshaller = new RawUnmarshaller() };
            var answer = await InvokeAsync<RawResponse>(new RawRequest(action, body.ToJsonString()), invocation, cancellationToken);
            return answer.Body;
        }
        catch (RawException refused)
        {
            throw AthenaException.Relayed(refused.ErrorCode, refused.Message, refused.Body);
        }
        catch (AmazonServiceException failed)
        {
            throw new AthenaException("InternalServerException", $"Amazon Athena cannot be asked: {failed.Message}");
        }
        catch (AmazonClientException failed)
        {
            throw new AthenaException("InternalServerException", $"Amazon Athena cannot be asked: {failed.Message}");
        }
        catch (HttpRequestException failed)
        {
            throw new AthenaException("InternalServerException", $"Amazon Athena cannot be reached: {failed.Message}");
        }
    }
}
