namespace Lakehouse.AppHost;

/// <summary>Where the lake's zones are.</summary>
internal enum LakePlace
{
    /// <summary>A folder of this machine.</summary>
    Local,

    /// <summary>S3 buckets, made by CloudFormation.</summary>
    Aws,
}
