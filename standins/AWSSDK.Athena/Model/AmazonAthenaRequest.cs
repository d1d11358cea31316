using Amazon.Runtime;

namespace Amazon.Athena.Model;

/// <summary>What all requests have in common.</summary>
public class AmazonAthenaRequest : AmazonWebServiceRequest;
