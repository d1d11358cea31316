using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

/// <summary>What all requests have in common.</summary>
public class AmazonStepFunctionsRequest : AmazonWebServiceRequest;
