// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>A file being fetched.</summary>
/// <param name="Content">Its bytes, owned by the download; empty where nothing changed.</param>
/// <param name="LastModified">When the server says it changed last, or null.</param>
public sealed record Download(Stream Content, DateTimeOffset? LastModified) : IAsyncDisposable
{
    /// <summary>How many bytes the server says there are, or null.</summary>
    public long? Length { get; init; }

    /// <summary>What the server calls this state of the file, as it is sent; null where it says nothing.</summary>
    public string? ETag { get; init; }

    /// <summary>Whether the server says that the file is what was there already.</summary>
    public bool IsUnchanged { get; init; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
