// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;

namespace Slipway.Build;

/// <summary>Files for ADD, fetched by the guarded client.</summary>
/// <param name="http">The client; stays the caller's.</param>
public sealed class GuardedDownloads(GuardedHttp http) : IDownloads
{
    /// <inheritdoc/>
    public async Task<Download> OpenAsync(Uri address, CancellationToken cancellationToken)
    {
        var response = await http.GetAsync(address, cancellationToken).ConfigureAwait(false);
        var modified = response.Content.Headers.LastModified;
        return new(await http.OpenBodyAsync(response, cancellationToken).ConfigureAwait(false), modified) { Length = response.Content.Headers.ContentLength };
    }
}
