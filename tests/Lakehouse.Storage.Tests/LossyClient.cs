using Amazon.Runtime;
using Amazon.S3;

namespace Lakehouse.Storage.Tests;

/// <summary>A client whose requests arrive and whose first answers to PUT get lost.</summary>
internal sealed class LossyClient : IDisposable
{
    private readonly LossyHandler handler;

    public LossyClient(int lose)
    {
        handler = new LossyHandler(lose);
        Client = new AmazonS3Client(new AmazonS3Config
        {
            ServiceURL = Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_S3"),
            ForcePathStyle = true,
            MaxErrorRetry = 0,
            AuthenticationRegion = "us-east-1",
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            HttpClientFactory = new Factory(handler),
        });
    }

    public AmazonS3Client Client { get; }

    public int Puts => handler.Puts;

    public void Dispose()
    {
        Client.Dispose();
        handler.Dispose();
    }

    private sealed class Factory(LossyHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }

    private sealed class LossyHandler(int lose) : DelegatingHandler(new SocketsHttpHandler())
    {
        private int toLose = lose;

        public int Puts { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (request.Method == HttpMethod.Put)
            {
                Puts++;
                if (toLose-- > 0)
                {
                    response.Dispose();
                    throw new HttpRequestException("The connection was reset.");
                }
            }

            return response;
        }
    }
}
