using System.Text;
using Amazon.Runtime;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Sql;

namespace Lakehouse.QueryApi;

/// <summary>A failure of the service as its log tells it: what, where in the code, and the message without the literals that it may quote from a statement.</summary>
internal static class Fault
{
    /// <summary>The error and those behind it, with the lines of code that they went through.</summary>
    public static string Describe(Exception error)
    {
        var text = new StringBuilder();
        // Messages about files of the lake quote their names and nothing of the statement.
        var isOfFiles = error is QueryException { Problem: var problem } && problem == Problem.TableUnreadable;
        for (var each = error; each is not null; each = each.InnerException)
        {
            text.Append(text.Length == 0 ? "" : "\n ---> ").Append(each.GetType().FullName).Append(": ").Append(isOfFiles ? each.Message : Message(each)).Append(each.StackTrace is { } trace ? $"\n{trace}" : "");
        }

        return text.ToString();
    }

    private static string Message(Exception error) => error switch
    {
        // Athena quotes values without any marks.
        QueryException { Problem: var problem } when problem == Problem.AthenaUnavailable => problem.Title,
        AmazonServiceException service => $"{service.ErrorCode}, status {(int)service.StatusCode}, request {service.RequestId}",
        _ => RedactedSql.Of(error.Message),
    };
}
