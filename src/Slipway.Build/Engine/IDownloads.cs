// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Files from the network, for <c>ADD https://…</c>.</summary>
public interface IDownloads
{
    /// <summary>Opens what an address serves, through the guarded client. Disposing the download is the caller's.</summary>
    Task<Download> OpenAsync(Uri address, CancellationToken cancellationToken);
}
