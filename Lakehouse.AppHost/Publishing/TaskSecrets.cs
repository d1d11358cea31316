using Amazon.CDK;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.SecretsManager;
using TaskSecret = Amazon.CDK.AWS.ECS.Secret;

namespace Lakehouse.AppHost.Publishing;

/// <summary>What ECS reads from Secrets Manager when a task starts. A parameter of the stack would stand in the task definition for all who may look at it.</summary>
internal sealed class TaskSecrets
{
    private readonly ISecret source;
    private readonly Secret callersKey;

    /// <param name="stack">Gets the secret of QueryApi's callers, and names it in its outputs.</param>
    public TaskSecrets(LakehouseStack stack)
    {
        var key = Key.FromKeyArn(stack, "LakeKey", stack.Parameter(LakehouseStack.KeyParameter));
        source = Secret.FromSecretAttributes(stack, "SourceSecret", new SecretAttributes { SecretCompleteArn = stack.Parameter(LakehouseStack.SourceSecretParameter), EncryptionKey = key });
        callersKey = new Secret(stack, "QueryApiKey", new SecretProps
        {
            Description = "The key that callers of QueryApi send as X-Api-Key or as bearer token",
            EncryptionKey = key,
            GenerateSecretString = new SecretStringGenerator { PasswordLength = 40, ExcludePunctuation = true },
        });
        _ = new CfnOutput(stack, "QueryApiKeySecret", new CfnOutputProps { Value = callersKey.SecretArn, Description = "The secret with the key of QueryApi's callers" });
    }

    /// <summary>Who the source's database is asked as: Npgsql takes both from the environment.</summary>
    public Dictionary<string, TaskSecret> Source() => new() { ["PGUSER"] = TaskSecret.FromSecretsManager(source, "username"), ["PGPASSWORD"] = TaskSecret.FromSecretsManager(source, "password") };

    /// <summary>Whoever is in the network reaches QueryApi's load balancer: callers prove themselves by this.</summary>
    public Dictionary<string, TaskSecret> CallersKey() => new() { ["Access__Principals__lakehouse__ApiKey"] = TaskSecret.FromSecretsManager(callersKey) };
}
