// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>A file being fetched.</summary>
/// <param name="Content">Its bytes; owned by the download.</param>
/// <param name="LastModified">When the server says it changed last, or null.</param>
public sealed record Download(Stream Content, DateTimeOffset? LastModified) : IAsyncDisposable
{
    /// <summary>How many bytes the server says there are, or null.</summary>
    public long? Length { get; init; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
