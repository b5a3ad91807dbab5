// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Files from the network, for <c>ADD https://…</c>.</summary>
public interface IDownloads
{
    /// <summary>Opens what an address serves, through the guarded client. Disposing the download is the caller's.</summary>
    Task<Download> OpenAsync(DownloadRequest request, CancellationToken cancellationToken);

    /// <summary>Follows an address to where it leads, and reads nothing but the answer's head.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The address that answered in the end.</returns>
    Task<Uri> FollowAsync(DownloadRequest request, CancellationToken cancellationToken);
}
