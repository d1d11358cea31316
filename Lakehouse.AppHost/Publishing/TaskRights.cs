using Amazon.CDK;
using Amazon.CDK.AWS.IAM;

namespace Lakehouse.AppHost.Publishing;

/// <summary>What the services' tasks may do: the same as the roles of <c>cloudformation/services.yaml</c>.</summary>
internal sealed class TaskRights(LakehouseStack stack)
{
    /// <summary>The pipeline's folder in each zone.</summary>
    private const string Pipeline = "movielens";

    private static readonly string[] _change = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"];

    public IEnumerable<PolicyStatement> WriteRaw() =>
    [
        List("Raw"),
        Allow(_change, Objects("Raw", $"{Pipeline}/*")),
        UseKey(),
    ];

    public IEnumerable<PolicyStatement> TransformTheLake()
    {
        var machine = stack.Parameter(LakehouseStack.StateMachineParameter);
        var executions = $"arn:{Aws.PARTITION}:states:{Aws.REGION}:{Aws.ACCOUNT_ID}:execution:{Fn.Select(6, Fn.Split(":", machine))}:*";
        return
        [
            List("Raw", "Staged", "Curated", "Quality"),
            Allow(["s3:GetObject"], Objects("Raw", $"{Pipeline}/*")),
            Allow(_change, Objects("Staged", $"{Pipeline}/*"), Objects("Curated", $"{Pipeline}/*"), Objects("Quality", $"{Pipeline}/*")),
            UseKey(),
            Allow(["states:StartExecution"], machine),
            Allow(["states:DescribeExecution", "states:GetExecutionHistory"], executions),
        ];
    }

    public IEnumerable<PolicyStatement> ReadTheLake() =>
    [
        List("Raw", "Staged", "Curated", "Quality"),
        Allow(["s3:GetObject"], Objects("Raw", $"{Pipeline}/*"), Objects("Staged", $"{Pipeline}/*"), Objects("Curated", $"{Pipeline}/*"), Objects("Quality", $"{Pipeline}/ops/*")),
        Allow(_change, Objects("Quality", "athena/*")), // what Athena's protocol remembers
        UseKey(),
    ];

    private PolicyStatement List(params string[] zones) => Allow(["s3:ListBucket", "s3:GetBucketLocation"], [.. zones.Select(Bucket)]);

    private PolicyStatement UseKey() => Allow(["kms:Decrypt", "kms:GenerateDataKey"], stack.Parameter(LakehouseStack.KeyParameter));

    private string Objects(string zone, string keys) => $"{Bucket(zone)}/{keys}";

    /// <summary>A zone is <c>s3://bucket</c>.</summary>
    private string Bucket(string zone) => $"arn:{Aws.PARTITION}:s3:::{Fn.Select(2, Fn.Split("/", stack.Parameter(LakeExtensions.ZoneParameter(zone))))}";

    private static PolicyStatement Allow(string[] actions, params string[] resources) => new(new PolicyStatementProps { Actions = actions, Resources = resources });
}
