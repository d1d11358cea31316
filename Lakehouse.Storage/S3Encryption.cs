using Amazon.S3;
using Amazon.S3.Model;

namespace Lakehouse.Storage;

/// <summary>
/// Which key writes ask for: <c>LAKEHOUSE_S3_KMS_KEY_ID</c> names a key of AWS KMS by id, ARN or alias, and objects are then encrypted with it
/// (SSE-KMS, with a key of the bucket's between, which saves calls of KMS). Without it the bucket's own default holds.
/// </summary>
internal static class S3Encryption
{
    public const string Variable = "LAKEHOUSE_S3_KMS_KEY_ID";

    private static string? KeyId => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } key ? key : null;

    public static PutObjectRequest Encrypted(PutObjectRequest request)
    {
        if (KeyId is { } key)
        {
            request.ServerSideEncryptionMethod = ServerSideEncryptionMethod.AWSKMS;
            request.ServerSideEncryptionKeyManagementServiceKeyId = key;
            request.BucketKeyEnabled = true;
        }

        return request;
    }

    public static InitiateMultipartUploadRequest Encrypted(InitiateMultipartUploadRequest request)
    {
        if (KeyId is { } key)
        {
            request.ServerSideEncryptionMethod = ServerSideEncryptionMethod.AWSKMS;
            request.ServerSideEncryptionKeyManagementServiceKeyId = key;
            request.BucketKeyEnabled = true;
        }

        return request;
    }
}
