using System.Net;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Aspire.Hosting.AWS.CloudFormation;

/// <summary>An action and its parameters.</summary>
internal sealed class StackRequest(IReadOnlyList<KeyValuePair<string, string>> fields) : AmazonWebServiceRequest
{
    public IReadOnlyList<KeyValuePair<string, string>> Fields => fields;
}

/// <summary>An answer as it came.</summary>
internal sealed class StackAnswer : AmazonWebServiceResponse
{
    public XElement Body { get; init; } = new("Empty");
}

/// <summary>Writes <c>Action=DescribeStacks&amp;Version=2010-05-15&amp;StackName=lake</c>.</summary>
internal sealed class StackRequestMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, "Amazon.CloudFormation") { HttpMethod = "POST", ResourcePath = "/" };
        request.Headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8";
        request.Content = System.Text.Encoding.UTF8.GetBytes(string.Join('&', ((StackRequest)input).Fields.Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value)}")));
        return request;
    }
}

/// <summary>Reads an answer, or the error in its place.</summary>
internal sealed class StackAnswerUnmarshaller : JsonResponseUnmarshaller
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input) =>
        new StackAnswer { Body = Read(input.Stream) ?? throw new AmazonUnmarshallingException("AWS CloudFormation's answer is no XML.", null, null) };

    /// <summary><code>&lt;ErrorResponse&gt;&lt;Error&gt;&lt;Code&gt;ValidationError&lt;/Code&gt;&lt;Message&gt;Stack with id lake does not exist&lt;/Message&gt;…</code></summary>
    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        using var kept = new MemoryStream(input.GetResponseBodyBytes() ?? []);
        var body = Read(kept.Length > 0 ? kept : input.Stream);
        return new AmazonServiceException(
            Text("Message") ?? $"AWS CloudFormation answered {(int)statusCode}.", innerException, (int)statusCode >= 500 ? ErrorType.Receiver : ErrorType.Sender, Text("Code") ?? statusCode.ToString(), Text("RequestId"), statusCode);

        string? Text(string name) => body?.Descendants().FirstOrDefault(found => found.Name.LocalName == name)?.Value;
    }

    private static XElement? Read(Stream stream)
    {
        try
        {
            return XDocument.Load(stream).Root;
        }
        catch (XmlException)
        {
            return null; // a proxy in front of CloudFormation has answered in its own way
        }
    }
}
