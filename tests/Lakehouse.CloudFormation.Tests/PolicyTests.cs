namespace Lakehouse.CloudFormation.Tests;

/// <summary>Least privilege: what is allowed to all resources is listed here, with the reason.</summary>
public sealed class PolicyTests
{
    /// <summary>Actions for which IAM knows no resource (AWS's Service Authorization Reference), or where "*" is the policy's own resource.</summary>
    private static readonly Dictionary<string, string> AllResources = new()
    {
        ["glue:GetSecurityConfiguration"] = "Glue: the action has no resource type",
        ["cloudwatch:PutMetricData"] = "CloudWatch: metrics have no ARN; the statement allows two namespaces only",
        ["ecr:GetAuthorizationToken"] = "ECR: the token is the registry's, not a repository's",
        ["xray:PutTraceSegments"] = "X-Ray: traces have no ARN",
        ["xray:PutTelemetryRecords"] = "X-Ray: traces have no ARN",
        ["xray:GetSamplingRules"] = "X-Ray: the action has no resource type",
        ["xray:GetSamplingTargets"] = "X-Ray: the action has no resource type",
        ["logs:CreateLogDelivery"] = "CloudWatch Logs: log delivery has no resource type; Step Functions needs it to log",
        ["logs:GetLogDelivery"] = "as logs:CreateLogDelivery",
        ["logs:UpdateLogDelivery"] = "as logs:CreateLogDelivery",
        ["logs:DeleteLogDelivery"] = "as logs:CreateLogDelivery",
        ["logs:ListLogDeliveries"] = "as logs:CreateLogDelivery",
        ["logs:PutResourcePolicy"] = "as logs:CreateLogDelivery",
        ["logs:DescribeResourcePolicies"] = "as logs:CreateLogDelivery",
        ["logs:DescribeLogGroups"] = "as logs:CreateLogDelivery",
    };

    [Fact]
    public void No_statement_allows_all_actions_of_a_service()
    {
        var broad = Statement.All.Where(statement => statement.Allows && statement.Actions.Any(action => action.Contains('*', StringComparison.Ordinal)));

        // A key without this statement can be managed by nobody, not even by its account: it delegates to IAM, as AWS's default policy does.
        Assert.All(broad, statement => Assert.Equal("storage.yaml Key kms:*", $"{statement.Place} {string.Join(' ', statement.Actions)}"));
    }

    [Fact]
    public void All_resources_are_allowed_only_where_an_action_has_none()
    {
        // In a key's policy "*" means this key.
        var broad = Statement.All.Where(statement => statement.Allows && statement.ResourceType != "AWS::KMS::Key" && statement.Resources.Contains("*")).ToList();

        Assert.All(broad.SelectMany(statement => statement.Actions.Select(action => (statement.Place, Action: action))), found => Assert.True(AllResources.ContainsKey(found.Action), $"{found.Place}: {found.Action}"));
        Assert.Empty(AllResources.Keys.Except(broad.SelectMany(statement => statement.Actions)));
    }

    [Fact]
    public void Metrics_are_written_into_named_namespaces_only() =>
        Assert.All(
            Statement.All.Where(statement => statement.Actions.Contains("cloudwatch:PutMetricData")),
            statement => Assert.NotNull(statement.Content["Condition"]?["StringEquals"]?["cloudwatch:namespace"]));

    [Fact]
    public void No_statement_allows_everybody() =>
        Assert.Empty(Statement.All.Where(statement => statement.Allows && statement.Content["Principal"]?.ToJsonString() is "\"*\"" or "{\"AWS\":\"*\"}").Select(statement => statement.Place));

    [Fact]
    public void No_policy_names_an_account_or_a_region() =>
        Assert.DoesNotMatch("[0-9]{12}|(us|eu|ap)-[a-z]+-[0-9]", string.Concat(Statement.All.Select(statement => statement.Content.ToJsonString())));

    [Fact]
    public void Every_bucket_refuses_connections_without_TLS()
    {
        foreach (var template in Template.All)
        {
            foreach (var (bucket, _) in template.OfType("AWS::S3::Bucket"))
            {
                var policy = template.OfType("AWS::S3::BucketPolicy").Single(policy => policy.Resource["Properties"]!["Bucket"]!["Ref"]!.ToString() == bucket);
                Assert.Contains(
                    Statement.All.Where(statement => statement.Template == template.Name && statement.Resource == policy.Name && !statement.Allows),
                    statement => statement.Content["Condition"]?["Bool"]?["aws:SecureTransport"]?.ToString() == "false" && statement.Actions.Contains("s3:*"));
            }
        }
    }
}
