// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Distribution;

namespace Slipway.Server;

/// <summary>Asks the registry whether it answers, as a client would.</summary>
/// <param name="address">The registry.</param>
/// <param name="certificateFile">The file of the certificate that it shows; null where it speaks plain HTTP.</param>
internal sealed class RegistryCheck(Uri address, string? certificateFile)
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(3);

    /// <summary>What is wrong with it; null where nothing is.</summary>
    public async Task<string?> FindProblemAsync(CancellationToken cancellationToken)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        if (certificateFile is not null)
            handler.SslOptions.RemoteCertificateValidationCallback = PinnedCertificate.Of(certificateFile);
        using var http = new HttpClient(handler) { BaseAddress = Reachable(address), Timeout = AnswersWithin };
        try
        {
            using var response = await http.GetAsync("v2/", cancellationToken);
            return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Unauthorized ? null : $"it answers with {(int)response.StatusCode}";
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return $"it does not answer: {e.Message}";
        }
    }

    // A server that listens on all addresses is asked by one.
    private static Uri Reachable(Uri address) => new UriBuilder(address) { Host = address.Host is "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host }.Uri;
}
